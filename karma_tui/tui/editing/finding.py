"""Finding and replacing in a text: what is looked for, where it stands, what comes in its place.

Regular expressions are RE2's: linear in the text, so that no pattern freezes the editor. Plain text is
found by Python's own `re`, which is faster there. Pure; big texts are searched in a thread.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from karma_tui.errors import Span, UsageError

MOST = 10_000
"""Places remembered and pointed out; replacing everything is not limited by it."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, and how."""

    pattern: str
    is_regex: bool = False
    minds_case: bool = False
    within: Span | None = None
    """Only matches wholly inside of this stretch; None is the whole text."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where it stands, in order and without overlaps; at most MOST places."""

    spans: tuple[Span, ...] = ()
    is_all: bool = True
    """False if there are more."""

    def at_or_after(self, offset: int) -> int | None:
        """The index of the first place from an offset on, round the end; None if there is none."""
        if not self.spans:
            return None
        return bisect_left([span.start for span in self.spans], offset) % len(self.spans)

    def before(self, offset: int) -> int | None:
        """The index of the last place before an offset, round the start; None if there is none."""
        if not self.spans:
            return None
        return (bisect_left([span.start for span in self.spans], offset) - 1) % len(self.spans)

    def index_of(self, span: Span | None) -> int | None:
        """The index of exactly this place."""
        if span is None or not self.spans:
            return None
        index = self.at_or_after(span.start)
        return index if index is not None and self.spans[index] == span else None


def find(text: str, search: Search) -> Found:
    """Every place of what is looked for. Raises UsageError for a pattern that is none.

    An empty pattern is found nowhere; so are matches of nothing, such as those of `x*`.
    """
    spans = tuple(islice((Span(*match.span()) for match in _matches(text, search)), MOST + 1))
    return Found(spans[:MOST], len(spans) <= MOST)


def replacement(text: str, search: Search, template: str, span: Span) -> str:
    """What comes in the place of one match. Raises UsageError for a wrong pattern or template.

    For a regular expression, `\\1` and `\\g<name>` stand for its groups, `\\0` for all of it, `\\n` and `\\t`
    for line end and tab, `\\\\` for a backslash; plain text is taken as it is.
    """
    if not search.is_regex:
        return template
    parts = _template(template)
    for match in _matches(text, search):
        if match.span() == (span.start, span.end):
            return _filled(parts, match)
    raise UsageError("Nothing is found there any more", "The text has changed meanwhile.")


def replace_all(text: str, search: Search, template: str) -> tuple[str, int]:
    """The text with every match replaced, and how many there were. Raises UsageError like `replacement`."""
    parts = _template(template) if search.is_regex else (template,)
    out: list[str] = []
    at = count = 0
    for match in _matches(text, search):
        start, end = match.span()
        out += (text[at:start], _filled(parts, match))
        at, count = end, count + 1
    return "".join(out) + text[at:], count


def _matches(text: str, search: Search) -> Iterator[Any]:
    """The matches that hold something, of `re` or RE2, which share what is used of them here."""
    if not search.pattern:
        return
    compiled = _compiled(search)
    start, end = (search.within.start, search.within.end) if search.within else (0, len(text))
    for match in compiled.finditer(text, start, end):
        if match.end() > match.start():
            yield match


def _compiled(search: Search) -> Any:
    if not search.is_regex:
        return re.compile(re.escape(search.pattern), 0 if search.minds_case else re.IGNORECASE)
    import re2  # only for those who search by pattern

    options = re2.Options()
    options.log_errors = False  # it would write over the screen
    options.case_sensitive = search.minds_case
    try:
        return re2.compile(f"(?m){search.pattern}", options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise UsageError("Not a regular expression", words) from error


_ESCAPE = re.compile(r"\\(?:(\d)|g<(\w+)>|(.?))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "\\": "\\"}


def _template(template: str) -> tuple[str | int | tuple[str], ...]:
    """Text as it is, numbers of groups, and names of groups each in a tuple of one."""
    parts: list[str | int | tuple[str]] = []
    at = 0
    for escape in _ESCAPE.finditer(template):
        parts.append(template[at : escape.start()])
        at = escape.end()
        digit, name, other = escape.groups()
        if digit is not None:
            parts.append(int(digit))
        elif name is not None:
            parts.append(int(name) if name.isdecimal() else (name,))
        elif other in _PLAIN:
            parts.append(_PLAIN[other])
        else:
            raise UsageError("Not a replacement", f"\\{other} has no meaning; a backslash is written \\\\.")
    return (*parts, template[at:])


def _filled(parts: Sequence[str | int | tuple[str]], match: Any) -> str:
    try:
        return "".join(
            part if isinstance(part, str) else match.group(part if isinstance(part, int) else part[0]) or ""
            for part in parts
        )
    except (IndexError, KeyError) as error:
        raise UsageError("Not a replacement", "The pattern has no such group.") from error
