"""Completion as somebody at a shell meets it: a real shell in a terminal, Tab, what the command gets then.

Names are the nasty ones: whatever they contain, the command gets them as they are.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from karma_tui.library.known_tags import remember_tags, tags_path
from tests.cli.process import environment
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.terminal

PROFILES = (
    "two words", "it's", 'a"b', "c:d", "e$f", "g\\h", "(paren)", "ünï", "back`tick", "#hash", "kurly{a,b}",
    "mod=x", "x|y",
)  # fmt: skip
SNIPPETS = ("long books", "it's mine", "cost $5")
TAGS = ("article", "odd tag", "p:x", "t'q", "u$d")
READY = "READY>"

CASES = (
    ("sch", "schema"),
    ("schema ar", "schema|article"),
    ("schema o", "schema|odd tag"),
    ("schema p:", "schema|p:x"),
    ("schema \"t'", "schema|t'q"),
    ("schema 'u$", "schema|u$d"),
    ("run --format=c", "run|--format=csv"),
    ("run --snippet 'lo", "run|--snippet|long books"),
    ('run --snippet="lo', "run|--snippet=long books"),
    ("run --snippet c", "run|--snippet|cost $5"),
    ("run my\\ f", "run|my file.kvm"),
    ('run "my f', "run|my file.kvm"),
    ("run --out sub/", "run|--out|sub/in ner"),
    ("run --out=my\\ f", "run|--out=my file.kvm"),
    ("run --param-file body=my\\ ", "run|--param-file|body=my file.kvm"),
    ('--profile "two w', "--profile|two words"),
    ("--profile two\\ w", "--profile|two words"),
    ("--profile=tw", "--profile=two words"),
    ("--profile=c:", "--profile=c:d"),
    ("--profile it\\'", "--profile|it's"),
    ('--profile "i', "--profile|it's"),
    ('--profile a\\"', '--profile|a"b'),
    ('--profile "e\\$', "--profile|e$f"),
    ("--profile g", "--profile|g\\h"),
    ("--profile \\(", "--profile|(paren)"),
    ("--profile ü", "--profile|ünï"),
    ("--profile ba", "--profile|back`tick"),
    ("--profile \\#", "--profile|#hash"),
    ("--profile k", "--profile|kurly{a,b}"),
    ("--profile mod=", "--profile|mod=x"),
    ("--profile x", "--profile|x|y"),
)
"""What is typed behind the command before Tab, and the words that the command gets, parted by `|`."""

SETTINGS: dict[str, tuple[str, str]] = {
    "bash": (
        ".bashrc",
        f"PS1='{READY} '\nsource <(karma-tui completion bash)\nbind 'set bell-style none'\n"
        "bind 'set enable-bracketed-paste off'\n",
    ),
    "zsh": (
        ".zshrc",
        f"autoload -U compinit; compinit -u -D\nPS1='{READY} '\nsource <(karma-tui completion zsh)\n",
    ),
    "fish": (
        ".config/fish/config.fish",
        f"set -g fish_greeting\nfunction fish_prompt; echo '{READY} '; end\n"
        "karma-tui completion fish | source\n",
    ),
}


def _fill(home: Path) -> None:
    (home / "config" / "snippets").mkdir(parents=True)
    profiles = "\n".join(f'[profiles.{json.dumps(it)}]\nurl = "http://127.0.0.1:9"\n' for it in PROFILES)
    (home / "config" / "settings.toml").write_text(profiles, encoding="utf-8")
    for name in SNIPPETS:
        (home / "config" / "snippets" / f"{name}.kvm").write_text("true")
    remember_tags(home / "state", "local", list(TAGS))
    known = tags_path(home / "state", "local")
    tomorrow = time.time() + 86_400
    os.utime(known, (tomorrow, tomorrow))  # nobody shall read them anew meanwhile
    (home / "my file.kvm").write_text("true")
    (home / "sub").mkdir()
    (home / "sub" / "in ner").write_text("true")
    (home / "bin").mkdir()
    command = home / "bin" / "karma-tui"
    command.write_text(
        "#!/bin/sh\n"
        f'case "$1" in __complete|completion) exec {sys.executable} -m karma_tui "$@";; esac\n'
        f"""(IFS='|'; printf '%s' "$*") > '{home}/got.new' && mv '{home}/got.new' '{home}/got'\n"""
    )
    command.chmod(0o755)


@pytest.fixture(scope="module", params=tuple(SETTINGS))
def ask(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Types a line into a shell, presses Tab and Enter; the words that the command got."""
    shell = str(request.param)
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    home = tmp_path_factory.mktemp(shell)
    _fill(home)
    name, text = SETTINGS[shell]
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_text(text)
    known = environment(
        home,
        {
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "ZDOTDIR": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".data"),
            "LANG": "C.UTF-8",
        },
    )
    got = home / "got"
    words = [shell, "--rcfile", str(home / name), "-i"] if shell == "bash" else [shell, "-i"]
    with Terminal(["env", "-C", str(home), *words], known, columns=100) as terminal:
        # a real terminal tells where its cursor is when it is asked
        terminal.screen.write_process_input = terminal.type  # type: ignore[assignment, method-assign]

        def type_line(line: str) -> str:
            got.unlink(missing_ok=True)
            terminal.wait_until(lambda screen: screen.rstrip().endswith(READY), "the prompt")
            terminal.type(f"karma-tui {line}\t\r")
            terminal.wait_until(lambda _: got.exists(), f"{line!r} to be run")
            return got.read_text(encoding="utf-8")

        yield type_line


@pytest.mark.parametrize(("line", "words"), CASES, ids=[line for line, _ in CASES])
def test_tab_completes_a_word_and_the_command_gets_it_whole(
    line: str, words: str, ask: Callable[[str], str]
) -> None:
    assert ask(line) == words
