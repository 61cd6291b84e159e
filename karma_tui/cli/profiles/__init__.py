"""The commands about profiles, sign-in and settings."""
