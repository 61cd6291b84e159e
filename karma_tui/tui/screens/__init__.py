"""What fills the terminal or lies above it: the main screen and the dialogues."""
