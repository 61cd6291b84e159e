"""Completion in shells: scripts, and a quick hidden command that they ask."""
