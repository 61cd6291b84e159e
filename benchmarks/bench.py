"""All benchmarks in one run, and one table of their goals: `make bench`.

Installs the programs that ours is measured beside into `.bench/peers` (about 1 GB, once), runs every
benchmark of this folder in a process of its own and keeps each one's figures, and the table of all, as JSON
in `.bench/`. On a machine that does anything else the ratios mean more than the times, and neither much.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from comparing import Compared, keep, kept, print_table
from peers import NODE, PYTHON, install

_HERE = Path(__file__).resolve().parent
_FOLDER = _HERE.parent / ".bench"


def main(words: Sequence[str] | None = None) -> int:
    """Run them all; the exit code is 1 if one of them failed, not if a goal is missed."""
    options = _options(words)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    peers = folder / "peers"
    if not options.no_install:
        install(peers, [*PYTHON, *NODE])
    found: list[Compared] = []
    failed: list[str] = []
    for name, more in _benchmarks(peers, options.quick):
        if options.only in name:
            report = folder / f"{name}.json"
            print(f"\n== {name}", flush=True)
            command = [sys.executable, str(_HERE / f"{name}.py"), *more, "--json", str(report)]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
            else:
                found += kept(report)
    print(f"\n== all: {_machine()}")
    print_table(found)
    keep(folder / "bench.json", found, {"machine": _machine()})
    if failed:
        print(f"failed: {', '.join(failed)}")
    return bool(failed)


def _benchmarks(peers: Path, quick: bool) -> list[tuple[str, list[str]]]:
    others = ["--peers", str(peers)]
    sizes = ["1000", "100000"] if quick else ["1000", "10000", "100000", "1000000"]
    return [
        ("startup", [*others, *([] if quick else ["--cold"]), "--repeat", "3" if quick else "7"]),
        ("typing", [*others, *(["--no-paste"] if quick else [])]),
        ("results", [*others, "--sizes", *sizes, "--repeat", "1" if quick else "3"]),
        ("engine", ["--rounds", "1" if quick else "3"]),
    ]


def _machine() -> str:
    """Where and when, for whoever reads the table later."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, load {load}"
    )


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="for peers and figures")
    parser.add_argument("--no-install", action="store_true", help="take the peers that are there")
    parser.add_argument("--only", default="", metavar="WORD", help="benchmarks whose name contains this")
    parser.add_argument("--quick", action="store_true", help="some minutes instead of half an hour")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
