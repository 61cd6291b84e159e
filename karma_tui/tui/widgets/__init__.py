"""Widgets of the app: what can be shown and edited, each without knowledge of where its content comes from."""
