"""Editing, decided from the text alone."""
