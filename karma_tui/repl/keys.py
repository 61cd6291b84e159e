"""The keys of the prompt beyond those every line editor has."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import (
    Condition,
    completion_is_selected,
    emacs_mode,
    has_completions,
    has_focus,
    has_selection,
    is_searching,
    vi_insert_mode,
    vi_navigation_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from karma_tui.repl.completing import Proposal
from karma_tui.repl.filling import Filling

INDENT = "  "
_CLOSING = (")", "]", "}")


def key_bindings(
    suggestion: Callable[[str], str],
    took: Callable[[Proposal], None],
    want: Callable[[], None],
    edit: Callable[[Buffer], None],
) -> KeyBindings:
    """All of them. `suggestion` continues a text, `took` hears of proposals that are taken,
    `want` of the wish for some, `edit` edits outside."""
    keys = KeyBindings()
    filling = Filling()
    in_text = has_focus(DEFAULT_BUFFER) & ~is_searching

    @keys.add("enter", filter=in_text & completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        _accept(event.current_buffer, filling, took)

    @keys.add("enter", filter=in_text & ~completion_is_selected)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if is_whole(buffer.text):
            _submit(buffer, filling)
        else:
            new_line(buffer)

    # not with vi's keys, whose Escape would wait for what follows
    @keys.add("escape", "enter", filter=in_text & emacs_mode)
    def _(event: KeyPressEvent) -> None:
        new_line(event.current_buffer)

    @keys.add("f5", filter=in_text)
    @keys.add("c-x", "enter", filter=in_text & emacs_mode)
    def _(event: KeyPressEvent) -> None:
        _submit(event.current_buffer, filling)

    @keys.add("tab", filter=in_text & (emacs_mode | vi_insert_mode))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        state = buffer.complete_state
        want()
        if state is not None and len(state.completions) == 1 and state.current_completion is None:
            buffer.complete_next()
            _accept(buffer, filling, took)
        elif state is not None:
            buffer.complete_next()
        elif filling.step(buffer):
            return
        elif not buffer.document.current_line_before_cursor.strip() and "\n" in buffer.text:
            buffer.insert_text(INDENT)
        else:
            buffer.start_completion(insert_common_part=False)

    @keys.add("right", filter=in_text & Condition(_is_at_end))
    @keys.add("c-e", filter=in_text & Condition(_is_at_end) & emacs_mode)
    @keys.add("c-f", filter=in_text & Condition(_is_at_end) & emacs_mode)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.insert_text(suggestion(buffer.text)[len(buffer.text) :], fire_event=False)

    @keys.add("escape", "f", filter=in_text & Condition(_is_at_end) & emacs_mode)
    @keys.add("c-right", filter=in_text & Condition(_is_at_end))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.insert_text(next_word(suggestion(buffer.text)[len(buffer.text) :]), fire_event=False)

    @keys.add("escape", filter=in_text & has_completions & emacs_mode)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.cancel_completion()

    @keys.add(Keys.BracketedPaste, filter=in_text)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.selection_state is not None:
            buffer.cut_selection()
        # without the event nothing is completed: only what is typed is
        buffer.insert_text(event.data.replace("\r\n", "\n").replace("\r", "\n"), fire_event=False)

    for closing in _CLOSING:

        @keys.add(closing, filter=in_text & ~has_selection & (emacs_mode | vi_insert_mode))
        def _(event: KeyPressEvent) -> None:
            buffer = event.current_buffer
            before = buffer.document.current_line_before_cursor
            if before and not before.strip() and before.endswith(INDENT):
                buffer.delete_before_cursor(len(INDENT))
            buffer.insert_text(event.data)

    @keys.add("c-x", "c-e", filter=in_text & emacs_mode)
    @keys.add("v", filter=in_text & vi_navigation_mode)
    def _(event: KeyPressEvent) -> None:
        edit(event.current_buffer)

    return keys


def is_whole(text: str) -> bool:
    """Whether Enter runs a text: a command, nothing, or an expression in which nothing is open."""
    if text.startswith("\\") or not text.strip():
        return True
    from karma_tui.lang.statements import ending

    return ending(text).is_whole


def new_line(buffer: Buffer) -> None:
    """A line break, with as much indent as brackets are open before it."""
    from karma_tui.lang.statements import ending

    document = buffer.document
    depth = ending(document.text_before_cursor).depth
    closes = document.text_after_cursor[:1] in _CLOSING and depth > 0
    buffer.cancel_completion()
    buffer.insert_text("\n" + INDENT * (depth - closes), fire_event=False)


def next_word(rest: str) -> str:
    """The next word of a suggestion, with what stands before it."""
    end = 0
    while end < len(rest) and not rest[end].isalnum():
        end += 1
    while end < len(rest) and rest[end].isalnum():
        end += 1
    return rest[:end]


def _submit(buffer: Buffer, filling: Filling) -> None:
    filling.leave()
    buffer.cancel_completion()
    buffer.validate_and_handle()


def _accept(buffer: Buffer, filling: Filling, took: Callable[[Proposal], None]) -> None:
    state = buffer.complete_state
    proposal = state.current_completion if state is not None else None
    buffer.complete_state = None
    if isinstance(proposal, Proposal):
        filling.accept(buffer, proposal)
        took(proposal)


def _is_at_end() -> bool:
    return get_app().current_buffer.document.is_cursor_at_the_end
