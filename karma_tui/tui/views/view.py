"""What the results pane asks of a view, what views tell the screen, and the list of views there are.

A view shows one document and has a cursor on a place in it. Places are paths of the whole result, so that
a view, a filter or a sort can be changed without losing the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.message import Message
from textual.widget import Widget

from karma_tui.results.document import Document
from karma_tui.results.preview import Kind
from karma_tui.results.rows import Path

if TYPE_CHECKING:
    from karma_tui.results.conditions import Condition
    from karma_tui.results.find import Query
    from karma_tui.tui.views.messages import Entry


class ResultView(Protocol):
    """A widget that shows a document."""

    def show(self, document: Document, names: Mapping[str, str] | None = None) -> None:
        """Show another document from its beginning; `names` are the readable names of models in refs."""

    def grow(self) -> None:
        """The document is a list in blocks and got longer."""

    @property
    def cursor_path(self) -> Path | None:
        """The path to the value under the cursor; None where there is nothing."""

    @property
    def cursor_value(self) -> memoryview | None:
        """The value under the cursor as sent, not decoded."""

    def go_to(self, path: Path) -> bool:
        """Put the cursor on a value, or as near to it as this view can; False if it shows no such record."""


@runtime_checkable
class Lightable(Protocol):
    """A view that points out what is looked for."""

    def light(self, query: Query | None) -> None:
        """Point out in what is shown whatever `query.spans(text)` finds; None: point out nothing any more.

        Keys count only if `query.keys`, values only if `query.values`; strings without their quotes.
        """


@runtime_checkable
class ShowsMessages(Protocol):
    """A view of what there is to be told, which is shown where there is no result too."""

    def tell(self, entries: Sequence[Entry]) -> None:
        """Show these messages."""


class SortWanted(Message):
    """The records are wanted in the order of a field; the pane sorts the result for all views.

    `path` leads to the field inside a record. `descending` None: the next of rising, falling, as received.
    """

    def __init__(self, path: Path, descending: bool | None = None) -> None:
        super().__init__()
        self.path = path
        self.descending = descending


class PlaceChanged(Message):
    """The cursor of a view came to another value."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class PlaceChosen(Message):
    """Enter was pressed on a value that does not open: `value` as sent."""

    def __init__(self, path: Path, kind: Kind, value: bytes) -> None:
        super().__init__()
        self.path = path
        self.kind = kind
        self.value = value


class RefOpened(Message):
    """The record that a ref leads to is wanted below it; whoever fetches it calls `show` with it.

    `show` takes the record with its metadata as sent; what is not wanted any more by then is not shown.
    """

    def __init__(self, path: Path, kind: Kind, value: bytes, show: Callable[[memoryview], None]) -> None:
        super().__init__()
        self.path = path
        self.kind = kind
        self.value = value
        self.show = show


class PlaceOpened(Message):
    """A container was chosen in a view that does not open any: it should be shown in the tree, opened."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class FilterWanted(Message):
    """Only the records that meet all these conditions are wanted; the pane filters for all views."""

    def __init__(self, conditions: tuple[Condition, ...]) -> None:
        super().__init__()
        self.conditions = conditions


@runtime_checkable
class ShowsSort(Protocol):
    """A view that says by which field the records are sorted."""

    def mark_sort(self, path: Path | None, *, descending: bool = False) -> None:
        """The records of the document on show are sorted by this field; None: they are as received."""


@runtime_checkable
class Remembers(Protocol):
    """A view with choices that are remembered for each query. They must hold none of its data."""

    def recall(self, choices: Mapping[str, Any]) -> None:
        """Take up what was chosen for the query whose result is shown next; empty if nothing was."""


class ChoicesMade(Message):
    """What a view wants to be given to its `recall` the next time: plain values that JSON can hold."""

    def __init__(self, view: str, choices: Mapping[str, Any]) -> None:
        super().__init__()
        self.view = view
        self.choices = choices


@dataclass(frozen=True, slots=True)
class ViewKind:
    """A view by name; `make` imports and makes the widget: a `ResultView` whose id is the name."""

    name: str
    label: str
    key: str
    make: Callable[[], Widget]


def _tree() -> Widget:
    from karma_tui.tui.widgets.result_tree import ResultTree

    return ResultTree(id="tree")


def _table() -> Widget:
    from karma_tui.tui.views.table_view import TableView

    return TableView(id="table")


def _json() -> Widget:
    from karma_tui.tui.views.json_view import JsonView

    return JsonView(id="json")


def _chart() -> Widget:
    from karma_tui.tui.views.chart_view import ChartView

    return ChartView(id="chart")


def _messages() -> Widget:
    from karma_tui.tui.views.messages_view import MessagesView

    return MessagesView(id=MESSAGES_VIEW)


MESSAGES_VIEW = "messages"

VIEWS: tuple[ViewKind, ...] = (
    ViewKind("tree", "Tree", "1", _tree),
    ViewKind("table", "Table", "2", _table),
    ViewKind("json", "JSON", "3", _json),
    ViewKind("chart", "Chart", "4", _chart),
    ViewKind(MESSAGES_VIEW, "Messages", "5", _messages),
)
"""In the order of their keys."""
