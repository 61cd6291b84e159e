"""Dialect 0.1 on the local instance: read, typed and answered as the 0.1.4 server does (spec kvm-0.1).

No engine of its own: a request becomes the same typed tree that dialect 1.0 uses and runs as the same
compiled forms over the same records. What differs is here: typing, literals that take the expected
type, the implicit input, do and bind, JSON of values and errors, and types that 1.0 does not have.
"""
