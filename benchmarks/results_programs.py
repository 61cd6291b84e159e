"""The programs that show results, and how one opens a file in each, goes to its end and searches in it."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import peers as others
from results_data import needle
from typing_terminal import NoEcho, Terminal

PATIENCE = 180.0
Shown = Callable[[str], bool]


class Screen(Terminal):
    """Also tells when something is shown first, however much is painted meanwhile."""

    def until(self, keys: bytes, shown: Shown, since: float | None = None) -> float:
        """Seconds from the keys (or `since`) to the bytes that showed it. Raises NoEcho."""
        began = time.perf_counter() if since is None else since
        left, moment = keys, began
        while time.perf_counter() < began + PATIENCE:
            ready, free, _ = select.select([self._fd], [self._fd] if left else [], [], 0.05)
            if free:
                left = left[os.write(self._fd, left) :]
            if ready:
                self._pending.extend(self._read())
                moment = time.perf_counter()
                self._draw()
            if shown(self.shown()) and not left:
                return moment - began
        raise NoEcho(self.shown())


@dataclass(frozen=True, slots=True)
class Program:
    """How it is driven, by keys; predicates on the screen take the number of records."""

    name: str
    words: tuple[str, ...]
    takes_lines: bool
    opened: Callable[[int], Shown]
    complete: Callable[[int], Shown]
    to_end: bytes
    at_end: Callable[[int], Shown]
    before_search: tuple[bytes, ...]
    find: Callable[[int], tuple[bytes, ...]]
    """Keys before the one that is timed, and that one."""
    found: Callable[[int], Shown]
    down: bytes = b"j"


def programs(peers: Path | None) -> list[Program]:
    """Ours, and what is there of the others."""
    found = [_OURS]
    if fx := others.program(peers, "fx", "fx"):
        found.append(_fx(fx))
    if visidata := others.program(peers, "visidata", "vd"):
        found.append(_visidata(visidata))
    if less := which("less"):
        found.append(_less(less))
    return found


def install(peers: Path) -> None:
    """Install the peers there."""
    others.install(peers, ("visidata", "fx"))


def _typed(records: int) -> bytes:
    return needle(records)[:7].encode()


_OURS = Program(
    "karma-tui",
    (str(Path(sys.executable).with_name("karma-tui")), "view"),
    False,
    lambda _: lambda screen: "  ▸ 0  {" in screen,
    lambda records: lambda screen: f"{records:,} rows  " in screen and "cancels" not in screen,
    b"\x1b[F",
    lambda records: lambda screen: f"▸ {records - 1}  {{" in screen,
    (b"\x1b[H",),
    # pasted, because each letter would begin a search of its own
    lambda records: (b"/", b"\x1b[200~" + _typed(records) + b"\x1b[201~"),
    lambda records: lambda screen: needle(records) in screen,
    b"\x1b[B",
)


def _fx(path: str) -> Program:
    return Program(
        "fx",
        ("node", path),
        False,
        lambda _: lambda screen: "{…}" in screen,
        lambda _: lambda screen: "{…}" in screen,
        b"G",
        lambda _: lambda screen: screen.rstrip().endswith("]"),
        (b"g",),
        lambda records: (b"/", _typed(records), b"\r"),
        lambda records: lambda screen: needle(records) in screen,
    )


def _visidata(path: str) -> Program:
    def loaded(records: int) -> Shown:
        return lambda screen: f"{records} rows" in screen and "loading" not in screen and "title=" in screen

    return Program(
        "visidata",
        (path,),
        False,
        loaded,
        loaded,
        b"G",
        lambda records: lambda screen: f"rank={records - 1} " in screen,
        (b"gg", b"ll"),
        lambda records: (b"/", _typed(records), b"\r"),
        lambda records: lambda screen: f"title={needle(records)}" in screen,
    )


def _less(path: str) -> Program:
    return Program(
        "less -S",
        (path, "-S"),
        True,
        lambda _: lambda screen: '"rank":0' in screen,
        lambda _: lambda screen: '"rank":0' in screen,
        b"G",
        lambda records: lambda screen: f'"rank":{records - 1}' in screen,
        (b"g",),
        lambda records: (b"/", _typed(records), b"\r"),
        lambda records: lambda screen: needle(records) in screen,
    )
