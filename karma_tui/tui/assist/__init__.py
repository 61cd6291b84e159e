"""Help with the language while one types: completions, problems, signatures. Widgets and their wiring."""
