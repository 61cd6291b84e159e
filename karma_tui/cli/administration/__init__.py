"""Export, import, reset, another secret and users on the command line."""
