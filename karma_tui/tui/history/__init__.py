"""The history in the app: the list of past runs, and what can be done with them."""
