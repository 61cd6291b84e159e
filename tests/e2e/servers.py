"""Ends the local instances that a test has started, and only those: found by the test's own folder."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from pathlib import Path


def server_processes(home: Path) -> list[int]:
    """Ids of the server processes whose data lies in a test's home."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"karma_tui.local" in words and any(word.startswith(os.fsencode(home)) for word in words):
                found.append(int(folder.name))
    return found


def stop_servers(home: Path, with_signal: signal.Signals = signal.SIGTERM) -> int:
    """End them and wait until they are gone; how many there were."""
    processes = server_processes(home)
    for process in processes:
        with suppress(ProcessLookupError):
            ending = os.pidfd_open(process)
            os.kill(process, with_signal)
            _wait(ending)
    return len(processes)


def _wait(process: int) -> None:
    try:
        if not select.select([process], [], [], 20)[0]:
            raise AssertionError("a server did not end")
    finally:
        os.close(process)
