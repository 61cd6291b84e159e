"""Long results at a terminal: in small pieces, whole in the end, and left at once on Ctrl-C."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.repl.look import Depth, Look
from karma_tui.repl.printer import Piece, Printer
from karma_tui.repl.show.pager import _AT_ONCE, _blocks, _pieces, show

_UNENDED = re.compile(r"\x1b\[[0-9;]*\Z")


class _Screen(Printer):
    """Keeps what is written."""

    def __init__(self, depth: Depth = Depth.NONE) -> None:
        super().__init__(Look(depth), is_terminal=True, plain=False)
        self.written: list[str] = []
        self.has_begun = asyncio.Event()

    def data(self, text: str) -> None:
        self.written.append(text)
        if len(self.written) == 5:
            self.has_begun.set()


@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans()), max_size=30))
def test_pieces_are_small_and_together_the_lines(sizes: list[tuple[int, bool]]) -> None:
    lines = [f"\x1b[38;5;12m{'x' * size}\x1b[0m" * 3 if coloured else "y" * size for size, coloured in sizes]
    pieces = [piece for text in _blocks(iter(lines)) for piece in _pieces(text)]
    assert "".join(pieces) == "".join(f"{line}\n" for line in lines)
    assert all(0 < len(piece) <= _AT_ONCE for piece in pieces)
    assert not any(_UNENDED.search(piece) for piece in pieces)


@pytest.mark.parametrize("width", [10, 1_000_000])
async def test_ctrl_c_ends_the_writing_within_a_few_pieces(width: int) -> None:
    screen = _Screen(Depth.SIXTEEN)

    def endless() -> Iterator[list[Piece]]:
        for _ in count():
            yield [("z" * width, "")]

    writing = asyncio.ensure_future(show(screen, endless(), paged=False))
    await screen.has_begun.wait()
    before = len(screen.written)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert len(screen.written) <= before + 2
    assert screen.written[-1].startswith("\x1b[0m")
    assert "".join(screen.written).replace("\x1b[0m", "").endswith("\n")
