"""How long a key takes to show in the editor, beside other editors driven in the same run.

    python benchmarks/typing.py                             ours and a bare TextArea, about a minute
    python benchmarks/typing.py --install --peers FOLDER    first installs the others there, by name
    python benchmarks/typing.py --peers FOLDER              all of them, some minutes

Each editor runs in a pseudo-terminal with a text of 20 and of 2,000 lines, the cursor at its start. `ms` is
from writing a key to the last byte of what it draws: median and 95th percentile; `cpu` is the program's
processor time for it, which other work on the machine changes less. `burst` is 40 keys written at once,
until the last is on the screen. `paste` is a bracketed paste of 1 MB in lines into an empty editor, and
`line` the same as one line.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from comparing import Compared, keep, print_table
from typing_editors import Editor, editors, install, prompts
from typing_terminal import QUIET, Echo, NoEcho, Terminal

LINES = (20, 2000)
PROMPT_QUIET = 0.02
"""Seconds without output that end a key at a prompt: its echo, without the list that comes after a pause."""
BURST = 40
BURSTS = 5
MEGABYTE = 1_000_000
LETTERS = "qwxyzjkv"
BACKSPACE = b"\x7f"
OURS, BARE = "karma-tui", "Textual TextArea, no colours"
HARLEQUIN_MS = {20: 20.8, 2000: 319.0}
"""What Harlequin 2.17.0 took when the goals were set, on a quiet machine."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Single keys and bursts in a text of some length; ms, bytes of one echo."""

    editor: str
    lines: int
    ms: float
    p95: float
    cpu: float
    burst: float
    burst_cpu: float
    size: int
    memory: float


@dataclass(frozen=True, slots=True)
class Paste:
    """A megabyte pasted; seconds, and ms for a key typed behind it."""

    editor: str
    kind: str
    seconds: float
    cpu: float
    key: float


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print; `--json` also writes everything to a file."""
    options = _options(words)
    if options.install:
        install(options.peers)
    chosen = [each for each in editors(options.peers) if options.only.lower() in each.name.lower()]
    keys: list[Keys] = []
    print(f"{'editor':<32}{'lines':>6}{'ms':>9}{'p95':>9}{'cpu ms':>9}{'burst ms':>10}{'cpu':>9}{'bytes':>8}")
    in_line = [each for each in prompts(options.peers) if options.only.lower() in each.name.lower()]
    for lines in (1, *LINES):
        for editor in in_line if lines == 1 else chosen:
            found = _keys(editor, lines, options.keys)
            if found is not None:
                keys.append(found)
                print(_key_line(found), flush=True)
    pastes: list[Paste] = []
    if not options.no_paste:
        print(f"\n{'editor':<32}{'paste':>6}{'seconds':>9}{'cpu s':>9}{'key ms':>9}")
        for kind in ("lines", "line"):
            for editor in chosen:
                pasted = _paste(editor, kind, options.patience)
                if pasted is not None:
                    pastes.append(pasted)
                    print(
                        f"{pasted.editor:<32}{kind:>6}{pasted.seconds:>9.2f}{pasted.cpu:>9.2f}{pasted.key:>9.1f}",
                        flush=True,
                    )
    compared = _compared(keys, pastes)
    print_table(compared)
    if options.json:
        keep(
            options.json,
            compared,
            {"keys": [asdict(row) for row in keys], "pastes": [asdict(row) for row in pastes]},
        )


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure typing, beside other editors.")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where other editors are installed")
    parser.add_argument("--install", action="store_true", help="install them there first (about 300 MB)")
    parser.add_argument("--keys", type=int, default=30, help="keys per text (default %(default)s)")
    parser.add_argument("--only", default="", metavar="WORD", help="editors whose name contains this")
    parser.add_argument("--no-paste", action="store_true", help="leave out the pastes")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds a paste may take")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    options = parser.parse_args(words)
    if options.install and options.peers is None:
        parser.error("--install needs --peers FOLDER")
    return options


def _keys(editor: Editor, lines: int, count: int) -> Keys | None:
    """Type single keys and bursts at the start of a text."""
    text = "\n".join(editor.line(at) for at in range(lines)) + "\n"
    quiet = PROMPT_QUIET if lines == 1 else QUIET
    chance = random.Random(1)
    typed = ""
    echoes: list[Echo] = []
    bursts: list[Echo] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            with editor.start(text, Path(folder)) as terminal:
                for _ in range(count + 5):
                    typed += chance.choice(LETTERS)
                    echoes.append(_type(terminal, typed[-1], typed, quiet))
                    if len(typed) > 20:  # stay in the first columns, where every editor shows them
                        _clear(terminal, typed)
                        typed = ""
                _clear(terminal, typed)
                for at in range(BURSTS):
                    letters = "".join(chance.choice(LETTERS) for _ in range(BURST - 2)) + f"b{at}"
                    bursts.append(_type(terminal, letters, letters[-12:], quiet))
                    _clear(terminal, letters)
                memory = terminal.memory()
        except NoEcho as failure:
            print(f"{editor.name}, {lines} lines: no echo; the screen shows {_start(failure)}")
            return None
    settled = echoes[5:]  # the first keys fill caches, everywhere
    walls = sorted(echo.wall * 1e3 for echo in settled)
    return Keys(
        editor.name,
        lines,
        median(walls),
        walls[int(len(walls) * 0.95)],
        median(echo.cpu for echo in settled) * 1e3,
        median(echo.wall for echo in bursts[1:]) * 1e3,
        median(echo.cpu for echo in bursts[1:]) * 1e3,
        int(median(echo.size for echo in settled)),
        memory,
    )


def _type(terminal: Terminal, letters: str, wanted: str, quiet: float = QUIET) -> Echo:
    return terminal.send(letters.encode(), lambda screen: wanted in screen, 60, quiet)


def _clear(terminal: Terminal, typed: str) -> None:
    """Take away what was typed, so that every key finds the same text."""
    if typed:
        terminal.send(BACKSPACE * len(typed), lambda screen: typed[:2] not in screen, 60)


def _paste(editor: Editor, kind: str, patience: float) -> Paste | None:
    """Paste a megabyte into an empty editor and type a key behind it."""
    pieces = [editor.line(at) for at in range(20_000)]
    between = "\n" if kind == "lines" else " "
    text = between.join(pieces)[:MEGABYTE] + between + "lastword"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with editor.start("", Path(folder)) as terminal:
                data = b"\x1b[200~" + text.encode() + b"\x1b[201~"
                pasted = terminal.send(data, lambda screen: "lastword" in screen, patience, 0.2)
                key = terminal.send(b"Q", lambda screen: "lastwordQ" in screen, patience, 0.2)
        except NoEcho as failure:
            print(f"{editor.name}: 1 MB as {kind} was not shown within {patience:g} s: {_start(failure)}")
            return None
    return Paste(editor.name, kind, pasted.wall, pasted.cpu, key.wall * 1e3)


def _start(failure: NoEcho) -> str:
    return " ".join(str(failure).split())[:200]


def _key_line(row: Keys) -> str:
    return (
        f"{row.editor:<32}{row.lines:>6}{row.ms:>9.1f}{row.p95:>9.1f}{row.cpu:>9.1f}"
        f"{row.burst:>10.1f}{row.burst_cpu:>9.1f}{row.size:>8}"
    )


def _compared(keys: Sequence[Keys], pastes: Sequence[Paste]) -> list[Compared]:
    """Ours against the goals, by wall time and by processor time."""
    rows = {(row.editor, row.lines): row for row in keys}
    few, many = rows.get((OURS, 20)), rows.get((OURS, 2000))
    found = []
    for item, ours, lines, limit in (
        ("C1 key, 20 lines", few, 20, 0.65),
        ("C2 key, 2,000 lines", many, 2000, 0.06),
    ):
        peer = rows.get(("Harlequin", lines))
        name, theirs = ("Harlequin", peer.ms) if peer else ("Harlequin, as recorded", HARLEQUIN_MS[lines])
        if ours:
            found.append(_in_ms(item, ours.ms, name, theirs, limit))
    if few and many:
        found.append(_in_ms("C2 key, 2,000 lines", many.ms, "our own 20 lines", few.ms, 1.4))
        found.append(_in_ms("C2 the same, processor", many.cpu, "our own 20 lines", few.cpu, 1.4))
    if many:
        found.append(_in_ms("C3 burst of 40 keys, 2,000 lines", many.burst, "the goal itself", 150, 1.0))
    for lines, ours in ((20, few), (2000, many)):
        bare = rows.get((BARE, lines))
        if ours and bare:
            found.append(_in_ms(f"key, {lines:,} lines", ours.ms, "bare TextArea", bare.ms, 1.3))
            found.append(_in_ms(f"key, {lines:,} lines, processor", ours.cpu, "bare TextArea", bare.cpu, 1.3))
    ours, theirs = rows.get(("karma-tui repl", 1)), rows.get(("litecli", 1))
    if ours and theirs:
        found.append(_in_ms("C4 key at a prompt", ours.ms, "litecli", theirs.ms, 1.0))
    for row in pastes:
        if row.editor == OURS:
            found.append(Compared(f"paste of 1 MB, {row.kind}", row.seconds, "the goal itself", 1.0, 1.0))
    return found


def _in_ms(item: str, us: float, peer: str, them: float, limit: float) -> Compared:
    return Compared(item, us / 1e3, peer, them / 1e3, limit)


if __name__ == "__main__":
    main()
