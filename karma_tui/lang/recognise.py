"""Which language a buffer is written in, and its nodes (grammar.md section 7).

Three forms are told apart without asking: KVM text, JSON of dialect 1.0, JSON of dialect 0.1. Only
what fits both dialects is decided by the instance one is connected to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang import json01, json10
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.jsontext import JsonText, read_json
from karma_tui.lang.nodes import Call, Dialect, Function, Json, Node, Raw, walk
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.source import fault

FIRST_KEY = re.compile(r'\s*\{\s*"([^"]*)')
"""The beginning of a JSON object, its first key as far as it is written."""

_SEVERAL = 2
_VERBATIM = ("contextual", "static", "switchType")
"""Functions of 0.1 whose plain JSON is no sign of a misreading."""


class Form(StrEnum):
    """How a buffer is written; the value is what a status bar shows."""

    KVM_TEXT = "KVM text"
    JSON_1_0 = "JSON 1.0"
    JSON_0_1 = "JSON 0.1"


FORMS = {Dialect.V1: Form.JSON_1_0, Dialect.V01: Form.JSON_0_1}
"""The form of JSON in each dialect."""

_DIALECTS = {form: dialect for dialect, form in FORMS.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """A text that has been read: its form, the dialect of its nodes, and the nodes.

    `root` is always the query as a function; `bare` tells that the JSON was a lone expression, without
    `{"function": ...}` around it, and that it should be printed so again.
    """

    text: str
    form: Form
    dialect: Dialect
    root: Function
    bare: bool = False

    def body(self) -> Json:
        """The request body of the query in its own dialect.

        Dialect 0.1 has one expression and no more: ExpressionError if the text has several or none.
        """
        whole = self.root.body[0] if self.bare else None
        if isinstance(whole, Raw) and isinstance(whole.value, dict) and "function" in whole.value:
            return whole.value
        if self.dialect is Dialect.V1:
            return json10.to_json(self.root)
        if self.root.params or len(self.root.body) != 1:
            span = self.root.body[1].span if len(self.root.body) > 1 else self.root.span
            raise fault(
                self.text,
                span or Span(0, len(self.text)),
                "A query of dialect 0.1 is one expression",
                f"This one has {len(self.root.body)} and {len(self.root.params)} parameters.",
                "Use do and bind to name parts of it.",
                expected="one expression",
            )
        return json01.to_json(self.root.body[0])


def read(text: str, dialect: Dialect | None = None) -> Source:
    """Recognise and read a buffer; `dialect` is that of the instance in use, if one is known.

    JSON that fits no dialect is still read, into `Raw` nodes, so that it can be shown, sent and
    refused by a server. Raises ExpressionError with span, line and column for text that cannot be read.
    """
    with collector_paused(len(text)):
        document = _json_object(text)
        if document is not None:
            return from_document(text, document, dialect)
        try:
            return _from_text(text, dialect or Dialect.V1)
        except ExpressionError as error:
            meant = _meant_json(text)
            if meant is not None:
                raise meant from error
            raise


def _json_object(text: str) -> JsonText | None:
    """The document if the text is a JSON object with one key, else None."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        document = read_json(text)
    except ExpressionError:
        return None
    one_key = isinstance(document.value, dict) and len(document.value) == 1
    return document if one_key and document.spans.extra < 0 else None


def from_document(text: str, document: JsonText, dialect: Dialect | None) -> Source:
    """The source of a text that is a JSON document of one key."""
    if isinstance(document.value, dict) and "function" in document.value:
        root = json10.from_json(document.value, document.spans)
        if isinstance(root, Function):
            return Source(text, Form.JSON_1_0, Dialect.V1, root)
        return _lone(text, Form.JSON_1_0, root)
    order = [_as_1_0, _as_0_1] if dialect is not Dialect.V01 else [_as_0_1, _as_1_0]
    misread: list[tuple[Form, Node]] = []
    for reading in order:
        form, root, fits = reading(document)
        if fits:
            return _lone(text, form, root)
        misread.append((form, root))
    # Broken in both: the dialect in which more of it makes sense, the likelier one when in doubt.
    sense = [sum(not isinstance(node, Raw) for node in walk(root)) for _, root in misread]
    if not any(sense):
        return _lone(text, *next(pair for pair in misread if pair[0] is Form.JSON_0_1))
    return _lone(text, *misread[sense[1] > sense[0] + 1])


def _as_1_0(document: JsonText) -> tuple[Form, Node, bool]:
    """The document as a 1.0 expression, and whether all of it is one."""
    root = json10.from_json(document.value, document.spans)
    return Form.JSON_1_0, root, not any(isinstance(node, Raw) for node in walk(root))


def _as_0_1(document: JsonText) -> tuple[Form, Node, bool]:
    """The document as a 0.1 expression, and whether all of it is one."""
    root = json01.from_json(document.value, document.spans)
    surplus = 0
    for node in walk(root):
        if isinstance(node, Raw):
            surplus += 1
        elif isinstance(node, Call) and node.name in _VERBATIM:
            surplus -= sum(isinstance(arg, Raw) for arg in node.args[-1:])
    return Form.JSON_0_1, root, surplus == 0


def _lone(text: str, form: Form, root: Node) -> Source:
    return Source(text, form, _DIALECTS[form], Function((), (root,), span=root.span), bare=True)


def _from_text(text: str, dialect: Dialect) -> Source:
    """KVM text; on a 0.1 instance the notation of 1.0 is understood as well."""
    # Not at the top: the reader of KVM text is by far the larger part, and JSON needs none of it.
    from karma_tui.lang.text import parse_text_of

    order = (Dialect.V1,) if dialect is Dialect.V1 else (Dialect.V01, Dialect.V1)
    understood, root = parse_text_of(text, order)
    return Source(text, Form.KVM_TEXT, understood, root)


def _meant_json(text: str) -> ExpressionError | None:
    """The fault in the JSON if a query in JSON is what was meant: its first key is the name of one."""
    begin = FIRST_KEY.match(text)
    key = begin[1] if begin is not None else ""
    if key != "function" and all(catalogue(dialect).get(key) is None for dialect in Dialect):
        return None
    try:
        document = read_json(text)
    except ExpressionError as error:
        return error
    return of_several_keys(text, document)


def of_several_keys(text: str, document: JsonText) -> ExpressionError | None:
    """The fault of a document that has the key of a query and others besides; None if it has one key."""
    value, place = document.value, document.spans
    if not isinstance(value, dict) or (len(value) < _SEVERAL and place.extra < 0):
        return None
    keys = [span for key in value if (span := place.key(key)) is not None]
    span = keys[1] if len(keys) > 1 else place.span
    hint = "The key is a function's name; its arguments stand inside."
    return fault(text, span, "A query in JSON has one key", hint=hint, expected="one key")
