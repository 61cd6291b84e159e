"""`karma-tui __complete WORD...`: what the shells ask; the last word is the one being typed."""

RAW = True
RUNS = "karma_tui.cli.completing.answer:run"
