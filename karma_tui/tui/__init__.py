"""The app: widgets, screens and their wiring. What takes time happens in workers, never on the event loop."""
