"""Profiles as read from the settings, and as changed in them."""

from __future__ import annotations

import multiprocessing
import stat
import string
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karma_tui.errors import ConfigError, StorageError, UsageError
from karma_tui.library.files import read_text
from karma_tui.library.profile_file import (
    add_profile,
    change_profile,
    remove_profile,
    rename_profile,
    set_default,
)
from karma_tui.library.profile_keys import (
    BY_NAME,
    COLOURS,
    KEYS,
    SECRET_WORDS,
    Kind,
    name_problem,
    shown_value,
    typed,
)
from karma_tui.library.profiles import Profile, Reach
from karma_tui.library.settings import load_settings
from karma_tui.library.settings_file import change_setting
from karma_tui.redact import redact

WHOLE = """\
[profiles.production]
url = "https://db.example.org"
username = "editor"
description = "the real one"
dialect = "0.1"
colour = "red"
protected = true
read_only = true
secret_file = "~/secret"
secret_env = "PRODUCTION"
secret_command = "pass show 'karma run'"
keyring = true
connect_timeout = 3
read_timeout = 4.5
proxy = "http://proxy:3128"
ca_file = "ca.pem"
client_cert = "me.pem"
client_key = "me.key"
verify = true
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def _only(file: Path) -> Profile:
    loaded = load_settings(file)
    assert loaded.errors == ()
    (profile,) = loaded.settings.profiles
    return profile


# --- reading


def test_there_is_a_key_for_every_field_and_for_nothing_else() -> None:
    assert [key.name for key in KEYS] == sorted(BY_NAME, key=[it.name for it in KEYS].index)
    assert set(BY_NAME) == {field.name for field in fields(Profile)} - {"name"}
    assert {field.name for field in fields(Reach)} <= set(BY_NAME)
    assert not set(BY_NAME) & SECRET_WORDS


def test_every_key_is_read(file: Path) -> None:
    file.write_text(WHOLE)
    profile = _only(file)
    assert profile == Profile(
        "production",
        "https://db.example.org",
        "editor",
        "~/secret",
        protected=True,
        read_only=True,
        description="the real one",
        dialect="0.1",
        colour="red",
        secret_env="PRODUCTION",
        secret_command=("pass", "show", "karma run"),
        keyring=True,
        connect_timeout=3.0,
        read_timeout=4.5,
        proxy="http://proxy:3128",
        ca_file="ca.pem",
        client_cert="me.pem",
        client_key="me.key",
    )
    assert all(getattr(profile.reach, it.name) == getattr(profile, it.name) for it in fields(Reach))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('dialect = "2.0"', "must be one of auto, 1.0, 0.1"),
        ("dialect = 1.0", "must be a text in quotes"),
        ('colour = "reddish"', "must be one of"),
        ("connect_timeout = 0", "above 0"),
        ("connect_timeout = -1", "above 0"),
        ("connect_timeout = inf", "above 0"),
        ("connect_timeout = nan", "above 0"),
        ("connect_timeout = true", "above 0"),
        ('read_timeout = "10"', "above 0"),
        ('verify = "no"', "must be true or false"),
        ('secret_env = "not a name"', "must be the name of a variable"),
        ('secret_command = "a \'b"', "quote that is not closed"),
        ("secret_command = [1]", "a list of texts"),
        ('secret_command = [""]', "name of a program"),
        ('proxy = "proxy:3128"', "must be like"),
        ('client_key = "x"', "needs client_cert"),
        ('ca_file = "x"\nverify = false', "verify = false"),
        ('prompt = true\nsecret_file = "x"', "excludes"),
        ("prompt = true\nkeyring = true", "excludes"),
        ('description = "\\u001b[31m"', "cannot be shown"),
        ('dialekt = "1.0"', "is not a setting"),
    ],
)
def test_what_cannot_be_used_of_a_profile_is_told_and_the_rest_is_used(
    line: str, said: str, file: Path
) -> None:
    file.write_text(f'[profiles.x]\nurl = "https://db.example.org"\n{line}\n')
    loaded = load_settings(file)
    assert [profile.url for profile in loaded.settings.profiles] == ["https://db.example.org"]
    (error,) = loaded.errors
    assert said in error.detail
    assert str(file) in error.detail
    assert "profiles.x." in error.title


def test_an_unknown_key_names_the_nearest(file: Path) -> None:
    file.write_text('[profiles.x]\nurl = "http://h"\ncolor = "red"\n')
    (error,) = load_settings(file).errors
    assert error.hint == "Did you mean profiles.x.colour?"


@pytest.mark.parametrize("key", ["protected", "read_only"])
def test_a_guard_that_is_mistyped_holds(key: str, file: Path) -> None:
    file.write_text(f'[profiles.x]\nurl = "http://h"\n{key} = "ja"\n')
    loaded = load_settings(file)
    assert getattr(loaded.settings.profiles[0], key) is True
    assert "counts as true" in loaded.errors[0].detail


@pytest.mark.parametrize("key", [*sorted(SECRET_WORDS), "Password", "instance-secret"])
def test_a_secret_in_the_settings_is_refused_and_never_repeated(key: str, file: Path) -> None:
    file.write_text(f'[profiles.x]\nurl = "http://h"\n{key} = "hunter2-in-the-file"\n')
    loaded = load_settings(file)
    (error,) = loaded.errors
    assert "refused" in error.detail
    for source in ("secret_file", "secret_env", "secret_command", "keyring"):
        assert source in error.hint
    assert "hunter2" not in str(error)
    assert "hunter2" not in redact("it says hunter2-in-the-file")


@pytest.mark.parametrize(
    "line", ['url = "https://ann:hunter2@h"', 'url = "http://h"\nproxy = "http://ann:hunter2@proxy:1"']
)
def test_a_password_in_an_address_is_refused_and_never_repeated(line: str, file: Path) -> None:
    file.write_text(f"[profiles.x]\n{line}\n")
    (error,) = load_settings(file).errors
    assert "password" in error.detail
    assert "hunter2" not in str(error)


@pytest.mark.parametrize("name", ["", " ", "local", "a\u0007b", "http://h", "-x", "x" * 61])
def test_names_that_would_mislead_are_refused(name: str, file: Path) -> None:
    assert name_problem(name)
    with pytest.raises(UsageError):
        add_profile(file, Profile(name, "http://h"))
    assert not file.exists()


def test_what_is_typed_is_what_is_shown() -> None:
    profile = replace(Profile("x", "https://h"), secret_command=("pass", "show it"), connect_timeout=2.5)
    for key in KEYS:
        value = getattr(profile, key.name)
        assert typed(key, shown_value(key, value)) == (value, "")


# --- writing


def test_a_profile_is_added_below_everything_else(file: Path) -> None:
    file.write_text("# mine\ntheme = 'light' # daylight\n\n[keys]\nrun = 'f9'\n# the end\n")
    before = file.read_text()
    add_profile(file, Profile("b", "https://h", connect_timeout=3.0, secret_command=("pass", "x")))
    assert file.read_text() == before + (
        '\n[profiles.b]\nurl = "https://h"\nsecret_command = ["pass", "x"]\nconnect_timeout = 3\n'
    )
    assert _only(file) == Profile("b", "https://h", connect_timeout=3.0, secret_command=("pass", "x"))


def test_a_changed_key_keeps_its_remark_and_a_new_one_stands_below_the_others(file: Path) -> None:
    file.write_text('[profiles.a]\nurl = "http://a"  # old\n\n# about keys\n[keys]\n')
    change_profile(file, "a", {"url": "https://a", "username": "ann", "colour": ""})
    assert file.read_text() == (
        '[profiles.a]\nurl = "https://a"  # old\nusername = "ann"\n\n# about keys\n[keys]\n'
    )


def test_a_default_takes_the_key_out(file: Path) -> None:
    file.write_text('[profiles.a]\nurl = "http://a"\nprotected = true\nverify = false\n')
    change_profile(file, "a", {"protected": False, "verify": True})
    assert file.read_text() == '[profiles.a]\nurl = "http://a"\n'


def test_removing_takes_the_profile_and_the_start_with_it_but_no_remark_of_others(file: Path) -> None:
    file.write_text(
        'profile = "a"\n\n[profiles.a]\nurl = "http://a"\n# of a\n\n# of b\n[profiles.b]\nurl = "http://b"\n'
    )
    assert remove_profile(file, "a")
    assert file.read_text().lstrip() == '# of b\n[profiles.b]\nurl = "http://b"\n'
    assert not remove_profile(file, "b")
    assert load_settings(file).settings.profiles == ()


def test_only_a_profile_that_is_there_can_be_changed_removed_or_opened_at_start(file: Path) -> None:
    file.write_text('[profiles.a]\nurl = "http://a"\n')
    before = file.read_bytes()
    for act in (
        lambda: change_profile(file, "b", {"url": "x"}),
        lambda: remove_profile(file, "b"),
        lambda: set_default(file, "b"),
        lambda: add_profile(file, Profile("a", "http://other")),
    ):
        with pytest.raises(UsageError):
            act()
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"[a]\n[a]\n", b"profiles = 3\n"])
def test_a_broken_file_is_never_overwritten(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises((ConfigError, StorageError, UsageError)):
        add_profile(file, Profile("a", "http://a"))
    assert file.read_bytes() == content


LAYOUTS = [
    'profiles = {a = {url = "http://a"}, b = {url = "http://b"}}\n',
    'profiles.a.url = "http://a"\nprofiles.b.url = "http://b"\n[keys]\nrun = "f9"\n',
    '[profiles.a]\nurl = "http://a"\n[keys]\nrun = "f9"\n[profiles.b]\nurl = "http://b"\n',
    '[profiles]\na = {url = "http://a"}\n[profiles.b]\nurl = "http://b"\n',
    '[ profiles . "a" ] # x\nurl = "http://a"\n[profiles.b]\nurl = """\nhttp://b"""\n',
    '[profiles.a]\r\nurl = "http://a"\r\n[profiles.b]\r\nurl = "http://b"',
    '[profiles.a]\nurl = "http://a"\ndescription = """\n[profiles.b]\n"""\n[profiles.b]\nurl = "http://b"\n',
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_toml_survives_a_change(layout: str, file: Path) -> None:
    def start() -> dict[str, Any]:
        file.write_bytes(layout.encode())
        return tomllib.loads(layout)

    def now() -> dict[str, Any]:
        return tomllib.loads(file.read_bytes().decode())

    wanted = start()
    add_profile(file, Profile("c", "http://c"))
    wanted["profiles"]["c"] = {"url": "http://c"}
    assert now() == wanted
    wanted = start()
    change_profile(file, "a", {"url": "http://new", "username": "ann"})
    wanted["profiles"]["a"] |= {"url": "http://new", "username": "ann"}
    assert now() == wanted
    wanted = start()
    remove_profile(file, "a")
    del wanted["profiles"]["a"]
    assert now() == wanted
    wanted = start()
    assert not rename_profile(file, "a", "it's new. [x]")
    wanted["profiles"]["it's new. [x]"] = wanted["profiles"].pop("a")
    assert now() == wanted
    wanted = start()
    set_default(file, "b")
    assert now() == {**wanted, "profile": "b"}
    if "\r\n" in layout:
        assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


_NAMES = st.text(string.ascii_letters + string.digits + " .-_\"'#[]=äπ", min_size=1, max_size=12).filter(
    lambda name: not name_problem(name)
)
_TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
_BY_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: _TEXTS,
    Kind.FILE: _TEXTS,
    Kind.SWITCH: st.booleans(),
    Kind.SECONDS: st.floats(0.001, 86_000),
    Kind.COLOUR: st.sampled_from([*COLOURS, "", "#12ab3f"]),
    Kind.VARIABLE: st.sampled_from(["", "MINE", "_X9"]),
    Kind.WORDS: st.lists(_TEXTS.filter(str.strip), max_size=3).map(tuple),
    Kind.PROXY: st.sampled_from(["", "http://proxy:3128"]),
    Kind.ADDRESS: st.sampled_from(["http://a", "https://b/c", "unix:/run/x"]),
}


def _values(key: str) -> st.SearchStrategy[Any]:
    known = BY_NAME[key]
    return st.sampled_from(known.choices) if known.kind is Kind.CHOICE else _BY_KIND[known.kind]


_PROFILES = st.builds(
    Profile,
    _NAMES,
    **{key.name: _values(key.name) for key in KEYS},
)
_REMARKS = st.lists(
    st.sampled_from(
        ["# a remark", "", "#[profiles.x]", 'theme = "light" # of mine', "[keys] # keys", "run = 'f9' #r"]
    ),
    max_size=6,
    unique=True,
).map("\n".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    text=_REMARKS,
    profiles=st.lists(_PROFILES, min_size=1, max_size=3, unique_by=lambda it: it.name),
    data=st.data(),
)
def test_what_is_written_is_read_again_and_every_remark_stays(
    text: str, profiles: list[Profile], data: st.DataObject, tmp_path: Path
) -> None:
    file = tmp_path / "law.toml"
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        text = ""
    file.write_text(text)
    remarks = [line for line in text.splitlines() if "#" in line]
    for profile in profiles:
        add_profile(file, profile)
    changed = data.draw(st.sampled_from(profiles))
    key = data.draw(st.sampled_from([it.name for it in KEYS]))
    value = data.draw(_values(key))
    change_profile(file, changed.name, {key: value})
    expected = {it.name: it for it in profiles}
    expected[changed.name] = replace(changed, **{key: value})
    assert {it.name: it for it in load_settings(file).settings.profiles} == expected
    assert [line for line in remarks if line not in file.read_text().splitlines()] == []
    gone = data.draw(st.sampled_from(profiles))
    remove_profile(file, gone.name)
    del expected[gone.name]
    assert {it.name: it for it in load_settings(file).settings.profiles} == expected
    assert [line for line in remarks if line not in file.read_text().splitlines()] == []


def _add_many(file: str, which: int) -> None:
    for number in range(10):
        add_profile(Path(file), Profile(f"p{which}-{number}", "http://h"))


def test_windows_that_write_at_once_lose_nothing(file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_many, args=(str(file), which)) for which in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(load_settings(file).settings.profiles) == 30


def test_an_editor_that_saves_meanwhile_is_not_overwritten(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('theme = "dark"\n')
    from karma_tui.library import settings_file

    reads: list[str] = []

    def read(path: Path) -> str:
        text = read_text(path)
        if not reads:
            file.write_text('theme = "light"  # by an editor\n')
        reads.append(text)
        return text

    monkeypatch.setattr(settings_file, "read_text", read)
    change_setting(file, "catalogue", "shown")
    assert file.read_text() == 'theme = "light"  # by an editor\ncatalogue = "shown"\n'


def test_the_file_is_for_its_owner_alone_and_a_link_stays_one(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "karma.toml"
    real.write_text("")
    file.symlink_to(real)
    add_profile(file, Profile("a", "http://a"))
    assert file.is_symlink()
    assert "profiles.a" in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_file_that_was_made_read_only_stays_as_it_is(file: Path) -> None:
    file.write_text("# mine\n")
    file.chmod(0o444)
    with pytest.raises(StorageError, match="read-only"):
        add_profile(file, Profile("a", "http://a"))
    assert file.read_text() == "# mine\n"


def test_a_folder_that_cannot_be_written_is_told(file: Path) -> None:
    with pytest.raises(StorageError):
        add_profile(file / "not" / "there.toml", Profile("a", "http://a"))
