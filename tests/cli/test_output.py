from __future__ import annotations

import io

import pytest

from karma_tui.cli import output
from karma_tui.errors import ExpressionError, Span, StorageError


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_the_bytes_as_they_came(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw))
    output.print_result(b'"\x7f\xc2\x9b\xff"')
    assert raw.getvalue() == b'"\x7f\xc2\x9b\xff"\n'


def test_a_terminal_gets_acting_characters_as_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", _Terminal(raw))
    output.print_result('"\x7f\x9b\u202e日"'.encode())
    assert raw.getvalue() == '"\\u007f\\u009b\\u202e日"\n'.encode()


def test_closed_standard_output_is_a_storage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(StorageError):
        output.print_result(b"1")


def test_an_error_names_its_place_and_shows_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    error = ExpressionError("Unknown function", "There is no `al`.", "Did you mean `all`?", Span(0, 2))
    output.print_error(error, 'al(tag("x"))', "q.kvm")
    assert capsys.readouterr().err == (
        "karma-tui: q.kvm:1:1: Unknown function\n"
        '  1 | al(tag("x"))\n'
        "    | ^^\n"
        "  There is no `al`.\n"
        "  hint: Did you mean `all`?\n"
    )


def test_an_error_text_from_a_server_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_error(StorageError("bad\x1b]0;owned\x07", "line\nline\x9b2J"))
    printed = capsys.readouterr().err
    assert all(char.isprintable() or char == "\n" for char in printed)


def test_closed_standard_error_is_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    output.print_notice("nobody hears this")
