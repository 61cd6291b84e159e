"""What a row of keys means in normal and visual mode: a command, the beginning of one, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_MOTION = r"[hjklwbeWBE^$G{}%;,]|(?<![0-9])0|gg|[fFtT]."
_OBJECT = r"[ia][wW()\[\]{}bB\"'`]"
_COMMAND = re.compile(
    rf"""(?P<count>[1-9][0-9]*)?(?:"(?P<register>["+*]))?(?P<again>[1-9][0-9]*)?
    (?:(?P<operator>[dcy><])(?P<times>[1-9][0-9]*)?
        (?:(?P<object>{_OBJECT})|(?P<lines>[dcy><])|(?P<way>{_MOTION}))
      |(?P<motion>{_MOTION})
      |(?P<single>[xXsSDCYJpPu.oOAIaivVnN/?:\x12]|r.))""",
    re.VERBOSE | re.DOTALL,
)
_VISUAL = re.compile(
    rf"""(?P<count>[1-9][0-9]*)?(?:"(?P<register>["+*]))?(?P<again>[1-9][0-9]*)?
    (?:(?P<object>{_OBJECT})|(?P<motion>{_MOTION})|(?P<single>[dxcsyJpP><ovVnN/?:]|r.))""",
    re.VERBOSE | re.DOTALL,
)
_UNFINISHED = re.compile(r"""([1-9][0-9]*)?("(["+*]([1-9][0-9]*)?)?)?([dcy><]([1-9][0-9]*)?)?[gfFtTria]?""")
_UNFINISHED_VISUAL = re.compile(r"""([1-9][0-9]*)?("(["+*]([1-9][0-9]*)?)?)?[gfFtTria]?""")


class Still(Enum):
    """What keys are that are no command."""

    BEGUN = "begun"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Command:
    """A whole command. Exactly one of motion, object, lines and single is not ""."""

    count: int | None = None
    register: str = ""
    operator: str = ""
    motion: str = ""
    object: str = ""
    lines: bool = False
    single: str = ""


def parse(keys: str, *, is_visual: bool) -> Command | Still:
    """The command that keys are, or what else they are."""
    found = (_VISUAL if is_visual else _COMMAND).fullmatch(keys)
    if found is None:
        begun = (_UNFINISHED_VISUAL if is_visual else _UNFINISHED).fullmatch(keys)
        return Still.BEGUN if begun else Still.NOTHING
    parts = found.groupdict()
    operator = parts.get("operator") or ""
    if parts.get("lines") and parts["lines"] != operator:
        return Still.NOTHING
    counts = [int(parts[name]) for name in ("count", "again", "times") if parts.get(name)]
    count: int | None = None
    for number in counts:
        count = min((count or 1) * number, 99_999)
    return Command(
        count=count,
        register=parts["register"] or "",
        operator=operator,
        motion=parts.get("way") or parts["motion"] or "",
        object=parts["object"] or "",
        lines=bool(parts.get("lines")),
        single=parts["single"] or "",
    )
