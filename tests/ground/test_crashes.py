"""A report of a fault: complete, bounded in number, and without a word of the user's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karma_tui import crashes
from karma_tui.crashes.report import report_of
from karma_tui.crashes.words import told_words
from karma_tui.errors import StorageError
from karma_tui.redact import register

NOON = datetime(2026, 2, 3, 12, 0, 0, tzinfo=UTC)
WORDS = "open the file of the value"
EXPRESSION = 'create(tag("patients"), {name: "Grace Hopper", ward: 12345678})'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(crashes, "_memory", crashes._Memory())
    crashes.keep_in(tmp_path)
    yield tmp_path


def caught(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as failure:
        return failure
    raise AssertionError("nothing failed")


def _raise(failure: Exception) -> None:
    raise failure


def report(act: Callable[[], object]) -> str:
    return report_of(caught(act))


def test_the_line_is_one_and_names_a_private_file(folder: Path) -> None:
    line = crashes.note(caught(lambda: 1 // 0), now=NOON)
    path = folder / "crash-20260203-120000.txt"
    assert line == f"internal error (ZeroDivisionError); please report it with the file {path}"
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert re.search("^ZeroDivisionError: .*by zero$", text, re.MULTILINE)
    assert "Python    3." in text
    assert "Terminal  " in text


def test_the_same_fault_is_reported_once(folder: Path) -> None:
    def fail() -> None:
        raise ValueError("again")

    lines = {crashes.note(caught(fail), now=NOON) for _ in range(5)}
    assert len(lines) == 1
    assert len(crashes.reports(folder)) == 1
    crashes.note(caught([].pop), now=NOON)
    assert [it.name for it in crashes.reports(folder)] == [
        "crash-20260203-120000-2.txt",
        "crash-20260203-120000.txt",
    ]


def test_the_last_ten_are_kept_and_other_files_left_alone(folder: Path) -> None:
    for name in ("crash-notes.txt", "crash-20200101-000000.txt.bak", "views.json"):
        (folder / name).write_text("mine")
    for number in range(14):
        crashes._memory.known.clear()
        crashes.note(caught(lambda: 1 // 0), now=NOON + timedelta(minutes=number))
    kept = crashes.reports(folder)
    assert len(kept) == crashes.KEPT == 10
    assert kept[0].name == "crash-20260203-120400.txt"
    assert (folder / "crash-notes.txt").read_text() == "mine"
    assert (folder / "crash-20200101-000000.txt.bak").exists()


def test_only_an_ending_is_told_at_the_next_start_and_once(folder: Path) -> None:
    crashes.note(caught(lambda: 1 // 0), is_told=False, now=NOON)
    crashes.note(caught([].pop), now=NOON + timedelta(minutes=1))
    assert [it.name for it in crashes.untold(folder)] == ["crash-20260203-120000.txt"]
    crashes.mark_told(folder)
    assert crashes.untold(folder) == []
    assert crashes.untold(folder / "missing") == []


def test_names_of_what_was_done_are_told_and_nothing_else() -> None:
    crashes.doing("run")
    crashes.doing("view_table")
    crashes.doing(EXPRESSION)
    crashes.doing("")
    text = Path(crashes.note(caught(lambda: 1 // 0)).rpartition(" ")[2]).read_text()
    names = re.findall(r"s before  (.*)", text)
    assert names == ["run", "view_table"]


@pytest.mark.parametrize(
    "failing",
    [
        lambda: _raise(ValueError(EXPRESSION)),
        lambda: _raise(ValueError(f"cannot read {EXPRESSION!r} here")),
        lambda: _raise(KeyError(EXPRESSION)),
        lambda: json.loads(EXPRESSION),
        lambda: int(EXPRESSION),
        lambda: dict[str, str]()[EXPRESSION],
        lambda: getattr(object(), EXPRESSION),
        lambda: b"\xff".decode(EXPRESSION[:20]),
        lambda: Path(f"/nowhere/{EXPRESSION}").read_text(),
    ],
)
def test_what_an_exception_quotes_is_left_out(failing: Callable[[], object]) -> None:
    text = report(failing)
    words = text.rpartition("Traceback")[2]
    # lines of the program are in the report, those of this test too; the exception's words come last
    last = words.strip().splitlines()[-1]
    for word in ("patients", "Grace", "Hopper", "ward", "12345678"):
        assert word not in last


def test_the_programs_own_words_stay() -> None:
    def fail(name: str) -> None:
        raise LookupError(f"there is no widget called {name} in the results pane, {len(name)} letters")

    last = report(lambda: fail(EXPRESSION[12:20])).strip().splitlines()[-1]
    assert last == "LookupError: there is no widget called … in the results pane, 8 letters"
    attribute = report(lambda: None.nothing).strip().splitlines()[-1]  # type: ignore[attr-defined]
    assert attribute == "AttributeError: 'NoneType' object has no attribute 'nothing'"


def test_values_of_variables_and_secrets_are_left_out() -> None:
    register("canary-password")

    def fail() -> None:
        password = "-".join(["canary", "password"])
        raise RuntimeError(f"no way to use {password}")

    text = report(fail)
    assert "canary" not in text.replace('"canary", "password"', "")
    assert "RuntimeError: no way to use [hidden]" in text


def test_causes_groups_and_endless_chains_are_told_within_bounds() -> None:
    def chain() -> None:
        try:
            _ = 1 // 0
        except ZeroDivisionError as error:
            raise ExceptionGroup("several", [ValueError("a"), OSError(5, "b")]) from error

    text = report(chain)
    for name in ("ZeroDivisionError", "ExceptionGroup", "ValueError", "OSError"):
        assert name in text
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert report_of(first).count("Traceback") == 2

    def deep(left: int) -> None:
        deep(left - 1)

    text = report(lambda: deep(9))
    assert "RecursionError" in text
    assert len(text.splitlines()) < 150


def test_paths_of_this_machine_are_left_out() -> None:
    text = report(lambda: json.loads("{"))
    assert str(Path(__file__).parent) not in text
    assert str(Path.home()) not in text or str(Path.home()) == "/"
    assert 'File "json/decoder.py"' in text


def test_a_report_that_cannot_be_written_is_a_calm_line_too(folder: Path) -> None:
    crashes.keep_in(folder / "missing")
    line = crashes.note(caught(lambda: 1 // 0))
    assert line.startswith("internal error (ZeroDivisionError); no report could be written: ")
    assert "\n" not in line
    assert "Traceback" not in line


def test_an_exception_that_cannot_be_read_is_reported_all_the_same() -> None:
    class Wretched(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert told_words(Wretched(), []) == "RuntimeError"
    assert "Wretched" in crashes.note(caught(lambda: _raise(Wretched())))


def test_a_fault_in_making_the_report_is_told_calmly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karma_tui.crashes.report.report_of", lambda *_: 1 // 0)
    line = crashes.note(caught([].pop))
    assert line == "internal error (IndexError); making a report failed too (ZeroDivisionError)"


def test_a_told_list_that_cannot_be_read_is_an_error_of_ours(folder: Path) -> None:
    crashes.note(caught(lambda: 1 // 0), is_told=False, now=NOON)
    (folder / "crashes.told").mkdir()
    with pytest.raises(StorageError):
        crashes.untold(folder)


def test_a_secret_of_common_words_is_left_out_too() -> None:
    def fail(word: str) -> None:
        raise ValueError(f"could not use {word} here")

    last = report(lambda: fail(WORDS)).strip().splitlines()[-1]
    assert last == "ValueError: could not use … here"
    number = report(lambda: int(WORDS)).strip().splitlines()[-1]
    assert number == "ValueError: invalid literal for int() with base 10: '…'"
