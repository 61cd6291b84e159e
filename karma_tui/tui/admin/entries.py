"""The overview as entries to look through: a line in a list, and all about it. Nothing in it is markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from karma_tui.tui.shown import shown, shown_line
from karma_tui.workbench.administration.overview import Migration, Overview, Role, Stored, User


@dataclass(frozen=True, slots=True)
class Entry:
    """A user, a role, a stored expression or a migration."""

    kind: str
    """Heading of its part of the list."""
    key: str
    """Finds it again after the overview was read anew."""
    label: Content
    detail: Content
    words: str
    """What a search looks at, casefolded."""
    user: User | None = None


def entries_of(overview: Overview) -> list[Entry]:
    """All of them, in the order of the list."""
    found = [_user(overview, user) for user in overview.users]
    found += [_role(overview, role) for role in overview.roles]
    found += [_stored(overview, stored) for stored in overview.expressions]
    return found + [_migration(overview, migration) for migration in overview.migrations]


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Those that have all the words."""
    wanted = words.casefold().split()
    return [entry for entry in entries if all(word in entry.words for word in wanted)]


def _user(overview: Overview, user: User) -> Entry:
    names = [shown_line(overview.role_name(it)) for it in user.roles]
    lines: list[Content] = [
        Content.assemble((shown_line(user.name), "bold"), f"  id {user.ref.record_id}"),
        Content(f"Signs in with: {user.sign_in}"),
        Content(f"Roles: {', '.join(names) or 'none'}"),
    ]
    deciding = overview.deciding(user)
    if len(deciding) < len(user.roles):
        lines.append(Content(f"Of several roles only the last counts: {names[-1]}."))
    for identity in deciding:
        role = overview.role(identity)
        if role is not None:
            lines += [Content(""), *_permissions(overview, role, short=True)]
    return _entry("Users", user.ref.record_id, user.name, ", ".join(names) or "no role", lines, user)


def _role(overview: Overview, role: Role) -> Entry:
    who = [shown_line(user.name) for user in overview.users_of(role)]
    lines = [
        Content.assemble((shown_line(role.name), "bold"), f"  id {role.ref.record_id}"),
        Content(f"Users: {', '.join(who) or 'none'}"),
        Content(""),
        *_permissions(overview, role, short=False),
    ]
    summary = ", ".join(who) or "nobody"
    return _entry("Roles", role.ref.record_id, role.name, summary, lines)


def _stored(overview: Overview, stored: Stored) -> Entry:
    uses = overview.uses_of(stored.ref.record_id)
    lines = [
        Content.assemble((stored.ref.record_id, "bold"), f"  created {shown_line(stored.created)}"),
        Content(shown_line("; ".join(uses)) if uses else "Not used by roles or migrations."),
        Content(""),
        Content(shown(stored.readable.text)),
    ]
    return _entry(
        "Stored expressions", stored.ref.record_id, stored.ref.record_id, stored.readable.line, lines
    )


def _migration(overview: Overview, migration: Migration) -> Entry:
    lines = [
        Content.assemble((migration.ref.record_id, "bold"), f"  created {shown_line(migration.created)}"),
    ]
    ways = []
    for step in migration.steps:
        way = f"{overview.model_name(step.source)} -> {overview.model_name(step.target)}"
        ways.append(way)
        lines += [Content(""), Content(shown_line(way))]
        says = overview.says(step.expression) if step.expression else None
        how = says.text if says is not None else step.expression or "automatic"
        lines.append(Content(shown(how)))
    return _entry("Migrations", migration.ref.record_id, migration.ref.record_id, ", ".join(ways), lines)


def _permissions(overview: Overview, role: Role, *, short: bool) -> Iterator[Content]:
    yield Content(f"{shown_line(role.name)} may")
    for kind, expression in role.permissions:
        says = overview.says(expression)
        if says is None:
            yield Content(f"  {kind:<7} by an expression that cannot be read ({shown_line(expression)})")
        elif short or says.meaning:
            yield Content(f"  {kind:<7} {shown_line(says.line)}")
        else:
            yield Content(f"  {kind:<7} if")
            yield from (Content(f"    {line}") for line in shown(says.text).split("\n"))


def _entry(
    kind: str, key: str, name: str, summary: str, lines: list[Content], user: User | None = None
) -> Entry:
    detail = Content("\n").join(lines)
    label = Content.assemble("  ", (shown_line(name), "bold"), "  ", shown_line(summary))
    return Entry(kind, f"{kind} {key}", label, detail, f"{kind} {detail.plain}".casefold(), user)
