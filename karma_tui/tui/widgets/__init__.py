"""Widgets of the app: what can be shown and edited, each without knowing where its content comes from."""
