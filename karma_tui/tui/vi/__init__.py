"""Modal keys after vi: a state machine from keys to edits, and a layer that carries them out in an editor."""
