"""The form for a text's parameters: filled in, checked while one types, and shown as what will be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from karma_tui.errors import KarmaError, Span, UsageError
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.parameters.header import Parameter
from karma_tui.lang.parameters.values import Models
from karma_tui.tui.actions import scoped
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.choosing import choosing
from karma_tui.tui.snippets.colouring import coloured
from karma_tui.tui.snippets.field import ParameterField
from karma_tui.tui.snippets.keys import PARAMETERS
from karma_tui.tui.widgets.key_bar import KeyBar
from karma_tui.workbench.parameters import Given, Value, preview

_PAUSE = 0.15
_MOST_PREVIEWED = 20_000
"""Characters of a text that is laid out anew while one types."""

FindRef = Callable[[str, str, Callable[[str], None]], bool]
"""Looks for a record: the tag, what stands in the field, what to do with it. False if it cannot."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What there is to ask for."""

    title: str
    text: str
    stretch: Span | None
    parameters: Sequence[Parameter]
    last: Mapping[str, str]
    """What was typed the last time."""
    dialect: Dialect
    models: Models | None = None


class ParametersScreen(ModalScreen[Given | None]):
    """Gives the values, or None."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(PARAMETERS)
    DEFAULT_CSS = """
    ParametersScreen .dialogue { width: 100; max-height: 100%; }
    ParametersScreen #fields { height: auto; max-height: 60vh; margin-top: 1; }
    ParametersScreen #sent { height: auto; max-height: 25vh; border-top: solid $border-blurred; }
    ParametersScreen #sent-text { height: auto; }
    ParametersScreen KeyBar { height: 1; color: $footer-foreground; }
    """

    def __init__(self, asked: Asked, find_ref: FindRef | None = None) -> None:
        super().__init__()
        self._asked = asked
        self._find_ref = find_ref
        self._timer: Timer | None = None
        self._told = False

    def compose(self) -> ComposeResult:
        """A field for each, and the expression below."""
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(shown_line(self._asked.title), "bold"))
            with VerticalScroll(id="fields", can_focus=False):
                for parameter in self._asked.parameters:
                    yield ParameterField(parameter, self._first(parameter))
            with VerticalScroll(id="sent", can_focus=False):
                yield Static(id="sent-text", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """What the first values make of it."""
        self._preview()

    @on(ParameterField.Changed)
    def _changed(self) -> None:
        """Check what is typed at once, and show what comes of it when the typing pauses."""
        self._values(only_typed=not self._told)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._preview)

    def action_run(self) -> None:
        """Give the values, or go to the first field that is wrong."""
        if choosing(self.focused):
            return
        self._told = True
        values = self._values()
        if values is None:
            wrong = next(it for it in self._fields if it.query_one(".wrong").display)
            wrong.query("Input, Select").first().focus()
        else:
            self.dismiss(Given(MappingProxyType(values)))

    def action_defaults(self) -> None:
        """Put the defaults back."""
        for field in self._fields:
            field.put(field.parameter.default)

    def action_find(self) -> None:
        """Look for the record of the reference that has the focus."""
        field = next((it for it in self._fields if it.has_focus_within), None)
        if field is None:
            return
        type_ = field.parameter.type.item or field.parameter.type
        if type_.kind != "ref":
            self.app.notify("Records are looked for in a field of a reference.", markup=False)
            return

        def take(ref: str) -> None:
            before = (field.typed or "").strip()
            is_list = field.parameter.type.item is not None
            field.put(f"{before}, {ref}" if is_list and before and not before.startswith("[") else ref)

        if self._find_ref is None or not self._find_ref(type_.tag, field.typed or "", take):
            self.app.notify("Records cannot be looked for: there is no connection.", markup=False)

    def action_leave(self) -> None:
        """Nothing runs."""
        self.dismiss(None)

    @property
    def _fields(self) -> list[ParameterField]:
        return list(self.query(ParameterField))

    def _first(self, parameter: Parameter) -> str | None:
        if not parameter.secret and parameter.name in self._asked.last:
            return self._asked.last[parameter.name]
        return parameter.default

    def _values(self, *, only_typed: bool = False) -> dict[str, Value] | None:
        """All values; None after telling what is wrong, which an empty field is only without `only_typed`."""
        values: dict[str, Value] = {}
        is_wrong = False
        for field in self._fields:
            try:
                values[field.parameter.name] = field.value(self._asked.models)
            except UsageError as error:
                is_wrong = True
                field.tell(None if only_typed and field.typed is None else error)
            else:
                field.tell(None)
        return None if is_wrong else values

    def _preview(self) -> None:
        asked = self._asked
        values = self._values(only_typed=not self._told)
        line = self.query_one("#sent-text", Static)
        if values is None:
            line.update(Content.styled("Fill in what is missing to see what will be sent.", "$text-muted"))
        elif len(asked.text) > _MOST_PREVIEWED:
            line.update(Content.styled("The expression is too long to be shown here.", "$text-muted"))
        else:
            try:
                text = preview(asked.text, asked.stretch, Given(MappingProxyType(values)), asked.dialect)
            except KarmaError as error:
                line.update(Content.styled(shown(str(error)), "$text-error"))
            else:
                line.update(coloured(text))
