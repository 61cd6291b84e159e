"""What a session of the REPL has at hand, for everything that runs in it: one value that is handed around."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from karma_tui.errors import UsageError
from karma_tui.repl.entered import checked
from karma_tui.repl.options import Choices

if TYPE_CHECKING:
    from karma_tui.library.settings import Settings
    from karma_tui.repl.definitions import Definitions
    from karma_tui.repl.history import Past
    from karma_tui.repl.link import Link
    from karma_tui.repl.output_file import OutputFile
    from karma_tui.repl.printer import Printer
    from karma_tui.results.document import Document
    from karma_tui.results.line_refs import LineRefs
    from karma_tui.results.rows import Path


class Asker(Protocol):
    """Asks the person at the terminal."""

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """What was typed; None if the person would rather not, or nobody is there."""

    async def go_on(self, question: str) -> bool:
        """Whether Enter or Space was pressed; any other key is no. False if nobody is there."""


@dataclass(slots=True)
class Last:
    """The result that was shown last, and where in it one is."""

    document: Document
    text: str
    """The expression that brought it; "" if none did."""
    refs: LineRefs
    base: Path = ()
    """Where the document lies in the result that its paths are of."""
    shown: int = 0
    """Records that have been shown."""
    of: Document | None = None
    """The result that it is a part of; None if it is the whole."""

    @property
    def whole(self) -> Document:
        """The whole result, which paths are of."""
        return self.document if self.of is None else self.of

    @property
    def many(self) -> int:
        """Records, or lines of an answer that is text."""
        document = self.document
        return len(document.cut) if document.kind == "text" and document.cut is not None else document.records


@dataclass(slots=True)
class Desk:
    """Everything of one session."""

    printer: Printer
    link: Link
    asker: Asker
    definitions: Definitions
    past: Past
    choices: Choices = field(default_factory=Choices)
    settings: Settings | None = None
    """None until they have been read."""
    last: Last | None = None
    last_text: str = ""
    """The expression that ran last, well or not."""
    out: OutputFile | None = None
    """Where results go instead of the screen."""
    confirm: str = ""
    """A protected profile's name, given on the command line."""
    is_asking: bool = False
    """Whether a person is being asked something: nothing is written meanwhile."""
    is_over: bool = False
    """Whether the session shall end."""
    draft: str = ""
    """What stands at the next prompt."""

    @property
    def names(self) -> Mapping[str, str]:
        """Model ids -> tags."""
        catalogue = self.link.catalogue
        return catalogue.names if catalogue is not None else {}

    async def ask(self, question: str, *, secret: bool = False, default: str = "") -> str | None:
        """See `Asker`. Raises UsageError for what is no text."""
        self.printer.transient("")
        self.is_asking = True
        try:
            typed = await self.asker.ask(question, secret=secret, default=default)
        finally:
            self.is_asking = False
        return typed if typed is None else checked(typed)

    async def go_on(self, question: str) -> bool:
        """See `Asker`."""
        return await self.asker.go_on(question)

    def result(self) -> Last:
        """The last result. Raises UsageError if there is none."""
        if self.last is None:
            raise UsageError("There is no result yet", hint="Run an expression first.")
        return self.last

    def some_of(self, document: Document, first: int = 0) -> Document:
        """As many records of a list as are shown at once."""
        limit = self.choices.limit
        if not limit or document.records <= limit:
            return document
        stop = min(document.records, first + limit)
        return document.picked(array("q", range(first, stop)))
