"""`karma-tui serve`: becomes the local instance's server, so that signals and the exit code are its own."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace


def serve(found: Namespace) -> int:
    """Replace this process by the server; returns only where a process cannot be replaced (Windows)."""
    # -P: a folder called karma_tui in the working directory must not be what gets run
    command = [sys.executable, "-P", "-m", "karma_tui.local", *found.words]
    if os.name != "nt":
        os.execv(sys.executable, command)
    return subprocess.run(command, check=False).returncode
