"""Sentences in the app name the keys as they are now: none is written into them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import karma_tui.tui

_KEY = re.compile(r"\b(F[1-9]\d?|Esc|Escape|(Ctrl|Alt|Shift)\+\w+)\b")
_STAYS = {
    "Escape leaves it as it was.",  # where the next key is waited for, whatever it is
    "While typing: take it and go on. Escape: leave it as it was.",
}
"""What is so whatever the key map says."""


def _sentences(path: Path) -> Iterator[str]:
    """The texts of a module that are not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and _is_text(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_no_sentence_of_the_app_names_a_key_that_may_be_another() -> None:
    folder = Path(karma_tui.tui.__path__[0])
    found = {
        f"{path.relative_to(folder)}: {text}"
        for path in folder.rglob("*.py")
        for text in _sentences(path)
        if _KEY.search(text) and text not in _STAYS
    }
    assert found == set()
