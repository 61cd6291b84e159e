"""Help while typing: what may stand here, what this call takes, what that is. No screens, no I/O.

`engine.complete(text, offset, world, dialect, extra) -> Completions`,
`signature.signature_help(text, offset, world, dialect) -> Signature | None`,
`hover.hover(text, offset, world, dialect) -> Hover | None`,
`reference.reference(name, dialect) -> Reference | None`; the values are in `items`.
"""
