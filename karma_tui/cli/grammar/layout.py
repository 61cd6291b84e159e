"""How argparse speaks here: texts as they are, complaints in the words of the error tree."""

from __future__ import annotations

import argparse
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import SupportsWrite

_WIDTH = 80
_WIDEST = 110


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError for a wrong command line, and takes no abbreviations."""

    def __init__(
        self, prog: str | None = None, description: str = "", epilog: str = "", usage: str | None = None,
        formatter_class: object = None, **others: object,
    ) -> None:  # fmt: skip
        # argparse itself makes the parsers of commands within a command, with words of its own in `others`
        super().__init__(
            prog,
            usage,
            description,
            epilog,
            formatter_class=_layout,
            allow_abbrev=False,
            **others,  # type: ignore[arg-type]
        )

    def error(self, message: str) -> NoReturn:
        """Turn argparse's complaint into a UsageError."""
        from karma_tui.errors import UsageError

        raise UsageError("The command line cannot be understood", message, f"See `{self.prog} --help`.")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print now: what cannot be written is told, and a reader that went away has seen enough."""
        from karma_tui.cli.saying import say

        say(message)


def read(parser: Parser, words: list[str], found: argparse.Namespace | None = None) -> argparse.Namespace:
    """As `parse_args`, but a word that nothing takes is not repeated: it may be a password."""
    known, strange = parser.parse_known_args(words, found)
    if strange:
        from karma_tui.redact import unrecognized

        parser.error(unrecognized(strange))
    return known


def indented(lines: dict[str, str]) -> str:
    """Names and what they mean in two columns."""
    wide = max(len(name) for name in lines)
    return "\n".join(f"{name:{wide}}  {text}" for name, text in lines.items())


def _layout(prog: str) -> argparse.HelpFormatter:
    """Texts as they are; the width is looked up here because argparse loads a big module for it."""
    return argparse.RawDescriptionHelpFormatter(prog, width=min(_columns(), _WIDEST) - 2)


def _columns() -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(1).columns or _WIDTH
    except OSError:
        return _WIDTH
