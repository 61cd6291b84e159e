"""Administration on the screen: who may do what, users, dumps, reset, another secret."""
