"""The two lines at the bottom: what is wrong or which call one is in, and below who is signed in where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import StyleAndTextTuples

from karma_tui.results.strings import visible
from karma_tui.results.width import cells, fitted
from karma_tui.workbench.session_text import Urgency, status_text

if TYPE_CHECKING:
    from karma_tui.lang.complete.items import Parameter, Signature
    from karma_tui.repl.desk import Desk
    from karma_tui.repl.live import Told

HINT = r"Enter runs, Alt+Enter: new line, Tab completes, \help, Ctrl-D leaves"
_BESIDE = 20
"""Cells that a call beside a problem must have."""


def toolbar(desk: Desk, told: Told, width: int, mode: str = "") -> StyleAndTextTuples:
    """Both lines; each fits the width."""
    return [*_said(told, width), ("", "\n"), *_session(desk, width, mode)]


def _said(told: Told, width: int) -> StyleAndTextTuples:
    problem = told.problems[0] if told.problems else None
    out: StyleAndTextTuples = []
    room = width - 1
    if problem is not None:
        more = f" (+{len(told.problems) - 1} more)" if len(told.problems) > 1 else ""
        text = visible(problem.title) + more
        detail = visible(problem.hint or problem.detail)
        if detail and told.signature is None:
            text = f"{text}. {detail}"
        share = room if told.signature is None else max(room - _BESIDE, room // 2)
        shown = fitted(text, share)
        out.append((f"class:said.{problem.severity.value}", shown))
        room -= cells(shown) + 3
    if told.signature is not None and room >= _BESIDE:
        if out:
            out.append(("", " | "))
        out += _cut(signature_fragments(told.signature, room), room)
    return out or [("class:comment", fitted(HINT, room))]


def signature_fragments(signature: Signature, room: int) -> StyleAndTextTuples:
    """`name(first: type, second: type) -> type`; where that is too long, only the present one has a type."""
    whole = _call(signature, [_parameter(it) for it in signature.parameters])
    if sum(cells(text) for _, text, *_ in whole) <= room:
        return whole
    return _call(
        signature,
        [
            _parameter(it) if at == signature.active else visible(it.name)
            for at, it in enumerate(signature.parameters)
        ],
    )


def _call(signature: Signature, parameters: list[str]) -> StyleAndTextTuples:
    out: StyleAndTextTuples = [("", f"{visible(signature.name)}(")]
    for at, parameter in enumerate(parameters):
        if at:
            out.append(("", ", "))
        out.append(("class:said.active" if at == signature.active else "", parameter))
    out.append(("", f") -> {visible(signature.returns)}" if signature.returns else ")"))
    return out


def _parameter(parameter: Parameter) -> str:
    name = parameter.name + ("?" if parameter.optional else "") + ("..." if parameter.variadic else "")
    type_text = parameter.actual or parameter.type
    return visible(f"{name}: {type_text}" if type_text else name)


def _cut(fragments: StyleAndTextTuples, room: int) -> StyleAndTextTuples:
    out: StyleAndTextTuples = []
    for style, text, *_ in fragments:
        shown = fitted(text, room)
        out.append((style, shown))
        room -= cells(shown)
        if shown != text or room <= 0:
            break
    return out


def _session(desk: Desk, width: int, mode: str) -> StyleAndTextTuples:
    activity = _activity(desk)
    side = f"  {mode}" if mode else ""
    status = status_text(desk.link.target.called, desk.link.session(), activity, width - 1 - cells(side))
    style = {Urgency.CALM: "", Urgency.WARNING: "class:said.warning", Urgency.ALARM: "class:said.error"}
    parts = [visible(part) for part in (status.who, status.session, status.activity) if part]
    return [(style[status.urgency], fitted(" | ".join(parts) + side, width - 1))]


def _activity(desk: Desk) -> str:
    link = desk.link
    if link.is_opening and link.bench is None:
        return "connecting"
    if link.bench is None:
        return r"not connected: \login tries again" if link.error is not None else "not connected"
    words = [desk.choices.format]
    if desk.out is not None:
        words.append(f"to {desk.out.path.name}")
    return ", ".join(words)
