"""Types that may be more than they seem, for the checker of unfinished texts."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.lang.machine.types import Annotated, Type


@dataclass(frozen=True, slots=True, eq=False)
class Doubtful(Annotated):
    """The type of what was made of something unknown: with that known, a value might be known too, or more.

    No rule makes it, and no inference that ends in code meets it.
    """


def doubtful(type_: Type) -> Type:
    """The type, in doubt."""
    return Doubtful("", type_)
