"""From argparse's loose findings to typed values: each command has its own, and `Where` is shared.

@dataclass(frozen=True, slots=True)
class Wanted:
    files: list[str]
    check: bool = False

wanted = options(Wanted, found)
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from karma_tui.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)

_EXCLUDING = ("url", "profile", "data")


@dataclass(frozen=True, slots=True)
class Where:
    """Which instance was asked for; "" means "not said"."""

    url: str = ""
    profile: str = ""
    user: str = ""
    secret_file: str = ""
    data: str = ""
    dump: str = ""
    """The dump to open a copy of."""
    ask: bool = False
    """Look nowhere for the secret."""
    read_only: bool = False


def options(kind: type[T], found: Namespace) -> T:
    """A dataclass filled by the names of its fields; where nothing was found, its own default stays."""
    given = {}
    for field in fields(kind):
        value = getattr(found, field.name, None)
        if value is not None or (field.default is MISSING and field.default_factory is MISSING):
            given[field.name] = value
    return kind(**given)


def where(found: Namespace) -> Where:
    """The instance the words name. Raises UsageError if they name two."""
    asked = options(Where, found)
    given = [name for name in _EXCLUDING if getattr(asked, name)]
    if len(given) > 1:
        raise UsageError(
            f"--{given[0]} and --{given[1]} exclude each other",
            "Each of them names an instance.",
            "Leave one of them out.",
        )
    return asked
