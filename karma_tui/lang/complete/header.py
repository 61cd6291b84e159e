"""What may be typed next in the header of a snippet: keys, types, the tags of references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from karma_tui.lang.check.world import World
from karma_tui.lang.complete.items import Completions, Kind, Stop
from karma_tui.lang.complete.proposals import Proposal, plain, ranked
from karma_tui.lang.complete.shapes import Shape
from karma_tui.lang.parameters.types import PLAIN

_TYPE = re.compile(r"""\s*//\s*type\s*=\s*["'](?:list\()?(?P<typed>[\w(]*)$""")
_FLAG = re.compile(r"\s*//\s*(?:optional|secret)\s*=\s*(?P<typed>\w*)$")
_KEY = re.compile(r"\s*//\s*(?P<typed>\w*)$")
_TABLE = re.compile(r"\s*//\s*\[\[\s*parameters\s*\]\]")
_SET = re.compile(r"\s*//\s*(\w+)\s*=")
_MOST_TAGS = 500

_TOP = {
    "name": 'name = ""',
    "description": 'description = ""',
    "tags": 'tags = [""]',
}
_OF_PARAMETER = {
    "name": 'name = ""',
    "type": 'type = ""',
    "default": "default = ",
    "choices": "choices = []",
    "description": 'description = ""',
    "optional": "optional = true",
    "secret": "secret = true",
}
_DOCS = {
    "tags": "words for the list and its search",
    "type": "what may be given",
    "default": "what counts if nothing is given",
    "choices": "the only values it may have",
    "optional": "null if nothing is given",
    "secret": "never shown, never remembered",
}


def complete_header(text: str, offset: int, world: World) -> Completions:
    """The proposals for a place in a header, best first; none where anything may be written."""
    begin = text.rfind("\n", 0, offset) + 1
    line = text[begin:offset]
    for pattern, proposals in ((_TYPE, _types), (_FLAG, _flags), (_KEY, _keys)):
        found = pattern.match(line)
        if found is not None:
            typed = found["typed"]
            items = ranked(proposals(text[:begin], world), typed, {})
            end = offset + (proposals is _types and text[offset : offset + 1] == ")" and "(" in typed)
            return Completions(offset - len(typed), end, items)
    return Completions(offset, offset)


def _types(before: str, world: World) -> Iterator[Proposal]:
    for kind in PLAIN:
        yield plain(kind, Kind.KEYWORD, kind)
    for tag in list(world.tags)[:_MOST_TAGS]:
        yield plain(f"ref({tag})", Kind.TAG, f"ref({tag})", doc="the id of a record")
    yield plain("ref", Kind.KEYWORD, "ref", doc="a record of any model")
    yield Proposal("list", Kind.KEYWORD, Shape("list()", [Stop(5, 5)]), doc="several values")


def _flags(before: str, world: World) -> Iterator[Proposal]:
    yield plain("true", Kind.LITERAL, "true")


def _keys(before: str, world: World) -> Iterator[Proposal]:
    lines = before.split("\n")
    tables = [at for at, line in enumerate(lines) if _TABLE.match(line)]
    keys = _OF_PARAMETER if tables else _TOP
    given = {it[1] for line in lines[tables[-1] if tables else 0 :] if (it := _SET.match(line))}
    for key, insert in keys.items():
        if key not in given:
            yield Proposal(key, Kind.KEY, _at_hole(insert), doc=_DOCS.get(key, ""))
    table = '[[parameters]]\n// name = ""\n// type = ""'
    stops = [Stop(26, 26), Stop(len(table) - 1, len(table) - 1)]
    yield Proposal("parameters", Kind.KEY, Shape(table, stops), doc="one more parameter")


def _at_hole(insert: str) -> Shape:
    """With the cursor where the value goes."""
    for pair in ('""', "[]"):
        at = insert.find(pair)
        if at >= 0:
            return Shape(insert, [Stop(at + 1, at + 1)])
    return Shape(insert)
