"""Completion: what the hidden command answers, and what a real shell makes of it."""

from __future__ import annotations

import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.cli.completing.answer import proposals
from karma_tui.cli.completing.bash import Place, parted
from karma_tui.cli.grammar import COMMANDS
from karma_tui.library.known_tags import known_tags, remember_tags, tags_path
from tests.cli.process import environment, run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with profiles, snippets and tags, and the command in a folder of its own."""
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config" / "snippets").mkdir(parents=True)
    (tmp_path / "config" / "settings.toml").write_text(
        '[profiles.shop]\nurl = "http://127.0.0.1:9"\nsecret_file = "nowhere"\n\n[profiles."two words"]\n'
        'url = "http://127.0.0.1:9"\n'
    )
    (tmp_path / "config" / "snippets" / "long books.kvm").write_text("true")
    remember_tags(tmp_path / "state", "shop", ["article", "author", "_tag"])
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "karma-tui"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m karma_tui "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def _words(*words: str) -> list[str]:
    return [line.partition("\t")[0] for line in proposals(list(words))]


def test_commands_and_options_come_from_the_grammar_itself(home: Path) -> None:
    assert _words("") == list(COMMANDS)
    assert _words("sch") == ["schema"]
    assert "--page-size" in _words("run", "--")
    assert _words("run", "--page") == ["--page-size"]
    assert _words("--url", "http://x", "conv") == ["convert"]
    assert _words("nonsense", "") == []


@pytest.mark.parametrize("command", [*COMMANDS, "app"])
def test_every_command_answers(command: str, home: Path) -> None:
    _words(command, "")
    _words(command, "--")


def test_values_of_options_are_completed_in_both_spellings(home: Path) -> None:
    assert _words("run", "--format", "c") == ["csv"]
    assert _words("run", "--format=c") == ["--format=csv"]
    assert _words("run", "-e", "") == []


def test_files_are_left_to_the_shell(home: Path) -> None:
    assert _words("run", "") == [":files"]
    assert _words("run", "--out", "x") == [":files"]


def test_names_of_profiles_snippets_and_tags_are_the_users(home: Path) -> None:
    assert _words("--profile", "") == ["shop", "two words"]
    assert _words("profiles", "test", "sh") == ["shop"]
    assert _words("run", "--snippet", "") == ["long books"]
    assert _words("snippets", "show", "") == ["long books"]
    assert _words("schema", "--profile", "shop", "a") == ["article", "author"]
    assert _words("schema", "--profile=shop", "article", "au") == ["author"]


def test_bash_gets_words_as_they_are_written_in_its_line(home: Path) -> None:
    def answer(line: str, current: str) -> bytes:
        return run(["__complete", "--bash", line, current], home).stdout

    assert answer("karma-tui run --format=c", "c") == b"csv\n"
    assert answer("karma-tui run --snippet ", "") == b"long\\ books\n"
    assert answer('karma-tui run --snippet "', '"') == b"long books\n"
    assert answer("karma-tui run --out=x", "x") == b":files=\n"
    assert answer("karma-tui run -e 'half quoted", "'half quoted") == b""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c", []),
        ("c ", [""]),
        ("c  a\\ b", ["a b"]),
        ("c 'it\\", ["it\\"]),
        ('c "e\\$', ["e$"]),
        ("c \"a'b\" '", ["a'b", ""]),
        ('c "" x', ["", "x"]),
        ("c a\\", ["a"]),
        ('c "\\n"', ["\\n"]),
    ],
)
def test_a_line_is_parted_as_a_shell_does_it_with_a_quote_still_open(line: str, words: list[str]) -> None:
    assert parted(line) == words


@given(st.text(min_size=1).filter(str.isprintable), st.sampled_from(["", "'", '"']))
def test_what_bash_is_given_stands_for_the_word_itself(word: str, quote: str) -> None:
    written = Place(f"karma-tui {quote}", quote).written(word)
    assert parted(f"karma-tui {quote}{written}{quote}") == [word]


@pytest.mark.parametrize(
    "words", [[], ["--url"], ["run", "--nonsense", ""], ["\udcff"], ["profiles", "add", "--"]]
)
def test_whatever_is_typed_it_stays_silent_and_ends_well(words: list[str], home: Path) -> None:
    done = run(["__complete", *words], home)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_dead_server_keeps_nobody_waiting(home: Path) -> None:
    """The profile's server does not exist; what was seen last is answered all the same."""
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = run(["__complete", "schema", "--profile", "shop", "a"], home)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert done.stdout == b"article\nauthor\n"
    assert min(spent) < 0.1


def test_tags_that_no_line_can_hold_are_not_kept(tmp_path: Path) -> None:
    remember_tags(tmp_path, "p", ["good", "bad\nname", "\x1b[2J", ""])
    assert known_tags(tmp_path, "p") == ["good"]
    assert stat.S_IMODE(tags_path(tmp_path, "p").stat().st_mode) == 0o600
    assert known_tags(tmp_path, "other") == []


def test_tags_are_read_anew_by_a_process_of_its_own(home: Path) -> None:
    secret = home / "secret"
    secret.write_text("x")
    done = run(["__refresh", "--profile", "shop"], home)
    assert done.returncode != 0
    assert known_tags(home / "state", "shop") == ["_tag", "article", "author"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("karma-tui sch", ["schema"]),
        ("karma-tui run --format=c", ["csv"]),
        ("karma-tui run --format c", ["csv"]),
        ("karma-tui --profile t", ["two\\ words"]),
        ("karma-tui schema --profile shop au", ["author"]),
        ("karma-tui schema --url http://127.0.0.1:9 --for", ["--format", "--force"]),
        ("karma-tui run conf", ["config"]),
        ("karma-tui run --snippet l", ["long\\ books"]),
    ],
)
def test_bash_completes(line: str, expected: list[str], home: Path) -> None:
    script = r"""
source <(karma-tui completion bash)
COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}
# as readline does: words are parted at blanks, and at = and : which stay words of their own
mapfile -t COMP_WORDS < <(printf '%s' "$COMP_LINE" | grep -oE '[=:]|[^=: ]+')
[[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
_karma_tui
printf '%s\n' "${COMPREPLY[@]}"
"""
    done = subprocess.run(
        ["bash", "-c", script, "bash", line],
        env={**environment(home), "PATH": f"{home / 'bin'}:/usr/bin:/bin"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split("\n")[:-1] == expected, done.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_scripts_are_accepted_by_their_shells(shell: str, home: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = run(["completion", shell], home).stdout
    checked = subprocess.run([shell, "-n"], input=script, capture_output=True, timeout=60, check=False)
    assert (checked.returncode, checked.stderr) == (0, b"")
