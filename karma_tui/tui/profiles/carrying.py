"""What goes along when a window goes on with another instance: buffers with their undo, and a held result.

All else belongs to the instance and stays behind: its models, what was looked up in it, its session. What
was seen there is kept for coming back in the same window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from karma_tui.library.drafts import Buffer

if TYPE_CHECKING:
    from textual.geometry import Offset
    from textual.widgets.text_area import Selection

    from karma_tui.tui.comparing.kept import Named
    from karma_tui.tui.navigation.history import History
    from karma_tui.tui.open_buffer import OpenBuffer
    from karma_tui.tui.widgets.buffers import Buffers
    from karma_tui.tui.widgets.editor import Editor
    from karma_tui.workbench.target import Target

MOST_PASTS = 3
"""Instances whose results a window remembers beside the present one."""


@dataclass(frozen=True, slots=True)
class CarriedEditor:
    """An open buffer as it was left."""

    info: OpenBuffer
    selection: Selection
    scroll: Offset
    undo: Any
    """Textual's history of edits, good for the same text."""
    is_active: bool

    def resume(self, info: OpenBuffer, editor: Editor) -> None:
        """Make a new editor of the same text as if it were the old one."""
        info.saved, info.stamp = self.info.saved, self.info.stamp
        editor.history = self.undo
        editor.selection = self.selection
        editor.scroll_to(self.scroll.x, self.scroll.y, animate=False, force=True)


@dataclass(slots=True)
class Past:
    """What a window left at an instance."""

    history: History
    left: tuple[Buffer, ...]
    """The buffers that it wrote into the drafts of the instance."""
    target: Target
    """With the secret that somebody typed."""


@dataclass(slots=True)
class Carried:
    """What goes along."""

    kept: list[Buffer]
    """Every buffer as drafts keep it, closed ones included."""
    editors: list[CarriedEditor]
    held: Named | None = None
    pasts: dict[str, Past] = field(default_factory=dict)
    """By what drafts are kept by; the one left last comes last."""

    def leave(self, instance: str, past: Past) -> None:
        """Remember what was seen at an instance, for coming back."""
        self.pasts.pop(instance, None)
        self.pasts[instance] = past
        while len(self.pasts) > MOST_PASTS:
            del self.pasts[next(iter(self.pasts))]


def known(target: Target, past: Past | None) -> Target:
    """With what was typed when the window was there; a profile that wants it typed each time gets nothing."""
    secret = past.target.secret if past is not None else None
    if past is None or secret is None or not secret.was_typed or target.sources.prompt:
        return target
    # another user may have signed in there meanwhile, for whom there are other sources
    if replace(past.target, secret=None, username=target.username, sources=target.sources) != replace(
        target, secret=None
    ):
        return target
    return past.target


def carried_of(buffers: Buffers, held: Named | None, profile: str, before: Carried | None) -> Carried:
    """Everything that goes along from a screen. `profile` is where the held result is from."""
    active = buffers.active
    editors = [
        CarriedEditor(info, editor.selection, editor.scroll_offset, editor.history, editor is active)
        for info, editor in buffers.editors()
    ]
    if held is not None and not held.name.endswith(f", {profile}"):
        held = replace(held, name=f"{held.name}, {profile}")
    return Carried(buffers.kept(), editors, held, before.pasts if before is not None else {})


async def take_over(buffers: Buffers, carried: Carried) -> None:
    """Open what was carried along, each as it was."""
    await buffers.restore(carried.kept)
    active = None
    for (info, editor), old in zip(buffers.editors(), carried.editors, strict=False):
        old.resume(info, editor)
        buffers.refresh_title(editor)
        active = editor if old.is_active else active
    if active is not None:
        buffers.bring(str(active.id))


def news(left: Sequence[Buffer], carried: Carried, instance: str) -> list[Buffer]:
    """Of what windows left in the drafts of an instance, that which this window does not have or know."""
    past = carried.pasts.get(instance)
    known = {(it.title, it.text) for it in (*carried.kept, *(past.left if past is not None else ()))}
    return [it for it in left if (it.title, it.text) not in known]
