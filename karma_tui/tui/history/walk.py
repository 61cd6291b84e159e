"""Walking in the editor through what ran before: each step puts an older or newer text into the buffer.

What was typed is not lost: it is where the walk began, and every step can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence


class Walk:
    """The way from a typed text back through older ones. `texts`: the newest first."""

    def __init__(self, typed: str, texts: Sequence[str]) -> None:
        self._texts = [typed, *(text for text in texts if text != typed)]
        self._at = 0

    @property
    def text(self) -> str:
        """Where one is."""
        return self._texts[self._at]

    def step(self, by: int) -> str | None:
        """An older (1) or newer (-1) text; None at either end."""
        if not 0 <= self._at + by < len(self._texts):
            return None
        self._at += by
        return self.text
