"""The line REPL: the same core as the app, in any terminal, over any line."""
