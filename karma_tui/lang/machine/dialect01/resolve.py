"""The type of a value whose references are resolved, in dialect 0.1: unique parts stay unique."""

from __future__ import annotations

from collections.abc import Callable

from karma_tui.lang.machine import resolve
from karma_tui.lang.machine.dialect01.types import Or, one_of, wide
from karma_tui.lang.machine.types import Annotated, Optional, Type, Unique


def resolved_type(type_: Type, models: frozenset[str] | None, world: resolve.Models) -> Type:
    """The type with references to `models` (all, if None) replaced by those models' types."""
    return resolve.resolved_type(type_, models, world, _own)


def _own(type_: Type, of: Callable[[Type], Type]) -> Type | None:
    match wide(type_):
        case Or(items):
            return one_of(tuple([of(item) for item in items]))
        case Unique(kept):
            return Unique(of(kept))
        case Annotated(text, kept):
            return Annotated(text, of(kept))
        case Optional(kept):
            return Optional(of(kept))
    return None
