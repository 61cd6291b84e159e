"""What to call a record where there is room for a few words only."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Json, Number

_TELLING = ("name", "title", "label", "tag", "username", "headline", "subject", "slug", "key", "email")
_LONGEST = 80
_LOOKED_AT = 200
"""Parts of a value that are searched for a text."""


def label_of(value: Json) -> str:
    """A telling field's text, else the first text in the value, else the value itself, cut."""
    fields = value if isinstance(value, dict) else {}
    known = {key.casefold(): inner for key, inner in fields.items()}
    found = next((text for name in _TELLING if (text := _text(known.get(name)))), "")
    text = found or next(_texts(value), "") or dump_json(value)
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _text(value: Json) -> str:
    """The value if it is a text; of an object of one text (a union, a translation) that text."""
    if isinstance(value, dict) and 0 < len(value) <= 3:
        return next((text for inner in value.values() if (text := _text_itself(inner))), "")
    return _text_itself(value)


def _text_itself(value: Json) -> str:
    return value if isinstance(value, str) and not isinstance(value, Number) and value.strip() else ""


def _texts(value: Json) -> Iterator[str]:
    """The texts in a value, in order, among its first parts; refs and ids are no texts."""
    waiting = [value]
    for _ in range(_LOOKED_AT):
        if not waiting:
            return
        part = waiting.pop()
        if text := _text_itself(part):
            yield text
        elif isinstance(part, dict):
            waiting.extend(reversed(list(part.values())[:_LOOKED_AT]))
        elif isinstance(part, list) and not _is_pair(part):
            waiting.extend(reversed(part[:_LOOKED_AT]))


def _is_pair(part: list[Json]) -> bool:
    return len(part) == 2 and all(
        isinstance(item, str) and len(item) == 16 and item.isalpha() for item in part
    )
