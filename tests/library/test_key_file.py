from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.key_file import read_key_file, read_keys, save_keys
from karma_tui.library.settings import load_settings

MINE = """\
# mine
theme = "dark" # calm

[keys] # of me
run = "f5" # often

# the others
[profiles.a]
url = "http://localhost"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(MINE)
    return file


def keys_in(file: Path) -> dict[str, str]:
    return dict(load_settings(file).settings.keys)


def test_keys_of_scopes_are_read_with_their_names(tmp_path: Path) -> None:
    keys, wrong = read_keys({"run": "f5", "tree": {"open": "o"}}, tmp_path / "settings.toml")
    assert keys == {"run": "f5", "tree.open": "o"}
    assert wrong == []


def test_what_is_no_text_is_told_and_the_rest_is_used(tmp_path: Path) -> None:
    keys, wrong = read_keys({"run": 5, "help": "f1", "tree": {"open": []}}, tmp_path / "settings.toml")
    assert keys == {"help": "f1"}
    assert [it.detail.rpartition(": ")[2] for it in wrong] == [
        "keys.run must be a text in quotes.", "keys.tree.open must be a text in quotes.",
    ]  # fmt: skip


def test_saving_keeps_comments_and_everything_else(settings: Path) -> None:
    save_keys(settings, {"tree.open": "o", "help": "f11", "tree.close": ""})
    text = settings.read_text()
    for part in ("# mine", "# calm", "# of me", "# often", "# the others"):
        assert part in text
    assert keys_in(settings) == {"run": "f5", "help": "f11", "tree.open": "o", "tree.close": ""}
    assert tomllib.loads(text)["profiles"] == {"a": {"url": "http://localhost"}}


def test_what_is_the_default_again_is_forgotten(settings: Path) -> None:
    save_keys(settings, {"tree.open": "o"})
    save_keys(settings, {"tree.open": None, "run": None, "none.such": None})
    assert keys_in(settings) == {}
    assert "[keys.tree]" not in settings.read_text()


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    save_keys(tmp_path / "settings.toml", {"run": "f5"})
    assert keys_in(tmp_path / "settings.toml") == {"run": "f5"}
    assert (tmp_path / "settings.toml").stat().st_mode & 0o777 == 0o600


def test_keys_are_saved_in_the_file_that_the_settings_name(tmp_path: Path) -> None:
    settings, mine = tmp_path / "settings.toml", tmp_path / "mine.toml"
    settings.write_text('keys = "mine.toml" # there\n')
    mine.write_text('[keys]\nrun = "f5" # often\n')
    save_keys(settings, {"help": "f11"})
    assert settings.read_text() == 'keys = "mine.toml" # there\n'
    assert read_key_file(mine) == ({"run": "f5", "help": "f11"}, [])
    assert "# often" in mine.read_text()
    mine.unlink()
    with pytest.raises(StorageError):
        save_keys(settings, {"help": "f12"})


def test_a_broken_file_is_left_as_it_is(settings: Path) -> None:
    settings.write_text("keys = ")
    with pytest.raises(ConfigError):
        save_keys(settings, {"run": "f5"})
    assert settings.read_text() == "keys = "


NAMES = st.sampled_from(["run", "help", "tree.open", "tree.close", "table.up"])
CHANGES = st.dictionaries(NAMES, st.one_of(st.none(), st.sampled_from(["", "f5", "ctrl+s,f6", '"', "\\"])))


@given(st.lists(CHANGES, max_size=4))
def test_what_was_saved_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, str | None]]
) -> None:
    file = tmp_path_factory.mktemp("keys") / "settings.toml"
    expected: dict[str, str] = {}
    for changes in steps:
        save_keys(file, changes)
        for name, keys in changes.items():
            if keys is None:
                expected.pop(name, None)
            else:
                expected[name] = keys
        assert keys_in(file) == expected
