"""How much memory the local instance takes for its data, whatever is asked.

    python benchmarks/memory.py                              11,000, 100,000 and 300,000 records
    python benchmarks/memory.py --records 50000 --cache-memory 16

A server of its own per number of records. `RSS` is what its process occupies after each kind of query was
sent three times, `peak` the most it ever did; `ratio` is what it grew by since its start, divided by
the size of the records as JSON. Answers that hold the data once more are part of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine_client import Target, reach
from engine_items import EVERY_KIND, load_large

NUMBERS = (11_000, 100_000, 300_000)
TIMES = 3


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the memory of the local instance.")
    parser.add_argument("--records", type=int, action="append", help="how many (default: three sizes)")
    parser.add_argument("--cache-memory", type=int, help="mebibytes for decoded records (default: as served)")
    options = parser.parse_args(words)
    extra = [] if options.cache_memory is None else ["--cache-memory", str(options.cache_memory)]
    print(
        f"{'records':>8} {'query':<26}{'RSS MB':>8}{'peak MB':>9}{'cpu s':>8}{'ratio':>7}{'peak ratio':>12}"
    )
    for number in options.records or NUMBERS:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder) / "memory.db", number, extra)


def _measure(data: Path, number: int, extra: list[str]) -> None:
    with _Served(data, extra) as target:
        load_large(target, "memory", number)
    with _Served(data, extra) as target:  # a fresh process, so that loading does not count
        base = target.memory("VmRSS") or 0.0
        size = len(target.post({"all": {"tag": {"string": "memory"}}})) / 2**20
    print(f"{number:>8} base {base:.1f} MB, records as JSON {size:.1f} MB")
    for name, ask in EVERY_KIND.items():
        with _Served(data, extra) as target:
            _line(number, name, target, base, size, lambda ask=ask, target=target: ask(target, "memory"))
    with _Served(data, extra) as target:
        _line(number, "all of these", target, base, size, lambda: _all_kinds(target))


def _all_kinds(target: Target) -> None:
    for ask in EVERY_KIND.values():
        ask(target, "memory")


def _line(
    number: int, name: str, target: Target, base: float, size: float, ask: Callable[[], object]
) -> None:
    used = target.cpu
    for _ in range(TIMES):
        ask()
    cpu = (target.cpu - used) / TIMES
    now, peak = target.memory("VmRSS") or 0.0, target.memory("VmHWM") or 0.0
    print(
        f"{number:>8} {name:<26}{now:>8.1f}{peak:>9.1f}{cpu:>8.3f}"
        f"{(now - base) / size:>7.2f}{(peak - base) / size:>12.2f}",
        flush=True,
    )


class _Served:
    """A local instance with a data file, as a process of its own; ended afterwards."""

    def __init__(self, data: Path, extra: list[str]) -> None:
        command = [sys.executable, "-m", "karma_tui.local", "--data", str(data), "--empty", *extra]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._data = data

    def __enter__(self) -> Target:
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        return reach(url, self._data.with_name(self._data.name + ".secret"), self._process.pid)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


if __name__ == "__main__":
    main()
