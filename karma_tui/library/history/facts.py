"""What is told of a run as it starts and as it ends. Light, since it is needed for every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

OK = "ok"
ERROR = "error"
CANCELLED = "cancelled"
UNFINISHED = ""
"""The outcome of a run that has not ended, or whose process ended before it."""


IMPORT = "import"
RESET = "reset"
ROTATION = "secret"


class Deed(NamedTuple):
    """What changes an instance and is no expression: one of the three kinds above, and what to tell of it."""

    kind: str
    text: str

    def comment(self) -> str:
        """As the text of an entry: a comment, so that whoever takes it for an expression runs nothing."""
        return f"// {' '.join(self.text.split())}"


class Started(NamedTuple):
    """What is known when a run starts. `text` is masked and cut when it is written, not before."""

    started: datetime
    """Aware."""
    text: str
    face: str = ""
    profile: str = ""
    endpoint: str = ""
    user: str = ""
    dialect: str = ""
    writes: bool = False
    snippet: str = ""
    parameters: Mapping[str, str] = MappingProxyType({})
    deed: str = ""
    """What is done to the instance where it is no expression: the kind of a `Deed`."""


class Ended(NamedTuple):
    """What is known when it is over."""

    outcome: str
    seconds: float
    error_kind: str = ""
    error_title: str = ""
    size: int | None = None
    """Bytes of the result."""
    pieces: Sequence[bytes] | None = None
    """The result as it came, if it is small enough to be kept."""


def time_text(moment: datetime) -> str:
    """A time as it is kept: UTC, ISO 8601 to the millisecond; sorts like the times do."""
    from datetime import UTC

    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
