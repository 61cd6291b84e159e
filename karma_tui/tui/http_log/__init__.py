"""The HTTP log on the screen: every exchange with servers, live, beside the work."""
