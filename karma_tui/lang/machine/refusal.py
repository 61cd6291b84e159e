"""How the engine says no: one exception, built by one small function per error kind.

The machine part is what clients act on and follows the recorded server word for word; the human
part is our own text, laid out with the headings that clients look for (spec kvm-1.0 section 8).
Nothing here knows about HTTP beyond the status number, nor about types or stores.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Json, Node

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


class Refused(Exception):
    """A request that is answered with an error; `bare` leaves out the humanReadableError wrapper."""

    blamed: Node | None = None
    """The expression at fault, where one is known; the machine part has it as JSON, if at all."""

    def __init__(self, status: int, machine: Json, human: str, bare: bool = False) -> None:
        super().__init__(human)
        self.status = status
        self.machine = machine
        self.human = human
        self.bare = bare


def render(refused: Refused) -> bytes:
    """The body of the answer: UTF-8 JSON, with the characters escaped that the real server escapes."""
    body: Json = refused.machine
    if not refused.bare:
        body = {"humanReadableError": {"human": refused.human, "machine": refused.machine}}
    text = dump_json(body, sort_keys=True)
    return text.translate(_ESCAPES).encode("utf-8", "replace")


def block(title: str, *sections: tuple[str, str], cause: str = "") -> str:
    """A human text: title underlined with `=`, sections underlined with `-`, then the cause's own text."""
    lines = [title, "=" * len(title)]
    for heading, text in sections:
        lines += [heading, "-" * len(heading), text, ""]
    if not sections:
        lines.append("")
    return "\n".join(lines) + "\n" + cause


def shown(value: Json) -> str:
    """A JSON value for a human text, cut where it gets too long to read."""
    text = dump_json(value, sort_keys=True)
    return text if len(text) <= 2000 else text[:2000] + " ..."


def compilation(
    problem: str, program: Json = "(unknown)", cause: str = "", blamed: Node | None = None
) -> Refused:
    """Types, unknown names, constants: found before anything runs; a program that is null is left out."""
    human = block("Compilation Error", ("Problem", problem), ("Program", shown(program)), cause=cause)
    fields: dict[str, Json] = {"problem": problem}
    if program is not None:
        fields["program"] = program
    refused = Refused(400, {"compilationError": fields}, human)
    refused.blamed = blamed
    return refused


def execution(problem: str, cause: str = "") -> Refused:
    """Found while the expression was running; everything it did is undone."""
    human = block("Execution Error", ("Problem", problem), cause=cause)
    return Refused(400, {"executionError": {"problem": problem}}, human)


def codec(problem: str, offset: int, rest: str = "") -> Refused:
    """A body that cannot be decoded; `offset` counts bytes, `rest` is the input from there."""
    cause = block("Input Parsing Error", ("Problem", problem), ("Input", rest[:80]))
    human = block("Codec Error", ("Codec", "json"), ("Offset", str(offset)), cause=cause)
    return Refused(400, {"codecError": {"name": "json", "offset": offset}}, human)


def validation(want: Json, have: Json, path: Sequence[Json], expected: str) -> Refused:
    """A value that does not fit its model at run time; `expected` is the model in words."""
    sections = [("Expected", expected), ("Actual", shown(have))]
    if path:
        sections.insert(0, ("Location", location(path)))
    machine: Json = {"ValidationError": {"want": want, "have": have, "path": list(path)}}
    return Refused(400, machine, block("Validation Error", *sections))


def model_parsing(problem: str, value: Json, path: Sequence[Json]) -> Refused:
    """A model definition that cannot be used."""
    sections = (("Problem", problem), ("Location", location(path)), ("Input", shown(value)))
    machine: Json = {"modelParsingError": {"problem": problem, "input": value, "path": list(path)}}
    return Refused(400, machine, block("Model Parsing Error", *sections))


def auto_migration(problem: str, path: Sequence[Json]) -> Refused:
    """Two models between which no automatic migration exists; the machine part holds the path only."""
    sections = [("Problem", problem)]
    if path:
        sections.insert(0, ("Location", location(path)))
    return Refused(
        400, {"autoMigrationError": {"problem": list(path)}}, block("Automigration Error", *sections)
    )


def object_not_found(model: str, record: str) -> Refused:
    """No record of this id in this model."""
    human = block("Object Not Found Error", ("Reference", f"model: {model}, id: {record}"))
    return Refused(400, {"objectNotFoundError": [model, record]}, human)


def model_not_found(meta: str, model: str) -> Refused:
    """No model of this id."""
    human = block("Model Not Found Error", ("Reference", f"model: {meta}, id: {model}"))
    return Refused(400, {"modelNotFoundError": [meta, model]}, human)


def permission_denied() -> Refused:
    """The user's role does not allow it; the status of the KVM endpoint is 400, not 403."""
    return Refused(400, {"permissionDeniedError": {}}, block("Permission Denied Error"))


def request_error(problem: str) -> Refused:
    """A request that cannot be meant: a bad number in a query parameter, an unsuitable method."""
    return Refused(400, {"requestError": problem}, block("Request Error", ("Problem", problem)))


def problem_of(refused: Refused) -> str | None:
    """What an executionError says was the problem; None for other errors."""
    machine = refused.machine
    inner = machine.get("executionError") if isinstance(machine, dict) else None
    problem = inner.get("problem") if isinstance(inner, dict) else None
    return problem if isinstance(problem, str) else None


def location(path: Sequence[Json]) -> str:
    """A value path in words, one step after the other."""
    names = {
        "structField": "struct field",
        "unionCase": "union case",
        "mapKey": "map key",
        "tupleIndex": "tuple position",
        "listIndex": "list item",
        "listElements": "list elements",
        "setElements": "set elements",
        "mapElements": "map elements",
        "setItem": "set item",
    }
    steps = []
    for step in path:
        if isinstance(step, dict):
            kind, detail = next(iter(step.items()))
            word = names.get(kind, kind)
            steps.append(f"{word} {json.dumps(detail)}" if detail != {} else word)
    return ", ".join(steps)
