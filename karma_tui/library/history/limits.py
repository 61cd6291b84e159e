"""How much is kept, and for how long; the numbers users may set are in the settings."""

from __future__ import annotations

from typing import NamedTuple

MOST_CHARACTERS = 1_000_000
"""Of a run's text; a longer one is cut."""


class Limits(NamedTuple):
    """What is kept. Pinned entries and their results stay whatever these say."""

    entries: int = 50_000
    days: int = 0
    """0: however old."""
    results: bool = True
    """Whether results are kept."""
    each_result: int = 8_000_000
    """Bytes of a result before it is packed."""
    all_results: int = 200_000_000
    """Bytes of all results as packed; the oldest go first."""
