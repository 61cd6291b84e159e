"""`karma-tui history`: what ran before, for scripts and for who does not open the app."""
