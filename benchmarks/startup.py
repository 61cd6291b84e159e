"""How long the programs take from the start of their process to something one can use, in one run.

    python benchmarks/startup.py                             ours and a bare Textual app
    python benchmarks/startup.py --install --peers FOLDER    first installs the others there, by name
    python benchmarks/startup.py --peers FOLDER --cold       also with all files put out of the page cache

Every program runs in a pseudo-terminal, in turn with the others. `frame` is until the first usable
frame is drawn, `ready` (ours) until the local instance is signed in to, `cpu` and `MB` the processor time
and the memory one second after the start. `run -e true` is asked of a local instance that runs already.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from comparing import Compared, keep, print_table
from peers import install
from results_programs import Screen
from startup_programs import BARE, OURS, REPL, Program, mine, programs, versions
from typing_terminal import NoEcho, surroundings

GOALS = (
    ("A1 --version, by visidata's", f"{OURS} --version", "visidata --version", "seconds", 0.15),
    ("A2 first frame, by posting's", OURS, "posting", "frame", 0.40),
    ("A2 first frame, by a bare app's", OURS, BARE, "frame", 1.15),
    ("A3 the same, cold, by posting's", OURS, "posting", "cold", 0.42),
    ("A3 the same, cold, by a bare app's", OURS, BARE, "cold", 1.15),
    ("A4 prompt, by litecli's", REPL, "litecli", "frame", 0.80),
    ("A5 memory, by posting's", OURS, "posting", "MB", 0.70),
)
RUN, RUN_GOAL = f"{OURS} run -e true", 0.25
"""Processor seconds beyond what Python needs to do nothing."""

_UNITS = {"MB": "MB"}

Figures = dict[str, dict[str, float]]


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print; `--json` also writes everything to a file."""
    options = _options(words)
    if options.install:
        install(options.peers, ("posting", "harlequin", "litecli", "visidata"))
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory(prefix="karma-startup-") as name:
        home = Path(name)
        (home / "peer.json").write_text('[{"a":1},{"a":2}]', encoding="utf-8")
        chosen = [each for each in programs(options.peers) if options.only.lower() in each.name.lower()]
        chosen = [each for each in chosen if _begins(each, home)]  # this also fills caches
        for _ in range(options.repeat):
            for program in chosen:
                _add(found[program.name], _started(program, home))
        for program in chosen if options.cold else ():
            for _ in range(options.repeat):
                _evict(program.folders)
                _add(found[program.name], {"cold": _started(program, home)["frame"]})
        _commands(options, home, found)
    middle = {name: {key: median(values) for key, values in row.items()} for name, row in found.items()}
    _print(middle)
    if options.json:
        rows = [{"program": name, **figures} for name, figures in middle.items()]
        keep(options.json, goals(middle), {"rows": rows})


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only programs with this in their name")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where the other programs are")
    parser.add_argument("--install", action="store_true", help="install them there first")
    parser.add_argument("--repeat", type=int, default=7, metavar="TIMES", help="medians of so many runs")
    parser.add_argument("--cold", action="store_true", help="also with the programs' files out of the cache")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(words)
    if options.install and options.peers is None:
        parser.error("--install needs --peers FOLDER")
    return options


def _environment(home: Path) -> dict[str, str]:
    return {"KARMA_TUI_HOME": str(home / "home"), "HOME": str(home)}


def _begins(program: Program, home: Path) -> bool:
    """Whether a first start, which makes what a first use makes, gets anywhere."""
    try:
        _started(program, home)
    except NoEcho as failure:
        print(
            f"{program.name} never showed its first frame; the screen: {' '.join(str(failure).split())[:300]}"
        )
        return False
    return True


def _started(program: Program, home: Path) -> dict[str, float]:
    """One start; what a program never shows stays unknown."""
    began = time.perf_counter()
    with Screen(program.words, _environment(home), home) as screen:
        figures = {"frame": screen.until(b"", program.usable, began)}
        if program.connected is not None:
            figures["ready"] = screen.until(b"", program.connected, began)
        screen.rest(max(0.0, began + 1.0 - time.perf_counter()))
        return {**figures, "cpu": screen.cpu(), "MB": screen.resident()}


def _commands(options: argparse.Namespace, home: Path, found: dict[str, dict[str, list[float]]]) -> None:
    """Commands without a screen: whole seconds, and the processor's."""
    commands = versions(options.peers)
    commands[RUN] = (mine(), "run", "-e", "true")
    _spent(commands[RUN], home)  # the local instance is there from now on
    for _ in range(options.repeat):
        for name, command in commands.items():
            if options.only.lower() in name.lower() or name.startswith("python"):
                _add(found[name], _spent(command, home))


def _spent(command: Sequence[str], home: Path) -> dict[str, float]:
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**surroundings(), **_environment(home)}
    subprocess.run(command, env=environment, cwd=home, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": time.perf_counter() - began, "cpu": spent}


def _evict(folders: Sequence[Path]) -> None:
    """Ask the system to forget what it holds of the files in some folders, and of Python itself."""
    for folder in (*folders, Path(os.__file__).parent):
        for path in folder.rglob("*"):
            with suppress(OSError):
                if path.is_file():
                    descriptor = os.open(path, os.O_RDONLY)
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                    os.close(descriptor)


def _add(row: dict[str, list[float]], figures: dict[str, float]) -> None:
    for key, value in figures.items():
        row[key].append(value)


def goals(middle: Figures) -> list[Compared]:
    """What is known of the goals."""
    found = []
    for item, ours, peer, figure, most in GOALS:
        mine_, theirs = middle.get(ours, {}).get(figure), middle.get(peer, {}).get(figure)
        if mine_ is not None and theirs is not None:
            found.append(Compared(item, mine_, peer, theirs, most, _UNITS.get(figure, "s")))
    if RUN in middle and "python -c pass" in middle:
        beyond = middle[RUN]["cpu"] - middle["python -c pass"]["cpu"]
        item = "run -e, processor time beyond Python's start"
        found.append(Compared(item, beyond, "the goal itself", RUN_GOAL, 1.0))
    return found


def _print(middle: Figures) -> None:
    columns = ("frame", "ready", "cold", "seconds", "cpu", "MB")
    print(f"{'program':<24}" + "".join(f"{column:>11}" for column in columns))
    for name, figures in middle.items():
        cells = [_cell(column, figures.get(column)) for column in columns]
        print(f"{name:<24}" + "".join(f"{cell:>11}" for cell in cells))
    print_table(goals(middle))


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if column == "MB" else f"{value * 1000:,.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
