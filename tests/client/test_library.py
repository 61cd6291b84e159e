"""Importing the client must not drag in a command line nobody asked for."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
import karma_tui.client.session
loaded = {"click", "rich", "httpx._main", "zipfile"} & set(sys.modules)
assert not loaded, loaded
import httpx._main  # still there for whoever wants it
"""


def test_what_is_rarely_needed_is_not_imported() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
