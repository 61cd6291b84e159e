"""What is proposed behind a command is taken by it as it stands, whatever the name has in it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.repl.commands.completing import _quoted, command_proposals
from karma_tui.repl.commands.snippets import name_and_rest
from tests.repl.desk import desk_of

NAMES = (
    "my file.json",
    "it's.json",
    'say "so".json',
    "$cost.json",
    "plain.json",
    "back\\slash and blank.json",
)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        (tmp_path / name).write_text("1")
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "in ner.json").write_text("1")


async def _taken(before: str) -> list[str]:
    """The line after each proposal was taken."""
    found = await command_proposals(desk_of(), before)
    return [before[: len(before) + it.start_position] + it.text for it in found]


@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_proposed_so_that_the_command_gets_its_name(name: str, quote: str) -> None:
    lines = await _taken(rf"\out {quote}{name[0]}")
    assert [name] in [shlex.split(line.removeprefix(r"\out ")) for line in lines]


async def test_a_folder_with_a_blank_can_be_gone_into() -> None:
    (line,) = await _taken(r"\export a")
    assert line == r"\export 'a folder/"
    (line,) = await _taken(line)
    assert shlex.split(line.removeprefix(r"\export ")) == ["a folder/in ner.json"]


async def test_behind_the_file_the_formats_are_proposed() -> None:
    assert r"\export 'my file.json' csv" in await _taken(r"\export 'my file.json' c")
    assert r"\export plain.json csv" in await _taken(r"\export plain.json c")
    assert await _taken(r"\export 'my f") == [r"\export 'my file.json'"]


@given(st.text(min_size=1).filter(lambda name: name.isprintable() and name == name.strip()))
def test_a_snippet_is_named_by_what_is_proposed(name: str) -> None:
    assert name_and_rest(f"{_quoted(name)} a=1") == (name, "a=1")
