"""Which of the problems of a text are told: one for each mistake, without what merely follows from it.

A text is read as far as it goes, and what was made out of it is checked. So one wrong character may give
rise to problems behind it, around it, and with the types of what stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.catalogue import catalogue
from karma_tui.lang.check.hints import SUFFIXES
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.check.study import Study
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.machine.types import Optional, Prim, Type, opened
from karma_tui.lang.misfit_token import CLOSES_NOTHING, ENDED, FOREIGN_WORDS
from karma_tui.lang.nodes import Data, Dialect, Fields, Function, Items, Node
from karma_tui.lang.recognise import of_several_keys
from karma_tui.lang.tolerant.result import Draft

_FOLLOWING = ("Expected ", "A character that has no meaning here", "A comma is ", "A ; is ", CLOSES_NOTHING)
"""How begins what is said of whatever stands behind something that was skipped."""
_NO_SIGN = re.compile(r"There is no \W")
_UNENDED = frozenset(
    {"A string without its end", "A quoted name without its end", "A comment without its end"}
)
"""What the end of the text follows from."""
_FOREIGN = frozenset(f'No name "{word}" here' for word in FOREIGN_WORDS)
_NO_WIDTH = "A number needs a type here"
_BLANKS = re.compile(r"\s*")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SCRIPT = re.compile(r"\bfunction\s*\([\w\s,]*\)\s*$")
_BOTH = 2
_LONGEST_HEAD = 200
_NO_FUNCTION = "A function cannot stand here"
_CONDITION = re.compile(r"\bif\s*\([^{}]*\)\s*\Z")
_EXPLAINS = re.compile(r"\S+ lacks |An unknown key")
_LACKS = re.compile(r"\S+ lacks ")
_QUOTED_KEY = re.compile(r"""\s*\{\s*(?:["']|function\b)""")


def as_problem(error: ExpressionError, text: str = "") -> Problem:
    """An error of reading as a problem; one at the beginning of a key is about the whole key."""
    span = error.span
    if span is not None and span.start == span.end:
        key = _STRING.match(text, span.start)
        span = Span(*key.span()) if key is not None else span
    may_grow = _LACKS.match(error.title) is not None
    return Problem(Severity.ERROR, error.title, error.detail, error.hint, span, may_grow=may_grow)


def of_reading(errors: Iterable[ExpressionError], text: str) -> list[Problem]:
    """The problems of reading in the order of the text, without what follows from the one before."""
    told: list[Problem] = []
    reach = -1
    for problem in sorted((as_problem(error, text) for error in errors), key=_start):
        span = problem.span
        if span is None:
            told.append(problem)
            continue
        follows = reach >= 0 and _may_follow(problem, told[-1]) and not text[reach : span.start].strip()
        if told and problem.title == _NO_FUNCTION and _EXPLAINS.match(told[-1].title):
            continue  # what is lacking comes before it, or its key is mistyped
        if not follows:
            if told and _holds(told[-1].span, span):
                told.pop()  # the inner one says more
            told.append(_of_script(problem, span, text))
        if span.end > span.start:
            reach = max(reach, span.end)
    return told


def of_types(problems: Iterable[Problem], reading: Sequence[Problem], text: str) -> Iterator[Problem]:
    """The problems of types, save those of parts in which, or right behind which, reading failed."""
    starts = [it.span.start for it in reading if it.span is not None]
    for problem in problems:
        if starts and problem.title in _FOREIGN:
            continue
        if problem.span is not None and problem.severity is Severity.ERROR and starts:
            end = _BLANKS.match(text, problem.span.end)
            at = bisect_left(starts, problem.span.start)
            if end is not None and at < len(starts) and starts[at] <= end.end():
                continue
        yield problem


def with_widths(reading: Iterable[Problem], found: Study, text: str) -> Iterator[Problem]:
    """The same; where one width is wanted of a number, that one is told."""
    for problem in reading:
        wanted = None
        if problem.title == _NO_WIDTH and problem.span is not None:
            wanted = found.expected_at(problem.span.start)
            if not isinstance(wanted, Prim | Optional):
                wanted = _compared_with(problem.span, found) or wanted
        inner = opened(wanted) if wanted is not None else None
        while isinstance(inner, Optional):
            inner = opened(inner.of)
        if isinstance(inner, Prim) and inner.kind == "dateTime":
            hint = 'Write dateTime("2018-01-02T03:04:05Z").'
            problem = replace(problem, title="Want dateTime, have a number", hint=hint)
        if isinstance(inner, Prim) and inner.kind in SUFFIXES:
            assert problem.span is not None, "looked at above"
            digits = text[problem.span.start : problem.span.end]
            problem = replace(problem, hint=f"Write {digits}{SUFFIXES[inner.kind]}.")
        yield problem


def _compared_with(span: Span, found: Study) -> Type | None:
    """The type of what a number without a width is compared with; None if it is not compared."""
    place = found.call_at(span.start)
    if place is None or place.call.name != "equal" or len(place.call.args) != _BOTH:
        return None
    others = [arg for arg in place.call.args if arg is not None and arg.span != span]
    return found.type_of(others[0]) if len(others) == 1 else None


def no_json(read: Draft, text: str) -> Iterator[Problem]:
    """The warning to who meant a query in JSON, and wrote a struct of KVM text."""
    root = read.node
    if not (isinstance(root, Function) and len(root.body) == 1 and _QUOTED_KEY.match(text)):
        return
    datum = _datum(root.body[0])
    written = datum.fields if isinstance(datum, Fields) else ()
    inner = _datum(written[0][1]) if written else None
    meant = isinstance(inner, Items if written and written[0][0] == "function" else Fields)
    if not meant or not any(
        written[0][0] == "function" or catalogue(each).get(written[0][0]) for each in Dialect
    ):
        return
    slip = _slip_in_json(text)
    if slip is None:
        return
    detail = f"{slip.title}." if slip.hint else ""
    hint = slip.hint or f"JSON has {_JSON}."
    title = "This is read as a struct, not as a query in JSON"
    yield Problem(Severity.WARNING, title, detail, hint, slip.span, root.body[0])


def comment_before_json(text: str) -> Problem | None:
    """The problem of who writes a comment before a query in JSON; None if there is none."""
    found = _COMMENTED_JSON.match(text)
    if found is None or not any(
        found[2] == "function" or catalogue(each).get(found[2]) is not None for each in Dialect
    ):
        return None
    span = Span(found.start(1), found.start(1) + len(found[1].rstrip()))
    return Problem(
        Severity.ERROR, "JSON has no comments", "", "Delete it, or write the query as KVM text.", span
    )


def markdown_fence(text: str) -> Problem | None:
    """The problem of who pastes a block of Markdown with the lines around it; None if there is none."""
    found = _FENCE.match(text)
    if found is None:
        return None
    hint = "Delete the lines with ```; what stands between them is the query."
    return Problem(Severity.ERROR, "A line of Markdown", "", hint, Span(*found.span(1)))


def escaped_json(text: str) -> Problem | None:
    """The problem of who pastes JSON as it stood within a string of a program; None if it is none."""
    found = _ESCAPED.match(text)
    if found is None:
        return None
    hint = "Take away the backslashes before the quotes, and quotes around the whole."
    return Problem(Severity.ERROR, "The JSON is escaped, as within a string", "", hint, Span(*found.span(1)))


def _slip_in_json(text: str) -> ExpressionError | None:
    """Why a text that was meant as a query in JSON is none."""
    try:
        document = read_json(text)
    except ExpressionError as error:
        return error
    return of_several_keys(text, document)


def _datum(node: Node) -> Node:
    return node.datum if isinstance(node, Data) else node


_JSON = "double quotes, no comma at the end, no comments, and one key for each function"
_ESCAPED = re.compile(r'\s*"?\{\s*(\\")')
_FENCE = re.compile(r"\s*(```[\w.-]*)[ \t]*(?:\n|\Z)")
_COMMENTED_JSON = re.compile(r'\s*((?://[^\n]*\s+|/\*(?:[^*]|\*(?!/))*\*/\s*)+)\{\s*"(\w+)"\s*:')


def _may_follow(problem: Problem, before: Problem) -> bool:
    """Whether a problem may be no more than the consequence of the one right before it."""
    if problem.title == ENDED:
        return before.title in _UNENDED
    if problem.title in _UNENDED:  # the other quote of a string that was closed too early
        return before.title.startswith(_FOLLOWING) and not before.title.startswith("A character")
    return problem.title.startswith(_FOLLOWING) or _NO_SIGN.match(problem.title) is not None


def _of_script(problem: Problem, span: Span, text: str) -> Problem:
    """With a hint for who writes functions as in JavaScript."""
    head = text[max(0, span.start - _LONGEST_HEAD) : span.start]
    if problem.title.startswith(_FOLLOWING) and _SCRIPT.search(head):
        if text.startswith("=>", span.start):
            return replace(problem, hint="Leave out the word function: (i, v) => value.")
        if text.startswith("{", span.start):
            return replace(problem, hint="A function is written (i, v) => value.")
    if problem.title.startswith(_FOLLOWING) and _CONDITION.search(head):
        return replace(problem, hint="A conditional is written if(condition, then, else).")
    return problem


def _start(problem: Problem) -> tuple[int, int]:
    return (problem.span.start, -problem.span.end) if problem.span is not None else (-1, 0)


def _holds(outer: Span | None, inner: Span) -> bool:
    return outer is not None and outer.start <= inner.start < outer.end and inner.end <= outer.end
