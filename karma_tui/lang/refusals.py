"""How a translation says no: which part has no words in the other dialect, and where it stands."""

from __future__ import annotations

from karma_tui.errors import UntranslatableError
from karma_tui.lang.nodes import Call, Dialect, Node, Raw


def refusal(reason: str, node: Node, target: Dialect) -> UntranslatableError:
    """An error that names the part by its key and blames its span."""
    key = node.name if isinstance(node, Call) else ""
    if isinstance(node, Raw) and isinstance(node.value, dict) and node.value:
        key = str(next(iter(node.value)))
    what = f"The part to blame is {key}." if key else "The part to blame is marked."
    span = node.name_span if isinstance(node, Call) and node.name_span is not None else node.span
    return UntranslatableError(
        reason,
        what,
        f"Rewrite this part by hand in dialect {target}.",
        span,
        expected=f"something dialect {target} can say",
    )
