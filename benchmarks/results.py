"""How long big results take to open, to go through and to search, beside other programs in the same run.

    python benchmarks/results.py                             ours and less, 1,000 to 100,000 records
    python benchmarks/results.py --install --peers FOLDER    first installs fx and visidata there, by name
    python benchmarks/results.py --peers FOLDER --sizes 100000 1000000

Each program runs in a pseudo-terminal on the same records (less on lines of them). `open` is from the
start of the process to the first record on the screen, `whole` until everything is read, `end` the jump
to the last record, `search` from the last key to a match near the end, `MB` the peak memory before the
search. `gap` is the longest time from a key to its last echo while ours still reads; `idle` the same later.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median

from comparing import Compared, keep, print_table
from results_data import files
from results_paint import HARLEQUIN_MS, MOST, painted
from results_programs import Program, Screen, install, programs
from typing_terminal import NoEcho

OURS = "karma-tui"
_QUIET = 0.03
_KEYS = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, and MB; NaN where it was not reached."""

    program: str
    records: int
    open: float = float("nan")
    whole: float = float("nan")
    end: float = float("nan")
    search: float = float("nan")
    MB: float = float("nan")
    gap: float = float("nan")
    idle: float = float("nan")


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours divided by a peer's, for a number of records."""

    item: str
    records: int
    figure: str
    peer: str
    most: float


GOALS = (
    Goal("B1 open", 100_000, "open", "fx", 0.25),
    Goal("B2 open", 1_000_000, "open", "fx", 0.05),
    Goal("B3 memory", 100_000, "MB", "visidata", 0.35),
    Goal("B3 memory", 1_000_000, "MB", "visidata", 0.20),
    Goal("B6 search", 100_000, "search", "less -S", 0.10),
    Goal("B6 search", 1_000_000, "search", "less -S", 0.05),
    Goal("B6 search", 100_000, "search", "fx", 0.05),
    Goal("B6 search", 1_000_000, "search", "fx", 0.05),
)
END_RATIO, GAP_RATIO = 1.3, 3.0
"""B5: the jump in the biggest result by that in the smallest; B7: gap by idle."""


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print; `--json` also writes everything to a file."""
    options = _options(words)
    if options.install:
        install(options.peers)
    chosen = [each for each in programs(options.peers) if options.only.lower() in each.name.lower()]
    absent = {"fx", "visidata", "less -S"} - {each.name for each in programs(options.peers)}
    if absent:
        print(f"not installed, so not measured: {', '.join(sorted(absent))}")
    print(f"{'program':<12}{'records':>10}" + "".join(f"{name:>11}" for name in _figures()))
    found: list[Measured] = []
    paints: dict[int, float] = {}
    with tempfile.TemporaryDirectory(prefix="karma-results-") as home:
        for records in options.sizes:
            together, lines = files(options.files or Path(home), records)
            if records in MOST and options.only.lower() in OURS:
                paints[records] = painted(together)
            for program in chosen:
                file = lines if program.takes_lines else together
                runs = [_measure(program, file, records, Path(home)) for _ in range(options.repeat)]
                found.append(_middle(runs))
                print(_line(found[-1]), flush=True)
    compared = _compared(found, paints)
    print_table(compared)
    if options.json:
        keep(options.json, compared, {"rows": [asdict(each) for each in found]})


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="RECORDS")
    parser.add_argument("--only", default="", metavar="WORD", help="only programs with this in their name")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where the other programs are")
    parser.add_argument("--install", action="store_true", help="install them there first")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="keep the results there for another run")
    parser.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="medians of so many runs")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(words)
    if options.install and options.peers is None:
        parser.error("--install needs --peers FOLDER")
    return options


def _measure(program: Program, file: Path, records: int, home: Path) -> Measured:
    """One run; what is not reached in time stays unknown, and so does what would come after it."""
    figures: dict[str, float] = {}
    began = time.perf_counter()
    environment = {"KARMA_TUI_HOME": str(home / "home"), "HOME": str(home)}
    with Screen([*program.words, str(file)], environment, home) as screen, suppress(NoEcho):
        figures["open"] = screen.until(b"", program.opened(records), began)
        if program.name == OURS:
            figures["gap"] = _slowest(screen, program, lambda: not program.complete(records)(screen.shown()))
        screen.until(b"", program.complete(records), began)
        figures["whole"] = time.perf_counter() - began
        screen.rest(0.5)
        if program.name == OURS:
            pressed = iter(range(_KEYS))
            figures["idle"] = _slowest(screen, program, lambda: next(pressed, None) is not None)
        figures["end"] = screen.until(program.to_end, program.at_end(records))
        figures["MB"] = screen.memory()
        for keys in program.before_search:
            screen.send(keys, lambda _: True)
        *first, last = program.find(records)
        for keys in first:
            screen.send(keys, lambda _: True)
        figures["search"] = screen.until(last, program.found(records))
    return Measured(program.name, records, **figures)


def _slowest(screen: Screen, program: Program, go_on: Callable[[], bool]) -> float:
    """Presses a key again and again; the longest time to the end of what it drew."""
    slowest = float("nan")
    while go_on():
        echo = screen.send(program.down, lambda _: True, quiet=_QUIET)
        slowest = max(echo.wall, slowest) if slowest == slowest else echo.wall
    return slowest


def _middle(runs: Sequence[Measured]) -> Measured:
    known = {name: [value for run in runs if (value := getattr(run, name)) == value] for name in _figures()}
    figures = {name: median(values) for name, values in known.items() if values}
    return Measured(runs[0].program, runs[0].records, **figures)


def _figures() -> list[str]:
    return [each.name for each in fields(Measured)][2:]


def _line(found: Measured) -> str:
    cells = [_cell(name, getattr(found, name)) for name in _figures()]
    return f"{found.program:<12}{found.records:>10,}" + "".join(f"{cell:>11}" for cell in cells)


def _cell(name: str, value: float) -> str:
    if value != value:
        return "-"
    return f"{value:.0f}" if name == "MB" else f"{value * 1000:,.1f} ms"


def _compared(found: Sequence[Measured], paints: Mapping[int, float]) -> list[Compared]:
    """What is known of the goals."""
    by = {(each.program, each.records): each for each in found}
    rows = []
    for goal in GOALS:
        ours, peer = by.get((OURS, goal.records)), by.get((goal.peer, goal.records))
        if ours is not None and peer is not None:
            item, unit = f"{goal.item}, {goal.records:,}", "MB" if goal.figure == "MB" else "s"
            us, them = getattr(ours, goal.figure), getattr(peer, goal.figure)
            rows.append(Compared(item, us, goal.peer, them, goal.most, unit))
    for records, seconds in paints.items():
        recorded = HARLEQUIN_MS[records] / 1000
        item = f"B4 first picture, {records:,}"
        rows.append(Compared(item, seconds, "Harlequin, as recorded", recorded, MOST[records]))
    mine = sorted((each for each in found if each.program == OURS), key=lambda each: each.records)
    if len(mine) > 1:
        item = f"B5 jump to the end, {mine[-1].records:,}"
        rows.append(Compared(item, mine[-1].end, f"{mine[0].records:,} records", mine[0].end, END_RATIO))
    for each in mine:
        item = f"B7 longest gap while {each.records:,} load"
        rows.append(Compared(item, each.gap, "when idle", each.idle, GAP_RATIO))
    return rows


if __name__ == "__main__":
    main()
