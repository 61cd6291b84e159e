"""Every command as data: what it is called, what it takes, what it does, and where that is written.

Light: imported with the prompt. A command's own module is imported when it runs.
"""

from __future__ import annotations

from typing import NamedTuple

_HERE = "karma_tui.repl.commands."


class Command(NamedTuple):
    """One command. `runs` names an `async (desk, words) -> None` as `module:function`."""

    name: str
    words: str
    """What it takes, as help shows it; "" for nothing."""
    help: str
    runs: str
    takes: str = ""
    """What its first word is completed with: `command`, `tag`, `snippet`, `profile`, `file`, `format`,
    `switch`, `setting`, `reference`, `definition`; `expression` for the language itself."""
    more: str = ""
    """What `\\help NAME` tells besides."""


COMMANDS: tuple[Command, ...] = (
    Command(
        "models", "[WORDS]", "list the models of the instance", _HERE + "models:models",
        more="With words only those whose tag or type has them; built-in ones begin with _ and are listed "
        "if a word does.",
    ),
    Command(
        "describe", "TAG", "a model's fields, what it refers to, who refers to it", _HERE + "models:describe",
        "tag",
    ),
    Command(
        "browse", "TAG [FROM]", "a model's records, page by page", _HERE + "browsing:browse", "tag",
        "Enter or Space shows the next page, q leaves. Each page is the last result.",
    ),
    Command(
        "follow", "NUMBER | TAG/ID | PATH", "the record that a reference leads to", _HERE + "browsing:follow",
        "reference", "References in the last result have their number behind them, in brackets.",
    ),
    Command(
        "open", "PATH", "a part of the last result", _HERE + "looking:open_path",
        more="A path looks like $[0].value.title; it is shown where something is left out.",
    ),
    Command("more", "", "the next records of the last result", _HERE + "looking:more"),
    Command(
        "save", "NAME [EXPRESSION]", "keep an expression as a snippet; without one the last that ran",
        _HERE + "snippets:save", "snippet",
    ),
    Command(
        "run", "NAME [PARAMETER=VALUE ...]", "run a snippet; what it needs and has not got is asked for",
        _HERE + "snippets:run", "snippet", 'A value with blanks is put in quotes: title="The Dispossessed".',
    ),
    Command(
        "history", "[WORDS | NUMBER]", "what ran before, the newest first", _HERE + "past:history", "",
        "With a number that entry stands at the next prompt.",
    ),
    Command(
        "profile", "[NAME]", "switch to another instance; without a name they are listed",
        _HERE + "session:profile", "profile",
    ),
    Command("login", "[USER]", "sign in, anew or as somebody else", _HERE + "session:login"),
    Command("connect", "", "connect anew", _HERE + "session:connect"),
    Command(
        "export", "FILE [FORMAT]", "write the last result to a file", _HERE + "files:export_", "file",
        "The format is that of the file's name: .json .ndjson .csv .md .parquet. The whole result is "
        "written, and a file that is there is replaced only if you say so.",
    ),
    Command(
        "out", "[FILE]", "append results to a file instead of showing them; without one end that",
        _HERE + "files:out", "file",
    ),
    Command(
        "format", "[FORMAT]", "how results are shown: tree, table, json, ndjson, csv or text",
        _HERE + "looking:set_format", "format",
        "The last result is shown again. text is KVM text.",
    ),
    Command("json", "[EXPRESSION]", "what is sent: an expression, or the last one, as JSON",
            _HERE + "language:as_json", "expression"),
    Command("text", "[EXPRESSION]", "an expression, or the last one, as KVM text",
            _HERE + "language:as_text", "expression"),
    Command("check", "[EXPRESSION]", "what is wrong with an expression, or its type",
            _HERE + "language:check", "expression"),
    Command(
        "explain", "[EXPRESSION]", "what an expression would do and what would be sent; it is not run",
        _HERE + "language:explain", "expression",
        "Tells the dialect, whether it reads or writes, tags and models it names, the type of its result, "
        "and it as KVM text and as it is sent. What the profile forbids is refused as a run would be.",
    ),
    Command(
        "watch", "SECONDS [EXPRESSION]", "run it again and again, and tell what changed; Ctrl-C ends it",
        _HERE + "watching:watch", more="Only for expressions that do not write.",
    ),
    Command("edit", "", "write the next expression in your own editor", _HERE + "language:edit",
            more="The editor is VISUAL, else EDITOR. Ctrl+X Ctrl+E (vi: v) edits what is being typed."),
    Command("complete", "TEXT", "what may stand behind a text", _HERE + "language:complete", "expression",
            "For terminals without menus: screen readers, dumb ones, pipes."),
    Command("definitions", "[forget NAME]", "what was kept with let", _HERE + "language:definitions",
            more="A let that is entered alone is kept for the session, and put before what uses it."),
    Command("timing", "[on | off]", "whether how long it took is told", _HERE + "session:timing", "switch"),
    Command("set", "[NAME VALUE]", "change how the session behaves; without a name everything is listed",
            _HERE + "session:set_choice", "setting"),
    Command("vi", "", "vi keys, or back to the ordinary ones", _HERE + "session:vi"),
    Command("help", "[COMMAND | FUNCTION]", "this list, or more about one thing", _HERE + "helping:help_",
            "command"),
    Command("quit", "", "leave; Ctrl-D does so too", _HERE + "session:quit_"),
)  # fmt: skip

ALIASES = {"q": "quit", "exit": "quit", "h": "help", "?": "help", "d": "describe", "e": "edit", "o": "out"}
"""Short names, as other programs have them."""

BY_NAME = {command.name: command for command in COMMANDS}


def find(name: str) -> Command | None:
    """The command of that name."""
    return BY_NAME.get(ALIASES.get(name, name))
