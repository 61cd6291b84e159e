"""Responses held as bytes, and what a face shows of them: rows of a tree, text, decoded records."""
