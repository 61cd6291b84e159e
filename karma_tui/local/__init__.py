"""The local instance: a karma.run server of its own, in a process of its own, over one SQLite file."""
