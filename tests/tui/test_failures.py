from __future__ import annotations

from pathlib import Path

import pytest

from karma_tui import crashes
from karma_tui.errors import KarmaError
from karma_tui.redact import register
from karma_tui.tui.failures import Place, error_content, place_of, unexpected


@pytest.mark.parametrize(
    ("offset", "place"),
    [
        (0, Place(1, 1)),
        (3, Place(1, 4)),
        (4, Place(2, 1)),
        (6, Place(2, 3)),
        (99, Place(3, 2)),
        (-1, Place(1, 1)),
    ],
)
def test_places_are_counted_from_one(offset: int, place: Place) -> None:
    assert place_of("abc\nd𝄞f\nx", offset) == place


def test_an_error_shows_all_it_says_and_nothing_as_markup() -> None:
    error = KarmaError("[b]title[/b]", "detail [/]", "hint [red]")
    text = error_content(error, Place(2, 3), "F4").plain
    assert text == ("Error: [b]title[/b]\nline 2, column 3 (F4 goes there)\ndetail [/]\nHint: hint [red]")


def test_secrets_do_not_reach_the_screen() -> None:
    register("s3cr3t-value")
    assert "s3cr3t" not in error_content(KarmaError("no", "login with s3cr3t-value"), None, "").plain


def test_a_fault_of_our_own_is_told_with_its_kind_and_reported(tmp_path: Path) -> None:
    crashes.keep_in(tmp_path)
    error = unexpected(ZeroDivisionError("division by zero"))
    (report,) = crashes.reports(tmp_path)
    assert "ZeroDivisionError" in error.detail
    assert str(report) in error.detail
    assert "ZeroDivisionError: division by zero" in report.read_text()


def test_control_sequences_in_an_error_are_shown_not_obeyed() -> None:
    text = error_content(KarmaError("a\x1b[2Jb", "one\ttab\nnext\u202eline\x07"), None, "").plain
    assert text == "Error: a␛[2Jb\none tab\nnext\\u202eline␇"
