"""Errors with their place in what was entered, definitions that were put before it left out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from karma_tui.errors import KarmaError, Span

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk


class Told(KarmaError):
    """An error that has been shown already."""

    def __init__(self, error: KarmaError) -> None:
        super().__init__(error.title)
        self.error = error


def placed(error: KarmaError, whole: str, prefix: int) -> tuple[KarmaError, str]:
    """The error with the text that its place is in: what was entered, if it lies in there.

    `prefix` is how many characters stand before that in the `whole`.
    """
    if error.span is None or not prefix:
        return error, whole
    if error.span.start >= prefix:
        error.span = Span(error.span.start - prefix, error.span.end - prefix)
        return error, whole[prefix:]
    return error, whole


@contextlib.contextmanager
def told_in_place(desk: Desk, whole: str, prefix: int = 0) -> Iterator[None]:
    """Show an error about a text with its place in it. Raises Told then, and any other error as it is."""
    try:
        yield
    except KarmaError as error:
        if error.span is None:
            raise
        desk.printer.error(*placed(error, whole, prefix))
        raise Told(error) from error
