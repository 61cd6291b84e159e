"""JSON that is being typed, to values and places: what is missing is filled in, what fits nowhere skipped.

The words and the faults are those of `lang.json_reader`.
"""

from __future__ import annotations

import re

from karma_tui.errors import ExpressionError
from karma_tui.lang.json_grammar import STRICT, STRING_END
from karma_tui.lang.json_place import JsonText, Place, packed
from karma_tui.lang.json_reader import Reader
from karma_tui.lang.nodes import Json
from karma_tui.lang.sink import Sink


class Gap(str):
    """The string that stands for a value which is not there."""

    __slots__ = ()


GAP = Gap()
_JUNK = re.compile(r'[^\s{}\[\],":]+')
_KEY = re.compile(r"[^\W\d][\w$]*")
_LINE_END = re.compile(r"[\n\r]")
_QUIET = 2
_BEGINS_VALUE = frozenset('"{[')


class TolerantReader(Reader):
    """A reader whose faults go into a sink; the first is what `read_json` raises."""

    __slots__ = ("_open", "_quiet", "sink")

    def __init__(self, text: str, sink: Sink) -> None:
        super().__init__(text, STRICT)
        self.sink = sink
        self._open = {"]": 0, "}": 0}
        """How many arrays and objects are open."""
        self._quiet = 0
        """How many more values have to be read before a further fault is told."""

    def _value(self) -> tuple[Json, Place | int]:
        found = self.grammar.value(self.text, self.at)
        if found is not None:
            self._quiet = max(0, self._quiet - 1)
            return super()._value()
        self._blame("a value")
        self._skip_blank()
        start = self.at
        junk = _JUNK.match(self.text, start)
        if junk is not None:
            self.at = junk.end()
        return GAP, packed(start, self.at)

    def _blame(self, expected: str) -> None:
        """Note what comes next in place of what is expected, unless it follows from the last fault."""
        self.sink.repairs.append(self.at)
        if not self._quiet and not self.sink.full:
            at = self.at
            self.sink.note(self._unexpected(expected))
            self.at = at
        self._quiet = _QUIET

    def _enter(self, value: Json, place: Place) -> bool:
        closer = "]" if isinstance(value, list) else "}"
        at_once = super()._enter(value, place)
        if not at_once:
            self._open[closer] += 1
        return at_once

    def _leave(self) -> tuple[Json, Place]:
        self._open["]" if isinstance(self.container, list) else "}"] -= 1
        return super()._leave()

    def _array_closed(self) -> bool:
        while (found := self.grammar.array_next(self.text, self.at)) is None:
            self._blame("a comma or the array's ]")
            self._skip_blank()
            if self._ends_before("}"):
                return True
            if self.text[self.at] in _BEGINS_VALUE:
                return False
            self.at += 1
        self.at = found.end()
        return bool(found.lastindex)

    def _ends_before(self, other: str) -> bool:
        """Whether the container ends without an end of its own: with the text, or with one around it."""
        if self.at >= len(self.text):
            return True
        return self.text[self.at] == other and self._open[other] > 0

    def _object_oddly_closed(self) -> bool:
        self._skip_blank()
        if self.text.startswith(",", self.at):
            self._mark_extra(self.at)
            self.at += 1
            self._skip_blank()
            if self.text.startswith('"', self.at):
                self._key()
                return False
            self._blame("a key in double quotes")
        else:
            self._blame("a comma or the object's }")
        while not self._ends_before("]"):
            char = self.text[self.at]
            if char == "}":
                self.at += 1
                return True
            if char in _BEGINS_VALUE:
                self._mark_extra(self.at)
                if char == '"':
                    self._key()
                else:
                    self._keep_key("", packed(self.at, self.at))
                return False
            self.at += 1
            self._skip_blank()
        return True

    def _key(self) -> None:
        self._skip_blank()
        start = self.at
        if self.text.startswith('"', start):
            self.at += 1
            key = self._string(start)
        else:
            self._blame("a key in double quotes")
            word = _KEY.match(self.text, start)
            key = word[0] if word is not None else ""
            self.at = start + len(key)
        place = packed(start, self.at)
        self._skip_blank()
        if self.text.startswith(":", self.at):
            self.at += 1
        else:
            self._blame("a colon")
        self._keep_key(key, place)

    def _string(self, start: int) -> str:
        begin = self.at
        try:
            return super()._string(start)
        except ExpressionError as error:
            if not self._quiet:
                self.sink.note(error)
            self._quiet = _QUIET
        ending = STRING_END.match(self.text, begin)
        line_end = _LINE_END.search(self.text, begin)
        if ending is not None and (line_end is None or ending.end() <= line_end.start()):
            self.at = ending.end()
            return self.text[begin : self.at - 1]
        line = self.text[begin : line_end.start() if line_end is not None else len(self.text)]
        # What closes the brackets around it at the end of the line is not meant to be in the string.
        letters = line.rstrip(" \t]},")
        self.at = begin + len(letters)
        return letters

    def _finish(self) -> None:
        self._skip_blank()
        if self.at < len(self.text):
            self._blame("nothing after the JSON document")


def draft_json(text: str, sink: Sink) -> JsonText:
    """The first JSON value of a text as far as it goes; `GAP` where a value is missing. Linear.

    What is wrong goes into the sink. Raises ExpressionError for nesting beyond `json_reader.MAX_DEPTH`.
    """
    return TolerantReader(text, sink).read()
