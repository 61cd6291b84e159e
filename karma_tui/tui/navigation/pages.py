"""The pages of a model that have been read, as one growing list. Reads nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.results.blocks import Block, Blocks

_EARLY = 4
"""A page is asked for when the cursor is within a fourth of a page of the end."""


@dataclass(slots=True)
class Pages:
    """`size` is the number of records that are asked for at once."""

    model_id: str
    name: str
    size: int
    blocks: Blocks = field(default_factory=Blocks)
    total: int | None = None
    """How many records the model has, as far as it was counted."""
    is_complete: bool = False
    is_stuck: bool = False
    """Whether the next page could not be read; nobody is told again at each step of the cursor."""

    def take(self, page: Block) -> bool:
        """The next page; whether there are more records than before. A page that is not full is the last."""
        many = len(page.records)
        if many < self.size:
            self.is_complete = True
        if many:
            self.blocks.append(page)
        if self.is_complete:
            self.total = len(self.blocks)
        return many > 0

    def wants_more(self, record: int) -> bool:
        """Whether the next page should be asked for, with the cursor on a record."""
        return not (self.is_complete or self.is_stuck) and record >= len(self.blocks) - max(
            1, self.size // _EARLY
        )

    @property
    def fact(self) -> str:
        """`rows 1-1,000 of 120,304`."""
        there = len(self.blocks)
        if not there:
            return "no rows"
        if self.is_complete:
            return f"{there:,} row{'' if there == 1 else 's'}, all there are"
        of = f" of {self.total:,}" if self.total is not None else ""
        stuck = ", the next could not be read (r tries again)" if self.is_stuck else ""
        return f"rows 1-{there:,}{of}{stuck}"
