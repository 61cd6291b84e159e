"""What happened, told by the working parts of the app to the screen that owns the widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from karma_tui.errors import KarmaError, Span
from karma_tui.results.blocks import Blocks
from karma_tui.results.document import Document
from karma_tui.schema import Catalogue
from karma_tui.tui.ports import Bench
from karma_tui.workbench.run import Run

if TYPE_CHECKING:
    from karma_tui.workbench.parameters import Given


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked to run: a text or a stretch of it. `editor` is the id of its buffer, if it has one."""

    text: str
    stretch: Span | None = None
    editor: str = ""
    whole: str = ""
    """The buffer's text where `text` has blanks for parts of it, which do not run; else ""."""
    confirmed: str = ""
    """The name of a protected profile, if the user gave it for this run."""
    snippet: str = ""
    """The full name of the snippet that this is, for the history."""
    given: Given | None = None
    """The values of the text's parameters, if it has any and the user gave them."""

    @property
    def expression(self) -> str:
        """What runs."""
        return self.text if self.stretch is None else self.text[self.stretch.start : self.stretch.end]


@dataclass
class RunGrew(Message):
    """The result of a run that is going on is a long list, and has more records than before."""

    request: Request
    blocks: Blocks


@dataclass
class RunEnded(Message):
    """A run is over, in whatever way; `document` is its result if there is one."""

    request: Request
    run: Run
    document: Document | None


@dataclass
class Connected(Message):
    """An instance is open and signed in to."""

    bench: Bench


@dataclass
class ConnectFailed(Message):
    """No connection or no session; the buffers are not concerned."""

    error: KarmaError


@dataclass
class Connecting(Message):
    """What connecting waits for, in words for the status bar."""

    activity: str


@dataclass
class SessionChanged(Message):
    """The session was renewed, lost or begun: the status bar should look again."""


@dataclass
class CatalogueRead(Message):
    """The instance's models are known."""

    catalogue: Catalogue


@dataclass
class CatalogueFailed(Message):
    """The instance's models could not be read."""

    error: KarmaError


@dataclass
class Failed(Message):
    """Something at the side did not work; worth a notification, the app goes on."""

    error: KarmaError
