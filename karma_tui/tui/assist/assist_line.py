"""The line under the editor: the call at the cursor, or what is wrong there, and the type of what it is on.

It is always there, so that nothing moves while one types, and it never covers the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from karma_tui.tui.shown import shown_line

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Item, Parameter, Signature

_LEAST_TYPE = 12
"""Cells below which a type says nothing."""


class AssistLine(Widget, can_focus=False):
    """One line; what it says is given as `Content` that fits any width, and a type for its right end."""

    DEFAULT_CSS = """
    AssistLine { height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(id="assist")
        self._said = Content("")
        self._type = ""

    @property
    def plain(self) -> str:
        """What is said, without the type."""
        return self._said.plain

    def say(self, said: Content, type_text: str = "") -> None:
        """Show this from now on."""
        type_text = shown_line(type_text)
        if (said, type_text) != (self._said, self._type):
            self._said, self._type = said, type_text
            self.refresh()

    def render(self) -> Content:
        """What is said to the left, the type to the right if there is room for some of it."""
        width = self.content_size.width
        room = width - self._said.cell_length - (2 if self._said.plain else 0)
        if not self._type or room < min(_LEAST_TYPE, cell_len(self._type)):
            return self._said
        shown = self._type if cell_len(self._type) <= room else set_cell_size(self._type, room - 1) + "…"
        gap = " " * (width - self._said.cell_length - cell_len(shown))
        return Content.assemble(self._said, gap, (shown, "$text-muted"))


def signature_content(signature: Signature, width: int) -> Content:
    """`filterList(value: list of book, **filter: function**) -> list of book`, the present parameter bold.

    Where there is no room for all of it, the present parameter is what stays.
    """
    whole = _call(signature, [_parameter(parameter) for parameter in signature.parameters])
    if whole.cell_length <= width:
        return whole
    short = [
        _parameter(parameter) if at == signature.active else shown_line(parameter.name)
        for at, parameter in enumerate(signature.parameters)
    ]
    return _call(signature, short)


def item_content(item: Item) -> Content:
    """A proposal's type and explanation."""
    type_text = shown_line(item.type or item.kind.value)
    doc = f"  {shown_line(item.doc)}" if item.doc else ""
    return Content.assemble((shown_line(item.label), "bold"), "  ", (type_text, "$text-muted"), doc)


def _call(signature: Signature, parameters: list[str]) -> Content:
    parts: list[Content | str] = [shown_line(signature.name), "("]
    for at, parameter in enumerate(parameters):
        style = "bold underline" if at == signature.active else ""
        parts += [", " if at else "", Content.styled(parameter, style)]
    return Content.assemble(*parts, ")", f" -> {shown_line(signature.returns)}" if signature.returns else "")


def _parameter(parameter: Parameter) -> str:
    name = parameter.name + ("?" if parameter.optional else "") + ("..." if parameter.variadic else "")
    type_text = parameter.actual or parameter.type
    return shown_line(f"{name}: {type_text}" if type_text else name)
