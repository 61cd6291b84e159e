"""The introduction for users shows only texts that are read."""

from __future__ import annotations

import re
from pathlib import Path

from karma_tui.lang.nodes import Dialect
from karma_tui.lang.text import MAX_DEPTH, parse_text

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "kvm-text.md"


def test_every_block_of_the_introduction_is_read() -> None:
    blocks = re.findall(r"```kvm(-0\.1)?\n(.*?)```", _DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 7
    for old, block in blocks:
        assert parse_text(block, Dialect.V01 if old else Dialect.V1).body


def test_the_introduction_states_the_depth_that_is_read() -> None:
    assert f"{MAX_DEPTH:,} levels" in _DOCUMENT.read_text("utf-8")
