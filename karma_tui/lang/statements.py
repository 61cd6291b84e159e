"""The expressions of a buffer one by one, found by its tokens: for running one of them, or each in turn.

Made for texts that are being written: what is wrong in one expression does not hide the others. Nothing is
parsed; whether an expression is right shows when it is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from karma_tui.errors import Span

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
  | (?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))
  | (?P<string>"(?:[^"\\\n]|\\.)*(?:"|\\?(?=\n|\Z))|'(?:[^'\\\n]|\\.)*(?:'|\\?(?=\n|\Z)))
  | (?P<name>(?:[^\W\d]|\$)[\w$]*|`(?:[^`\\]|\\[\s\S])*(?:`|\Z))
  | (?P<infix>=>|\|>|\|\||&&|==|!=|=|\.|:|,)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<end>;)
  | (?P<other>[^\s])""",
    re.VERBOSE,
)
_INK = re.compile(r"[^\n]")
_INFIX = frozenset({"=>", "|>", "||", "&&", "==", "!=", "=", ".", ":", ",", "!"})


@dataclass(frozen=True, slots=True)
class Statement:
    """An expression or a definition of a buffer. `span` is without blanks, comments around it and `;`."""

    span: Span
    defines: str = ""
    """The name that a `let` gives; "" for an expression."""
    names: frozenset[str] = frozenset()
    """Every name that occurs in it."""


def statements(text: str) -> list[Statement]:
    """The statements of a buffer in order: parted by `;`, by a blank line outside of brackets, or, for
    JSON objects, by their end. Never raises; linear."""
    found: list[Statement] = []
    words: list[tuple[int, int, str, str]] = []
    depth = 0

    def end() -> None:
        if words:
            found.append(_statement(words))
            words.clear()

    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        if kind == "blank":
            if depth == 0 and token.count("\n") > 1 and words and not _goes_on(text, match, words[-1][3]):
                end()
            continue
        if kind == "comment":
            continue
        if kind == "end" and depth == 0:
            end()
            continue
        if depth == 0 and token == "{" and words and words[0][3] == "{" and words[-1][3] == "}":
            end()
        depth = max(0, depth + (kind == "open") - (kind == "close"))
        words.append((match.start(), match.end(), kind, token))
    end()
    return found


@dataclass(frozen=True, slots=True)
class Ending:
    """How a text that is being typed ends: what is still open."""

    depth: int = 0
    """Brackets that were opened and not closed."""
    operator: bool = False
    """Whether an operator is last, so that something must follow."""
    inside: str = ""
    """`comment` or `name` if such a one is open."""

    @property
    def is_whole(self) -> bool:
        """Whether it may be an expression as it is."""
        return self.depth == 0 and not self.operator and not self.inside


_NOTHING_BEFORE = Ending()
_NAME_END = re.compile(r"(?:[^`\\]|\\[\s\S])*`")


def ending(text: str, before: Ending = _NOTHING_BEFORE) -> Ending:
    """How a text ends, by its tokens; strings end with their line. Never raises; linear.

    `before` is how what stands before it ended, if it is a further line of a text.
    """
    depth, operator, at = before.depth, before.operator, 0
    if before.inside == "comment":
        at = text.find("*/") + 2
        if at == 1:
            return before
    elif before.inside:
        found = _NAME_END.match(text)
        if found is None:
            return before
        at = found.end()
    for match in _TOKEN.finditer(text, at):
        kind, token = match.lastgroup or "", match.group()
        if kind == "comment":
            if token.startswith("/*") and (len(token) < 4 or not token.endswith("*/")):
                return Ending(depth, operator, "comment")
        elif kind != "blank":
            if token.startswith("`") and _NAME_END.fullmatch(token, 1) is None:
                return Ending(depth, False, "name")
            depth = max(0, depth + (kind == "open") - (kind == "close"))
            operator = token in _INFIX
    return Ending(depth, operator)


def goes_on_with(line: str) -> bool:
    """Whether a line continues the expression before it: it begins with an operator."""
    first = next((it for it in _TOKEN.finditer(line) if it.lastgroup not in ("blank", "comment")), None)
    return first is not None and first.group() in _INFIX - {"!"}


def at_offset(found: list[Statement], offset: int) -> Statement | None:
    """The statement an offset is in, else the one before it, else the first; None if there is none."""
    before = [it for it in found if it.span.start <= offset]
    return before[-1] if before else (found[0] if found else None)


def needed_by(statement: Statement, found: list[Statement]) -> list[Statement]:
    """The definitions before a statement that it needs, directly or through others, in order."""
    wanted = set(statement.names)
    needed: list[Statement] = []
    for other in reversed([it for it in found if it.span.start < statement.span.start]):
        if other.defines and other.defines in wanted:
            wanted.discard(other.defines)
            wanted |= other.names
            needed.append(other)
    return needed[::-1]


def blanked(text: str) -> str:
    """As long as the text, with its line ends and nothing else."""
    return _INK.sub(" ", text)


def only(text: str, kept: list[Statement], blank: str | None = None) -> str:
    """The text with blanks for all but these statements, with `;` behind each: places stay the same.

    `blank` is `blanked(text)` where that is known, which saves most of the time.
    """
    out: list[str] = []
    at = 0
    for index, statement in enumerate(kept):
        start, end = statement.span.start, statement.span.end
        blanks = blanked(text[at:start]) if blank is None else blank[at:start]
        out.append(_parted(blanks, text[at:start]) if index else blanks)
        out.append(text[start:end])
        at = end
    return "".join(out)


def _parted(blanks: str, gap: str) -> str:
    """The blanks with a `;`, where the gap has one if it has."""
    at = gap.find(";")
    at = at if at >= 0 else 0
    return f"{blanks[:at]};{blanks[at + 1 :]}"


def _goes_on(text: str, gap: re.Match[str], before: str) -> bool:
    """Whether an expression goes on over a blank line: an operator stands before or after it."""
    if before in _INFIX:
        return True
    following = _TOKEN.match(text, gap.end())
    while following is not None and following.lastgroup in ("blank", "comment"):
        following = _TOKEN.match(text, following.end())
    return following is not None and following.group() in _INFIX - {"!"}


def _statement(words: list[tuple[int, int, str, str]]) -> Statement:
    names = [(at, _name(token)) for at, (_, _, kind, token) in enumerate(words) if kind == "name"]
    defines = ""
    if words[0][3] in ("let", "const", "var") and len(words) > 2 and words[2][3] == "=":
        defines = _name(words[1][3])
    return Statement(
        Span(words[0][0], words[-1][1]),
        defines,
        frozenset(name for at, name in names if at > 1 or not defines),
    )


def _name(token: str) -> str:
    return token[1:-1] if token.startswith("`") else token
