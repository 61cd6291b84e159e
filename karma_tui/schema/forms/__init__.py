"""Records as forms: a model's shape, a tree of entries with present values, and the value back. No I/O."""
