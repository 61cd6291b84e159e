"""`run --explain`: what would be sent, and what is known of it. Nothing is sent."""

from __future__ import annotations

from karma_tui.cli.options import Where
from karma_tui.cli.output import print_chunks, print_error
from karma_tui.cli.running.wanted import Wanted, typed_of
from karma_tui.cli.schemas import helper
from karma_tui.cli.source import Source, read_source
from karma_tui.cli.target import chosen
from karma_tui.client.freshness import first_epoch
from karma_tui.errors import ExitCode, ExpressionError, KarmaError
from karma_tui.lang.effects import destroys
from karma_tui.lang.excerpt import printable, printable_lines
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Call, Data, Dialect, Json, Literal, Ref, walk
from karma_tui.lang.print_text import print_pretty
from karma_tui.lang.recognise import read
from karma_tui.workbench.assist import Findings
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.paging import why_unpaged
from karma_tui.workbench.prepare import Prepared, prepare
from karma_tui.workbench.target import Target


def explain(wanted: Wanted, place: Where) -> int:
    """Print the explanation; 5 or 6 with the reason if it would not be sent."""
    target = chosen(place).target
    source = read_source(wanted.expression, (*wanted.file, "")[0], wanted.command, wanted.snippet)
    assist = helper(wanted.schema)
    dialect = assist.knowledge.dialect if wanted.schema else _dialect(target, source)
    try:
        prepared = _prepared(source, wanted, dialect)
        Guard.of(target).check(prepared.sent.root, wanted.confirm)
    except KarmaError as error:
        if error.span is None:
            raise
        print_error(error, source.text, source.name)
        return error.exit_code
    study = assist.study(source.text)
    facts: dict[str, Json] = {
        "instance": target.called,
        "form": str(prepared.form),
        "dialect": dialect.value,
        "effect": _effect(prepared),
        "tags": list[Json](_tags(prepared)),
        "models": list[Json](_models(prepared)),
        "type": study.result_text if wanted.schema else "",
        "pages": why_unpaged(prepared.sent, writes=prepared.writes) or _by_type(study) or "yes",
        "warnings": list[Json](prepared.messages),
    }
    text = print_pretty(prepared.sent.root, dialect)
    body = prepared.sent.body()
    if wanted.json:
        print_chunks((dump_json({**facts, "text": text, "body": body}, indent=2).encode() + b"\n",))
    else:
        print_chunks(("\n".join(_lines(facts, text, dump_json(body, indent=2))).encode() + b"\n",))
    return ExitCode.OK


def _dialect(target: Target, source: Source) -> Dialect:
    """That of the profile if it says so; else it counts as sent as it is written."""
    if target.reach.dialect in set(Dialect):
        return Dialect(target.reach.dialect)
    try:
        return read(source.text).dialect
    except ExpressionError:
        return Dialect.V1


def _prepared(source: Source, wanted: Wanted, dialect: Dialect) -> Prepared:
    typed = typed_of(wanted)
    if not typed:
        return prepare(source.text, dialect, first_epoch())
    from karma_tui.workbench.parameters import given_for

    return prepare(source.text, dialect, first_epoch(), given=given_for(source.text, typed))


def _by_type(study: Findings) -> str:
    """Why what it returns has no pages, where the models tell its type."""
    label = study.label(())
    if label is None or label.kind in ("", "list"):
        return ""
    return f"The expression returns no list: its type is {label.text}."


def _effect(prepared: Prepared) -> str:
    if not prepared.writes:
        return "reads"
    return "changes or deletes records" if destroys(prepared.sent.root) else "creates records"


def _tags(prepared: Prepared) -> list[str]:
    """Tags that are named in words; one that is computed is not known here."""
    found = {
        str(argument.value)
        for node in walk(prepared.sent.root)
        if isinstance(node, Call) and node.name == "tag"
        for argument in node.args
        if isinstance(argument, Literal)
    }
    return sorted(found)


def _models(prepared: Prepared) -> list[str]:
    found = set()
    for node in walk(prepared.sent.root):
        if isinstance(node, Data) and isinstance(node.datum, Ref):
            found.add(node.datum.model)
        if isinstance(node, Call) and node.name == "model":
            found |= {str(it.value) for it in node.args if isinstance(it, Literal)}
    return sorted(found)


def _lines(facts: dict[str, Json], text: str, body: str) -> list[str]:
    pages = facts["pages"]
    lines = [
        f"instance  {printable(str(facts['instance']))}",
        f"form      {facts['form']}",
        f"dialect   {facts['dialect']}",
        f"effect    {facts['effect']}",
        f"tags      {_listed(facts['tags'])}",
    ]
    if facts["models"]:
        lines.append(f"models    {_listed(facts['models'])}")
    lines.append(f"type      {printable(str(facts['type'])) or 'not known without --schema'}")
    lines.append(f"paged     {'can be, with --page-size' if pages == 'yes' else f'cannot be: {pages}'}")
    for warning in facts["warnings"] if isinstance(facts["warnings"], list) else ():
        lines.append(f"warning   {printable(str(warning))}")
    return [*lines, "", "as KVM text", *_indented(text), "", "as it is sent", *_indented(body)]


def _listed(names: Json) -> str:
    return ", ".join(printable(str(name)) for name in names) if isinstance(names, list) and names else "none"


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in printable_lines(text).split("\n")]
