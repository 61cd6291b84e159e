"""What is built is what is run: the wheel holds the themes and the command works from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from karma_tui.version import __version__

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="the build backend is not installed, and tests do not download")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_theme_and_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    themes = {path.name for path in (_ROOT / "themes").iterdir() if path.is_file()}
    assert themes
    assert themes <= {Path(name).name for name in names if name.startswith("karma_tui/")}
    data = {str(path.relative_to(_ROOT)) for path in (_ROOT / "karma_tui").rglob("*.json")}
    assert data <= names


def test_the_wheel_holds_no_tests_and_no_caches(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_the_command_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "unpacked")}
    asked = "import karma_tui.cli.main as command; print(command.__file__); command.main(['--version'])"
    command = [sys.executable, "-P", "-c", asked]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    file, version = done.stdout.splitlines()
    assert Path(file).is_relative_to(tmp_path)
    assert version == f"karma-tui {__version__}"


def test_the_themes_are_found_by_what_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "unpacked")}
    asked = "from karma_tui.themes import shipped_folder as f; print(*(p.name for p in f().iterdir()))"
    command = [sys.executable, "-P", "-c", asked]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert set(done.stdout.split()) >= {path.name for path in (_ROOT / "themes").glob("*.toml")}


def test_pygments_finds_the_lexer_of_what_is_installed_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "unpacked")}
    (tmp_path / "query.kvm").write_text("first(1i32)", encoding="utf-8")
    for words in (["-l", "kvm"], []):  # by its name, by the file's
        command = [sys.executable, "-P", "-m", "pygments", *words, "-f", "raw", "query.kvm"]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.splitlines()[:4] == [
            "Token.Name.Function\t'first'",
            "Token.Punctuation\t'('",
            "Token.Literal.Number\t'1'",
            "Token.Keyword.Type\t'i32'",
        ]


def test_the_wheel_declares_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "karma-tui = karma_tui.cli.main:main" in archive.read(entry_points).decode()
