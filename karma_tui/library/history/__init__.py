"""The history of runs in a file of SQLite: recorded, searched, forgotten. No network, no screens."""
