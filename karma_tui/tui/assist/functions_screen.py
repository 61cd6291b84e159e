"""The reference of functions: search by name or words, read all about one, take its example.

Opened on a function's name it shows that one at once. Nothing is run from here by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.lang.catalogue import FunctionSpec, catalogue
from karma_tui.lang.complete.items import Parameter, Reference
from karma_tui.lang.nodes import Dialect
from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.assist.keys import FUNCTIONS
from karma_tui.tui.shown import shown, shown_line

_HINTS = (
    ("insert", "takes the example"), ("run", "runs it"), ("scroll_up scroll_down", "scroll"),
    ("leave", "closes"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """The example that was picked, and whether to run it at once in a buffer of its own."""

    name: str
    text: str
    run: bool


class FunctionsScreen(ModalScreen[Taken | None]):
    """Gives an example, or None. The keyboard stays in the search line; arrows move in the list."""

    IS_HELP = True
    BINDINGS: ClassVar[list[BindingType]] = scoped(FUNCTIONS)

    def __init__(
        self, dialect: Dialect, reference: Callable[[str], Reference | None], name: str = ""
    ) -> None:
        super().__init__()
        self._all = catalogue(dialect).functions
        self._reference = reference
        self._name = name
        self._shown: Sequence[FunctionSpec] = ()

    def compose(self) -> ComposeResult:
        """Search line, list, and all about the marked function."""
        with Vertical(classes="dialogue tall"):
            yield Static(Content.assemble(("Functions", "bold"), f"  {hint(FUNCTIONS, self.app, *_HINTS)}"))
            yield Input(placeholder="search in names and descriptions", id="search")
            yield OptionList(id="functions", markup=False)
            with VerticalScroll(id="reference", can_focus=False):
                yield Static(id="reference-text", markup=False)

    def on_mount(self) -> None:
        """Show all functions, the wanted one marked."""
        self.query_one("#functions").can_focus = False
        self._show("")
        wanted = [at for at, spec in enumerate(self._shown) if spec.name == self._name]
        if wanted:
            self.query_one("#functions", OptionList).highlighted = wanted[0]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        self._show(event.value)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show all about it."""
        found = self._reference(self._shown[event.option_index].name)
        self.query_one("#reference-text", Static).update(
            reference_content(found) if found is not None else Content("")
        )
        self.query_one("#reference", VerticalScroll).scroll_home(animate=False)

    def on_option_list_option_selected(self) -> None:
        """A click only marks; Enter comes here no more than that."""
        self.query_one("#search", Input).focus()

    def action_move(self, step: int) -> None:
        """Mark another function without leaving the search line."""
        entries = self.query_one("#functions", OptionList)
        if step > 0:
            entries.action_cursor_down()
        else:
            entries.action_cursor_up()

    def action_scroll(self, pages: int) -> None:
        """Read on."""
        text = self.query_one("#reference", VerticalScroll)
        text.scroll_relative(y=pages * max(1, text.size.height - 1), animate=False)

    def action_take(self, run: bool) -> None:
        """Give the marked function's example."""
        index = self.query_one("#functions", OptionList).highlighted
        if index is None or index >= len(self._shown):
            return
        found = self._reference(self._shown[index].name)
        if found is not None and found.example_text:
            self.dismiss(Taken(found.name, found.example_text, run))

    def action_leave(self) -> None:
        """Close without taking anything."""
        self.dismiss(None)

    def _show(self, words: str) -> None:
        self._shown = matching(self._all, words)
        entries = self.query_one("#functions", OptionList)
        entries.clear_options()
        entries.add_options([Option(_label(spec)) for spec in self._shown])
        if self._shown:
            entries.highlighted = 0
        else:
            self.query_one("#reference-text", Static).update(Content("No function matches."))


def matching(functions: Sequence[FunctionSpec], words: str) -> list[FunctionSpec]:
    """Those that have all the words in name, group or summary; matches at a name's beginning first."""
    wanted = words.casefold().split()
    found = [
        spec
        for spec in functions
        if all(word in f"{spec.name} {spec.group} {spec.summary}".casefold() for word in wanted)
    ]
    if not wanted:
        return found
    return sorted(found, key=lambda spec: _rank(spec.name.casefold(), wanted[0]))


def reference_content(found: Reference) -> Content:
    """All there is to say about a function."""
    lines = [
        Content.assemble((shown_line(found.signature), "bold"), f" -> {shown_line(found.returns)}"),
        Content(shown(found.summary)),
    ]
    if found.danger:
        lines.append(Content.styled(f"Warning: {shown(found.danger)}", "bold $text-warning"))
    if found.parameters:
        lines += [Content(""), _heading("Parameters"), *(_parameter(it) for it in found.parameters)]
    if found.errors:
        lines += [Content(""), _heading("Errors"), *(Content(f"  {shown_line(it)}") for it in found.errors)]
    if found.example_text:
        lines += [Content(""), _heading("Example"), Content(shown(found.example_text))]
        if found.example_result:
            lines.append(Content.styled(f"gives {shown(found.example_result)}", "$text-muted"))
        if found.example_json:
            lines += [_heading("The same as JSON"), Content(shown(found.example_json))]
    return Content("\n").join(lines)


def _parameter(parameter: Parameter) -> Content:
    notes = ["may be left out"] if parameter.optional else []
    notes += [f"else {shown_line(parameter.default)}"] if parameter.default else []
    notes += ["any number of them"] if parameter.variadic else []
    return Content.assemble(
        "  ",
        (shown_line(parameter.name), "bold"),
        f": {shown_line(parameter.type)}",
        f"  ({', '.join(notes)})" if notes else "",
    )


def _heading(text: str) -> Content:
    return Content.styled(text, "underline")


def _label(spec: FunctionSpec) -> Content:
    return Content.assemble(spec.name, "  ", (shown_line(spec.summary), "$text-muted"))


def _rank(name: str, word: str) -> tuple[int, str]:
    return (0 if name == word else 1 if name.startswith(word) else 2 if word in name else 3), name
