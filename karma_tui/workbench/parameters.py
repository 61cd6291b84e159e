"""From what is typed for the parameters of a text to what a run puts into the tree, for every face.

    given = given_for(text, {"pages": "300"})
    run = await bench.run(text, given=given)

The text is whatever has a header: a snippet, a file, a buffer. A text without one has no parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from karma_tui.errors import Span, UsageError
from karma_tui.lang.catalogue import nearest
from karma_tui.lang.nodes import Dialect, Items, Literal, Node
from karma_tui.lang.parameters.header import Header, Parameter, read_header
from karma_tui.lang.parameters.places import names_in, open_words, spelled, substituted
from karma_tui.lang.parameters.values import Models, read_value
from karma_tui.lang.parameters.values import wants_models as value_wants_models
from karma_tui.lang.recognise import Source
from karma_tui.lang.source import fault, placing
from karma_tui.redact import MASK, register

_NULL = Literal("null", None)


@dataclass(frozen=True, slots=True)
class Value:
    """What one parameter stands for in a run."""

    text: str = field(repr=False)
    """As it was typed; "" where nothing was."""
    datum: Node = field(repr=False)
    is_secret: bool = False
    is_default: bool = False
    """Whether nothing was typed, and the default or null took its place."""


@dataclass(frozen=True, slots=True)
class Given:
    """The values of a run, by the parameters' names."""

    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    missing: frozenset[str] = frozenset()
    """Declared, but without a value: an expression that uses one of these cannot run."""

    @property
    def data(self) -> dict[str, Node]:
        """What goes into the tree."""
        return {name: value.datum for name, value in self.values.items()}

    def told(self) -> dict[str, str]:
        """What may be kept of it: the typed texts, without those of secret parameters and without defaults.

        `given_for` of the same text makes the same values of it again, unless a secret one is wanted.
        """
        return {
            name: value.text
            for name, value in self.values.items()
            if not value.is_secret and not value.is_default
        }


NOTHING_GIVEN = Given()


def header_of(text: str) -> Header | None:
    """The header if there is one. Raises its first fault, an ExpressionError with a place."""
    header = read_header(text)
    if header is not None and header.faults:
        raise header.faults[0]
    return header


def parameters_of(text: str) -> tuple[Parameter, ...]:
    """What a text declares in its header. Raises ExpressionError with a place where that is broken."""
    header = header_of(text)
    return header.parameters if header is not None else ()


def read(parameter: Parameter, text: str, models: Models | None = None) -> Value:
    """What was typed for one parameter. Raises UsageError with words for beside the field."""
    if parameter.secret:
        register(text)
    datum = read_value(parameter.type, text, models)
    if parameter.choices and not _is_chosen(parameter, datum):
        near = nearest(text.strip(), parameter.choices)
        raise UsageError(
            "This is none of the choices",
            f"Wanted: {', '.join(parameter.choices)[:200]}.",
            f"Did you mean {near}?" if near else "",
        )
    return Value(text, datum, parameter.secret)


def untyped(parameter: Parameter) -> Value:
    """What stands for a parameter for which nothing was typed. Raises UsageError if something must be."""
    if parameter.default is not None:
        return Value(parameter.default, read_value(parameter.type, parameter.default), parameter.secret, True)
    if parameter.optional:
        return Value("", _NULL, parameter.secret, True)
    raise UsageError("A value is needed", f"A value of the type {parameter.type} is needed.")


def given_for(text: str, typed: Mapping[str, str], *, models: Models | None = None) -> Given:
    """The values for a run of a text. Defaults take the place of what was not typed.

    `models`, model ids by tag, are needed only where `wants_models` says so. Raises UsageError that names
    the parameter, and ExpressionError for a header that is broken.
    """
    parameters = {parameter.name: parameter for parameter in parameters_of(text)}
    for name in typed:
        if name not in parameters:
            raise _unknown(name, tuple(parameters))
    values: dict[str, Value] = {}
    for name, parameter in parameters.items():
        try:
            is_typed = name in typed
            values[name] = read(parameter, typed[name], models) if is_typed else untyped(parameter)
        except UsageError as error:
            told = "" if parameter.secret else error.detail or error.title
            raise UsageError(
                f"The parameter {name} {'cannot be used' if name in typed else 'has no value'}",
                told or f"It is of the type {parameter.type}.",
                error.hint or ("" if name in typed else f"Give it: {name}=…"),
            ) from error
    return Given(MappingProxyType(values))


def defaults_of(text: str) -> Given:
    """What a run gets for which nobody gave anything. Raises ExpressionError for a broken header."""
    header = read_header(text)
    if header is None or header.is_old:
        return NOTHING_GIVEN
    if header.faults:
        raise header.faults[0]
    values: dict[str, Value] = {}
    for parameter in header.parameters:
        if not parameter.is_required:
            values[parameter.name] = untyped(parameter)
    declared = frozenset(parameter.name for parameter in header.parameters)
    return Given(MappingProxyType(values), declared - values.keys())


def with_samples(text: str) -> Given:
    """As `defaults_of`, with some value where there is no default: for what is typed and not run."""
    from karma_tui.lang.parameters.samples import sample

    given = defaults_of(text)
    more = {
        it.name: Value("", sample(it), it.secret, True)
        for it in parameters_of(text)
        if it.name in given.missing
    }
    return Given(MappingProxyType({**given.values, **more}))


def filled(source: Source, given: Given) -> Source:
    """The expression with the values of a run in it.

    Raises ExpressionError with the place of a parameter that has no value, or whose value cannot stand there.
    """
    if given.missing:
        for name, span in names_in(source.root).items():
            if name in given.missing:
                raise fault(
                    source.text,
                    span or Span(0, len(source.text)),
                    f"The parameter {spelled(name)} has no value",
                    "The header declares it without a default.",
                    f"Give it: {name}=…",
                )
    with placing(source.text):
        filled_in = replace(source, root=substituted(source.root, given.data, source.dialect))
    for name, span in open_words(filled_in.root, source.dialect).items():
        raise fault(
            source.text,
            span or Span(0, len(source.text)),
            f"The parameter {spelled(name)} is not declared",
            "",
            "Declare it in a header, or write a plain text here.",
        )
    return filled_in


def wants_models(text: str, typed: Mapping[str, str]) -> bool:
    """Whether `given_for` needs the instance's models: a record is given by its id alone."""
    return any(
        value_wants_models(parameter.type, typed[parameter.name])
        for parameter in parameters_of(text)
        if parameter.name in typed
    )


def _is_chosen(parameter: Parameter, datum: Node) -> bool:
    item = parameter.type.item
    if item is not None and isinstance(datum, Items):
        allowed = [read_value(item, choice) for choice in parameter.choices]
        return all(it in allowed for it in datum.items)
    return any(datum == read_value(parameter.type, choice) for choice in parameter.choices)


def _unknown(name: str, known: tuple[str, ...]) -> UsageError:
    near = nearest(name, known)
    detail = f"There are {', '.join(known)}." if known else "The expression has no parameters."
    return UsageError(f"There is no parameter {name!r}", detail, f"Did you mean {near}?" if near else "")


def preview(text: str, stretch: Span | None, given: Given, dialect: Dialect) -> str:
    """The expression that a run would send, laid out for reading; secret values are masked.

    Raises ExpressionError for a text that cannot be read.
    """
    from karma_tui.lang.parameters.header import without_header
    from karma_tui.lang.print_text import print_pretty
    from karma_tui.lang.recognise import read as read_text
    from karma_tui.workbench.prepare import alone

    body = without_header(text) if stretch is None else alone(text, stretch)
    masked = {
        name: replace(value, datum=Literal("string", MASK)) if value.is_secret else value
        for name, value in given.values.items()
    }
    source = filled(read_text(body, dialect), Given(MappingProxyType(masked)))
    return print_pretty(source.root, source.dialect)
