"""Users, roles, permissions, stored expressions and migrations as lines and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from karma_tui.lang.excerpt import printable
from karma_tui.workbench.administration.overview import Migration, Overview, Role, User


def users_text(overview: Overview) -> str:
    """A line for each user: name, id, how it signs in, roles."""
    rows = [("USER", "ID", "SIGNS IN WITH", "ROLES")]
    rows += [
        (printable(user.name), user.ref.record_id, str(user.sign_in), printable(_roles(overview, user)))
        for user in overview.users
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    return "\n".join(
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3])).rstrip()
        for row in rows
    )


def access_text(overview: Overview) -> str:
    """Roles with what they allow, then stored expressions and migrations."""
    return "\n".join(printable(line) for line in _access(overview))


def plain(overview: Overview) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "dialect": overview.dialect,
        "users": [_plain_user(overview, user) for user in overview.users],
        "roles": [_plain_role(overview, role) for role in overview.roles],
        "expressions": [
            {
                "id": it.ref.record_id,
                "created": it.created,
                "text": it.readable.text,
                "is_text": it.readable.is_text,
                "meaning": it.readable.meaning,
                "used_by": overview.uses_of(it.ref.record_id),
            }
            for it in overview.expressions
        ],
        "migrations": [_plain_migration(overview, it) for it in overview.migrations],
    }


def _access(overview: Overview) -> Iterator[str]:
    for role in overview.roles:
        who = ", ".join(user.name for user in overview.users_of(role)) or "nobody"
        yield f"role {role.name} ({role.ref.record_id}): {who}"
        for kind, expression in role.permissions:
            says = overview.says(expression)
            yield f"  {kind:<7} {says.line if says is not None else expression}"
    for stored in overview.expressions:
        uses = "; ".join(overview.uses_of(stored.ref.record_id)) or "not used by roles or migrations"
        yield f"expression {stored.ref.record_id} ({uses})"
        yield from (f"  {line}" for line in stored.readable.text.split("\n"))
    for migration in overview.migrations:
        yield f"migration {migration.ref.record_id}, created {migration.created}"
        for step in migration.steps:
            how = f"by expression {step.expression}" if step.expression else "automatic"
            names = f"{overview.model_name(step.source)} -> {overview.model_name(step.target)}"
            yield f"  {names}, {how}"


def _roles(overview: Overview, user: User) -> str:
    deciding = overview.deciding(user)
    names = [overview.role_name(it) for it in user.roles]
    if len(deciding) < len(names):
        return f"{', '.join(names)} (only {names[-1]} counts)"
    return ", ".join(names) or "none"


def _plain_user(overview: Overview, user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "id": user.ref.record_id,
        "signs_in_with": user.sign_in,
        "roles": [overview.role_name(it) for it in user.roles],
        "deciding_roles": [overview.role_name(it) for it in overview.deciding(user)],
        "updated": user.updated,
    }


def _plain_role(overview: Overview, role: Role) -> dict[str, Any]:
    permissions = {}
    for kind, expression in role.permissions:
        says = overview.says(expression)
        text = says.text if says is not None else None
        meaning = says.meaning if says is not None else ""
        permissions[kind] = {"expression": expression, "text": text, "meaning": meaning}
    users = [user.name for user in overview.users_of(role)]
    return {"name": role.name, "id": role.ref.record_id, "users": users, "permissions": permissions}


def _plain_migration(overview: Overview, migration: Migration) -> dict[str, Any]:
    steps = [
        {
            "source": overview.model_name(step.source),
            "target": overview.model_name(step.target),
            "expression": step.expression or None,
        }
        for step in migration.steps
    ]
    return {"id": migration.ref.record_id, "created": migration.created, "steps": steps}
