"""The catalogue of an instance: its models to search, count, read and draw."""
