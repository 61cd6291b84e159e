"""`run --explain`: what would be sent, and what is known of it. Nothing is sent."""

from __future__ import annotations

from karma_tui.cli.options import Where
from karma_tui.cli.output import print_chunks, print_error
from karma_tui.cli.running.wanted import Wanted, typed_of
from karma_tui.cli.schemas import helper
from karma_tui.cli.source import Source, read_source
from karma_tui.cli.target import chosen
from karma_tui.errors import ExitCode, ExpressionError, KarmaError
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read
from karma_tui.workbench import explaining
from karma_tui.workbench.explaining import Explanation
from karma_tui.workbench.target import Target

_INDENT = "  "


def explain(wanted: Wanted, place: Where) -> int:
    """Print the explanation; 5 or 6 with the reason if it would not be sent."""
    target = chosen(place).target
    source = read_source(wanted.expression, (*wanted.file, "")[0], wanted.command, wanted.snippet)
    try:
        found = _explained(source, wanted, target)
    except KarmaError as error:
        if error.span is None:
            raise
        print_error(error, source.text, source.name)
        return error.exit_code
    if wanted.json:
        print_chunks((dump_json(found.as_json(), indent=2).encode() + b"\n",))
    else:
        print_chunks(("\n".join(_lines(found)).encode() + b"\n",))
    return ExitCode.OK


def _explained(source: Source, wanted: Wanted, target: Target) -> Explanation:
    assist = helper(wanted.schema)
    dialect = assist.knowledge.dialect if wanted.schema else _dialect(target, source)
    given = None
    if typed := typed_of(wanted):
        from karma_tui.workbench.parameters import given_for

        given = given_for(source.text, typed)
    return explaining.explain(
        source.text,
        dialect,
        target,
        assist,
        given=given,
        confirmed=wanted.confirm,
        knows_models=bool(wanted.schema),
    )


def _dialect(target: Target, source: Source) -> Dialect:
    """That of the profile if it says so; else it counts as sent as it is written."""
    if target.reach.dialect in set(Dialect):
        return Dialect(target.reach.dialect)
    try:
        return read(source.text).dialect
    except ExpressionError:
        return Dialect.V1


def _lines(found: Explanation) -> list[str]:
    text, body = found.sent()
    facts = found.facts("not known without --schema", "can be, with --page-size")
    return [
        *facts,
        *("", "as KVM text", *(_INDENT + line for line in text)),
        *("", "as it is sent", *(_INDENT + line for line in body)),
    ]
