"""Where in the user's text the last error is: marks it, goes there, and forgets it once the text changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from karma_tui.errors import KarmaError, Span
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
        self.suspects: Callable[[], Iterable[Span]] = tuple
        """Gives the parts of the buffer in sight that a server would blame."""
        self.error: KarmaError | None = None
        """What the last run came to, if it failed and its text is still there."""

    @property
    def place(self) -> Place | None:
        """Where it is, for people."""
        return place_of(self._text, self._span.start) if self._span is not None else None

    @property
    def is_here(self) -> bool:
        """Whether the cursor is at the place already."""
        editor = self._buffers.active
        if self._span is None or str(editor.id) != self._editor or not editor.has_focus:
            return False
        return editor.offset_of(editor.cursor_location) == self._span.start

    @property
    def is_known(self) -> bool:
        """Whether there is a place to go to."""
        return self._span is not None

    def mark(self, request: Request, run: Run) -> Place | None:
        """Mark what a failed run blames in the buffer it came from; the first place, if there is any."""
        editor = self._buffers.editor(request.editor)
        spans = self._likely(run.places) or (
            (run.error.span,) if run.error is not None and run.error.span else ()
        )
        if editor is None or not _is_unchanged(editor, request):
            return None
        self.error = run.error
        if not spans:
            return None
        editor.mark(spans)
        self._editor, self._span, self._text = request.editor, spans[0], editor.text
        return place_of(self._text, spans[0].start)

    def _likely(self, places: tuple[Span, ...]) -> tuple[Span, ...]:
        """Of the parts that read as the server says those that are wrong as far as is known; else all."""
        if len(places) < 2:
            return places
        known = set(self.suspects())
        return tuple(place for place in places if place in known) or places

    @property
    def way(self) -> Callable[[], None] | None:
        """What leads to the place, as long as the text stays; None if there is no place."""
        return self.jump if self._span is not None else None

    def forget(self) -> None:
        """Take the marks away."""
        editor = self._buffers.editor(self._editor)
        if editor is not None:
            editor.clear_marks()
        self._editor, self._span, self._text, self.error = "", None, "", None

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
    if request.stretch is None or request.whole:
        return editor.text == (request.whole or request.text)
    start, end = request.stretch.start, request.stretch.end
    return editor.text[start:end] == request.text[start:end]
