"""The words of a command line as a value: `Options`. The grammar itself is in `grammar`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from karma_tui.cli.grammar import parser
from karma_tui.errors import UsageError

Command: TypeAlias = Literal["app", "edit", "run", "open", "serve", "view"]
Format: TypeAlias = Literal["json", "pretty"]

_OF_SERVERS = ("url", "profile", "user", "secret_file")
"""Options that say nothing about a dump."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for. Empty strings and None mean "not said"."""

    command: Command
    url: str = ""
    profile: str = ""
    user: str = ""
    secret_file: str = ""
    data: str = ""
    dump: str = ""
    """The dump to open a copy of."""
    expression: str | None = None
    """The text after `-e`."""
    file: str = "-"
    """A file with the expression, or with the result to view; "-" is stdin."""
    files: tuple[str, ...] = ()
    """Files to open in the app."""
    format: Format = "json"
    timeout: float | None = None
    """Seconds a run may take, signing in included; None for no limit of ours."""
    server_words: tuple[str, ...] = ()
    confirm: str = ""
    """The name of a protected profile, given on purpose."""


def parse(words: list[str]) -> Options:
    """Read the words after the program's name. Raises UsageError; --help and --version end the process."""
    if words[:1] == ["serve"]:
        return Options("serve", server_words=tuple(words[1:]))
    found = parser().parse_args(words)
    given = [option for option in ("url", "profile", "data") if getattr(found, option)]
    if len(given) > 1:
        raise UsageError(
            f"--{given[0]} and --{given[1]} exclude each other",
            "Each of them names an instance.",
            "Leave one of them out.",
        )
    dump: str = getattr(found, "dump", "")
    if dump and (given := [name for name in _OF_SERVERS if getattr(found, name)]):
        raise UsageError(
            f"--{given[0].replace('_', '-')} cannot be used with `open`",
            "A dump is opened in a local instance, which asks for no secret.",
            "Leave it out.",
        )
    expression: str | None = getattr(found, "expression", None)
    file: str | None = getattr(found, "file", None)
    if expression is not None and file is not None:
        raise UsageError("Both -e and a file were given", hint="Leave one of them out.")
    return Options(
        command=cast("Command", found.command or "app"),
        url=found.url or "",
        profile=found.profile or "",
        user=found.user or "",
        secret_file=found.secret_file or "",
        data=found.data or "",
        dump=dump,
        expression=expression,
        file=file or "-",
        files=tuple(getattr(found, "files", ())),
        format=cast("Format", getattr(found, "format", "json")),
        timeout=getattr(found, "timeout", None),
        confirm=getattr(found, "confirm", None) or "",
    )
