"""What may stand at a place in KVM text."""

from __future__ import annotations

from collections.abc import Iterator

from karma_tui.lang.catalogue import Param
from karma_tui.lang.complete import sources
from karma_tui.lang.complete.heads import ANYTHING, cases_of, fit, head_of, head_of_text, parts_of, symbols_of
from karma_tui.lang.complete.items import Extra, Kind
from karma_tui.lang.complete.place import MARK, Place
from karma_tui.lang.complete.proposals import Proposal, plain
from karma_tui.lang.complete.shapes import Shape, lambda_head
from karma_tui.lang.complete.spot import Role, Spot
from karma_tui.lang.complete.strings import in_string
from karma_tui.lang.machine.types import RefTo, Struct, Type, opened
from karma_tui.lang.nodes import Call, Data, Dialect, Fields, Function, Node
from karma_tui.lang.print_words import key_text
from karma_tui.lang.text_models import FORMS, QUALIFIERS

_CONSTRUCTORS = {
    "list": ("list(", "a list of data", "list"),
    "set": ("set(", "a set of data", "set"),
    "tuple": ("tuple(", "a tuple of data", "tuple"),
    "struct": ("struct({", "a struct", "struct"),
    "map": ("map({", "a map with string keys", "map"),
    "union": ('union("', "a case of a union with its value", "union"),
    "ref": ('ref("', "a reference by two ids", "ref"),
}
_MODEL_SIGNS = frozenset({"struct", "optional", "ref"})
"""Cases by which the union of all models is known."""


def proposals(spot: Spot, place: Place, dialect: Dialect, extra: Extra) -> Iterator[Proposal]:
    """Everything that may stand there, in no order but for equals; `dialect` is the instance's."""
    match spot.role:
        case Role.NEW_NAME:
            yield from _parameter_names(spot)
        case Role.STRING | Role.CASE:
            yield from in_string(spot, place)
        case Role.MEMBER:
            yield from _members(spot)
        case Role.KEY:
            yield from _keys(spot, place)
        case Role.LOST if place.before in ("{", ",") and not place.quote:
            named = list(_argument_names(spot, place))
            yield from named or _values(spot, place, dialect, extra)
        case _ if not place.quote:
            yield from _values(spot, place, dialect, extra)


def _parameter_names(spot: Spot) -> Iterator[Proposal]:
    """What the catalogue calls the parameter of a function that is named here."""
    node, param = spot.node, spot.param
    if isinstance(node, Function) and param is not None and MARK in node.params:
        for name in param.param_names[node.params.index(MARK) :][:1]:
            yield plain(name, Kind.NAME, name, doc=f"parameter of {param.name}", fit=1.0)


def _members(spot: Spot) -> Iterator[Proposal]:
    """After a dot: the fields of what stands before it, or the model constructors after `m.`."""
    call = spot.around[0]
    assert isinstance(call, Call)
    target = call.args[1] if len(call.args) > 1 else None
    type_ = spot.type_of(target)
    outer = spot.study.expected_of(call)
    found = parts_of(type_)
    yield from sources.fields(found, head_of(outer), spot.study.world, member=True)
    if not found and _is_qualifier(target):
        yield from _models("")


def _is_qualifier(target: Node | None) -> bool:
    if not isinstance(target, Call) or target.name != "scope" or not target.args:
        return False
    return getattr(target.args[0], "value", "") in QUALIFIERS


def _models(prefix: str) -> Iterator[Proposal]:
    for name in FORMS:
        shape = Shape(f"{prefix}{name}(")
        if name in ("struct", "union"):
            shape.add("{")
            shape.stop()
            shape.add("}")
        elif name in ("annotation", "recursion", "recursive", "recurse", "enum"):
            shape.quoted()
        elif name in ("optional", "unique", "list", "set", "map", "ref", "tuple"):
            shape.stop()
        shape.add(")")
        yield Proposal(f"{prefix}{name}", Kind.MODEL, shape, "model", f"the model {name}", 1.0)


def _keys(spot: Spot, place: Place) -> Iterator[Proposal]:
    """The key of a struct or a table: fields that are not written yet, cases, symbols."""
    node, world = spot.node, spot.study.world
    ending = "" if place.after == ":" else ": "
    if isinstance(node, Fields):
        for proposal in sources.fields(parts_of(spot.expected), ANYTHING, world):
            if proposal.label not in spot.written:
                proposal.shape = Shape(proposal.label if place.quote else key_text(proposal.label))
                proposal.shape.add("" if place.quote else ending)
                yield proposal
        yield from _argument_names(spot, place)
        return
    if isinstance(spot.around[0], Call):
        subject = spot.type_of(spot.around[0].args[0]) if spot.around[0].args else None
        function = spot.known.get(spot.around[0].name)
        of_functions = [p for p in function.params if p.kind == "function map"] if function else []
        for proposal in (*sources.cases(cases_of(subject), world), *sources.symbols(symbols_of(subject))):
            if proposal.label in spot.written:
                continue
            proposal.shape = Shape(proposal.label if place.quote else key_text(proposal.label))
            if not place.quote and ending:
                proposal.shape.add(ending + lambda_head(of_functions[0]) if of_functions else ending)
                proposal.shape.stop()
            yield proposal


def _argument_names(spot: Spot, place: Place) -> Iterator[Proposal]:
    """The names of a function's arguments where they are written `update({ref: …, value: …})`."""
    around = spot.study.call_at(place.at)
    if around is None or around.spec.shape != "struct" or len(around.spec.params) < 2:
        return
    written = [arg for arg in around.call.args if arg is not None]
    alone = len(written) == 1 and spot.around and spot.around[0] in written
    if spot.role is not Role.LOST and not alone:
        return
    for param, arg in zip(around.spec.params, around.call.args, strict=False):
        if arg is None or alone:
            insert = param.name if place.after == ":" else f"{param.name}: "
            yield plain(param.name, Kind.KEY, insert, type=param.type, doc=f"argument of {around.spec.name}")


def _values(spot: Spot, place: Place, dialect: Dialect, extra: Extra) -> Iterator[Proposal]:
    """An expression: names, literals of the type, functions, constructors, and what begins a statement."""
    study, param = spot.study, spot.param
    piped = _piped(spot, place)
    expected = spot.expected
    wanted = head_of(expected)
    if not wanted and param is not None:
        wanted = head_of_text(param.type)
    if piped is None:
        if param is not None and param.kind == "function":
            yield _lambda(param, place)
        known = {name: type_ for name, type_ in study.names_at(place.at).items() if name != MARK}
        yield from sources.names(known, wanted, study.world)
        yield from _literals(spot, expected, wanted, param, place)
        yield from _constructors(expected, wanted, study.dialect)
        begins = _begins_statement(spot, place)
        if begins:
            yield from _statement(extra, study.dialect)
        if begins or "list" in wanted:
            yield from _all_of_tags(spot, "list" in wanted)
    # The notation of 1.0 is understood on every instance, but what it is may not have shown yet.
    for each in dict.fromkeys((study.dialect, dialect)):
        yield from sources.functions(each, wanted, piped=piped, bare_name=place.after == "(")


def _piped(spot: Spot, place: Place) -> frozenset[str] | None:
    """The kind of value that a pipeline puts in, None where there is no pipeline."""
    if not place.text[: place.at].rstrip().endswith("|>"):
        return None
    node = spot.node
    first = node.args[0] if isinstance(node, Call) and node.args else None
    return head_of(spot.type_of(first))


def _lambda(param: Param, place: Place) -> Proposal:
    shape = Shape(lambda_head(param))
    label = shape.text.strip() + " …"
    if (
        place.before == "("
        and label.startswith("(")
        and not place.text[: place.at].rstrip()[:-1][-1:].isalnum()
    ):
        shape = Shape(shape.text[1:])
    shape.stop()
    return Proposal(label, Kind.LITERAL, shape, param.type, f"a function for {param.name}", 1.0, 60.0)


def _literals(
    spot: Spot, expected: Type | None, wanted: frozenset[str], param: Param | None, place: Place
) -> Iterator[Proposal]:
    """What can be written out for the type that is wanted."""
    world, v1 = spot.study.world, spot.study.dialect is Dialect.V1
    if "bool" in wanted:
        for word in ("true", "false"):
            yield plain(word, Kind.LITERAL, word, type="bool", fit=1.0)
    if wanted & {"null", "optional"}:
        yield plain("null", Kind.LITERAL, "null", type="null", fit=1.0)
    form = 'symbol("{}")' if v1 else '"{}"'
    yield from sources.symbols(symbols_of(expected), form)
    if _wants_model(expected, param, world.meta):
        yield from sources.tags(world, 'tag("{}")')
    elif param is not None and param.name == "tag":
        yield from sources.tags(world, '"{}"')
    found = cases_of(expected)
    if found.keys() >= _MODEL_SIGNS and v1:
        yield from _models("m.")
    elif found:
        for case in sources.cases(found, world):
            case.shape = Shape(f'union("{sources.within(case.label)}", ')
            case.shape.stop("value")
            case.shape.add(")")
            yield case
    inner = opened(expected) if expected is not None else None
    if isinstance(inner, Struct) and v1:
        yield _struct(inner, place)


def _wants_model(expected: Type | None, param: Param | None, meta: str) -> bool:
    inner = opened(expected) if expected is not None else None
    if isinstance(inner, RefTo) and inner.model == meta:
        return True
    return param is not None and "ref<_model>" in param.type


def _struct(type_: Struct, place: Place) -> Proposal:
    """All fields of a struct to be filled in; in brackets as the body of a function."""
    shape = Shape("({" if place.before == ">" else "{")
    for at, name in enumerate(type_.fields):
        shape.add(f"{', ' if at else ''}{key_text(name)}: ")
        shape.stop()
    shape.add("})" if place.before == ">" else "}")
    return Proposal("{…}", Kind.LITERAL, shape, "struct", "a struct with all fields", 1.0, 30.0)


def _constructors(expected: Type | None, wanted: frozenset[str], dialect: Dialect) -> Iterator[Proposal]:
    if dialect is not Dialect.V1:
        return
    for name, (insert, doc, kind) in _CONSTRUCTORS.items():
        shape = Shape(insert)
        shape.stop()
        closing = {"{": "})", '"': '", )'}.get(insert[-1], ")")
        shape.add(closing)
        yield Proposal(name, Kind.LITERAL, shape, kind, doc, fit(frozenset({kind}), wanted), -14.0)


def _begins_statement(spot: Spot, place: Place) -> bool:
    return place.before in ("", ";") or (
        place.before in ("{", "}") and bool(spot.around) and isinstance(spot.around[0], (Function, Data))
    )


def _all_of_tags(spot: Spot, is_wanted: bool) -> Iterator[Proposal]:
    """`all(tag("book"))` for who types `book`; behind the rest while nothing is typed."""
    for proposal in sources.tags(spot.study.world, 'all(tag("{}"))', 1.0 if is_wanted else 0.4):
        proposal.nudge -= 30.0
        proposal.doc = "all records of the tag"
        yield proposal


def _statement(extra: Extra, dialect: Dialect) -> Iterator[Proposal]:
    if dialect is Dialect.V1:
        shape = Shape("let ")
        shape.stop("name")
        shape.add(" = ")
        shape.stop()
        yield Proposal("let", Kind.KEYWORD, shape, "", "a name for a value")
    for name, text in extra.snippets.items():
        yield plain(name, Kind.SNIPPET, text.strip(), doc=text.strip().split("\n", 1)[0])
