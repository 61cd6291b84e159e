"""Parameters are asked for before a run, checked as they are typed, and remembered unless secret."""

from __future__ import annotations

import json
from pathlib import Path

from karma_tui.lang.nodes import Literal, Ref
from karma_tui.tui.snippets.form import ParametersScreen
from karma_tui.tui.user_files import UserFiles
from tests.tui.bench import FakeOpener
from tests.tui.conftest import OpenApp
from tests.tui.looking import fill, press, screen_text, shows, type_text

PAGES = '//---\n// name = "long"\n//\n// [[parameters]]\n// name = "pages"\n// type = "int32"\n'


def put(files: UserFiles, text: str) -> Path:
    files.snippets.mkdir(exist_ok=True)
    path = files.snippets / "long.kvm"
    path.write_text(text)
    return path


async def test_the_form_comes_before_the_run_and_its_values_go_with_it(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    put(files, PAGES + "// default = 300\n//---\n[$pages]\n")
    async with open_app() as (app, pilot):
        await press(pilot, "f3", "f5")
        assert shows(app, ParametersScreen)
        assert "[int32(300)]" in screen_text(pilot)
        assert opener.bench.ran == []
        fill(pilot, "41")
        await press(pilot, "enter")
    (given,) = opener.bench.given
    assert given is not None
    assert given.data == {"pages": Literal("int32", 41)}
    assert given.told() == {"pages": "41"}


async def test_what_does_not_fit_is_told_while_it_is_typed_and_does_not_run(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    put(files, PAGES + "//---\n[$pages]\n")
    async with open_app() as (app, pilot):
        await press(pilot, "f3", "f5")
        assert "is needed" not in screen_text(pilot)
        await press(pilot, "enter")
        assert "is needed" in screen_text(pilot)
        await press(pilot, "x")
        assert "whole number" in screen_text(pilot)
        await press(pilot, "enter")
        assert shows(app, ParametersScreen)
        await press(pilot, "backspace", "7")
        assert "whole number" not in screen_text(pilot)
        await press(pilot, "escape")
        assert not shows(app, ParametersScreen)
    assert opener.bench.ran == []


async def test_values_are_remembered_without_the_secret_ones(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    secret = '//\n// [[parameters]]\n// name = "token"\n// type = "string"\n// secret = true\n'
    put(files, PAGES + secret + "//---\n[$pages, $token]\n")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "f5")
        fill(pilot, "12")
        await press(pilot, "tab")
        fill(pilot, "hunter22")
        await press(pilot, "tab")
        assert "hunter22" not in screen_text(pilot)
        await press(pilot, "f5")
        await press(pilot, "f3", "f5")
        assert "12" in screen_text(pilot)
    assert opener.bench.given[0] is not None
    assert opener.bench.given[0].data["token"] == Literal("string", "hunter22")
    everything = "".join(path.read_text() for path in files.state.rglob("*") if path.is_file())
    assert "hunter22" not in everything
    kept = json.loads((files.state / "snippets.json").read_text())
    assert list(kept["values"].values()) == [{"pages": "12"}]


async def test_choices_optional_ones_and_references(
    open_app: OpenApp, files: UserFiles, opener: FakeOpener
) -> None:
    more = (
        '//\n// [[parameters]]\n// name = "kind"\n// type = "string"\n// choices = ["a", "b"]\n'
        '// default = "b"\n'
        '//\n// [[parameters]]\n// name = "who"\n// type = "ref(author)"\n// optional = true\n'
    )
    put(files, PAGES + "// default = 1\n" + more + "//---\n[$pages, $kind, $who]\n")
    async with open_app() as (_, pilot):
        await press(pilot, "f3", "f5")
        assert "nothing (null)" in screen_text(pilot)
        await press(pilot, "f5")
        await press(pilot, "f3", "f5", "tab", "enter", "up", "enter", "tab")
        fill(pilot, "R7")
        await press(pilot, "enter")
    first, second = opener.bench.given
    assert first is not None
    assert second is not None
    assert first.data == {
        "pages": Literal("int32", 1),
        "kind": Literal("string", "b"),
        "who": Literal("null", None),
    }
    assert second.data["kind"] == Literal("string", "a")
    assert second.data["who"] == Ref("A", "R7")


async def test_a_buffer_is_asked_about_too_and_only_for_what_runs(
    open_app: OpenApp, opener: FakeOpener
) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, PAGES + "// default = 2\n//---\n1i32\n\n[$pages]")
        await press(pilot, "alt+x")
        assert shows(app, ParametersScreen)
        await press(pilot, "enter")
        assert opener.bench.given[-1] is not None
        await press(pilot, "alt+j")
        assert shows(app, ParametersScreen)
        await press(pilot, "escape")
    assert len(opener.bench.ran) == 2


async def test_a_broken_header_is_told_by_the_run_itself(open_app: OpenApp, opener: FakeOpener) -> None:
    async with open_app() as (app, pilot):
        await type_text(pilot, '//---\n// name = "\n//---\n[$pages]')
        await press(pilot, "f5")
        assert not shows(app, ParametersScreen)
    assert opener.bench.given == [None]
