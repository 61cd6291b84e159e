"""`karma-tui snippets`: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from karma_tui.cli.main import main
from karma_tui.errors import ExitCode

HEAD = (
    '//---\n// name = "long books"\n// tags = ["books"]\n//\n'
    '// [[parameters]]\n// name = "n"\n// type = "int32"\n'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    monkeypatch.chdir(project)
    users = tmp_path / "home" / "config" / "snippets"
    users.mkdir(parents=True)
    return users


def call(*words: str) -> int:
    return int(main(["snippets", *words]))


def test_all_are_listed_with_parameters_and_tags(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "long.kvm").write_text(f"{HEAD}//---\n[$n]\n")
    (folder / "bad.kvm").write_text("//---\n// name = 5\n1i32\n")
    assert call() == ExitCode.OK
    out, told = capsysbinary.readouterr()
    assert out == b"long books\t$n:int32\t#books\n"
    assert b"1 cannot be used" in told


def test_json_tells_everything(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "long.kvm").write_text(f"{HEAD}// secret = true\n// default = 5\n//---\n[$n]\n")
    assert call("list", "--json") == ExitCode.OK
    (entry,) = json.loads(capsysbinary.readouterr().out)
    assert entry["name"] == "long books"
    assert entry["parameters"][0]["type"] == "int32"
    assert entry["parameters"][0]["default"] is None
    assert entry["usable"] is True


def test_one_is_shown_and_found(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = folder / "long.kvm"
    path.write_text(f"{HEAD}//---\n[$n]\n")
    assert call("show", "long books") == ExitCode.OK
    assert capsysbinary.readouterr().out == path.read_bytes()
    assert call("show", "--expression", "long books") == ExitCode.OK
    assert capsysbinary.readouterr().out == b"[$n]\n"
    assert call("path", "long") == ExitCode.OK
    assert capsysbinary.readouterr().out == f"{path}\n".encode()
    assert call("show", "nope") == ExitCode.USAGE


def test_check_tells_every_problem_with_its_place(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (folder / "a.kvm").write_text(f"{HEAD}// default = 1.5\n//---\n[$m]\n")
    (folder / "b.kvm").write_bytes(b"\xff")
    (folder / "c.kvm").write_text("all(")
    (folder / "fine.kvm").write_text("1i32")
    assert call("check") == ExitCode.EXPRESSION
    lines = capsysbinary.readouterr().out.decode().splitlines()
    places = [line.split(": ")[0].rpartition("/")[2] for line in lines]
    assert sorted(places) == ["a.kvm:10:2", "a.kvm:6:4", "a.kvm:8:4", "b.kvm", "c.kvm:1:5"]
    assert call("check", "fine") == ExitCode.OK
    assert (folder / "b.kvm").read_bytes() == b"\xff"
