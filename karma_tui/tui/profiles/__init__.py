"""Profiles in the app: the list, the form, the trial, and going from one instance to another."""
