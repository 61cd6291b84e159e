"""Where in the user's text the last error is: marks it, goes there, and forgets it once the text changes."""

from __future__ import annotations

from karma_tui.errors import Span
from karma_tui.tui.failures import Place, place_of
from karma_tui.tui.messages import Request
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.run import Run


class Blame:
    """The place to blame, if it is known and still there."""

    def __init__(self, buffers: Buffers) -> None:
        self._buffers = buffers
        self._editor = ""
        self._span: Span | None = None
        self._text = ""

    @property
    def is_known(self) -> bool:
        """Whether there is a place to go to."""
        return self._span is not None

    def mark(self, request: Request, run: Run) -> Place | None:
        """Mark what a failed run blames in the buffer it came from; the first place, if there is any."""
        editor = self._buffers.editor(request.editor)
        spans = run.places or ((run.error.span,) if run.error is not None and run.error.span else ())
        if editor is None or not spans or not _is_unchanged(editor, request):
            return None
        editor.mark(spans)
        self._editor, self._span, self._text = request.editor, spans[0], editor.text
        return place_of(self._text, spans[0].start)

    def forget(self) -> None:
        """Take the marks away."""
        editor = self._buffers.editor(self._editor)
        if editor is not None:
            editor.clear_marks()
        self._editor, self._span, self._text = "", None, ""

    def text_changed(self, editor_id: str) -> None:
        """Another text has other places."""
        editor = self._buffers.editor(editor_id)
        if editor_id == self._editor and editor is not None and editor.text != self._text:
            self.forget()

    def jump(self) -> None:
        """Bring the buffer into sight and put the cursor there."""
        if self._span is None:
            return
        editor = self._buffers.bring(self._editor)
        editor.focus()
        editor.go_to(self._span)


def _is_unchanged(editor: Editor, request: Request) -> bool:
    """Whether the text still stands where it was when the run began."""
    if request.stretch is None:
        return editor.text == request.text
    start, end = request.stretch.start, request.stretch.end
    return editor.text[start:end] == request.text[start:end]
