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
from karma_tui.lang.machine.types import Optional, Prim, opened
from karma_tui.lang.nodes import Data, Dialect, Fields, Function, Node
from karma_tui.lang.tolerant.result import Draft

_FOLLOWING = frozenset({"This does not fit here", "A character that has no meaning here"})
"""What is said of whatever stands behind something that was skipped."""
_NO_WIDTH = "A number needs a type here"
_BLANKS = re.compile(r"\s*")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SCRIPT = re.compile(r"\bfunction\s*\([\w\s,]*\)\s*$")
_LONGEST_HEAD = 200
_LACKS = re.compile(r"\S+ lacks ")
_QUOTED_KEY = re.compile(r"""\s*\{\s*["']""")


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
        follows = problem.title in _FOLLOWING and reach >= 0 and not text[reach : span.start].strip()
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
        inner = opened(wanted) if wanted is not None else None
        while isinstance(inner, Optional):
            inner = opened(inner.of)
        if isinstance(inner, Prim) and inner.kind in SUFFIXES:
            assert problem.span is not None, "looked at above"
            digits = text[problem.span.start : problem.span.end]
            problem = replace(problem, hint=f"Write {digits}{SUFFIXES[inner.kind]}.")
        yield problem


def no_json(read: Draft, text: str) -> Iterator[Problem]:
    """The warning to who meant a query in JSON, and wrote a struct of KVM text."""
    root = read.node
    if not (isinstance(root, Function) and len(root.body) == 1 and _QUOTED_KEY.match(text)):
        return
    written = _fields(root.body[0])
    if written and catalogue(Dialect.V1).get(written[0][0]) is not None and _fields(written[0][1]):
        yield Problem(
            Severity.WARNING,
            "This is read as a struct, not as a query in JSON",
            "",
            "JSON has double quotes, no comma at the end, no comments, and one key for each function.",
            root.body[0].span,
            root.body[0],
        )


def _fields(node: Node) -> Sequence[tuple[str, Node]]:
    datum = node.datum if isinstance(node, Data) else node
    return datum.fields if isinstance(datum, Fields) else ()


def _of_script(problem: Problem, span: Span, text: str) -> Problem:
    """With a hint for who writes functions as in JavaScript."""
    head = text[max(0, span.start - _LONGEST_HEAD) : span.start]
    if problem.title in _FOLLOWING and text.startswith("{", span.start) and _SCRIPT.search(head):
        return replace(problem, hint="A function is written (i, v) => value.")
    return problem


def _start(problem: Problem) -> tuple[int, int]:
    return (problem.span.start, -problem.span.end) if problem.span is not None else (-1, 0)


def _holds(outer: Span | None, inner: Span) -> bool:
    return outer is not None and outer.start <= inner.start < outer.end and inner.end <= outer.end
