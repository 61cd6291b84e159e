"""Two results compared on the screen: which ones, and what differs."""
