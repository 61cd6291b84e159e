"""The commands that begin with a backslash: a table of data, and a module for each kind of work."""
