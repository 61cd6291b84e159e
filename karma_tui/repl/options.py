"""What the command line asked of the REPL, and what a user changes while it runs. Imported at start."""

from __future__ import annotations

from dataclasses import dataclass

FORMATS = ("tree", "table", "json", "ndjson", "csv", "text")
"""How results are printed; `text` is KVM text."""


@dataclass(frozen=True, slots=True)
class ReplOptions:
    """What the command line asked for. Empty means "not said"."""

    plain: bool = False
    """No colours, no boxes, no redrawing: for screen readers and dumb terminals."""
    format: str = ""
    confirm: str = ""
    """A protected profile's name, given on purpose."""


@dataclass(slots=True)
class Choices:
    """What `\\set` and its kin change, for this session."""

    format: str = "tree"
    timing: bool = True
    pager: bool = True
    limit: int = 1_000
    """Records that are printed of a result; 0: all."""
    depth: int = 4
    """Levels of a tree that are opened."""
    vertical: str = "auto"
    """Tables with each field on a line of its own: `on`, `off`, or `auto`: where columns do not fit."""
    completion: str = "on"
    """`on`: proposals come while one types; `key` or `off`: with Tab only."""
    diagnostics: str = "on"
    keys: str = "emacs"
    """`emacs` or `vi`."""
