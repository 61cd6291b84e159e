"""Runs the command as a shell would: a process of its own, with pipes for its streams."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMAND = (sys.executable, "-m", "karma_tui")


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which nothing of the user's own can be found or changed."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "KARMA_TUI_HOME": str(home), "HOME": str(home), "LC_ALL": "C.UTF-8", **(extra or {})}


def run(
    words: Sequence[str], home: Path, stdin: bytes = b"", extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `karma-tui` with these words and wait for its end."""
    return subprocess.run(
        [*COMMAND, *words],
        input=stdin,
        capture_output=True,
        env=environment(home, extra),
        cwd=home,
        timeout=60,
        check=False,
    )
