"""The editor's colours, kept line by line: which tokens a line has depends on it and on how it begins.

A lexer that starts over at every key costs a tenth of a second on a thousand lines. So the state in which
each line begins is kept, and an edit forgets only what is below it. Lexing goes no further than the line
asked for. The lexer itself is the language's (lang.lexer); this module only remembers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

State = TypeVar("State")
Token: TypeAlias = tuple[int, int, str]
"""First character, the one after the last, and the class of a token; offsets within its line."""
LexLine: TypeAlias = Callable[[str, State], tuple[Sequence[Token], State]]

LONGEST = 10_000
"""Characters beyond which a line gets no colours; lexing it at every key would be felt."""
_KEPT = 4096


class LineTokens(Generic[State]):
    """Tokens of the lines of one text, which `update` must be told about at every change."""

    def __init__(self, lex_line: LexLine[State], start: State) -> None:
        self._lex_line = lex_line
        self._lines: list[str] = []
        self._states: list[State] = [start]
        self._lexed: OrderedDict[tuple[str, State], tuple[Sequence[Token], State]] = OrderedDict()

    def update(self, lines: Sequence[str]) -> None:
        """Takes over the text as it is now; what is above the first changed line stays known.

        Compares lines by identity: an editor keeps the lines it does not touch.
        """
        old = self._lines
        self._lines = list(lines)
        same = next(
            (row for row, (before, after) in enumerate(zip(old, lines, strict=False)) if before is not after),
            min(len(old), len(lines)),
        )
        del self._states[same + 1 :]

    def tokens(self, row: int) -> Sequence[Token]:
        """The tokens of a line; raises `IndexError` beyond the last."""
        line = self._lines[row]
        return self._lex(line, self.state(row))[0]

    def state(self, row: int) -> State:
        """The state in which a line begins: with the line's text it settles the line's colours."""
        while len(self._states) <= row:
            known = len(self._states) - 1
            self._states.append(self._lex(self._lines[known], self._states[known])[1])
        return self._states[row]

    def _lex(self, line: str, state: State) -> tuple[Sequence[Token], State]:
        if len(line) > LONGEST:
            return (), state
        key = (line, state)
        found = self._lexed.get(key)
        if found is None:
            found = self._lexed[key] = self._lex_line(line, state)
            if len(self._lexed) > _KEPT:
                self._lexed.popitem(last=False)
        return found
