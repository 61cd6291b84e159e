"""The body of a login: two strings, read with each server's own strictness (spec http-1.0 section 2).

1.0 allows comments, trailing commas and anything after the struct; 0.1 is strict and its refusal bare.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import JsonText, read_json
from karma_tui.lang.machine.refusal import Refused, codec
from karma_tui.lang.nodes import Dialect, Number

_FIELDS = ("username", "password")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody claims to be; the password is never shown."""

    username: str
    password: str = field(repr=False)


def read_credentials(body: bytes, dialect: Dialect) -> Credentials:
    """The credentials in a body; Refused with a codecError and a byte offset if there are none."""
    text = body.decode("utf-8", "replace")
    try:
        document = read_json(text, lenient=dialect is Dialect.V1)
    except ExpressionError as error:
        raise _refused(text, error.span.start if error.span else len(text), error.title, dialect) from None
    problem = _problem(document)
    if problem is not None:
        raise _refused(text, problem[1], problem[0], dialect)
    value = document.value
    assert isinstance(value, dict)
    return Credentials(str(value["username"]), str(value["password"]))


def _problem(document: JsonText) -> tuple[str, int] | None:
    """What keeps a document from being credentials, and where in the text."""
    value, place = document.value, document.spans
    if not isinstance(value, dict):
        return "expected a struct", place.start
    for name, given in value.items():
        if name not in _FIELDS:
            return f"unexpected field {name!r}", place.key(name).start
        if not isinstance(given, str) or isinstance(given, Number):
            return "expected a string", place.entry(name).start
    for name in _FIELDS:
        if name not in value:
            return f"missing field {name!r}", place.end
    return None


def _refused(text: str, position: int, problem: str, dialect: Dialect) -> Refused:
    """The refusal; `human` never shows the body, which may hold a password."""
    refused = codec(problem, len(text[:position].encode("utf-8")))
    refused.bare = dialect is Dialect.V01
    return refused
