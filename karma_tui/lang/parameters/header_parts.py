"""The keys of a header, each checked on its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from karma_tui.errors import ExpressionError, KarmaError, Span, UsageError
from karma_tui.lang.catalogue import nearest
from karma_tui.lang.parameters.header_block import Block
from karma_tui.lang.parameters.toml_values import toml_text
from karma_tui.lang.parameters.types import ParameterType, read_type
from karma_tui.lang.parameters.values import read_value

MOST_PARAMETERS: Final = 100
_MOST_CHOICES = 1_000
_KEYS = ("name", "description", "tags", "created", "parameters")
_PARAMETER_KEYS = ("name", "type", "default", "choices", "description", "optional", "secret")
_NAME = re.compile(r"[^\W\d]\w*")
_STRING = ParameterType("string")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that is given when the expression is run, where `$name` stands in it."""

    name: str
    type: ParameterType
    description: str = ""
    default: str | None = None
    """As one would type it; None if there is none."""
    choices: tuple[str, ...] = ()
    """The only values it may have, as one would type them; empty if any will do."""
    optional: bool = False
    """Whether null is put in its place if nothing is given."""
    secret: bool = False
    """Whether what is given must not be kept anywhere."""
    span: Span | None = field(default=None, compare=False)
    """Where it is declared."""

    @property
    def is_required(self) -> bool:
        """Whether a run needs a value to be given."""
        return self.default is None and not self.optional


class HeaderReader:
    """Reads a header's table, collecting what is wrong with it."""

    def __init__(self, block: Block, table: Mapping[str, Any]) -> None:
        self._block = block
        self._table = table
        self._faults: list[ExpressionError] = []
        self._tables = block.tables()

    def finish(self) -> list[ExpressionError]:
        """All faults, in the order of the file; ask last."""
        for key in self._table:
            if key not in _KEYS:
                self._unknown(key, _KEYS, self._line(key))
        return sorted(self._faults, key=lambda it: it.span.start if it.span is not None else 0)

    def text(self, key: str) -> str:
        """A value that must be a text."""
        value = self._table.get(key, "")
        if isinstance(value, str) and (key != "name" or value.isprintable()):
            return value.strip()
        self._complain(f"{key} must be a text in quotes, without control characters", self._line(key))
        return ""

    def tags(self) -> tuple[str, ...]:
        """The tags, each once."""
        value = self._table.get("tags", [])
        if isinstance(value, list) and all(isinstance(it, str) and it.isprintable() for it in value):
            return tuple(dict.fromkeys(tag.strip() for tag in value if tag.strip()))
        self._complain("tags must be a list of texts", self._line("tags"))
        return ()

    def created(self) -> datetime | None:
        """When it was made."""
        value = self._table.get("created")
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = 0
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if value is None or isinstance(value, datetime):
            return value.replace(tzinfo=value.tzinfo or UTC) if value is not None else None
        self._complain("created must be a date such as 2026-02-03T04:05:06Z", self._line("created"))
        return None

    def parameters(self) -> tuple[Parameter, ...]:
        """Those that are right."""
        value = self._table.get("parameters", [])
        if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
            self._complain(
                "parameters must be an array of tables",
                self._line("parameters"),
                "Begin each with a line [[parameters]].",
            )
            return ()
        if len(value) > MOST_PARAMETERS:
            self._complain(f"There are more than {MOST_PARAMETERS} parameters", self._line("parameters"))
        found: dict[str, Parameter] = {}
        for at, table in enumerate(value[:MOST_PARAMETERS]):
            parameter = self._parameter(at, table)
            if parameter is None:
                continue
            if parameter.name in found:
                self._complain(
                    f"The parameter {parameter.name} is declared twice",
                    self._line("name", at),
                    "Take one of them out.",
                )
            else:
                found[parameter.name] = parameter
        return tuple(found.values())

    def _parameter(self, at: int, table: Mapping[str, Any]) -> Parameter | None:
        for key in table:
            if key not in _PARAMETER_KEYS:
                self._unknown(key, _PARAMETER_KEYS, self._line(key, at))
        name, written = table.get("name"), table.get("type")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._complain(
                "A parameter needs a name of letters, digits and _", self._line("name", at), 'name = "pages"'
            )
            return None
        if not isinstance(written, str):
            self._complain(f"The parameter {name} needs a type", self._line("type", at), 'type = "string"')
            return None
        try:
            type_ = read_type(written)
        except UsageError as error:
            self._refuse(error, self._line("type", at))
            return None
        self._check_words(at, name, table)
        choices = self._choices(at, name, type_, table.get("choices", []))
        default = self._default(at, name, type_, choices, table.get("default"))
        return Parameter(
            name,
            type_,
            table["description"] if isinstance(table.get("description"), str) else "",
            default,
            choices,
            table.get("optional") is True,
            table.get("secret") is True,
            self._line("name", at),
        )

    def _check_words(self, at: int, name: str, table: Mapping[str, Any]) -> None:
        for key, kind, called in (
            ("description", str, "a text in quotes"),
            ("optional", bool, "true or false"),
            ("secret", bool, "true or false"),
        ):
            if key in table and not isinstance(table[key], kind):
                self._complain(f"{key} of {name} must be {called}", self._line(key, at))

    def _choices(self, at: int, name: str, type_: ParameterType, value: object) -> tuple[str, ...]:
        place = self._line("choices", at)
        if not isinstance(value, list) or len(value) > _MOST_CHOICES:
            self._complain(f"choices of {name} must be a list of at most {_MOST_CHOICES:,}", place)
            return ()
        kind = type_.item or type_
        texts = [self._typed(kind, it, f"A choice of {name}", place) for it in value]
        return tuple(dict.fromkeys(text for text in texts if text is not None))

    def _default(
        self, at: int, name: str, type_: ParameterType, choices: tuple[str, ...], value: object
    ) -> str | None:
        place = self._line("default", at)
        text = self._typed(type_, value, f"The default of {name}", place) if value is not None else None
        if text is not None and choices and type_.item is None and text not in choices:
            self._complain(f"The default of {name} is none of its choices", place, ", ".join(choices)[:200])
        return text

    def _typed(self, type_: ParameterType, value: object, what: str, place: Span) -> str | None:
        """A value of the header as one would type it."""
        try:
            text = toml_text(type_, value)
            read_value(type_, text)
        except UsageError as error:
            told = ExpressionError(f"{what} is no {type_}", error.detail or error.title, error.hint)
            self._faults.append(self._block.fault_at(told, place))
            return None
        return text

    def _line(self, key: str, parameter: int | None = None) -> Span:
        if parameter is None:
            stop = self._tables[0] if self._tables else None
            return self._block.line_of(key, 1, stop) or self._block.spot(1, 1)
        if parameter >= len(self._tables):
            return self._block.line_of("parameters") or self._block.spot(1, 1)
        start = self._tables[parameter]
        after = bisect_right(self._tables, start)
        stop = self._tables[after] if after < len(self._tables) else None
        return self._block.line_of(key, start, stop) or self._block.spot(start, 1)

    def _unknown(self, key: str, known: tuple[str, ...], place: Span) -> None:
        near = nearest(key, known)
        hint = f"Did you mean {near}?" if near else f"Known here: {', '.join(known)}."
        self._complain(f"{key} has no meaning in a header", place, hint)

    def _complain(self, title: str, place: Span, hint: str = "") -> None:
        self._faults.append(self._block.fault_at(ExpressionError(title, "", hint), place))

    def _refuse(self, error: KarmaError, place: Span) -> None:
        told = ExpressionError(error.title, error.detail, error.hint)
        self._faults.append(self._block.fault_at(told, place))
