"""`karma-tui keys` and `karma-tui themes`, as processes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from karma_tui.themes import shipped_folder
from tests.cli.process import run


def settings(home: Path, text: str) -> Path:
    found = list(home.rglob("settings.toml"))
    if not found:
        run(["keys"], home)
        folder = home / "config"
        folder.mkdir(exist_ok=True)
        found = [folder / "settings.toml"]
    found[0].write_text(text)
    return found[0]


def test_the_whole_map_is_printed_and_can_be_checked_and_loaded(tmp_path: Path) -> None:
    done = run(["keys"], tmp_path)
    assert done.returncode == 0 and done.stderr == b""
    table = tomllib.loads(done.stdout.decode())
    assert table["keys"]["run"] == "f5, ctrl+j"
    assert table["keys"]["tree"]["expand_all"] == "e"
    file = tmp_path / "keys.toml"
    file.write_bytes(done.stdout)
    checked = run(["keys", "--check", str(file)], tmp_path)
    assert checked.returncode == 0 and checked.stdout == b""
    assert b"0 of the actions have keys of their own" in checked.stderr


def test_the_users_own_keys_are_in_it_unless_the_defaults_are_asked_for(tmp_path: Path) -> None:
    settings(tmp_path, '[keys]\nrun = "ctrl+b"\n[keys.tree]\nexpand_all = ""\n')
    table = tomllib.loads(run(["keys"], tmp_path).stdout.decode())
    assert table["keys"]["run"] == "ctrl+b"
    assert table["keys"]["tree"]["expand_all"] == ""
    table = tomllib.loads(run(["keys", "--defaults"], tmp_path).stdout.decode())
    assert table["keys"]["run"] == "f5, ctrl+j"


def test_settings_may_name_a_key_map(tmp_path: Path) -> None:
    file = settings(tmp_path, 'keys = "mine.toml"\n')
    file.with_name("mine.toml").write_text('[keys]\nrun = "ctrl+b"\n')
    assert b'run = "ctrl+b"' in run(["keys"], tmp_path).stdout
    file.with_name("mine.toml").unlink()
    done = run(["keys"], tmp_path)
    assert b"mine.toml" in done.stderr


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(
        'theme = "dark"\n[keys]\nrunn = "f5"\nhelp = "ctrl+entr"\nfind = "f5"\ncopy = 3\n'
        '[keys.tree]\nopen = "n"\n'
    )
    done = run(["keys", "--check", str(file)], tmp_path)
    assert done.returncode == 2
    said = done.stderr.decode()
    for part in (
        "theme is not known here", "Did you mean run?", "Did you mean ctrl+enter?", "it belongs to run",
        "keys.copy must be a text", "it belongs to results.next_match (in the result)",
    ):  # fmt: skip
        assert part in said, part
    found = json.loads(run(["keys", "--check", str(file), "--json"], tmp_path).stdout)
    assert len(found["problems"]) == 6


def test_keys_that_terminals_lose_are_remarked(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\nrun = "ctrl+enter"\n')
    done = run(["keys", "--check", str(file)], tmp_path)
    assert done.returncode == 0
    assert b"note: run = 'ctrl+enter'" in done.stderr


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert run(["keys", "--check", str(tmp_path / "none.toml")], tmp_path).returncode == 2
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe[keys")
    done = run(["keys", "--check", str(tmp_path / "bad.toml")], tmp_path)
    assert done.returncode == 2 and b"Traceback" not in done.stderr


def test_programs_get_every_action(tmp_path: Path) -> None:
    rows = json.loads(run(["keys", "--json"], tmp_path).stdout)
    assert {"action", "scope", "keys", "default", "changed", "lost", "label", "help"} == set(rows[0])
    assert len(rows) > 200


def test_themes_are_listed_and_checked(tmp_path: Path) -> None:
    listed = run(["themes"], tmp_path)
    assert listed.returncode == 0
    assert len(listed.stdout.splitlines()) >= 8
    fine = run(["themes", "--check", str(shipped_folder() / "ember.toml")], tmp_path)
    assert fine.returncode == 0
    weak = tmp_path / "weak.toml"
    weak.write_text(
        (shipped_folder() / "ember.toml").read_text().replace('comment = "#ab9a8a"', 'comment = "#403830"')
    )
    done = run(["themes", "--check", str(weak)], tmp_path)
    assert done.returncode == 2
    assert b"syntax.comment #403830 on background" in done.stderr
    weak.write_text('name = "Bad Name"\n[colours]\nprimary = "red"\n[syntaks]\n')
    done = run(["themes", "--check", str(weak)], tmp_path)
    for part in (b"Bad Name", b"'red' is not a colour", b"syntaks", b"colours.foreground", b"syntax.keyword"):
        assert part in done.stderr, part
