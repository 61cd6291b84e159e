"""Administration of an instance, the same for every face: dumps, reset, secret, users, their permissions."""
