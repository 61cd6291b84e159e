"""Editing: finding, going to a line, comments, layout, forms, and handing the text to an editor outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import TextArea

from karma_tui.errors import KarmaError, Span, UsageError
from karma_tui.lang.recognise import Form
from karma_tui.tui.editing.comments import is_json
from karma_tui.tui.editing.places import line_and_column
from karma_tui.tui.finder import Finder
from karma_tui.tui.screens.workspace import Workspace
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor

if TYPE_CHECKING:
    from karma_tui.tui.widgets.find_bar import FindBar


class EditActions(Workspace):
    """Actions on the text of the buffer in sight."""

    _finder: Finder

    # --- finding

    async def action_find(self) -> None:
        """Show the bar to find, in the result if that has the focus."""
        if self._results.has_focus_within:
            await self._results.action_find()
            return
        await self._finder.open(replaces=False)

    async def action_replace(self) -> None:
        """Show the bar to find and replace."""
        await self._finder.open(replaces=True)

    async def action_find_next(self) -> None:
        """Go to the next place."""
        if self._results.has_focus_within:
            await self._results.action_found(True)
            return
        await self._finder.step(forward=True)

    async def action_find_previous(self) -> None:
        """Go to the place before."""
        if self._results.has_focus_within:
            await self._results.action_found(False)
            return
        await self._finder.step(forward=False)

    def on_find_bar_changed(self, event: FindBar.Changed) -> None:
        """Something else is looked for."""
        event.stop()
        self._finder.changed()

    async def on_find_bar_step(self, event: FindBar.Step) -> None:
        """Go on."""
        event.stop()
        await self._finder.step(forward=event.forward)

    def on_find_bar_replace(self, event: FindBar.Replace) -> None:
        """Replace one or all."""
        event.stop()
        self._finder.replace(all_of_them=event.all_of_them)

    def on_find_bar_left(self, event: FindBar.Left) -> None:
        """The bar is gone."""
        event.stop()
        self._finder.left()

    @on(Buffers.Shown)
    def _search_elsewhere(self, event: Buffers.Shown) -> None:
        self._finder.shown()

    @on(TextArea.Changed)
    def _search_again(self, event: TextArea.Changed) -> None:
        if isinstance(event.text_area, Editor):
            self._finder.text_changed(event.text_area)

    async def action_goto_line(self) -> None:
        """Ask for a line and go there."""
        editor = self._buffers.active

        async def go(words: str) -> None:
            row, lines = editor.cursor_location[0], editor.document.line_count
            line, column = line_and_column(words, row + 1, lines)
            length = len(editor.document.get_line(line - 1))
            editor.move_cursor((line - 1, min(column - 1, length)), center=True)

        await self.ask(f"Line (1-{editor.document.line_count}) or line:column", "", go)

    # --- lines and layout

    def action_toggle_comment(self) -> None:
        """Make comments of lines, or code of comments."""
        editor = self._buffers.active
        if is_json(editor.text):
            self.refuse(UsageError("JSON has no comments", "", "Convert the buffer to KVM text first."))
        else:
            editor.toggle_comment()

    def action_format(self) -> None:
        """Lay the selection or the buffer out anew; comments stay."""

        def formatted(text: str) -> tuple[str, str]:
            from karma_tui.lang.format_buffer import format_buffer  # for those who format only

            return format_buffer(text, self.dialect), ""

        self._rewrite(formatted)

    def action_convert_to_text(self) -> None:
        """Write the selection or the buffer as KVM text."""
        self._convert(Form.KVM_TEXT)

    def action_convert_to_json(self) -> None:
        """Write it as JSON of dialect 1.0."""
        self._convert(Form.JSON_1_0)

    def action_convert_to_json_0_1(self) -> None:
        """Write it as JSON of dialect 0.1."""
        self._convert(Form.JSON_0_1)

    async def action_external_editor(self) -> None:
        """Hand the buffer to the user's own editor."""
        from karma_tui.tui.external_editor import edit_outside

        editor = self._buffers.active
        try:
            text = edit_outside(self.app, editor.text)
        except KarmaError as error:
            self.refuse(error)
        else:
            editor.change_to(text)

    def _convert(self, form: Form) -> None:
        def converted(text: str) -> tuple[str, str]:
            from karma_tui.lang.convert import convert

            result = convert(text, form, self.dialect)
            if result.was is form:
                return text, f"It is {form} already."
            lost = result.comments_lost
            comments = "1 comment is" if lost == 1 else f"{lost} comments are"
            return result.text, f"{comments} not in it; undo brings them back." if lost else ""

        self._rewrite(converted)

    def _rewrite(self, written: Callable[[str], tuple[str, str]]) -> None:
        """Replace the selection or the buffer by what is made of it, in a thread, as one step of undo."""
        editor = self._buffers.active
        whole = editor.text
        span = editor.selected_stretch() or Span(0, len(whole))
        text = whole[span.start : span.end]
        if not text.strip():
            self.tell("There is nothing to work on: type an expression first.")
            return

        async def rewrite() -> None:
            try:
                new, remark = await asyncio.to_thread(written, text)
            except KarmaError as error:
                self._refuse_text(editor, error, span)
                return
            if editor.text != whole:
                self.tell("The text changed meanwhile; it was left alone.")
            elif new != text:
                editor.change_to(whole[: span.start] + new + whole[span.end :])
            if remark:
                self.tell(remark)

        self.run_worker(rewrite(), group="rewrite", exclusive=True, exit_on_error=False)

    def _refuse_text(self, editor: Editor, error: KarmaError, span: Span) -> None:
        """Tell what is wrong, and put the cursor there."""
        if error.span is not None:
            editor.go_to(Span(error.span.start + span.start, error.span.end + span.start))
        self.refuse(error)
