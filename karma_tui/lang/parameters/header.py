"""The header of a saved expression: TOML in comment lines on top of the file, between two lines `//---`.

    //---
    // name = "long books"
    // tags = ["books"]
    //
    // [[parameters]]
    // name = "pages"
    // type = "int32"
    // default = 300
    //---
    filterList(all(tag("book")), (i, b) => gtInt32(b.pages, $pages))

To everything else that reads KVM text it is a comment; and so is a frame of `//---` around lines of which
none sets a key. Reading never fails: what is wrong is told in
`faults`, each with its place. The lines `// name: …` and `// created: …` of earlier versions are read too.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from karma_tui import toml_text
from karma_tui.errors import ExpressionError, Span
from karma_tui.lang.nodes import Number
from karma_tui.lang.parameters.header_block import Block
from karma_tui.lang.parameters.header_parts import HeaderReader, Parameter

__all__ = ["Header", "Parameter", "read_header", "without_header"]

MARK: Final = "//---"
_LONGEST = 200_000
_FIRST = re.compile(r"\s*//---[ \t]*(?:\r?\n|\Z)")
_LINE = re.compile(r"[ \t]*//(?P<text>[^\n]*?)\r?(?:\n|\Z)")
_LAST = re.compile(r"[ \t]*//---[ \t]*\r?(?:\n|\Z)")
_OLD = re.compile(r"//[ \t]*(?P<key>name|created):[ \t]*(?P<value>[^\n]*?)[ \t]*\r?(?:\n|\Z)")
_INK = re.compile(r"[^\n]")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of its expression. `span` is all of the header, the line end after it included."""

    span: Span
    name: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    created: datetime | None = None
    parameters: tuple[Parameter, ...] = ()
    faults: tuple[ExpressionError, ...] = ()
    is_old: bool = False
    """Whether it is in the form of earlier versions."""
    toml: str = field(default="", repr=False, compare=False)
    """What stands behind the slashes."""

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((it for it in self.parameters if it.name == name), None)


def read_header(text: str) -> Header | None:
    """The header of a text; None if it has none. Never raises; looks at nothing behind the header."""
    first = _FIRST.match(text)
    if first is None:
        return _old(text)
    block = Block(text)
    at = first.end()
    while (last := _LAST.match(text, at)) is None:
        line = _LINE.match(text, at)
        if line is None or at == len(text) or at > _LONGEST:
            return _endless(block, first, at) if block.sets_keys else None
        block.add(line.start("text"), line["text"])
        at = line.end()
    if not block.sets_keys:
        return None
    span = Span(0, last.end())
    try:
        table: dict[str, Any] = toml_text.loads(block.toml, parse_float=Number)
    except tomllib.TOMLDecodeError as error:
        return Header(span, faults=(_broken(error, block),), toml=block.toml)
    except RecursionError:
        what = ExpressionError("The header is nested too deeply", "", "", None)
        return Header(span, faults=(block.fault_at(what, Span(0, 5)),), toml=block.toml)
    reader = HeaderReader(block, table)
    return Header(
        span,
        reader.text("name"),
        reader.text("description"),
        reader.tags(),
        reader.created(),
        reader.parameters(),
        tuple(reader.finish()),
        toml=block.toml,
    )


def _endless(block: Block, first: re.Match[str], end: int) -> Header:
    what = ExpressionError(
        "The header has no end",
        "Lines of comments must follow until a line //---",
        "Write //--- below the header.",
    )
    start = first.end() - len(first.group().lstrip())
    return Header(Span(0, end), faults=(block.fault_at(what, Span(start, start + 5)),))


def without_header(text: str, header: Header | None = None) -> str:
    """The text with blanks for its header, so that places stay what they are."""
    found = header or read_header(text)
    if found is None:
        return text
    return _INK.sub(" ", text[: found.span.end]) + text[found.span.end :]


def _old(text: str) -> Header | None:
    at, values = 0, {}
    while (line := _OLD.match(text, at)) and line["key"] not in values:
        values[line["key"]] = line["value"]
        at = line.end()
    if not values:
        return None
    faults: tuple[ExpressionError, ...] = ()
    created = None
    if "created" in values:
        try:
            created = datetime.fromisoformat(values["created"])
        except ValueError:
            start = text.index("created:")
            what = ExpressionError(
                "This is no date",
                f"{values['created'][:40]!r} is not like 2026-02-03T04:05:06Z.",
                "Correct the line, or take it out.",
            )
            faults = (Block(text).fault_at(what, Span(start, text.find("\n", start) % (len(text) + 1))),)
    return Header(Span(0, at), values.get("name", ""), created=created, faults=faults, is_old=True)


def _broken(error: tomllib.TOMLDecodeError, block: Block) -> ExpressionError:
    said = str(error)
    place = _TOML_PLACE.search(said)
    span = block.last_line() if place is None or not place[1] else block.spot(int(place[1]), int(place[2]))
    what = ExpressionError("The header is not valid TOML", f"{_TOML_PLACE.sub('', said)}.")
    return block.fault_at(what, span)
