"""How fast the local instance answers, beside what karma.run 1.0.0 was measured to do.

    python benchmarks/engine.py                                     the local instance, about 30 s
    python benchmarks/engine.py --seconds 3 --only create           longer, and only some rows
    python benchmarks/engine.py --url URL --secret-file FILE        a server that runs already
    python benchmarks/engine.py --other-url URL --other-secret-file FILE
                                                                    two servers in turn, A B A B

A server that runs already gets models, tags and 11,000 records and keeps them. `ratio` is the rate
divided by the other server's in the same run or, without one, by the recorded figure; the recorded one
is of another moment and often another machine, so only a run with both servers decides a goal. `cpu` is
the server's processor time per request and moves less than the rates when the machine is busy; so does
the distance to the first row, a process that sends one fixed answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from comparing import Compared, keep, print_table
from engine_client import Drive, Target, drive, fixed_answers, local_instance, query_request, reach
from engine_items import ITEMS, LARGE, LOAD_GOAL, LOAD_SECONDS, Item, Tags, load

CONNECTIONS = (1, 8)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; rates per second, times in ms."""

    item: str
    connections: int
    rate: float
    p50: float
    p99: float
    cpu: float
    other: float | None
    """The other server's rate in this run, else the recorded one."""
    ratio: float | None
    goal: float | None


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print; `--json` also writes everything to a file."""
    options = _options(words)
    with ExitStack() as stack:
        if options.url is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            target = stack.enter_context(local_instance(folder))
        else:
            target = reach(options.url, options.secret_file, options.pid)
        targets = [target]
        if options.other_url is not None:
            targets.append(reach(options.other_url, options.other_secret_file, options.other_pid))
        stamp = str(int(time.time()))
        loads = [load(each, stamp) for each in targets]
        print(_HEAD)
        rows = _floor(options)
        for item in ITEMS:
            if options.only in item.name:
                for connections in CONNECTIONS:
                    rows.append(_measure(item, connections, targets, loads, options))
                    print(_line(rows[-1]), flush=True)
        summary = _summary(targets, loads)
        compared = _compared(rows, targets[0], loads, len(targets) > 1)
    print("\n".join(f"{name}: {value}" for name, value in summary.items()))
    print_table(compared)
    if options.json:
        keep(options.json, compared, {"rows": [asdict(row) for row in rows], **summary})


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the local instance, or two servers in turn.")
    parser.add_argument("--url", help="a server that runs already (default: start a local instance)")
    parser.add_argument("--secret-file", type=Path, help="the file of its instance secret")
    parser.add_argument("--pid", type=int, help="its process, to measure processor time and memory")
    parser.add_argument("--other-url", help="a second server, driven in turn with the first")
    parser.add_argument("--other-secret-file", type=Path)
    parser.add_argument("--other-pid", type=int)
    parser.add_argument("--seconds", type=float, default=1.0, help="per row and server (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=1, help="measurements per row; the median counts")
    parser.add_argument("--only", default="", metavar="WORD", help="rows whose name contains this")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    options = parser.parse_args(words)
    for url, secret in ((options.url, options.secret_file), (options.other_url, options.other_secret_file)):
        if url is not None and secret is None:
            parser.error(f"{url} needs the file of its secret")
    return options


def _measure(
    item: Item, connections: int, targets: list[Target], loads: list[Tags], options: argparse.Namespace
) -> Row:
    """Drive one item on all servers in turn."""
    requests = [item.make(target, tags) for target, tags in zip(targets, loads, strict=True)]
    drives: list[list[Drive]] = [[] for _ in targets]
    for _ in range(options.rounds):
        for at, target in enumerate(targets):
            drives[at].append(asyncio.run(drive(target, requests[at], connections, options.seconds)))
    ours = drives[0]
    column = CONNECTIONS.index(connections)
    other = median([each.rate for each in drives[1]]) if len(drives) > 1 else item.rates[column]
    rate = median([each.rate for each in ours])
    return Row(
        item.name,
        connections,
        rate,
        median([each.quantile(0.5) for each in ours]),
        median([each.quantile(0.99) for each in ours]),
        median([each.cpu for each in ours]),
        other,
        rate / other if other else None,
        item.goals[column],
    )


def _floor(options: argparse.Namespace) -> list[Row]:
    """What the client reaches against a process that does nothing."""
    rows = []
    with fixed_answers() as target:
        data = query_request(target, b"{}")
        for connections in CONNECTIONS:
            found = asyncio.run(drive(target, lambda _: data, connections, options.seconds))
            p50, p99 = found.quantile(0.5), found.quantile(0.99)
            rows.append(
                Row("(a fixed answer)", connections, found.rate, p50, p99, found.cpu, None, None, None)
            )
            print(_line(rows[-1]), flush=True)
    return rows


_HEAD = (
    f"{'item':<28}{'conn':>4}{'req/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}"
    f"{'karma.run':>11}{'ratio':>8}{'goal':>6}"
)


def _line(row: Row) -> str:
    other = "" if row.other is None else f"{row.other:.1f}"
    ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
    goal = "" if row.goal is None else f"{row.goal:g}"
    return (
        f"{row.item:<28}{row.connections:>4}{row.rate:>10.1f}{row.p50:>9.2f}{row.p99:>9.2f}{row.cpu:>9.3f}"
        f"{other:>11}{ratio:>8}{goal:>6}"
    )


def _summary(targets: list[Target], loads: list[Tags]) -> dict[str, object]:
    """What is measured once per run: loading, memory, start."""
    target, tags = targets[0], loads[0]
    other = loads[1].seconds if len(loads) > 1 else LOAD_SECONDS
    found: dict[str, object] = {
        f"load of {LARGE} records, s": round(tags.seconds, 2),
        f"load, times faster (goal {LOAD_GOAL:g})": round(other / tags.seconds, 2),
        "load average": [round(load, 2) for load in os.getloadavg()],
    }
    if target.first_answer is not None:
        found["first answer of a fresh process, ms (goal 400)"] = round(target.first_answer * 1000)
    peak, now = target.memory("VmHWM"), target.memory("VmRSS")
    if peak is not None and now is not None:
        found["peak RSS, MB (goal 125)"] = round(peak, 1)
        found["RSS at the end, MB"] = round(now, 1)
        found["records as JSON, MB"] = round(tags.size / 1e6, 2)
    return found


def _compared(rows: Sequence[Row], target: Target, loads: list[Tags], live: bool) -> list[Compared]:
    """Ours against the goals; rates are answers per second, the more the better."""
    peer = "karma.run" if live else "karma.run, as recorded"
    found = [
        Compared(
            f"D {row.item}, {row.connections} conn.", row.rate, peer, row.other, row.goal, "/s", at_least=True
        )
        for row in rows
        if row.other and row.goal
    ]
    other = loads[1].seconds if live else LOAD_SECONDS
    found.append(Compared(f"D5 load of {LARGE:,} records", loads[0].seconds, peer, other, 1 / LOAD_GOAL))
    peak = target.memory("VmHWM")
    if peak is not None:
        found.append(Compared("D6 peak memory", peak, "karma.run, as recorded", 418, 0.3, "MB"))
    if target.first_answer is not None:
        found.append(
            Compared("first answer of a fresh process", target.first_answer, "the goal itself", 0.4, 1)
        )
    return found


if __name__ == "__main__":
    main()
