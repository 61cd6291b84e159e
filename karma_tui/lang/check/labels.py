"""The places of a result by their static types: a symbol is not a string there, a ref is not a list.

Results are JSON; a path leads from the whole result to a place in it by keys and positions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from karma_tui.lang.machine.types import Type

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TypeLabel:
    """What stands at a place of a result."""

    type: Type
    text: str
    """The type in one short line."""
    model: str = ""
    """The id of the model that a record is of, or that a ref points into; else empty."""


def label_at(
    type_: Type, path: Sequence[str | int], names: Mapping[str, str] = _NO_NAMES
) -> TypeLabel | None:
    """The label of a place in a result of that type; None where the type says nothing of it."""
    return None
