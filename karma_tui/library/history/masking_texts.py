"""Masks what is secret in a text that has a sign of it; see `masking`."""

from __future__ import annotations

import re

from karma_tui.library.history.masking_tokens import without_values
from karma_tui.library.history.secret_looks import HASH
from karma_tui.redact import MASK, redact

_HINT = re.compile(
    r"(?i)pass|secret|credential|pwd|authorization|cookie|api_?key|access_?token|auth_?token|private_?key"
)
_HEADERS = re.compile(
    r"(?i)authorization[\"']?\s*[:=]\s*[\"']?(?:bearer|basic)\s|cookie[\"']?\s*:\s*[\"']?[\w.-]+="
    r"|x-karma-|karma(?:_tui)?_secret|\bbearer\s"
)
"""What was copied from a request; then all of the text is looked at as `redact` does."""
_HASH = re.compile(HASH)
_SECRET_TABLE = re.compile(r"(?m)^//[ \t]*[\"']?secret[\"']?[ \t]*=[ \t]*true")
_DEFAULT = re.compile(r"(?m)^(//[ \t]*[\"']?(?:default|choices|examples?)[\"']?[ \t]*=[ \t]*).*$")


def mask(text: str) -> str:
    """The text without secrets."""
    text = _HASH.sub(MASK, text)
    if text.lstrip().startswith("//---"):
        text = _without_defaults(text)
    if _HEADERS.search(text):
        return redact(text)
    return without_values(text) if _HINT.search(text) else text


def _without_defaults(text: str) -> str:
    """A text whose header declares parameters: the defaults and choices of secret ones are masked."""
    end = text.find("//---", text.find("//---") + 5)
    tables = re.split(r"(?m)^(?=//[ \t]*\[)", text if end < 0 else text[:end])
    for at, table in enumerate(tables):
        if _SECRET_TABLE.search(table):
            tables[at] = _DEFAULT.sub(rf'\1"{MASK}"', table)
    return "".join(tables) + ("" if end < 0 else text[end:])
