"""A user's own keys: their names, what is wrong with them, their file, and the screen to change them on."""
