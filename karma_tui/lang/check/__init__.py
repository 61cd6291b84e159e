"""What a text means before it is sent: its problems, its types, what is wanted and known at a place.

`study.study(node, world, dialect)` gives a `Study`; `world.Snapshot` says what an instance has;
`type_text.type_text` is how types are shown, `labels` how the places of a result are.

The rules are those of `lang.machine`, which the local instance runs by; nothing is typed twice.
"""
