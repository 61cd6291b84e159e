"""`karma-tui run`: expressions in, results out, without a screen."""
