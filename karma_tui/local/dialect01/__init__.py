"""Dialect 0.1 on the local instance: sessions, records and errors as the 0.1.4 server has them (kvm-0.1).

No engine of its own: a request becomes the same typed tree that dialect 1.0 uses (lang/machine/dialect01)
and runs over the same records. What differs is here: the implicit input, do and bind, stored expressions,
and the JSON of answers.
"""
