"""What an expression would do and what would be sent, told without sending anything; for every face."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from karma_tui.client.freshness import first_epoch
from karma_tui.lang.effects import destroys
from karma_tui.lang.excerpt import printable, printable_lines
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Call, Data, Dialect, Json, Literal, Ref, walk
from karma_tui.lang.print_text import print_pretty
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.paging import why_unpaged
from karma_tui.workbench.prepare import Prepared, prepare

if TYPE_CHECKING:
    from karma_tui.workbench.assist import Assist, Findings
    from karma_tui.workbench.parameters import Given
    from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Explanation:
    """One expression and one instance; texts are as they came and not yet safe to print."""

    instance: str
    form: str
    """The form it was written in."""
    dialect: Dialect
    effect: str
    """`reads`, `creates records`, `changes or deletes records`."""
    tags: tuple[str, ...]
    """Tags that are named in words; one that is computed is not known here."""
    models: tuple[str, ...]
    """Ids of models that are named."""
    type: str
    """Of the result, in one line; "" where the models are not known."""
    unpaged: str
    """Why it cannot be asked for page by page; "" if it can."""
    warnings: tuple[str, ...]
    text: str
    """What is sent as KVM text."""
    body: Json = field(repr=False)
    """What is sent."""

    def as_json(self) -> Json:
        """Everything, for programs."""
        return {
            "instance": self.instance,
            "form": self.form,
            "dialect": self.dialect.value,
            "effect": self.effect,
            "tags": list[Json](self.tags),
            "models": list[Json](self.models),
            "type": self.type,
            "pages": self.unpaged or "yes",
            "warnings": list[Json](self.warnings),
            "text": self.text,
            "body": self.body,
        }

    def facts(self, type_unknown: str, how_paged: str = "can be") -> list[str]:
        """Lines for people, safe to print; `type_unknown` says how the type becomes known."""
        lines = [
            f"instance  {printable(self.instance)}",
            f"form      {self.form}",
            f"dialect   {self.dialect.value}",
            f"effect    {self.effect}",
            f"tags      {_listed(self.tags)}",
        ]
        if self.models:
            lines.append(f"models    {_listed(self.models)}")
        lines.append(f"type      {printable(self.type) or type_unknown}")
        lines.append(f"paged     {f'cannot be: {self.unpaged}' if self.unpaged else how_paged}")
        return [*lines, *(f"warning   {printable(warning)}" for warning in self.warnings)]

    def sent(self) -> tuple[list[str], list[str]]:
        """What is sent, as lines of KVM text and of JSON, safe to print."""
        body = dump_json(self.body, indent=2)
        return printable_lines(self.text).split("\n"), printable_lines(body).split("\n")


def explain(
    text: str,
    dialect: Dialect,
    target: Target,
    assist: Assist,
    *,
    given: Given | None = None,
    confirmed: str = "",
    knows_models: bool = True,
) -> Explanation:
    """The explanation. Pure, and possibly long.

    Raises what a run would be refused with before it is sent: ExpressionError, UntranslatableError,
    DangerousRequest, ReadOnlyProfile, ProtectedProfile.
    """
    prepared = prepare(text, dialect, first_epoch(), warn=not target.is_local, given=given)
    Guard.of(target).check(prepared.sent.root, confirmed)
    study = assist.study(text)
    return Explanation(
        instance=target.called,
        form=str(prepared.form),
        dialect=dialect,
        effect=_effect(prepared),
        tags=_tags(prepared),
        models=_models(prepared),
        type=study.result_text if knows_models else "",
        unpaged=why_unpaged(prepared.sent, writes=prepared.writes) or _by_type(study),
        warnings=prepared.messages,
        text=print_pretty(prepared.sent.root, dialect),
        body=prepared.sent.body(),
    )


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


def _tags(prepared: Prepared) -> tuple[str, ...]:
    found = {
        str(argument.value)
        for node in walk(prepared.sent.root)
        if isinstance(node, Call) and node.name == "tag"
        for argument in node.args
        if isinstance(argument, Literal)
    }
    return tuple(sorted(found))


def _models(prepared: Prepared) -> tuple[str, ...]:
    found = set()
    for node in walk(prepared.sent.root):
        if isinstance(node, Data) and isinstance(node.datum, Ref):
            found.add(node.datum.model)
        if isinstance(node, Call) and node.name == "model":
            found |= {str(it.value) for it in node.args if isinstance(it, Literal)}
    return tuple(sorted(found))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(printable(name) for name in names) or "none"
