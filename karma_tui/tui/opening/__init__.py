"""What one sees and types into before the main screen has been imported."""
