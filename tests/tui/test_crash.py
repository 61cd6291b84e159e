from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from karma_tui.redact import register
from karma_tui.tui.crash import farewell
from karma_tui.tui.user_files import UserFiles
from tests.tui.conftest import OpenApp

NOON = datetime(2026, 2, 3, 12, 0, 0, tzinfo=UTC)


def _fault() -> Exception:
    password = "open-sesame"
    register(password)
    try:
        raise ValueError(f"could not use {password}")
    except ValueError as failure:
        return failure


def test_the_report_is_private_and_without_secrets(tmp_path: Path) -> None:
    told = farewell(tmp_path, _fault(), NOON)
    path = tmp_path / "crash-20260203-120000.txt"
    assert str(path) in told
    assert "Traceback" not in told
    assert path.stat().st_mode & 0o777 == 0o600
    assert "ValueError: could not use [hidden]" in path.read_text()
    assert "sesame" not in path.read_text()


def test_a_report_that_cannot_be_written_is_told_instead(tmp_path: Path) -> None:
    told = farewell(tmp_path / "missing", _fault(), NOON)
    assert "ValueError" in told
    assert "sesame" not in told


async def test_a_fault_ends_the_app_with_a_report(
    open_app: OpenApp, files: UserFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    files.state.mkdir()
    with pytest.raises(ZeroDivisionError):
        async with open_app() as (app, pilot):
            app.call_later(lambda: 1 // 0)
            await pilot.pause()
    assert app.return_code == 1
    (path,) = files.state.glob("crash-*.txt")
    assert "ZeroDivisionError" in path.read_text()
    assert "locals" not in capsys.readouterr().err
