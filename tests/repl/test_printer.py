"""What is printed: words are wrapped and pictures not, secrets are masked, plain terminals get no escapes."""

from __future__ import annotations

import pytest

from karma_tui.errors import ExpressionError, KarmaError, Span
from karma_tui.redact import register
from karma_tui.repl.look import Depth, Look
from karma_tui.repl.printer import Printer, pieces_of_text
from karma_tui.themes import load_themes, shipped_folder


def _printer(depth: Depth = Depth.NONE, *, is_terminal: bool = True, plain: bool = False) -> Printer:
    themes = load_themes((shipped_folder(),)).themes
    return Printer(Look(depth, themes["dark"]), is_terminal=is_terminal, plain=plain)


def test_words_are_wrapped_at_a_terminal_and_the_picture_of_a_place_is_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = "someFunction(" + "argument, " * 5 + ")"
    error = ExpressionError("Wrong", "word " * 20, "try " * 15, Span(0, 12))
    _printer().error(error, text)
    lines = capsys.readouterr().out.split("\n")
    assert any(line.startswith("  1 | someFunction") for line in lines)
    assert all(len(line) < 40 for line in lines if " | " not in line)
    _printer(is_terminal=False).error(error, text)
    assert "  " + ("word " * 20).strip() in capsys.readouterr().err


def test_secrets_in_errors_are_masked_and_control_characters_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    register("verysecretword")
    _printer().error(KarmaError("bad\x1b[2J", "with verysecretword in it"))
    said = capsys.readouterr().out
    assert "verysecretword" not in said
    assert "\x1b" not in said


def test_a_line_that_counts_goes_away_before_anything_else_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printer = _printer()
    printer.transient("Running, 1 s")
    printer.say("done")
    assert capsys.readouterr().out == "\r\x1b[KRunning, 1 s\r\x1b[Kdone\n"
    printer.transient("")
    assert capsys.readouterr().out == ""
    plain = _printer(plain=True)
    plain.transient("Running, 1 s")
    assert capsys.readouterr().out == ""


def test_talk_goes_to_standard_error_where_data_goes_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    printer = _printer(is_terminal=False, plain=True)
    printer.say("talk")
    printer.data("data\n")
    assert capsys.readouterr() == ("data\n", "talk\n")


def test_the_language_keeps_its_characters_in_colours() -> None:
    text = 'filterList(all(tag("book")), (i, b) => gtInt32(b.pages, 300i32)) // so'
    assert "".join(piece for piece, _ in pieces_of_text(text)) == text
    assert _printer(Depth.TRUE).styled(pieces_of_text(text)).count("\x1b[0m") > 5
    assert _printer(Depth.NONE).styled(pieces_of_text(text)) == text
