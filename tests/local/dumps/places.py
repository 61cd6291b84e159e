"""Where the dumps of real servers lie, which are no part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DUMPS = Path(os.environ.get("KARMA_DUMPS", ROOT.parent / "shared" / "dumps"))

needs_dumps = pytest.mark.skipif(not DUMPS.is_dir(), reason="the dumps of real servers are not here")


def dumps(pattern: str) -> list[str]:
    """Names of the dumps that are there; one that is not, so that a test can be skipped by name."""
    return sorted(path.name for path in DUMPS.glob(pattern)) or ["none"]
