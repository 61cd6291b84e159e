"""How what is typed is read from the terminal: by more at a time than the line editor would.

A paste is put together from its pieces with every piece anew, so few large ones are much quicker than many
small ones. A terminal gives at most so much at a time by itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit.input.posix_utils import PosixStdinReader

if TYPE_CHECKING:
    from prompt_toolkit.input import Input

_PIECE = 1 << 16


def read_by_much(source: Input) -> None:
    """Let a terminal be read so; any other source stays as it is."""
    reader = getattr(source, "stdin_reader", None)
    if isinstance(reader, PosixStdinReader):
        reader.read = partial(reader.read, _PIECE)  # type: ignore[method-assign]
