"""`karma-tui serve`: its words belong to the local instance."""

RAW = True
RUNS = "karma_tui.cli.serve:serve"
