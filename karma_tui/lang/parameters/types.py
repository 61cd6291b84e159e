"""The types that a parameter may have, and how they are written in a header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from karma_tui.errors import UsageError
from karma_tui.lang.catalogue import nearest
from karma_tui.lang.literals import INTEGER_RANGES

PLAIN = ("bool", "string", "symbol", *INTEGER_RANGES, "float", "dateTime", "expression")
"""Types that are one word."""

_REF = re.compile(r"ref(?:\(\s*(?P<quote>[\"']?)(?P<tag>[^()\"']*?)(?P=quote)\s*\))?")
_LIST = re.compile(r"list\((?P<inner>.*)\)|\[(?P<other>.*)\]", re.DOTALL)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ParameterType:
    """One type. `kind` is one of PLAIN, `ref` or `list`; `tag` is the model of a ref, "" for any."""

    kind: str
    tag: str = ""
    item: ParameterType | None = None
    """Of what a list is; never a list itself."""

    def __str__(self) -> str:
        """As it is written in a header."""
        if self.item is not None:
            return f"list({self.item})"
        return f"ref({self.tag})" if self.tag else self.kind

    @property
    def is_whole_number(self) -> bool:
        """Whether it is one of the integers."""
        return self.kind in INTEGER_RANGES


def read_type(text: str) -> ParameterType:
    """The type of that notation: `int32`, `ref(person)`, `list(string)`. Raises UsageError."""
    text = text.strip()
    if len(text) <= _LONGEST:
        inner = _LIST.fullmatch(text)
        if inner is None:
            return _single(text)
        item = _single((inner["inner"] if inner["inner"] is not None else inner["other"]).strip())
        return ParameterType("list", item=item)
    raise _unknown(text[:40])


def _single(text: str) -> ParameterType:
    if text in PLAIN:
        return ParameterType(text)
    ref = _REF.fullmatch(text)
    if ref is not None:
        return ParameterType("ref", ref["tag"] or "")
    raise _unknown(text)


def _unknown(text: str) -> UsageError:
    near = nearest(text, PLAIN)
    hint = f"Did you mean {near}? " if near else ""
    return UsageError(
        "There is no such type",
        f"{text!r} is none of {', '.join(PLAIN)}, ref, ref(tag), list(type).",
        f"{hint}A list holds one of the others.",
    )
