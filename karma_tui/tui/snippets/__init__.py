"""Snippets on the screen: the list of them, saving one, and the form for parameters."""
