"""What was entered is text, or it is refused: bytes that are none would be sent as something else."""

from __future__ import annotations

import re

from karma_tui.errors import UsageError

_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Halves of characters; bytes that are no UTF-8 are decoded as some of them."""


def checked(text: str) -> str:
    """The same text. Raises UsageError if it is not all text."""
    if text.isascii() or not _NO_TEXT.search(text):
        return text
    raise UsageError("What was entered is not UTF-8 text", "It was not used.", "Send it as UTF-8.")
