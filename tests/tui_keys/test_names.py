from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key, format_key

from karma_tui.tui.keymap.judge import Entry, entries
from karma_tui.tui.keymap.names import (
    NAMED,
    PUNCTUATION,
    as_on_keyboards,
    is_safe,
    is_typed,
    lost,
    near,
    read,
)


@pytest.mark.parametrize("character", string.ascii_letters + string.digits + string.punctuation)
def test_every_character_has_the_name_that_the_app_knows(character: str) -> None:
    keys, unknown = read("comma" if character == "," else character)
    assert keys == (_character_to_key(character),)
    assert unknown == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("F5", "f5"),
        ("Ctrl+S", "ctrl+s"),
        ("control+shift+left", "ctrl+shift+left"),
        ("shift+alt+Left", "alt+shift+left"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("shift+a", "A"),
        ("A", "A"),
        ("?", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        (",", "comma"),
        ("ö", "ö"),
    ],
)
def test_a_key_may_be_written_in_several_ways(written: str, name: str) -> None:
    assert read(written) == ((name,), ())


def test_one_key_of_a_keyboard_may_be_two_of_terminals() -> None:
    assert set(read("ctrl+/")[0]) == {"ctrl+underscore", "ctrl+slash"}
    assert as_on_keyboards("ctrl+underscore,ctrl+slash") == "ctrl+/"
    assert set(read("ctrl+space")[0]) == {"ctrl+space", "ctrl+@"}


@pytest.mark.parametrize("written", ["f25", "fn+x", "ctrl+", "ctrl+entr", "nokey", "ctrl+alt", "\x1b", "+x+"])
def test_what_is_no_key_is_told(written: str) -> None:
    keys, unknown = read(written)
    assert keys == ()
    assert unknown == (written,)


def test_the_key_that_was_meant_is_named() -> None:
    assert near("ctrl+entr") == "ctrl+enter"
    assert near("contrl+s") == "ctrl+s"
    assert near("pagedwn") == "pagedown"
    assert near("xyzzyx") == ""


@given(st.text(max_size=30))
def test_reading_never_fails_and_loses_nothing(text: str) -> None:
    keys, unknown = read(text)
    again, wrong = read(",".join(keys))
    assert set(again) == set(keys)
    assert wrong == ()
    assert bool(keys or unknown) is bool(text.replace(",", "").strip() or text.strip() == ",")


@pytest.mark.parametrize("entry", entries().values(), ids=lambda entry: entry.id)
def test_every_key_of_the_registry_is_one(entry: Entry) -> None:
    keys, unknown = read(entry.action.keys)
    assert unknown == ()
    assert all(format_key(key) for key in keys)


@pytest.mark.parametrize("key", [*NAMED, *PUNCTUATION])
def test_a_key_is_told_so_that_it_can_be_read_again(key: str) -> None:
    assert read(as_on_keyboards(key)) == ((key,), ())


@pytest.mark.parametrize(
    "key",
    [
        *("ctrl+enter", "shift+enter", "alt+enter", "ctrl+tab", "ctrl+i", "ctrl+m", "ctrl+h"),
        *("ctrl+shift+k", "ctrl+1", "super+x", "ctrl+full_stop", "alt+x"),
    ],
)
def test_keys_that_terminals_lose_are_known(key: str) -> None:
    assert lost(key)
    assert not is_safe(key)


@pytest.mark.parametrize("key", ["f5", "ctrl+s", "enter", "x", "E", "slash", "pageup", "escape", "tab"])
def test_keys_that_every_terminal_sends_are_safe(key: str) -> None:
    assert not lost(key)
    assert is_safe(key)


def test_keys_of_texts_are_told_from_others() -> None:
    assert all(is_typed(key) for key in ("a", "Z", "7", "space", "slash", "question_mark", "ö"))
    assert not any(is_typed(key) for key in ("f1", "ctrl+a", "enter", "up", "alt+slash"))
