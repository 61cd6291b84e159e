"""A piece of text read and studied, for signature help and hover."""

from __future__ import annotations

from karma_tui.lang.check.study import Study, study
from karma_tui.lang.check.world import NOWHERE, World
from karma_tui.lang.complete.place import Piece, piece_at
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.tolerant.draft import draft


def studied(text: str, offset: int, world: World, dialect: Dialect) -> tuple[Piece, Study] | None:
    """The piece around an offset and its study; None inside of a comment."""
    piece = piece_at(text, offset)
    if piece is None:
        return None
    read = draft(piece.text, dialect)
    return piece, study(read.node, world if read.dialect is dialect else NOWHERE, read.dialect)
