"""Paths are read as they are shown, and as people shorten them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import UsageError
from karma_tui.results.path_reading import read_path
from karma_tui.results.rows import Path
from karma_tui.results.text import path_text


@given(st.lists(st.text(max_size=8) | st.integers(0, 10**12), max_size=5).map(tuple))
def test_what_is_shown_is_read_back(path: Path) -> None:
    assert read_path(path_text(path)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("$", ()),
        (".", ()),
        ("0.title", (0, "title")),
        (".[0].value", (0, "value")),
        ("a[1]", ("a", 1)),
        ("3", (3,)),
    ],
)
def test_short_forms_are_understood(text: str, path: Path) -> None:
    assert read_path(text) == path


@pytest.mark.parametrize("text", ["a..b", "[x]", "a b", '["x'])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_path(text)
