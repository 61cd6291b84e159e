"""What the grammar makes of words, and that every command keeps its rules."""

from __future__ import annotations

from importlib import import_module

import pytest

from karma_tui.cli.grammar import COMMANDS, parse
from karma_tui.cli.grammar.layout import Parser
from karma_tui.cli.nothing_said import APP, nothing_said
from karma_tui.cli.options import Where, options, where
from karma_tui.errors import UsageError


def test_no_words_ask_for_the_app_on_the_local_instance() -> None:
    asked = parse([])
    assert (asked.command, where(asked.found)) == ("app", Where())


def test_without_a_word_all_is_as_if_argparse_had_been_asked() -> None:
    asked = parse([])
    assert (vars(nothing_said()), APP) == (vars(asked.found), asked.runs)


@pytest.mark.parametrize("words", [["--url", "http://x", "run"], ["run", "--url", "http://x"]])
def test_the_instance_may_be_named_before_or_after_the_command(words: list[str]) -> None:
    assert where(parse(words).found).url == "http://x"


def test_what_stands_after_the_command_wins() -> None:
    assert where(parse(["--user", "ann", "run", "--user", "bob"]).found).user == "bob"


def test_run_takes_all_its_options() -> None:
    words = ["run", "q.kvm", "--user", "ann", "--secret-file", "s", "--format", "pretty", "--timeout", "2.5"]
    found = parse(words).found
    assert (found.file, found.format, found.timeout) == (["q.kvm"], "pretty", 2.5)
    assert where(found) == Where(user="ann", secret_file="s")


def test_words_after_serve_are_passed_on_untouched() -> None:
    assert parse(["serve", "--port", "0", "--help"]).found.words == ["--port", "0", "--help"]


def test_open_takes_a_dump_and_what_a_run_takes() -> None:
    found = parse(["open", "shop.zip", "-e", "1", "--timeout", "2", "--data", "kept.db"]).found
    assert where(found) == Where(dump="shop.zip", data="kept.db")
    assert (found.expression, found.timeout) == ("1", 2.0)


def test_the_data_file_of_a_dump_may_stand_before_the_command() -> None:
    assert where(parse(["--data", "kept.db", "open", "shop.zip"]).found).data == "kept.db"


@pytest.mark.parametrize(
    "words",
    [
        ["open"],
        ["open", " "],
        ["open", "shop.zip", "other.zip"],
        ["--url", "http://x", "open", "shop.zip"],
        ["--profile", "shop", "open", "shop.zip"],
        ["--secret-file", "s", "open", "shop.zip"],
        ["--data", "f", "view", "x"],
        ["--url", "http://x", "--data", "f"],
        ["--url", "http://x", "--profile", "shop"],
        ["run", "--url="],
        ["--data", " "],
        ["--profile="],
        ["--profile"],
        ["run", "--timeout", "-1"],
        ["run", "--timeout", "inf"],
        ["run", "--timeout", "soon"],
        ["run", "--format", "xml"],
        ["--secret", "hunter2"],
        ["dance"],
        ["rum"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error_that_names_the_fault(words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        where(parse(words).found)
    assert caught.value.hint
    assert "_" not in caught.value.detail


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["users", "passwd", "ann", "hunter2"], "1 word too many"),
        (["users", "passwd", "ann", "--password", "hunter2"], "--password, 1 word too many"),
        (["users", "add", "ann", "--password=hunter2"], "--password"),
        (["users", "passwd", "ann", "-phunter2"], "1 word too many"),
        (["users", "passwd", "ann", "--hunter2"], "1 word too many"),
        (["login", "shop", "hunter2"], "1 word too many"),
        (["rotate", "hunter2", "hunter2"], "2 words too many"),
        (["reset", "hunter2"], "1 word too many"),
        (["profiles", "add", "shop", "http://x", "hunter2"], "2 words too many"),
        (["--passwort=hunter2", "users"], "--passwort"),
    ],
)
def test_a_word_that_nothing_takes_may_be_a_password_and_is_not_repeated(words: list[str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words)
    assert f"unrecognized arguments: {told}" in caught.value.detail
    assert "hunter2" not in f"{caught.value} {caught.value.detail} {caught.value.hint}"


@pytest.mark.parametrize("command", [*COMMANDS, "app"])
def test_every_command_has_its_words_and_something_that_carries_it_out(command: str) -> None:
    module = import_module(f"karma_tui.cli.commands.{command}")
    if not getattr(module, "RAW", False):
        parser = Parser(f"karma-tui {command}", module.DESCRIPTION)
        module.add(parser)
        assert all(action.help or action.dest == "command" for action in parser._actions), command
    place, _, function = module.RUNS.partition(":")
    assert callable(getattr(import_module(place), function))


def test_options_are_filled_by_name_and_keep_their_defaults() -> None:
    found = parse(["run", "--data", "x.db"]).found
    assert options(Where, found) == Where(data="x.db")
