"""What a profile lets through: the one place that refuses, asked with the expression before it is sent.

Whatever face or feature sends something, it passes here (`Workbench`), so a read-only profile is never
written to and a protected one never by accident.
"""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.errors import ProtectedProfile, ReadOnlyProfile, Span
from karma_tui.lang.effects import DESTROYING, WRITING, destroys, writes
from karma_tui.lang.nodes import Call, Node, walk
from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Guard:
    """A profile's rules."""

    profile: str = ""
    read_only: bool = False
    protected: bool = False

    @classmethod
    def of(cls, target: Target) -> Guard:
        """The rules of the instance that was asked for."""
        return cls(target.profile, target.read_only, target.protected)

    def check(self, root: Node, confirmed: str = "") -> None:
        """Refuse what the profile forbids. `confirmed` is the profile's name if the user gave it.

        Raises ReadOnlyProfile, and ProtectedProfile for what changes or deletes without the name.
        """
        if self.read_only and writes(root):
            raise ReadOnlyProfile(
                "Not sent: this profile is read-only",
                f"The expression {_saying(root, WRITING)}, and the profile {self.profile} is only read from.",
                "Take read_only out of the profile in the settings, or use another profile.",
                _place(root, WRITING),
            )
        if self.protected and confirmed != self.profile and destroys(root):
            wrong = "That is not its name. " if confirmed else ""
            raise ProtectedProfile(
                "Not sent yet: this profile is protected",
                f"{wrong}The expression {_saying(root, DESTROYING)} in the profile {self.profile}.",
                "Give the profile's name to send it.",
                _place(root, DESTROYING),
                profile=self.profile,
            )

    def check_deed(self, deed: str, confirmed: str = "", *, always: bool = True) -> None:
        """Refuse what no expression does and the profile forbids; `deed` tells it: "an import replaces ...".

        Raises ReadOnlyProfile, and ProtectedProfile without the profile's name: for a protected profile,
        and where `always` says so, since nobody replaces an instance by the way.
        """
        if self.read_only:
            raise ReadOnlyProfile(
                "Not done: this profile is read-only",
                f"{deed[:1].upper()}{deed[1:]}, and the profile {self.profile} is only read from.",
                "Take read_only out of the profile in the settings, or use another profile.",
            )
        if (always or self.protected) and confirmed != self.profile:
            wrong = "That is not its name. " if confirmed else ""
            kind = "protected profile" if self.protected else "profile"
            raise ProtectedProfile(
                f"Not done yet: it takes the name of the {kind}",
                f"{wrong}{deed[:1].upper()}{deed[1:]}, in the profile {self.profile}.",
                "Give the profile's name to do it.",
                profile=self.profile,
            )


UNGUARDED = Guard()
"""Lets everything through."""


def _named(root: Node, names: frozenset[str]) -> list[Call]:
    return [node for node in walk(root) if isinstance(node, Call) and node.name in names]


def _saying(root: Node, names: frozenset[str]) -> str:
    """`has update and delete`; calls that are kept as plain JSON have no name to tell."""
    found = sorted({call.name for call in _named(root, names)})
    return f"has {' and '.join(found)}" if found else "writes"


def _place(root: Node, names: frozenset[str]) -> Span | None:
    found = _named(root, names)
    return (found[0].name_span or found[0].span) if found else None
