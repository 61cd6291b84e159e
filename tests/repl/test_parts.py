"""The parts of the REPL that need no terminal: definitions, suggestions, reading, words of commands."""

from __future__ import annotations

import asyncio
import os
from importlib import import_module
from pathlib import Path

import pytest

from karma_tui.errors import StorageError, UsageError
from karma_tui.repl.commands.dispatch import run_command, switch
from karma_tui.repl.commands.past import history
from karma_tui.repl.commands.snippets import name_and_rest, pairs
from karma_tui.repl.commands.table import ALIASES, BY_NAME, COMMANDS
from karma_tui.repl.commands.watching import tell
from karma_tui.repl.definitions import Definitions
from karma_tui.repl.history import Past, Suggestions
from karma_tui.repl.output_file import OutputFile
from karma_tui.repl.reading import Lines, PipeReader
from karma_tui.repl.show.pager import pager_command
from karma_tui.results.document import Document
from tests.library.history.parts import Kept
from tests.repl.desk import desk_of

# --- commands


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_of_the_table_is_there(command: object) -> None:
    module, _, function = command.runs.partition(":")  # type: ignore[attr-defined]
    assert asyncio.iscoroutinefunction(getattr(import_module(module), function))


def test_names_are_each_once_and_short_ones_lead_to_one() -> None:
    assert len(BY_NAME) == len(COMMANDS)
    assert set(ALIASES.values()) <= set(BY_NAME)
    assert not set(ALIASES) & set(BY_NAME)


@pytest.mark.parametrize(
    ("typed", "near"), [("modles", "\\models"), ("exprt", "\\export"), ("histo", "\\history")]
)
async def test_an_unknown_command_names_what_is_near(typed: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        await run_command(desk_of(), f"\\{typed} x")
    assert near in caught.value.hint


async def test_commands_that_need_a_result_say_so() -> None:
    for text in ("\\more", "\\open $.a", "\\export x.json", "\\follow 1"):
        with pytest.raises(UsageError, match="no result yet"):
            await run_command(desk_of(), text)


async def test_choices_are_changed_and_wrong_ones_refused() -> None:
    desk = desk_of()
    await run_command(desk, "\\set limit 5")
    await run_command(desk, "\\set pager off")
    await run_command(desk, "\\set keys vi")
    await run_command(desk, "\\timing")
    assert (desk.choices.limit, desk.choices.pager, desk.choices.keys) == (5, False, "vi")
    assert not desk.choices.timing
    for wrong in ("limit -1", "limit many", "keys nano", "nothing 1", "pager maybe", "format xml"):
        with pytest.raises(UsageError):
            await run_command(desk, f"\\set {wrong}")


def test_a_switch_without_a_word_is_the_other_way() -> None:
    assert switch("", True) is False
    assert switch("on", True) is True


def test_parameters_are_read_as_pairs_with_quotes() -> None:
    assert pairs("""n=5 title="a b \\"c\\"" who='x y' empty=""") == {
        "n": "5",
        "title": 'a b "c"',
        "who": "x y",
        "empty": "",
    }
    assert pairs("list=[1,2] ref=book/abc") == {"list": "[1,2]", "ref": "book/abc"}
    for wrong in ("n", "n =5", "=5", "n=5 and"):
        with pytest.raises(UsageError):
            pairs(wrong)


def test_a_name_may_be_in_quotes() -> None:
    assert name_and_rest('"long books" n=5') == ("long books", "n=5")
    assert name_and_rest("books") == ("books", "")
    assert name_and_rest("") == ("", "")


# --- definitions


def test_a_definition_alone_is_kept_and_put_before_what_needs_it() -> None:
    kept = Definitions()
    assert kept.taken("let x = int32(1)") == ["x"]
    assert kept.taken("let y = addInt32(x, x); let z = y") == ["y", "z"]
    assert kept.taken("addInt32(x, y)") == []
    assert kept.before("not(x)") == "let x = int32(1);\n"
    assert kept.before("z").split(";\n")[:3] == ["let x = int32(1)", "let y = addInt32(x, x)", "let z = y"]
    assert kept.before("int32(5)") == ""


def test_a_definition_may_be_made_anew_and_forgotten() -> None:
    kept = Definitions()
    kept.taken("let x = int32(1)")
    kept.taken("let y = x")
    kept.taken("let x = int32(2)")
    assert kept.before("y") == "let x = int32(2);\nlet y = x;\n"
    assert kept.before("let x = int32(3); x") == ""
    assert kept.forget("x")
    assert not kept.forget("x")


def test_definitions_in_a_circle_end() -> None:
    kept = Definitions()
    kept.taken("let a = b")
    kept.taken("let b = a")
    assert kept.before("a").count("let") == 2


def test_a_definition_that_writes_is_refused() -> None:
    with pytest.raises(UsageError, match="it writes"):
        Definitions().taken('let x = delete(all(tag("book")))')


# --- the past


async def test_what_was_no_expression_is_not_put_at_the_prompt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Kept(tmp_path)
    kept.run("// reset of the instance", deed="reset")
    desk = desk_of()
    desk.link.history = kept.history
    with pytest.raises(UsageError, match="This was a reset"):
        await history(desk, "1")
    assert desk.draft == ""
    await history(desk, "")
    assert "reset of the instance" in capsys.readouterr().out
    assert desk.past.texts == []


def test_the_latest_text_that_begins_so_is_suggested() -> None:
    found = Suggestions(["all(a)", "all(b)", "length(c)", "all(a)"])
    assert found.find("all") == "all(a)"
    assert found.find("all(b") == "all(b)"
    assert found.find("all(b)") == ""
    assert found.find("x") == ""
    assert found.find("xy") == ""
    found.add("all(c)")
    assert found.find("a") == "all(c)"
    found.add("all(b)")
    assert found.find("al") == "all(b)"


def test_ten_thousand_texts_are_searched_by_their_order_and_not_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Suggestions(f"query{at % 7}(number {at})" for at in range(10_000))
    assert found.find("query3(number 3") != ""
    searched: list[str] = []
    search = Suggestions._search

    def noted(self: Suggestions, text: str) -> str:
        searched.append(text)
        return search(self, text)

    monkeypatch.setattr(Suggestions, "_search", noted)
    wanted = found.find("query3")
    searched.clear()
    for end in range(7, len(wanted)):
        assert found.find(wanted[:end]) == wanted
    assert searched == []  # what goes on as suggested is not looked for again


async def test_what_is_recalled_comes_newest_first_and_once() -> None:
    past = Past()
    for text in ("a", "b", "b", "", "c"):
        past.add(text)
    await past.read(None)
    assert [text async for text in past.load()] == ["c", "b", "a"]


# --- reading


async def _statements(data: bytes) -> list[str]:
    out, into = os.pipe()
    os.write(into, data)
    os.close(into)
    reader = PipeReader(out)
    found: list[str] = []
    try:
        while True:
            found.append(await reader.read())
    except EOFError:
        return found
    finally:
        os.close(out)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a\nb", ["a", "b"]),
        (b"f(\n1\n)\n\nb\n", ["f(\n1\n)", "b"]),
        (b"a\n |> b\n .c\nd", ["a\n |> b\n .c", "d"]),
        (b"\\format json\na\n\\quit", ["\\format json", "a", "\\quit"]),
        (b"\xef\xbb\xbfa\r\nb\r\n", ["a", "b"]),
        (b"f(", ["f("]),
        (b"", []),
        (b"\n\n", []),
        (b"// a remark\nb", ["// a remark", "b"]),
    ],
)
async def test_statements_of_a_pipe_are_told_apart(data: bytes, found: list[str]) -> None:
    assert await _statements(data) == found


async def test_lines_of_a_file_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(b"a\nb")
    with path.open("rb") as stream:
        lines = Lines(stream.fileno())
        assert [await lines.next(), await lines.next(), await lines.next()] == ["a", "b", None]


# --- files and pager


def test_results_are_added_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before\n")
    file = OutputFile.open(path)
    file.write(b"one\n")
    file.end_result()
    assert path.read_text() == "before\none\n"
    file.close()
    with pytest.raises(StorageError):
        OutputFile.open(tmp_path)


def test_the_pager_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pager_command({"PAGER": "more -d"}) == ["more", "-d"]
    assert pager_command({"PAGER": "less"}) == ["less", "-RFX"]
    assert pager_command({"PAGER": "less", "LESS": "-S"}) == ["less"]
    assert pager_command({"PAGER": ""}) == []
    assert pager_command({"PAGER": "cat"}) == []
    with pytest.raises(UsageError):
        pager_command({"PAGER": "'open"})
    monkeypatch.setenv("PATH", "")
    assert pager_command({}) == []


# --- watching


async def test_watching_tells_what_changed_and_refuses_what_writes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = desk_of()
    before = Document.from_bytes(b'[{"id":1,"n":"a"},{"id":2,"n":"b"}]')
    after = Document.from_bytes(b'[{"id":1,"n":"x"},{"id":3,"n":"c"}]')
    await tell(desk, before, before)
    assert capsys.readouterr().out == ""
    await tell(desk, before, after)
    said = capsys.readouterr().out
    assert "1 added, 1 removed, 1 changed" in said
    assert '"a"' in said and '"x"' in said
    for wrong in ("", "x int32(1)", "-1 int32(1)", "2"):
        with pytest.raises(UsageError):
            await run_command(desk, f"\\watch {wrong}")
