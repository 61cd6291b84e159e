"""Where exactly a problem is underlined, as the text shows it: the value of a literal, the key of an entry.

The checker places problems at nodes, and a node is a whole literal or an entry's value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from karma_tui.errors import Span
from karma_tui.lang.check.problem import Problem, Severity

_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_VALUE = _STRING + r"|-?[0-9][\w.+-]*|true|false|null)"
_CALL = rf"\w+\(\s*{_VALUE}\s*,?\s*\)"
_OBJECT = rf'\{{\s*"\w+"\s*:\s*{_VALUE}\s*,?\s*\}}'
_LITERAL = re.compile(f"{_CALL}|{_OBJECT}")
_OF_VALUES = ("No tag ", "No name ", "No case ", "This is no ", "This is never ", "Never equal: no symbol ")
"""How titles begin that are about a literal's value and not about its type."""
_OF_KEYS = re.compile(r'(?:No symbol|The model has no field|There is no field) "([^"]*)"')
"""Titles about the key of what is underlined."""
_MISTYPED = re.compile(r'Did you mean "(.*)" where it says "(.*)"\?')
_WANT = re.compile("Want (.+), have (.+)")
_LONGEST = 200


def in_place(problems: Iterable[Problem], text: str) -> Iterator[Problem]:
    """The problems at their exact places; a mistyped key is one problem, not one for each of its names."""
    placed = _unswapped([_placed(problem, text) for problem in problems], text)
    spare = {found[1]: it.span for it in placed if (found := _OF_KEYS.match(it.title)) is not None}
    gone: set[str] = set()
    for problem in placed:
        meant = _MISTYPED.fullmatch(problem.hint)
        if meant is None:
            continue
        written = meant[2]
        span = spare.get(written) or _key_within(problem.span, written, text)
        if span is not None:
            gone.add(written)
            spare[written] = span
    for problem in placed:
        meant = _MISTYPED.fullmatch(problem.hint)
        if meant is not None and meant[2] in gone and problem.severity is Severity.ERROR:
            title = f'No {"case" if problem.title.startswith("The case") else "field"} "{meant[2]}"'
            hint, span = f'Did you mean "{meant[1]}"?', spare[meant[2]]
            problem = replace(problem, title=title, hint=hint, span=span, may_grow=False)
        elif (key := _OF_KEYS.match(problem.title)) and key[1] in gone:
            continue
        yield problem


def _unswapped(problems: list[Problem], text: str) -> list[Problem]:
    """Two arguments of which each is what the other one should be, as one problem."""
    found: list[Problem] = []
    for problem in sorted(problems, key=_start):
        before = found[-1] if found else None
        if before is not None and _are_swapped(before, problem, text):
            assert before.span is not None and problem.span is not None, "looked at"
            span = Span(before.span.start, problem.span.end)
            hint = f"{before.title}; {problem.title[:1].lower()}{problem.title[1:]}."
            found[-1] = replace(before, title="The arguments are the wrong way round", hint=hint, span=span)
        else:
            found.append(problem)
    return found


def _start(problem: Problem) -> int:
    return problem.span.start if problem.span is not None else -1


def _are_swapped(one: Problem, other: Problem, text: str) -> bool:
    if one.span is None or other.span is None or text[one.span.end : other.span.start].strip() != ",":
        return False
    types = (_WANT.fullmatch(one.title), _WANT.fullmatch(other.title))
    if types[0] is None or types[1] is None:
        return False
    (want, have), (other_want, other_have) = types[0].groups(), types[1].groups()
    return want.split()[0] == other_have.split()[0] and other_want.split()[0] == have.split()[0]


def _placed(problem: Problem, text: str) -> Problem:
    span = problem.span
    if span is None or span.end - span.start > _LONGEST:
        return problem
    if problem.title.startswith(_OF_VALUES):
        literal = _LITERAL.fullmatch(text, span.start, span.end)
        if literal is not None:
            return replace(problem, span=Span(*literal.span(literal.lastindex or 0)))
    key = _OF_KEYS.match(problem.title)
    if key is not None:
        before = _key_before(span.start, key[1], text)
        return replace(problem, span=before) if before is not None else problem
    return problem


def _key_before(at: int, key: str, text: str) -> Span | None:
    """Where the key of the value at an offset stands."""
    head = text[max(0, at - len(key) - _LONGEST) : at]
    found = re.search(rf"""(["'`]?){re.escape(key)}\1(?=\s*:\s*\(?\s*\Z)""", head)
    return Span(at - len(head) + found.start(), at - len(head) + found.end()) if found is not None else None


def _key_within(span: Span | None, key: str, text: str) -> Span | None:
    """The only place in a stretch where a key stands."""
    if span is None:
        return None
    pattern = re.compile(rf"""(?<![\w"'`.])(["'`]?){re.escape(key)}\1(?=\s*:)""")
    found = list(pattern.finditer(text, span.start, span.end))
    return Span(*found[0].span()) if len(found) == 1 else None
