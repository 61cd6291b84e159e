"""Whether evaluating an expression changes what other expressions see, so that it may not be left out."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.effects import WRITING
from karma_tui.lang.nodes import Call, Node, walk

_CHANGING: Final = WRITING | {"define"}


def has_effects(node: Node) -> bool:
    """Whether evaluating an expression changes anything: records or names."""
    return any(type(part) is Call and part.name in _CHANGING for part in walk(node))
