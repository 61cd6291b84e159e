"""Why a regular expression does not compile, in RE2's words and in plain ones."""

from __future__ import annotations

import re
from typing import Final

from karma_tui.lang.check.misfits import Words
from karma_tui.lang.nodes import Node, Word

_KNOWN: Final = (
    (r"\(\?<?[=!]", "The language's regular expressions (RE2) have no look-around."),
    (r"\\[1-9]", "The language's regular expressions (RE2) have no back-references."),
    (r"\(\?>|[*+?}]\+", "The language's regular expressions (RE2) have no atomic groups."),
)
"""What other engines have and RE2 does not, as patterns of it."""


def pattern_words(node: Node | None, blamed: Node) -> tuple[Words, Node]:
    """The problem of a pattern, and the node it is about: the pattern itself, if it is known."""
    title = "The regular expression does not compile"
    if not isinstance(node, Word) or not isinstance(node.value, str):
        return Words(title), blamed
    # Not at the top: the machine has it loaded by the time that a pattern was refused.
    from karma_tui.lang.machine.patterns import compiled

    try:
        compiled(node.value)
    except ValueError as error:
        hint = next((said for pattern, said in _KNOWN if re.search(pattern, node.value)), "")
        return Words(title, f"{str(error)[:1].upper()}{str(error)[1:]}.", hint), node
    return Words(title), node
