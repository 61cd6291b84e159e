"""A server's error body taken apart: kinds, problem, program, path, offset and the text meant for people.

Pure reading, for both dialects (kvm-1.0 §8, kvm-0.1 §8); which error of ours it becomes is decided in
`answers.py`. A body is wrapped (`humanReadableError`) or bare (`{kind: details}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from karma_tui.errors import ExpressionError
from karma_tui.lang.jsontext import read_json
from karma_tui.lang.nodes import Json, Number

WRAPPER = "humanReadableError"

KINDS = {
    "codec": "codecError",
    "inputparsing": "inputParsingError",
    "compilation": "compilationError",
    "execution": "executionError",
    "argument": "argumentError",
    "typechecking": "typeCheckingError",
    "typeinference": "typeInferenceError",
    "donotation": "doNotationError",
    "modelparsing": "modelParsingError",
    "automigration": "autoMigrationError",
    "objectnotfound": "objectNotFoundError",
    "modelnotfound": "modelNotFoundError",
    "permissiondenied": "permissionDeniedError",
    "request": "requestError",
    "internal": "internalError",
    "validation": "ValidationError",
    "databasedoesnotexist": "databaseDoesNotExistError",
}
"""Headings of the human text, without ` Error` and blanks, in lower case, and the kinds they stand for."""

_HEADING = re.compile(r"^(?P<name>[A-Z][A-Za-z \-]*?) Error\n=+$", re.MULTILINE)
_SECTION = re.compile(r"^(?P<name>[A-Z][a-z]+)\n-{3,}$", re.MULTILINE)

_BARE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(?P<word>[+-]Inf|NaN)', re.DOTALL)
"""A string, or one of the words that servers write for floats and JSON does not know (notes-for-client 9)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading of the human text with its sections by name ("Problem", "Expected" ...)."""

    kind: str
    sections: dict[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error body says. `chain`: the machine's kinds, outermost first, then those of the text."""

    chain: tuple[str, ...]
    problem: str = ""
    human: str = ""
    program: Json = None
    path: tuple[Json, ...] = ()
    offset: int | None = None
    subject: tuple[str, ...] = ()
    is_wrapped: bool = False
    blocks: tuple[Block, ...] = field(default=())

    @property
    def kind(self) -> str:
        """The outermost kind."""
        return self.chain[0]

    def section(self, name: str) -> str:
        """The first section of that name in the human text, or ""."""
        for block in self.blocks:
            if name in block.sections:
                return block.sections[name]
        return ""


def read_refusal(body: bytes) -> Refusal | None:
    """The error in an answer's body; None when the body is no error of a karma.run server."""
    text = _BARE.sub(_quoted, body.decode("utf-8", "replace"))
    try:
        value = read_json(text).value
    except ExpressionError:
        return None
    human, machine, is_wrapped = "", value, False
    wrapped = value.get(WRAPPER) if isinstance(value, dict) else None
    if isinstance(wrapped, dict):
        human, machine, is_wrapped = _text(wrapped.get("human")), wrapped.get("machine"), True
    kinds, details = _kinds(machine)
    if not kinds:
        return None
    blocks = read_human(human)
    return Refusal(
        chain=_merged(kinds, tuple(block.kind for block in blocks)),
        problem=_problem(details, blocks),
        human=human,
        program=details.get("program") if isinstance(details, dict) else None,
        path=_path(kinds[0], details),
        offset=_offset(details),
        subject=_subject(kinds[0], details),
        is_wrapped=is_wrapped,
        blocks=blocks,
    )


def read_human(human: str) -> tuple[Block, ...]:
    """The blocks of a human text: headings underlined by `=`, sections in them underlined by `-`."""
    blocks = []
    for heading, text in _stretches(_HEADING, human):
        name = heading.replace(" ", "").replace("-", "").lower()
        blocks.append(Block(KINDS.get(name, f"{name}Error"), dict(_stretches(_SECTION, text))))
    return tuple(blocks)


def _stretches(mark: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """The name in each mark, and the text from there to the next mark or the end."""
    marks = list(mark.finditer(text))
    for at, found in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        yield found["name"], text[found.end() : end].strip("\n")


def _quoted(found: re.Match[str]) -> str:
    return found[0] if found["word"] is None else f'"{found["word"]}"'


def _kinds(machine: Json) -> tuple[tuple[str, ...], Json]:
    """The kinds of nested machine errors, and the innermost one's details."""
    kinds: list[str] = []
    details = machine
    while isinstance(details, dict) and len(details) == 1:
        kind, inner = next(iter(details.items()))
        if not kind.endswith("Error") and kind != "errorList":
            break
        kinds.append(kind)
        details = inner
    return tuple(kinds), details


def _merged(machine: tuple[str, ...], text: tuple[str, ...]) -> tuple[str, ...]:
    """Both lists as one: the text repeats the machine's kinds and adds causes behind them."""
    shared = 0
    while shared < min(len(machine), len(text)) and machine[shared] == text[shared]:
        shared += 1
    return machine + text[shared:]


def _problem(details: Json, blocks: tuple[Block, ...]) -> str:
    if isinstance(details, dict) and isinstance(details.get("problem"), str):
        return _text(details["problem"])
    if isinstance(details, str):
        return details
    return next((block.sections["Problem"] for block in blocks if "Problem" in block.sections), "")


def _path(kind: str, details: Json) -> tuple[Json, ...]:
    """The value path; `autoMigrationError` has it under `problem`, `argumentError` is nothing else."""
    found: Json = details if kind == "argumentError" else None
    if isinstance(details, dict):
        found = details.get("problem" if kind == "autoMigrationError" else "path")
    return tuple(found) if isinstance(found, list) else ()


def _offset(details: Json) -> int | None:
    offset = details.get("offset") if isinstance(details, dict) else None
    return offset if isinstance(offset, int) and not isinstance(offset, bool) else None


def _subject(kind: str, details: Json) -> tuple[str, ...]:
    """The ids of what was not found: model and record, or the record alone (0.1)."""
    if kind not in ("objectNotFoundError", "modelNotFoundError"):
        return ()
    parts = details if isinstance(details, list) else [details]
    return tuple(part for part in parts if isinstance(part, str))


def _text(value: Json) -> str:
    return value if isinstance(value, str) and not isinstance(value, Number) else ""


def describe_path(path: tuple[Json, ...]) -> str:
    """A value path for people: `.author.name[3]`; steps that mean every element are `[*]`."""
    return "".join(_step(step) for step in path)


def _step(step: Json) -> str:
    if not isinstance(step, dict) or len(step) != 1:
        return f"[{step}]"
    kind, at = next(iter(step.items()))
    if kind in ("structField", "unionCase"):
        return f".{at}"
    if kind in ("mapKey", "tupleIndex", "listIndex"):
        return f"[{at!r}]" if isinstance(at, str) else f"[{at}]"
    return "[*]"
