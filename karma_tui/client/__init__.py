"""Talking to a karma.run server: HTTP as the server speaks it, the session and its renewal, admin and REST.

Nothing here knows screens, settings or the local instance's inside; files are touched for dumps alone.
Only `http.py` uses the HTTP library.
"""
