"""A stored expression as people read it: KVM text, and in a word what it lets through if that is simple."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Call, Data, Dialect, Function, Json, Literal, Node, Raw
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.recognise import Source, read

_WIDTH = 76
_FOREIGN = "karma.run 0.1:"
"""How a local instance keeps an expression of dialect 0.1 for those who speak 1.0: as a parameter's name."""
_LONGEST_LINE = 60
_WORDS = {True: "everything", False: "nothing"}


@dataclass(frozen=True, slots=True)
class Readable:
    """KVM text, or JSON where `is_text` is False: what cannot be read is shown as it is."""

    text: str
    is_text: bool = True
    meaning: str = ""
    """`everything`, `nothing`, or "" where one has to read it."""

    @property
    def line(self) -> str:
        """In one line, cut if it is long."""
        line = self.meaning or " ".join(self.text.split())
        return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def readable(value: Json, dialect: Dialect) -> Readable:
    """What a record of `_expression` says."""
    inner = _foreign(value)
    if inner is not None:
        return _read(inner, Dialect.V01)
    return _read(dump_json(value), dialect)


def _read(json: str, dialect: Dialect) -> Readable:
    try:
        source = read(json, dialect)
        return Readable(_printed(source), True, _meaning(source.root))
    except (ExpressionError, ValueError):
        return Readable(json, False)


def _printed(source: Source) -> str:
    root = source.root
    if len(root.body) == 1 and isinstance(root.body[0], Function) and not root.params:
        root = root.body[0]  # a lambda, read as the only expression of a query
    return print_pretty(root, source.dialect, _WIDTH)


def _meaning(root: Node) -> str:
    node: Node = root
    while True:
        match node:
            case Function(body=(only,)) | Data(datum=only):
                node = only
            case Call(name="static", args=(Raw(value=bool(value)),)):
                return _WORDS[value]
            case Literal(kind="bool" | "", value=bool(value)):
                return _WORDS[value]
            case _:
                return ""


def _foreign(value: Json) -> str | None:
    """The JSON of an expression of dialect 0.1 inside of one of 1.0."""
    match value:
        case {"function": [[str(name)], [{"data": {"string": str(json)}}]]} if name == _FOREIGN:
            return json
    return None
