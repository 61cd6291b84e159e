"""`karma-tui view FILE` as a person uses it: a file, lines, a pipe, what is broken or missing."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.terminal import CTRL_Q, ENTER, ESCAPE, Terminal

BOOKS = [{"title": f"book {at}", "by": ["AUTHORAUTHORAUTH", "R" * 16]} for at in range(500)]


def view(home: Path, *words: str) -> Terminal:
    return Terminal([*COMMAND, "view", *words], environment(home))


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_is_shown_searched_and_filtered_without_an_instance(
    tmp_path: Path, indent: int | None
) -> None:
    file = tmp_path / "books.json"
    file.write_text(json.dumps(BOOKS, indent=indent))
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("500 rows", "books.json", "no instance", "book 3")
        terminal.press("/", "book 44")
        terminal.wait_for("1 of 11")
        terminal.press(ENTER, ESCAPE)
        terminal.wait_for("2 of 11", without=["Only matches"])
        terminal.type("&")
        terminal.wait_for("filtered 11 of 500", "book 440")
        terminal.press(ESCAPE)
        terminal.wait_for("filtered", without=["of 11"])
        terminal.press(ESCAPE)
        terminal.wait_for("book 440", without=["filtered"])
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
    assert not list((tmp_path / "data").glob("*")), "nothing of an instance is made"


def test_a_reference_leads_nowhere_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text(json.dumps(BOOKS[:1]))
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("1 row")
        terminal.press("/", "by", ESCAPE)
        terminal.wait_for("$[0].by", without=["Only matches"])
        terminal.type(ENTER)
        terminal.wait_for("no instance to follow")


def test_the_columns_of_a_file_are_remembered(tmp_path: Path) -> None:
    file, other = tmp_path / "books.json", tmp_path / "other.json"
    for path in (file, other):
        path.write_text(json.dumps([{"title": f"book {at}", "year": 1900 + at} for at in range(20)]))
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("20 rows", "book 3")
        terminal.type("2h")  # the second key is meant for what the first one brings
        terminal.wait_for("1903", without=["book 3"])
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("20 rows", "book 3")
        terminal.type("2")
        terminal.wait_for("1903", without=["book 3"])
    with view(tmp_path, str(other)) as terminal:
        terminal.wait_for("20 rows", "book 3")
        terminal.type("2")
        terminal.wait_for("year", "1903", "book 3")


def test_lines_are_records(tmp_path: Path) -> None:
    file = tmp_path / "books.ndjson"
    file.write_text("".join(f"{json.dumps(book)}\n" for book in BOOKS))
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("500 rows", "book 3")


def test_what_comes_by_a_pipe_is_shown_and_the_keys_still_work(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text(json.dumps(BOOKS))
    line = f"cat {shlex.quote(str(file))} | {shlex.join(COMMAND)} view -"
    with Terminal(["/bin/sh", "-c", line], environment(tmp_path)) as terminal:
        terminal.wait_for("500 rows", "standard input", "book 3")
        terminal.press("\x1b[F")
        terminal.wait_for("book 499")
        terminal.type(CTRL_Q)
        assert terminal.wait_for_end() == 0


def test_a_broken_file_is_shown_as_text_with_a_note(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text('[{"title": "book 1"},\n{"title": ')
    with view(tmp_path, str(file)) as terminal:
        terminal.wait_for("not JSON", "shown as text", "book 1")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["missing.json"], 7, "cannot be opened"),
        (["."], 7, "is a folder"),
        (["missing.json", "--profile", "x"], 2, ""),
        ([], 2, "FILE"),
    ],
)
def test_what_cannot_be_viewed_is_refused_before_the_screen_is_taken(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    with view(tmp_path, *words) as terminal:
        assert terminal.wait_for_end() == code
        assert said in " ".join(terminal.text.split())


def test_without_a_terminal_nothing_is_viewed(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text("[]")
    done = run(["view", str(file)], tmp_path, b"")
    assert done.returncode == 2
    assert b"at a terminal" in done.stderr


def test_nothing_of_a_connection_is_loaded_for_it() -> None:
    script = """
import sys
import karma_tui.cli.viewing, karma_tui.tui.view_app
parts = ("karma_tui.workbench.connect", "karma_tui.tui.connection", "karma_tui.tui.widgets.editor",
         "karma_tui.tui.screens.main", "karma_tui.client.session", "httpx", "karma_tui.lang.check")
print([name for name in sys.modules if name.startswith(parts)])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
