"""Taking along from a file that is viewed, without an instance."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from karma_tui.tui.taking import clipboard
from karma_tui.tui.taking.clipboard import Surroundings
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.view_app import build_view
from tests.tui.looking import press, settled, toasts


async def test_a_value_of_a_file_is_copied_but_no_expression(
    files: UserFiles, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts: list[bytes] = []

    def run(command: object, data: bytes) -> bool:
        texts.append(data)
        return True

    around = Surroundings({"DISPLAY": ":0"}, "linux", lambda name: name if name == "xsel" else None, run)
    monkeypatch.setattr(clipboard.Surroundings, "real", classmethod(lambda cls: around))
    app = build_view(io.BytesIO(b'[{"a":1}]'), "x.json", files)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "y", "n")
        assert texts == [b'{"a":1}\n']
        await press(pilot, "y", "e")
        assert "There is no expression to read it from" in toasts(pilot)
        assert len(texts) == 1
