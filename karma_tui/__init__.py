"""karma-tui: a terminal client for karma.run databases. Imports nothing, so that every start stays fast."""
