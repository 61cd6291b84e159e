"""What the line under the editor says about the cursor's place: the call it is in, the type of what is there.

Asked for after a pause, in a thread. It must not know how that is shown or what else the line may say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from karma_tui.tui.assist.assist_line import signature_content
from karma_tui.tui.shown import shown_line
from karma_tui.tui.widgets.editor import Editor
from karma_tui.workbench.pace import Lane, Pause

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Hover, Signature
    from karma_tui.workbench.assist import Assist

DELAY_SECONDS = 0.08
"""From the last move or key to the look."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is at a place."""

    signature: Signature | None = None
    hover: Hover | None = None


class Glance:
    """Looks at the cursor's place in the editor that has the focus."""

    def __init__(
        self,
        pause: Callable[[float, Callable[[], None]], Pause],
        lane: Callable[[Callable[[Seen], None]], Lane[Seen]],
        assist: Assist,
        show: Callable[[], None],
    ) -> None:
        self._pause = pause(DELAY_SECONDS, self._look)
        self._lane = lane(self._answered)
        self._assist = assist
        self.show = show
        self._editor: Editor | None = None
        self._seen = Seen()
        self.is_typing = False
        """Whether the text was changed since the cursor last went elsewhere by itself."""
        self._changes = 0

    @property
    def type_text(self) -> str:
        """The type of what stands there; "" if it is not known."""
        return self._seen.hover.type if self._seen.hover is not None else ""

    def content(self, width: int) -> Content:
        """The call, or what stands there, in a line of about that width."""
        if self._seen.signature is not None:
            return signature_content(self._seen.signature, width)
        hover = self._seen.hover
        if hover is None:
            return Content("")
        doc = f"  {shown_line(hover.doc)}" if hover.doc else ""
        return Content.assemble((shown_line(hover.title), "bold"), doc)

    def attend(self, editor: Editor) -> None:
        """Look at this editor."""
        self._editor = editor
        self.is_typing = False
        self.touch()

    def touch(self) -> None:
        """The cursor moved, or more is known."""
        if self._changes:
            self._changes -= 1  # the move that goes with an edit
        else:
            self.is_typing = False
        self._lane.drop()
        self._pause.touch(self._lane.cost)

    def typed(self) -> None:
        """The text changed."""
        self.is_typing = True
        self._changes = 1
        self._lane.drop()
        self._pause.touch(self._lane.cost)

    def _look(self) -> None:
        editor = self._editor
        if editor is None or not editor.is_attached:
            return
        text, offset = editor.text, editor.offset_of(editor.cursor_location)
        self._lane.ask(lambda: Seen(self._assist.signature(text, offset), self._assist.hover(text, offset)))

    def _answered(self, seen: Seen) -> None:
        self._seen = seen
        self.show()
