"""`karma-tui history`, and what `run` leaves in it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from karma_tui.cli.main import main
from karma_tui.cli.past.times import moment
from karma_tui.errors import ExitCode, UsageError
from karma_tui.library.history.facts import ERROR
from tests.cli.process import COMMAND, environment, run
from tests.e2e.servers import stop_servers
from tests.e2e.terminal import ENTER, Terminal
from tests.library.history.parts import Kept


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A history of three runs, the user's own."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    (tmp_path / "data").mkdir(mode=0o700)
    kept = Kept(tmp_path / "data")
    kept.run("// all\nall(tag(book))\n// end", snippet="books", profile="local", body=b"[1, 2]")
    kept.later(days=1)
    kept.run("al(", ERROR, title="No", profile="production")
    kept.later(days=1)
    kept.run("delete(\x1bx)", writes=True, face="repl")
    return kept


def out(capsysbinary: pytest.CaptureFixture[bytes], *words: str, code: int = ExitCode.OK) -> str:
    assert main(["history", *words]) == code
    return capsysbinary.readouterr().out.decode()


def test_runs_are_listed_a_line_each_the_newest_first(
    kept: Kept, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    lines = out(capsysbinary).splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "✗ error" in lines[1] and lines[2].endswith("all(tag(book))")
    for words in (["list", "-n", "1"], ["-n", "1"], ["-n", "1", "list"]):
        assert out(capsysbinary, *words).splitlines() == lines[:1]
    assert json.loads(out(capsysbinary, "--ndjson", "-n", "1"))["id"] == 3


def test_what_was_no_expression_is_listed_and_told_but_never_printed_as_one(
    kept: Kept, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    kept.run("// reset of the instance", deed="reset")
    assert "// reset of the instance" in out(capsysbinary, "-n", "1")
    assert json.loads(out(capsysbinary, "show", "4", "--json"))["deed"] == "reset"
    assert main(["history", "show", "4"]) == ExitCode.USAGE
    said = capsysbinary.readouterr()
    assert said.out == b""
    assert b"This was a reset, no expression" in said.err


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["search", "BOOK"], [1]),
        (["search", "tag", "book"], [1]),
        (["search", '"book tag"'], []),
        (["list", "--outcome", "error"], [2]),
        (["list", "--profile", "production"], [2]),
        (["list", "--face", "repl"], [3]),
        (["list", "--writing"], [3]),
        (["list", "--snippet", "books"], [1]),
        (["list", "--pinned"], []),
        (["list", "--since", "2026-03-02T12:00:00Z"], [3, 2]),
        (["list", "--until", "2026-03-02T12:00:00Z"], [1]),
        (["list", "--since", "1h"], []),
        (["list", "-n", "0"], [3, 2, 1]),
    ],
)
def test_filters_hold_in_every_form(
    kept: Kept, words: list[str], ids: list[int], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert [it["id"] for it in json.loads(out(capsysbinary, *words, "--json"))] == ids
    lines = out(capsysbinary, *words, "--ndjson").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_a_run_is_shown_as_its_text_its_facts_or_its_result(
    kept: Kept, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert out(capsysbinary, "show", "1") == "// all\nall(tag(book))\n// end\n"
    assert json.loads(out(capsysbinary, "show", "1", "--json"))["rows"] == 2
    assert out(capsysbinary, "show", "1", "--result") == "[1, 2]\n"
    assert out(capsysbinary, "show", "2", "--result", code=ExitCode.USAGE) == ""
    assert out(capsysbinary, "show", "9", code=ExitCode.USAGE) == ""


def test_exported_runs_come_whole_the_oldest_first(
    kept: Kept, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = [json.loads(line) for line in out(capsysbinary, "export").splitlines()]
    assert [it["text"] for it in found] == [it.text for it in kept.history.page()][::-1]
    assert found[1]["outcome"] == "error" and found[0]["started"] == "2026-03-01T12:00:00.000Z"


def test_runs_are_pinned_and_unpinned(kept: Kept, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    out(capsysbinary, "pin", "1", "3")
    assert [line.split()[:2] for line in out(capsysbinary, "list", "--pinned").splitlines()] == [
        ["3", "*"],
        ["1", "*"],
    ]
    out(capsysbinary, "unpin", "3")
    out(capsysbinary, "pin", "1", "8", code=ExitCode.USAGE)
    assert len(out(capsysbinary, "list", "--pinned").splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["1", "2"], ["delete(\x1bx)"]),
        (["--all"], []),
        (["--words", "book"], ["delete(\x1bx)", "al("]),
        (["--until", "2026-03-02T13:00:00Z"], ["delete(\x1bx)"]),
    ],
)
def test_what_is_named_is_forgotten(
    kept: Kept, words: list[str], left: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out(capsysbinary, "forget", *words, code=ExitCode.USAGE)  # nobody can be asked
    assert len(kept.texts()) == 3
    out(capsysbinary, "forget", *words, "--yes")
    assert kept.texts() == left


@pytest.mark.parametrize("words", [[], ["1", "--all"], ["1", "--words", "x"], ["--all", "--writing"], ["9"]])
def test_nothing_is_forgotten_by_mistake(
    kept: Kept, words: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out(capsysbinary, "forget", *words, "--yes", code=ExitCode.USAGE)
    assert len(kept.texts()) == 3


@pytest.mark.terminal
def test_at_a_terminal_it_is_asked_and_shown_within_its_width(kept: Kept, tmp_path: Path) -> None:
    words = [*COMMAND, "history"]
    with Terminal([*words, "forget", "3"], environment(tmp_path)) as terminal:
        terminal.wait_for("Forget 1 run, results included? [y/N]")
        terminal.press("n" + ENTER)
        terminal.wait_for("nothing was forgotten")
    kept.run("x" * 50 + " " + "y" * 300)
    with Terminal(words, environment(tmp_path)) as terminal:
        terminal.wait_for("all(tag(book))")
        lines = [line for line in terminal.text.split("\n") if line]
        assert len(lines) == 4 and "xxx" in lines[0] and lines[0].endswith("…")
        assert "delete(␛x)" in lines[1]


def test_times_are_days_moments_or_how_long_ago() -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=ZoneInfo("Europe/Vienna"))
    assert moment("7d", now) == now - timedelta(days=7)
    assert moment("90m", now) == now - timedelta(minutes=90)
    assert moment("2026-01-31", now).isoformat() == "2026-01-31T00:00:00+01:00"
    assert moment("2026-01-31T12:00Z", now).utcoffset() == timedelta(0)
    for wrong in ("", "soon", "7", "d", "999999w", "2026-13-01"):
        with pytest.raises(UsageError):
            moment(wrong, now)


def test_run_records_and_opting_out_leaves_no_trace(tmp_path: Path) -> None:
    try:
        first = run(["run", "-e", 'all(tag("_tag"))'], tmp_path)
        assert first.returncode == 0 and first.stderr == b""
        shown = json.loads(run(["history", "list", "--json"], tmp_path).stdout)
        assert [(it["text"], it["face"], it["outcome"]) for it in shown] == [
            ('all(tag("_tag"))', "run", "ok")
        ]
        assert run(["history", "show", "1", "--result"], tmp_path).stdout == first.stdout

        for extra, words in (({"KARMA_TUI_NO_HISTORY": "1"}, []), ({}, ["--no-history"])):
            done = run(["run", *words, "-e", "int32(404)"], tmp_path, extra=extra)
            assert done.stdout == b"404\n"
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / "settings.toml").write_text('history = "off"\n')
        assert run(["run", "-e", "int32(404)"], tmp_path).stdout == b"404\n"
        assert len(json.loads(run(["history", "list", "--json"], tmp_path).stdout)) == 1
        kept = b"".join(it.read_bytes() for it in (tmp_path / "data").glob("history*") if it.is_file())
        assert b"404" not in kept
    finally:
        stop_servers(tmp_path)


def test_a_run_page_by_page_is_one_entry(tmp_path: Path) -> None:
    try:
        done = run(["run", "-e", 'all(tag("_tag"))', "--page-size", "4"], tmp_path)
        (entry,) = json.loads(run(["history", "list", "--json"], tmp_path).stdout)
        assert entry["rows"] == len(json.loads(done.stdout)) and not entry["has_result"]
    finally:
        stop_servers(tmp_path)


def test_a_broken_history_does_not_stop_a_run(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "history.sqlite3").write_bytes(b"no database" * 100)
    try:
        done = run(["run", "-e", "int32(1)"], tmp_path)
        assert (done.returncode, done.stdout) == (0, b"1\n")
        assert done.stderr.count(b"\n") == 1 and b"has been set aside" in done.stderr
        assert run(["run", "-e", "int32(1)"], tmp_path).stderr == b""
    finally:
        stop_servers(tmp_path)
