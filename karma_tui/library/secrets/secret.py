"""A secret that hides itself, and names its source so that a wrong one can be found."""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.redact import register

MAX_BYTES = 64 * 1024
"""Far above any secret: a mistyped path to a big file must not be sent anywhere."""


_TYPED = "typed in"


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or instance secret and where it came from, in words for the user.

    Its value is in no repr and known to the redactor from its first moment on. It must never be stored,
    logged or put into a command line.
    """

    value: str = field(repr=False)
    source: str

    def __post_init__(self) -> None:
        register(self.value)

    @property
    def was_typed(self) -> bool:
        """Whether a person typed it, so that it cannot be found anywhere again."""
        return self.source == _TYPED


def from_prompt(value: str) -> Secret:
    """What a person typed."""
    return Secret(value, _TYPED)
