"""How many records each model has, as far as it was counted, and whether that may be old by now."""

from __future__ import annotations


class Counts:
    """By model id."""

    def __init__(self) -> None:
        self._counts: dict[str, int | None] = {}
        self._old: set[str] = set()

    def put(self, model_id: str, count: int | None) -> None:
        """A model was counted; None: it cannot be."""
        self._counts[model_id] = count
        self._old.discard(model_id)

    def grow_old(self) -> None:
        """Something was written."""
        self._old.update(self._counts)

    def text(self, model_id: str) -> str:
        """`1,204`, `~1,204` if it may have changed, `?` if it cannot be counted, "" if it was not."""
        if model_id not in self._counts:
            return ""
        count = self._counts[model_id]
        if count is None:
            return "?"
        return f"{'~' if model_id in self._old else ''}{count:,}"
