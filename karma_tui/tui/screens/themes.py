"""Choosing the colours: moving through the list shows each theme, Enter keeps it, Escape goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from karma_tui.tui.actions import hint, scoped
from karma_tui.tui.screens.keys import THEMES
from karma_tui.tui.welcome import key_of


class ThemesScreen(ModalScreen[str | None]):
    """Gives the theme's name, or None after putting the former one back."""

    BINDINGS: ClassVar[list[BindingType]] = scoped(THEMES)
    DEFAULT_CSS = """
    ThemesScreen {
        & Horizontal { height: auto; max-height: 16; }
        & OptionList { width: 26; }
        & #sample { width: 1fr; height: auto; padding: 0 1; background: $background; }
    }
    """

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = list(names)
        self._current = current

    def compose(self) -> ComposeResult:
        """The names, and something in the colours of the one under the cursor."""
        with Vertical(classes="dialogue"):
            back = hint(THEMES, self.app, ("leave", "goes back"))
            yield Static(Content.assemble(("Theme", "bold"), f"  Enter keeps  {back}"))
            with Horizontal():
                yield OptionList(*self._options(), id="list", markup=False)
                yield Static(_sample(key_of("run", getattr(self.app, "keys", {}))), id="sample")

    def _options(self) -> list[Option]:
        return [Option(name, id=name) for name in self._names]

    def on_mount(self) -> None:
        """Begin at the present one."""
        entries = self.query_one("#list", OptionList)
        entries.highlighted = self._names.index(self._current) if self._current in self._names else 0
        entries.focus()

    def show_names(self, names: Sequence[str]) -> None:
        """There are others now; the cursor stays on the theme it is on."""
        if list(names) == self._names:
            return
        self._names = list(names)
        entries = self.query_one("#list", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            entries.clear_options()
            entries.add_options(self._options())
            entries.highlighted = self._names.index(self.app.theme) if self.app.theme in self._names else 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Try it on."""
        self.app.theme = self._names[event.option_index]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        self.dismiss(self._names[event.option_index])

    def action_leave(self) -> None:
        """Put the former theme back."""
        self.app.theme = self._current
        self.dismiss(None)


def _sample(run_key: str) -> Content:
    """A bit of everything, in the theme's variables."""
    lines = [
        Content.assemble(("// books by rating", "$syntax-comment")),
        Content.assemble(
            ("filterList", "$syntax-function"), ("(", "$syntax-punctuation"), ("all", "$syntax-function"),
            ("(", "$syntax-punctuation"), ("tag", "$syntax-function"), ("(", "$syntax-punctuation"),
            ('"book"', "$syntax-string"), (")), (", "$syntax-punctuation"), ("i", "$syntax-name"),
            (", ", "$syntax-punctuation"), ("b", "$syntax-name"), (") ", "$syntax-punctuation"),
            ("=>", "$syntax-operator"),
        ),
        Content.assemble(
            "  ", ("gtFloat", "$syntax-function"), ("(b", "$syntax-name"), (".", "$syntax-punctuation"),
            ("rating", "$syntax-field"), (", ", "$syntax-punctuation"), ("4.5", "$syntax-number"),
            (") ", "$syntax-punctuation"), ("true", "$syntax-constant"), (" i32", "$syntax-keyword"),
        ),
        Content(""),
        Content.assemble(("an error", "$text-error"), "  ", ("a warning", "$text-warning"), "  ",
                         ("done", "$text-success")),
        Content.assemble(("a remark", "$text-muted"), "  ", (run_key, "bold $footer-key-foreground"), " Run"),
        Content.styled(" the row under the cursor ", "$block-cursor-foreground on $block-cursor-background"),
        Content.styled(" a match ", "bold underline $foreground on $found-background"),
    ]  # fmt: skip
    return Content("\n").join(lines)
