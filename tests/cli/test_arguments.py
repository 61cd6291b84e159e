from __future__ import annotations

import pytest

from karma_tui.cli.arguments import parse
from karma_tui.errors import UsageError


def test_no_words_ask_for_the_app_on_the_local_instance() -> None:
    options = parse([])
    assert (options.command, options.url, options.data) == ("app", "", "")


@pytest.mark.parametrize("words", [["--url", "http://x", "run"], ["run", "--url", "http://x"]])
def test_the_instance_may_be_named_before_or_after_the_command(words: list[str]) -> None:
    assert parse(words).url == "http://x"


def test_run_takes_the_expression_from_stdin_when_nothing_is_named() -> None:
    options = parse(["run"])
    assert (options.expression, options.file) == (None, "-")


def test_run_takes_all_its_options() -> None:
    words = ["run", "q.kvm", "--user", "ann", "--secret-file", "s", "--format", "pretty", "--timeout", "2.5"]
    options = parse(words)
    assert options.file == "q.kvm"
    assert options.user == "ann"
    assert options.secret_file == "s"
    assert options.format == "pretty"
    assert options.timeout == 2.5


def test_words_after_serve_are_passed_on_untouched() -> None:
    assert parse(["serve", "--port", "0", "--help"]).server_words == ("--port", "0", "--help")


def test_open_takes_a_dump_and_what_a_run_takes() -> None:
    options = parse(["open", "shop.zip", "-e", "1", "--timeout", "2", "--data", "kept.db"])
    assert (options.command, options.dump, options.data) == ("open", "shop.zip", "kept.db")
    assert (options.expression, options.timeout, options.format) == ("1", 2.0, "json")


def test_the_data_file_of_a_dump_may_stand_before_the_command() -> None:
    assert parse(["--data", "kept.db", "open", "shop.zip"]).data == "kept.db"


@pytest.mark.parametrize(
    "words",
    [
        ["open"],
        ["open", " "],
        ["open", "shop.zip", "other.zip"],
        ["--url", "http://x", "open", "shop.zip"],
        ["--profile", "shop", "open", "shop.zip"],
        ["--secret-file", "s", "open", "shop.zip"],
        ["run", "-e", "1", "file"],
        ["--url", "http://x", "--data", "f"],
        ["--url", "http://x", "--profile", "shop"],
        ["run", "--url="],
        ["--data", " "],
        ["--profile="],
        ["run", "--timeout", "-1"],
        ["run", "--timeout", "inf"],
        ["run", "--timeout", "soon"],
        ["run", "--format", "xml"],
        ["--secret", "hunter2"],
        ["dance"],
    ],
)
def test_a_wrong_command_line_is_a_usage_error_that_names_the_fault(words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words)
    assert caught.value.hint
    assert "_" not in caught.value.detail
