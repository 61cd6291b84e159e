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


def check(size: int, most: int, what: str) -> None:
    """Refuse to make something of a size that is beyond a bound; `what` names its parts, in the plural."""
    if size > most:
        raise execution(f"the query needs more memory than there is: {size} {what} at once, at most {most}")
