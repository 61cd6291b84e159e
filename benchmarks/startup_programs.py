"""The programs whose start is measured, and how one sees that a first frame can be used."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import peers as others

Shown = Callable[[str], bool]

OURS, REPL, BARE = "karma-tui", "karma-tui repl", "bare Textual app"
_HERE = Path(__file__).resolve().parent
_BARE = _HERE / "startup_peer.py"
_SITE = Path(sysconfig.get_paths()["purelib"])


@dataclass(frozen=True, slots=True)
class Program:
    """`words` start it; `usable` and `connected` look at the screen; `folders` hold its code."""

    name: str
    words: tuple[str, ...]
    usable: Shown
    connected: Shown | None = None
    folders: tuple[Path, ...] = ()


def shows(*parts: str) -> Shown:
    """A look at the screen for all of some texts."""
    return lambda screen: all(part in screen for part in parts)


def mine() -> str:
    """Our own program, as installed beside the Python that runs this."""
    return str(Path(sys.executable).with_name("karma-tui"))


def programs(peers: Path | None) -> list[Program]:
    """Ours, the bare app, and what is there of the others. They are started in a scratch folder."""
    own = (_HERE.parent / "karma_tui", _SITE)
    found = [
        # the editor is there and takes keys as soon as its footer is drawn; `ready`: signed in, models known
        Program(OURS, (mine(),), shows("Palette", "query 1"), shows("ready"), own),
        Program(
            BARE, (sys.executable, str(_HERE / "startup_peer.py")), shows("PEER READY", "Leave"), None, own
        ),
        Program(REPL, (mine(), "repl"), shows("local>"), None, own),
    ]
    for environment, program, words, usable in (
        ("posting", "posting", (), shows("Collection", "Send", "Commands")),
        (
            "harlequin",
            "harlequin",
            ("-a", "sqlite", "peer.db"),
            shows("Query Editor", "Data Catalog"),
        ),
        ("litecli", "litecli", ("peer.db",), shows("peer.db>")),
        ("visidata", "vd", ("peer.json",), shows("2 rows")),
    ):
        if path := others.program(peers, environment, program):
            folders = (peers / environment,) if peers is not None else ()
            found.append(Program(environment, (path, *words), usable, None, folders))
    return found


def versions(peers: Path | None) -> dict[str, tuple[str, ...]]:
    """Commands that only say a version, and what Python takes to do nothing."""
    found = {"python -c pass": (sys.executable, "-c", "pass"), f"{OURS} --version": (mine(), "--version")}
    for environment, program in (("visidata", "vd"), ("litecli", "litecli")):
        if path := others.program(peers, environment, program):
            found[f"{environment} --version"] = (path, "--version")
    return found
