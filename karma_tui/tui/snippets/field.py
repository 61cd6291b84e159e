"""One parameter in the form: its name and type, a field that suits the type, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Select, Static

from karma_tui.errors import UsageError
from karma_tui.lang.parameters.header import Parameter
from karma_tui.lang.parameters.values import Models
from karma_tui.tui.shown import shown, shown_line
from karma_tui.tui.snippets.choosing import PlainSelect
from karma_tui.tui.snippets.keys import PARAMETERS
from karma_tui.tui.snippets.live_keys import live_key
from karma_tui.workbench.parameters import Value, read, untyped

_TEXTS = ("string", "symbol", "expression")


class ParameterField(Vertical):
    """A field; `value` reads it."""

    DEFAULT_CSS = """
    ParameterField { height: auto; margin-bottom: 1; }
    ParameterField Static { height: auto; }
    ParameterField .wrong { color: $text-error; display: none; }
    """

    @dataclass
    class Changed(Message):
        """Something was typed or chosen."""

        parameter: Parameter

    def __init__(self, parameter: Parameter, text: str | None) -> None:
        """`text` is what stands in it first; None for nothing."""
        super().__init__()
        self.parameter = parameter
        self._first = text
        self._is_touched = False

    @property
    def choices(self) -> tuple[str, ...]:
        """What there is to choose from; empty if it is typed."""
        if self.parameter.type.kind == "bool":
            return ("true", "false")
        return self.parameter.choices if self.parameter.type.item is None else ()

    def compose(self) -> ComposeResult:
        """Label, field, problem."""
        yield Static(self._label())
        if self.choices:
            options = [(shown_line(choice) or '""', choice) for choice in self.choices]
            first = self._first if self._first in self.choices else Select.NULL
            yield PlainSelect(options, prompt=self._prompt(), value=first, compact=True)
        else:
            yield Input(
                self._first or "",
                self._prompt(),
                password=self.parameter.secret,
                select_on_focus=False,
                classes="plain",
            )
        yield Static(classes="wrong", markup=False)

    @property
    def typed(self) -> str | None:
        """What is typed or chosen; None if nothing is, so that the default counts."""
        if self.choices:
            chosen = self.query_one(Select).value
            return chosen if isinstance(chosen, str) else None
        text = self.query_one(Input).value
        if not text.strip() and not (
            self.parameter.type.kind in ("string", "symbol") and self._is_text(text)
        ):
            return None
        return text

    def put(self, text: str | None) -> None:
        """Have this in the field."""
        if self.choices:
            self.query_one(Select).value = text if text in self.choices else Select.NULL
        else:
            self.query_one(Input).value = text or ""

    def value(self, models: Models | None) -> Value:
        """What stands for the parameter. Raises UsageError, which is told with `tell`."""
        typed = self.typed
        return untyped(self.parameter) if typed is None else read(self.parameter, typed, models)

    def tell(self, error: UsageError | None) -> None:
        """Show what is wrong, or nothing."""
        line = self.query_one(".wrong", Static)
        line.display = error is not None
        if error is not None:
            words = [part for part in (error.detail or error.title, error.hint) if part]
            line.update(Content(shown(" ".join(words))))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.post_message(self.Changed(self.parameter))

    def on_select_changed(self, event: Select.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.post_message(self.Changed(self.parameter))

    def _is_text(self, text: str) -> bool:
        """Whether an empty field is an empty text: where nothing else could be meant."""
        return bool(text) or not self.parameter.optional

    def _label(self) -> Content:
        parameter = self.parameter
        parts: list[Content | tuple[str, str]] = [
            (shown_line(parameter.name), "bold"),
            (f"  {parameter.type}", "$text-muted"),
        ]
        if parameter.optional:
            parts.append(("  optional", "$text-muted"))
        if parameter.secret:
            parts.append(("  not remembered", "$text-muted"))
        if parameter.description:
            parts.append(Content(f"  {shown_line(parameter.description)}"))
        return Content.assemble(*parts)

    def _prompt(self) -> str:
        """What an empty field means."""
        parameter = self.parameter
        if parameter.type.kind in ("string", "symbol") and not parameter.optional and not self.choices:
            return "empty text"
        if parameter.default is not None:
            return "hidden default" if parameter.secret else f"{shown_line(parameter.default)[:60]} (default)"
        if parameter.optional:
            return "nothing (null)"
        if self.choices:
            return "choose one"
        if parameter.type.kind == "ref":
            return f"MODEL/RECORD, or {live_key(self.app, 'find', PARAMETERS)}"
        return _EXAMPLES.get(parameter.type.kind, f"{parameter.type}")


_EXAMPLES = {
    "dateTime": "2026-01-31 or 2026-01-31T12:30:00+01:00",
    "list": "a, b, c",
    "float": "1.5",
}
