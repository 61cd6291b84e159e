"""One form of an expression into another: KVM text, JSON of dialect 1.0, JSON of dialect 0.1."""

from __future__ import annotations

from dataclasses import dataclass, replace

from karma_tui.lang.format_text import comments_of
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.recognise import Form, Source, read
from karma_tui.lang.statements import blanked
from karma_tui.lang.translate import to_v01, to_v1

_DIALECTS = {Form.JSON_1_0: Dialect.V1, Form.JSON_0_1: Dialect.V01}


@dataclass(frozen=True, slots=True)
class Converted:
    """The expression in the form that was wanted."""

    text: str
    was: Form
    comments_lost: int = 0
    """Comments of the text that the new form has no place for."""


def convert(text: str, form: Form, dialect: Dialect | None = None) -> Converted:
    """Write an expression in another form; `dialect` is that of the instance in use, if one is known.

    KVM text is written in that dialect, or the expression's own. Raises ExpressionError for what cannot be
    read, UntranslatableError, with the place, for what the other dialect cannot say. A header stays on top.
    """
    if text.lstrip().startswith("//"):
        from karma_tui.lang.parameters.header import read_header  # few texts have one

        header = read_header(text)
        if header is not None and header.span.end < len(text):
            head = text[: header.span.end]
            read(blanked(head) + text[header.span.end :], dialect)  # for an error's place
            made = convert(text[header.span.end :], form, dialect)
            return replace(made, text=f"{head.rstrip()}\n\n{made.text.lstrip()}")
    source = read(text, dialect)
    if source.form is form:
        return Converted(text, source.form)
    lost = len(comments_of(text)) if source.form is Form.KVM_TEXT else 0
    wanted = _DIALECTS.get(form) or dialect or source.dialect
    source = _in_dialect(source, wanted)
    if form is Form.KVM_TEXT:
        return Converted(print_pretty(source.root, source.dialect), read(text, dialect).form, lost)
    return Converted(dump_json(source.body(), indent=2), read(text, dialect).form, lost)


def _in_dialect(source: Source, wanted: Dialect) -> Source:
    if source.dialect is wanted:
        return source
    translate = to_v1 if wanted is Dialect.V1 else to_v01
    return replace(source, root=translate(source.root, source.text), dialect=wanted, bare=False)
