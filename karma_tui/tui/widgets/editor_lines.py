"""The editor's colours, kept line by line: which tokens a line has depends on it and on how it begins.

A lexer that starts over at every key costs a tenth of a second on a thousand lines. So the state in which
each line begins is kept. An edit makes the states below it a supposition: as soon as a line is found to begin
as it did before, all lines below are known again. Tokens are made only for the lines asked for. The lexer
itself is the language's (lang.text_lexing); this module only remembers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Generic, TypeAlias, TypeVar

State = TypeVar("State")
Token: TypeAlias = tuple[int, int, str]
"""First character, the one after the last, and the class of a token; offsets within its line."""
LexLine: TypeAlias = Callable[[str, State], tuple[Sequence[Token], State]]

LONGEST = 10_000
"""Characters of a line that get colours; lexing more at every key would be felt."""
_KEPT = 4096


def untouched(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines an edit left alone at the top and at the bottom; no line is counted twice.

    Compares lines by identity: an editor keeps the lines it does not touch.
    """
    shorter = min(len(before), len(after))
    top = next(compress(count(), map(is_not, before, after)), shorter)
    bottom = next(compress(count(), map(is_not, reversed(before), reversed(after))), shorter)
    return top, min(bottom, shorter - top)


class LineTokens(Generic[State]):
    """Tokens of the lines of one text, which `update` must be told about at every change.

    `lex_line` gives a line's tokens and the state that the next line begins in, `state_after` that state
    alone. The state of the first line is `start`.
    """

    def __init__(
        self, lex_line: LexLine[State], start: State, state_after: Callable[[str, State], State] | None = None
    ) -> None:
        self._lex_line = lex_line
        self._state_after = state_after or (lambda line, state: lex_line(line, state)[1])
        self._lines: list[str] = []
        self._states: list[State] = [start]
        self._known = 1
        """How many of the states, from the first on, hold for certain."""
        self._joint = 1
        """From which one on the others follow from each other: if one of them holds, all behind it do."""
        self._lexed: OrderedDict[tuple[str, State], Sequence[Token]] = OrderedDict()

    def update(self, lines: Sequence[str]) -> None:
        """Takes over the text as it is now."""
        old = self._lines
        top, bottom = untouched(old, lines)
        if top == len(old) == len(lines):
            return
        self._lines = list(lines)
        joint = 0 if self._known == len(self._states) else self._joint
        below_old, below = len(old) - bottom, len(lines) - bottom
        tail = self._states[max(below_old, top + 1 + below_old - below) : len(old)]
        states = self._states[: top + 1]
        self._known = min(self._known, len(states))
        if tail:
            states += [states[0]] * (max(below, top + 1) - len(states))
        self._joint = max(below, top + 1, joint + below - below_old)
        states += tail
        self._states = states if self._joint < len(states) else states[: self._known]

    def tokens(self, row: int) -> Sequence[Token]:
        """The tokens of a line, of a long one those at its start; raises `IndexError` beyond the last."""
        line = self._lines[row]
        return self._lex(line if len(line) <= LONGEST else line[:LONGEST], self.state(row))

    def state(self, row: int) -> State:
        """The state in which a line begins: with the line's text it settles the line's colours."""
        while self._known <= row:
            at = self._known
            found = self._state_after(self._lines[at - 1], self._states[at - 1])
            if at == len(self._states):
                self._states.append(found)
            elif at >= self._joint and self._states[at] == found:
                self._known = len(self._states)
                continue
            else:
                self._states[at] = found
                self._joint = max(self._joint, at + 1)
            self._known += 1
        return self._states[row]

    def _lex(self, line: str, state: State) -> Sequence[Token]:
        key = (line, state)
        found = self._lexed.get(key)
        if found is None:
            found = self._lexed[key] = self._lex_line(line, state)[0]
            if len(self._lexed) > _KEPT:
                self._lexed.popitem(last=False)
        return found
