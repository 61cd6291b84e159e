"""How a bar of a chart is drawn: in eighths of a cell, and to be read without colours."""

from __future__ import annotations

from decimal import Decimal

from rich.cells import cell_len, set_cell_size

from karma_tui.results.chart import Bar
from karma_tui.results.strings import visible

_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL = "█"
_NEGATIVE = "░"
LABELS = 40
"""Cells for a bar's name at most."""
_SHORTEST = 8


def number_text(number: Decimal | int) -> str:
    """A length in digits: whole numbers all of them, others to six digits behind the point."""
    if isinstance(number, int):
        return f"{number:,}"
    if number == number.to_integral_value() and number.adjusted() < 20:
        return f"{int(number):,}"
    if -5 < number.adjusted() < 20:
        return f"{number:,.6f}".rstrip("0").rstrip(".")
    return f"{number:.6g}"


def cut(text: str, cells: int) -> str:
    """Foreign text made safe, in just so many cells; what is too long ends in an ellipsis."""
    safe = visible(text)
    if cell_len(safe) <= cells:
        return set_cell_size(safe, cells)
    return set_cell_size(safe, max(0, cells - 1)) + "…" if cells > 0 else ""


def bar_text(length: Decimal | int, longest: Decimal | int, cells: int) -> str:
    """A bar in a field of so many cells; what is not nothing is seen. Below zero it is shaded."""
    if not length or not longest or cells < 1:
        return " " * max(0, cells)
    eighths = max(1, int(abs(Decimal(length)) / Decimal(longest) * cells * 8))
    whole, part = divmod(min(eighths, cells * 8), 8)
    if length < 0:
        return (_NEGATIVE * max(1, whole)).ljust(cells)
    return (_FULL * whole + (_EIGHTHS[part] if part else "")).ljust(cells)


class Widths:
    """How the width is shared by name, bar and number."""

    def __init__(self, bars: tuple[Bar, ...], width: int) -> None:
        self.longest = max((abs(Decimal(bar.length)) for bar in bars), default=Decimal(0))
        self.number = max((len(number_text(bar.length)) for bar in bars), default=1)
        names = max((cell_len(visible(bar.label[:200])) for bar in bars), default=1)
        self.label = max(1, min(names, LABELS, width * 2 // 5, width - self.number - _SHORTEST - 4))
        self.bar = max(0, width - self.label - self.number - 4)

    def line(self, bar: Bar) -> tuple[str, str, str]:
        """Name, bar and number of a line."""
        return (
            f" {cut(bar.label[:1000], self.label)} ",
            bar_text(bar.length, self.longest, self.bar),
            f" {number_text(bar.length):>{self.number}} ",
        )
