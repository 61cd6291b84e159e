"""What is typed for a parameter as a datum, and a datum as what one would type.

A typed text is never code unless the parameter is an expression: a string is its letters, whatever they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from karma_tui.errors import ExpressionError, UsageError
from karma_tui.lang.jsontext import quote, read_json
from karma_tui.lang.literals import INTEGER_RANGES, misfit
from karma_tui.lang.nodes import (
    Call,
    Data,
    Expr,
    Function,
    Items,
    Json,
    Literal,
    Node,
    Number,
    Ref,
    Word,
    walk,
)
from karma_tui.lang.parameters.types import ParameterType

LONGEST: Final = 100_000
"""Characters of a value; more is a file's business."""

Models = Mapping[str, str]
"""Model ids by tag."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SPECIAL = {"nan": "NaN", "inf": "Inf", "+inf": "Inf", "-inf": "-Inf"}
_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[Tt ](?P<hour>\d\d:\d\d)(?P<second>:\d\d(?:\.\d+)?)?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d\d:\d\d)?"
)
_PAIR = re.compile(r"(?P<model>[^\s/,\"'()]+)\s*/\s*(?P<record>[^\s/,\"'()]+)")
_CALL = re.compile(r"""ref\(\s*(["'])(?P<model>[^"'\\]*)\1\s*,\s*(["'])(?P<record>[^"'\\]*)\3\s*\)""")
_ID = re.compile(r"[^\s/,\"'()]+")
_SHOWN = 40
_BOOLS = {"true": True, "false": False}


def read_value(type_: ParameterType, text: str, models: Models | None = None) -> Node:
    """The datum that a typed text stands for. Raises UsageError: what would fit instead.

    `models` are wanted for a ref of a known tag that is given by its record's id alone.
    """
    if len(text) > LONGEST:
        raise UsageError("The value is too long", f"It has more than {LONGEST:,} characters.")
    if type_.item is not None:
        return _list(type_.item, text, models)
    if type_.kind == "expression":
        return _expression(text)
    if type_.kind == "ref":
        return _ref(type_, text.strip(), models)
    value = _scalar(type_.kind, text)
    if type_.kind not in ("string", "symbol", "bool"):
        wrong = misfit(type_.kind, value)
        if wrong is not None:
            raise _unfit(text, wrong.expected)
    return Literal(type_.kind, value)


def wants_models(type_: ParameterType, text: str) -> bool:
    """Whether reading this value needs to know the models: it is a record's id alone."""
    inner = type_.item or type_
    if inner.kind != "ref" or not inner.tag:
        return False
    parts = _parts(text) if type_.item is not None else [text]
    return any(part.strip() and not _PAIR.fullmatch(part.strip()) for part in parts if "ref(" not in part)


def value_text(type_: ParameterType, datum: Node) -> str:
    """What one would type for a datum of that type; `read_value` reads it back."""
    if type_.item is not None and isinstance(datum, Items):
        return f"[{', '.join(_item_text(type_.item, item) for item in datum.items)}]"
    if type_.kind == "expression":
        from karma_tui.lang.print_text import print_text  # printing is for those who look

        return print_text(Function((), (as_expression(datum),)))
    if isinstance(datum, Ref):
        return f"{datum.model}/{datum.record}"
    assert isinstance(datum, Literal), "all other types have literals"
    return _plain(datum)


def as_expression(datum: Node) -> Node:
    """A datum where an expression is wanted."""
    if isinstance(datum, Literal):
        return datum
    return datum.expression if isinstance(datum, Expr) else Data(datum, span=datum.span)


# --- by type


def _scalar(kind: str, text: str) -> bool | int | str:
    if kind in ("string", "symbol"):
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise UsageError("This is no text", "It has half of a character in it.")
        return text
    word = text.strip()
    if kind == "bool":
        if word.lower() not in _BOOLS:
            raise _unfit(text, "true or false")
        return _BOOLS[word.lower()]
    if kind == "dateTime":
        return _time(word, text)
    if kind == "float" and word.lower() in _SPECIAL:
        return _SPECIAL[word.lower()]
    plain = word.removeprefix("+")
    if not _NUMBER.fullmatch(plain):
        raise _unfit(text, _range(kind))
    if kind == "float":
        return int(plain) if plain.lstrip("-").isdigit() and plain != "-0" else Number(plain)
    if not plain.lstrip("-").isdigit() or plain == "-0":
        raise _unfit(text, _range(kind))
    return int(plain)


def _time(word: str, text: str) -> str:
    """A day, or a day and time; UTC where no zone is given."""
    found = _TIME.fullmatch(word)
    wanted = 'a time such as 2026-01-31, "2026-01-31 12:30" or 2026-01-31T12:30:00+01:00'
    if found is None or (found["zone"] and not found["hour"]):
        raise _unfit(text, wanted)
    zone = (found["zone"] or "Z").upper()
    moment = f"{found['day']}T{found['hour'] or '00:00'}{found['second'] or ':00'}{zone}"
    if misfit("dateTime", moment) is not None:
        raise _unfit(text, wanted)
    return moment


def _ref(type_: ParameterType, text: str, models: Models | None) -> Ref:
    pair = _PAIR.fullmatch(text) or _CALL.fullmatch(text)
    own = models.get(type_.tag) if models is not None and type_.tag else None
    if pair is not None:
        if own is not None and pair["model"] != own:
            raise UsageError(
                "This is a record of another model",
                f"A record of {type_.tag} is wanted, whose model is {own}.",
            )
        return Ref(pair["model"], pair["record"])
    if not _ID.fullmatch(text):
        raise _unfit(text, "a reference: MODEL/RECORD" + (", or a record's id" if type_.tag else ""))
    if own is not None:
        return Ref(own, text)
    if type_.tag and models is not None:
        raise UsageError("The model is not known", f"This instance has no tag {type_.tag!r}.")
    raise _unfit(text, "a reference with its model: MODEL/RECORD")


def _list(item: ParameterType, text: str, models: Models | None) -> Node:
    if item.kind == "expression":
        return _list_of_expressions(text)
    items: list[Node] = []
    for at, part in enumerate(_parts(text), 1):
        try:
            items.append(read_value(item, part, models))
        except UsageError as error:
            raise UsageError(error.title, f"Item {at}: {error.detail}", error.hint) from error
    return Items("list", tuple(items))


def _parts(text: str) -> list[str]:
    """The items of a list as texts: a list in JSON, or texts with commas between."""
    text = text.strip()
    if not text.startswith("["):
        return [part.strip() for part in text.split(",")] if text else []
    try:
        found = read_json(text).value
    except ExpressionError as error:
        raise UsageError(
            "This is no list",
            error.detail,
            'Write ["a", "b"], or a, b where no item has a comma.',
        ) from error
    assert isinstance(found, list), "it begins with a bracket"
    return [_json_text(item) for item in found]


def _json_text(value: Json) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    raise UsageError("A list's items are plain values", f"Found {str(value)[:_SHOWN]}.")


def _expression(text: str) -> Node:
    """KVM text that stands for itself: one expression that uses no name from outside."""
    from karma_tui.lang.text import parse_text  # the reader is large, and few parameters are expressions

    if not text.strip():
        raise UsageError("There is no expression", "Type a value in KVM text.")
    try:
        root = parse_text(text)
    except ExpressionError as error:
        raise UsageError(error.title, error.detail, error.hint) from error
    if root.params or len(root.body) != 1:
        raise UsageError("This is not one value", "A parameter is one expression, without statements.")
    _refuse_free_names(root)
    node = root.body[0]
    if isinstance(node, Data):
        return node.datum
    return node if isinstance(node, Literal) else Expr(node, span=node.span)


def _list_of_expressions(text: str) -> Node:
    text = text.strip()
    whole = _expression(text if text.startswith("[") else f"[{text}]")
    if not isinstance(whole, Items) or whole.kind != "list":
        raise _unfit(text, "a list of values: [a, b]")
    return whole


def _refuse_free_names(root: Function) -> None:
    bound: set[str] = set()
    used: list[str] = []
    for node in walk(root):
        if isinstance(node, Function):
            bound.update(node.params)
        elif isinstance(node, Call) and node.name in ("define", "scope"):
            word = node.args[0]
            if isinstance(word, Word):
                bound.add(str(word.value)) if node.name == "define" else used.append(str(word.value))
    free = next((name for name in used if name not in bound), None)
    if free is not None:
        raise UsageError(
            "A value cannot use names of the snippet",
            f"{free!r} means nothing here.",
            'Put a text in quotes: "…".',
        )


# --- words


def _item_text(type_: ParameterType, datum: Node) -> str:
    if type_.kind == "expression":
        return value_text(type_, datum)
    text = value_text(type_, datum)
    return text if type_.is_whole_number or type_.kind == "bool" else quote(text)


def _plain(datum: Literal) -> str:
    if isinstance(datum.value, bool):
        return "true" if datum.value else "false"
    return str(datum.value)


def _range(kind: str) -> str:
    if kind not in INTEGER_RANGES:
        return "a number such as 1.5"
    low, high = INTEGER_RANGES[kind]
    return f"a whole number from {low} to {high}"


def _unfit(text: str, wanted: str) -> UsageError:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    what = f"{shown!r} is not " if shown.strip() else "Wanted: "
    return UsageError("The value does not fit", f"{what}{wanted}.")
