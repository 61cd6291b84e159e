"""The letters in the catalogue's types (`list<T>`, `record of M`) and what they are in one call."""

from __future__ import annotations

import re
from collections.abc import Mapping

from karma_tui.lang.catalogue import FunctionSpec
from karma_tui.lang.check.study import Study
from karma_tui.lang.check.type_text import model_name, type_text
from karma_tui.lang.complete.heads import element
from karma_tui.lang.machine.types import Any, Optional, RefTo, Type, opened, record_model, without_const
from karma_tui.lang.nodes import Call, Dialect

_LETTER = re.compile(r"\b[TMR]\b")
_OF = re.compile(r"(?:list|set|map|optional)<(T)>")
_MODEL = re.compile(r"(?:ref<(M)>|record of (M))")
_MOST = 120


def letters(study: Study, call: Call, spec: FunctionSpec) -> dict[str, str]:
    """What the letters of a function's types stand for in a call, as far as its arguments tell."""
    known: dict[str, str] = {}
    for param, arg in zip(spec.params, call.args, strict=False):
        type_ = study.type_of(arg) if arg is not None else None
        if type_ is None or isinstance(type_, Any):
            continue
        found = _told(param.type, type_, study)
        if found is not None:
            known.setdefault(*found)
    return known


def _told(text: str, type_: Type, study: Study) -> tuple[str, str] | None:
    names = study.world.names
    if _LETTER.fullmatch(text):
        return text, type_text(without_const(type_), names, most=_MOST)
    if (of := _OF.match(text)) is not None:
        inner = opened(type_)
        part = inner.of if isinstance(inner, Optional) else element(type_)
        return (of[1], type_text(part, names, most=_MOST)) if part is not None else None
    if (model := _MODEL.match(text)) is not None:
        inner = opened(type_)
        id_ = inner.model if isinstance(inner, RefTo) else record_model(type_)
        return (model[1] or model[2], model_name(id_, names)) if id_ else None
    return None


def filled(text: str, known: Mapping[str, str]) -> str:
    """A type of the catalogue with its letters replaced; the same where none is known."""
    return _LETTER.sub(lambda found: known.get(found[0], found[0]), text)


def actual(study: Study, call: Call, spec: FunctionSpec, at: int, known: Mapping[str, str]) -> str:
    """The type of a parameter in a call: with its letters filled in, else of what is written there; or ""."""
    param = spec.params[at]
    text = filled(param.type, known)
    if text != param.type:
        return text
    if param.kind != "expression" and study.dialect is Dialect.V1:
        return ""
    arg = call.args[at] if at < len(call.args) else None
    type_ = study.type_of(arg) if arg is not None else None
    if type_ is None or isinstance(type_, Any):
        return ""
    shown = type_text(type_, study.world.names, most=_MOST)
    return shown if shown != param.type else ""
