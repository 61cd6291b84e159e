"""The command line: headless runs, `serve`, and the door to the app."""
