from __future__ import annotations

from pathlib import Path

import pytest

from karma_tui.errors import ConfigError
from karma_tui.library.profiles import Profile
from karma_tui.library.settings import Settings, load_settings
from karma_tui.library.settings_file import change_setting

WHOLE = """\
# mine
theme = "light"   # daylight
profile = "production"
catalogue = "hidden"

[keys]
run = "f9"

[profiles.production]
url = "https://db.example.org"
username = "editor"
secret_file = "~/secret"
protected = true
read_only = true
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_a_missing_file_means_defaults(file: Path) -> None:
    assert load_settings(file).settings == Settings()
    assert not file.exists()


def test_every_setting_is_read(file: Path) -> None:
    file.write_text(WHOLE)
    loaded = load_settings(file)
    profile = Profile("production", "https://db.example.org", "editor", "~/secret", True, True)
    assert loaded.settings == Settings("light", "production", "hidden", {"run": "f9"}, (profile,))
    assert loaded.errors == ()


def test_an_unknown_key_names_the_nearest_and_spares_the_rest(file: Path) -> None:
    file.write_text('them = "light"\nprofile = "x"\n[profiles.x]\nurl = "http://h"\nuser_name = "a"\n')
    loaded = load_settings(file)
    assert loaded.settings.profile == "x"
    assert [error.hint for error in loaded.errors] == [
        "Did you mean theme?",
        "Did you mean profiles.x.username?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "theme = 3",
        'catalogue = "sometimes"',
        "keys = 1",
        "keys = {run = 1}",
        "profiles = 1",
        "profiles = {x = 1}",
        'profiles = {x = {username = "a"}}',
        'profiles = {x = {url = "http://h", protected = "yes"}}',
    ],
)
def test_a_wrong_value_is_reported_with_its_file(text: str, file: Path) -> None:
    file.write_text(text)
    loaded = load_settings(file)
    assert loaded.errors
    assert all(str(file) in error.detail for error in loaded.errors)
    assert loaded.settings.theme == Settings().theme


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[a]\n[a]\n"])
def test_a_broken_file_gives_defaults_and_no_history_and_is_left_untouched(
    content: bytes, file: Path
) -> None:
    file.write_bytes(content)
    loaded = load_settings(file)
    assert loaded.settings == Settings(history="off", history_results="off")
    assert len(loaded.errors) == 1
    assert file.read_bytes() == content


def test_changing_a_setting_keeps_comments_and_order(file: Path) -> None:
    file.write_text(WHOLE)
    change_setting(file, "theme", "dark")
    assert file.read_text() == WHOLE.replace('"light"', '"dark"')


def test_the_first_change_writes_a_file_that_explains_itself(file: Path) -> None:
    change_setting(file, "theme", "light")
    assert "# profile" in file.read_text()
    assert load_settings(file).settings.theme == "light"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_not_overwritten(file: Path) -> None:
    file.write_text("theme = ")
    with pytest.raises(ConfigError, match="nothing was saved"):
        change_setting(file, "theme", "light")
    assert file.read_text() == "theme = "


@pytest.mark.parametrize("mode", ["on", "key", "off"])
def test_the_helpers_of_the_editor_can_be_chosen(file: Path, mode: str) -> None:
    file.write_text(f'completion = "{mode}"\ndiagnostics = "off"\n')
    loaded = load_settings(file)
    assert (loaded.settings.completion, loaded.settings.diagnostics) == (mode, "off")
    assert loaded.errors == ()


def test_another_word_for_the_helpers_is_told(file: Path) -> None:
    file.write_text('completion = "maybe"\n')
    loaded = load_settings(file)
    assert loaded.settings.completion == "on"
    assert "on, key, off" in loaded.errors[0].detail


@pytest.mark.parametrize(
    ("value", "found", "errors"),
    [
        ('"on"', "on", 0),
        ('"off"', "off", 0),
        ("true", "on", 0),
        ("false", "off", 0),
        ('"of"', "off", 1),
        ("0", "off", 1),
        ("[]", "off", 1),
    ],
)
def test_a_mistyped_wish_for_no_history_records_nothing(
    value: str, found: str, errors: int, file: Path
) -> None:
    file.write_text(f"history = {value}\nhistory_results = {value}\n")
    loaded = load_settings(file)
    assert (loaded.settings.history, loaded.settings.history_results) == (found, found)
    assert len(loaded.errors) == 2 * errors


@pytest.mark.parametrize(
    ("line", "entries", "days"),
    [
        ("history_entries = 100", 100, 0),
        ("history_days = 30", 50_000, 30),
        ("history_entries = 99", 50_000, 0),
        ("history_days = -1", 50_000, 0),
        ("history_days = true", 50_000, 0),
    ],
)
def test_how_much_history_is_kept_is_a_whole_number(line: str, entries: int, days: int, file: Path) -> None:
    file.write_text(line)
    settings = load_settings(file).settings
    assert (settings.history_entries, settings.history_days) == (entries, days)
