"""Which form a text has that is being typed, and its nodes; the tolerant counterpart of `lang.recognise`."""

from __future__ import annotations

from karma_tui.errors import ExpressionError
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.json_place import JsonText
from karma_tui.lang.nodes import Dialect, Function, Hole, Raw, walk
from karma_tui.lang.pausing import collector_paused
from karma_tui.lang.recognise import FIRST_KEY, FORMS, Form, from_document, of_several_keys
from karma_tui.lang.sink import Sink
from karma_tui.lang.text import parse_text_of
from karma_tui.lang.tolerant.json_nodes import nodes_of
from karma_tui.lang.tolerant.json_reader import draft_json
from karma_tui.lang.tolerant.result import Draft
from karma_tui.lang.tolerant.text import draft_text


def draft(text: str, dialect: Dialect | None = None) -> Draft:
    """Read a text that is being typed, in whatever form; `dialect` is that of the instance in use, if known.

    Never raises. The first problem is the ExpressionError of `recognise.read` where that raises one (of
    KVM text in the dialect the draft is in); JSON whose layout is no expression of its dialect, which is
    read verbatim there, is a problem here. Linear in the length of the text.
    """
    with collector_paused(len(text)):
        return _json(text, dialect) or _kvm(text, dialect or Dialect.V1)


def _json(text: str, dialect: Dialect | None) -> Draft | None:
    """The draft if the text is JSON, or is meant to be."""
    begin = FIRST_KEY.match(text)
    if begin is None:
        return None
    sink = Sink()
    try:
        document = draft_json(text, sink)
    except ExpressionError as error:
        return Draft(Function((), (Hole(),)), (error,), Form.JSON_1_0, Dialect.V1)
    several = not isinstance(document.value, dict) or len(document.value) != 1 or document.spans.extra >= 0
    if sink.errors or several:
        meant = begin[1] == "function" or any(catalogue(each).get(begin[1]) for each in Dialect)
        if not meant or _is_kvm(text, dialect or Dialect.V1):
            return None
        surplus = of_several_keys(text, document) if not sink.errors else None
        if surplus is not None:
            sink.note(surplus)
    return _of_document(text, document, dialect, sink)


def _is_kvm(text: str, dialect: Dialect) -> bool:
    try:
        parse_text_of(text, (dialect, Dialect.V1))
    except ExpressionError:
        return False
    return True


def _of_document(text: str, document: JsonText, dialect: Dialect | None, sink: Sink) -> Draft:
    if not sink.errors:
        source = from_document(text, document, dialect)
        if not any(isinstance(node, Raw) for node in walk(source.root)):
            return Draft(source.root, (), source.form, source.dialect, source.bare)
    first = dialect or Dialect.V1
    if isinstance(document.value, dict) and next(iter(document.value)) == "function":
        return _reread(text, document, Dialect.V1, sink)
    other = Dialect.V01 if first is Dialect.V1 else Dialect.V1
    key = next(iter(document.value)) if isinstance(document.value, dict) and document.value else ""
    known = [each for each in (first, other) if catalogue(each).get(key) is not None]
    if len(known) == 1:
        return _reread(text, document, known[0], sink)
    drafts = [_reread(text, document, each, sink) for each in (first, other)]
    return min(drafts, key=_how_wrong)


def _how_wrong(read: Draft) -> tuple[int, int]:
    """The fewer problems and the later the first, the likelier is the dialect the one that is meant."""
    first = read.problems[0].span if read.problems else None
    return len(read.problems), -first.start if first is not None else 0


def _reread(text: str, document: JsonText, dialect: Dialect, faults: Sink) -> Draft:
    """The document in a dialect, with what is wrong in its layout after what is wrong in the JSON."""
    sink = faults.copy()
    node = nodes_of(document, dialect, text, sink)
    bare = not isinstance(node, Function)
    root = Function((), (node,), span=node.span) if bare else node
    return Draft(root, tuple(sink.errors), FORMS[dialect], dialect, bare)


def _kvm(text: str, dialect: Dialect) -> Draft:
    """KVM text; on a 0.1 instance the notation of 1.0 is taken where it has fewer faults."""
    root, problems = draft_text(text, dialect)
    if not problems and not root.body:
        return Draft(None, (), Form.KVM_TEXT, dialect)
    if problems and dialect is Dialect.V01:
        other, faults = draft_text(text, Dialect.V1)
        # One fault may well be in a word that is just being typed, and tells nothing of the dialect.
        if not faults or len(faults) + 1 < len(problems):
            return Draft(other, faults, Form.KVM_TEXT, Dialect.V1)
    return Draft(root, problems, Form.KVM_TEXT, dialect)
