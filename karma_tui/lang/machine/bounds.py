"""Bounds of what is built in a single step of C code, during which the watch cannot stop a query.

Everything that grows step by step is the watch's business. A string, a list or an answer put together
out of parts that share their memory may be a thousand times larger than they are, and is refused before
it is made.
"""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.refusal import execution

LONGEST_TEXT: Final = 256 * 1024 * 1024
"""Characters of a string that is joined from others."""

LONGEST_LIST: Final = 16 * 1024 * 1024
"""Items of a list that is joined from others."""

LARGEST_ANSWER: Final = 1024 * 1024 * 1024
"""Bytes of an answer."""

LARGEST_TYPE: Final = 100_000
"""Parts of what is made of a type by going all its ways: its model, its zero value. Of a dozen labels that
all lead to each other there are more ways than can be gone.
"""


class Room:
    """How many parts may still be made; shared by all that takes part in making one thing."""

    __slots__ = ("_left", "_what")

    def __init__(self, what: str, most: int = LARGEST_TYPE) -> None:
        """`what` is made, of at most so many parts."""
        self._what = what
        self._left = most

    def take(self) -> None:
        """Note one more part; refuses beyond the bound."""
        self._left -= 1
        if self._left < 0:
            raise execution(f"{self._what} would have more than {LARGEST_TYPE} parts")


def check(size: int, most: int, what: str) -> None:
    """Refuse to make something of a size that is beyond a bound; `what` names its parts, in the plural."""
    if size > most:
        raise execution(f"the query needs more memory than there is: {size} {what} at once, at most {most}")
