"""Who may do what on an instance: users, roles, permissions, stored expressions and migrations, read at once.

Plain values made of a few answers; nothing here is kept up to date. Where the signed-in user may not
read everything, only what the server showed is here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from karma_tui.errors import NotKarmaError
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.administration.inventory import Runs, answer_of
from karma_tui.workbench.administration.queries import records_text, users_text
from karma_tui.workbench.administration.stored import Readable, readable
from karma_tui.workbench.record_expressions import RecordRef

KINDS = ("create", "read", "update", "delete")
"""What permissions are about, in the order in which they are told."""


class SignIn(StrEnum):
    """How a user can sign in; the value is how it is told."""

    PASSWORD = "password"
    SECRET = "instance secret"
    NEVER = "cannot sign in (its password is no hash)"


@dataclass(frozen=True, slots=True)
class User:
    """A user. `roles` are record ids, in the user's order; `updated` is RFC 3339, to the second."""

    ref: RecordRef
    name: str
    roles: tuple[str, ...]
    sign_in: SignIn
    updated: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role: which stored expression decides, by kind of access."""

    ref: RecordRef
    name: str
    permissions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored expression."""

    ref: RecordRef
    created: str
    readable: Readable


@dataclass(frozen=True, slots=True)
class Step:
    """One conversion of a migration; `expression` is "" for an automatic one."""

    source: str
    target: str
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration."""

    ref: RecordRef
    created: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it. Names are for people; ids for the server."""

    dialect: Dialect
    users: tuple[User, ...]
    roles: tuple[Role, ...]
    expressions: tuple[Stored, ...]
    migrations: tuple[Migration, ...]
    models: dict[str, str] = field(default_factory=dict)
    """Names of models by id."""
    user_model: Json = None
    """The model of `_user`."""

    def role(self, identity: str) -> Role | None:
        """The role with an id."""
        return next((role for role in self.roles if role.ref.record_id == identity), None)

    def role_name(self, identity: str) -> str:
        """What a role is called; its id if it cannot be read."""
        role = self.role(identity)
        return role.name if role is not None else identity

    def says(self, identity: str) -> Readable | None:
        """What a stored expression says."""
        found = (it for it in self.expressions if it.ref.record_id == identity)
        stored = next(found, None)
        return stored.readable if stored is not None else None

    def users_of(self, role: Role) -> tuple[User, ...]:
        """Who is in a role."""
        return tuple(user for user in self.users if role.ref.record_id in user.roles)

    def uses_of(self, expression: str) -> tuple[str, ...]:
        """For what a stored expression is used, in words."""
        uses: dict[str, list[str]] = {}
        for role in self.roles:
            kinds = [kind for kind, it in role.permissions if it == expression]
            if kinds:
                uses[f"role {role.name}"] = kinds
        told = [f"{name}: {', '.join(kinds)}" for name, kinds in uses.items()]
        moves = [it for it in self.migrations for step in it.steps if step.expression == expression]
        return (*told, *(f"migration {it.ref.record_id}" for it in dict.fromkeys(moves)))

    def model_name(self, identity: str) -> str:
        """What a model is called."""
        return self.models.get(identity) or identity

    def deciding(self, user: User) -> tuple[str, ...]:
        """The roles whose permissions count: of several, only the last in dialect 1.0 (quirks-1.0 8)."""
        return user.roles[-1:] if self.dialect is Dialect.V1 else user.roles


Named = TypeVar("Named", User, Role)


async def read_overview(bench: Runs) -> Overview:
    """Ask the instance. Raises KarmaError."""
    models = await bench.instance_catalogue()
    dialect = bench.dialect
    users = await answer_of(bench, users_text(dialect))
    roles = await answer_of(bench, records_text(dialect, "_role"))
    stored = await answer_of(bench, records_text(dialect, "_expression"))
    moves = await answer_of(bench, records_text(dialect, "_migration"))
    # many long expressions take a while to be read
    return await asyncio.to_thread(_overview, dialect, models, (users, roles, stored, moves))


def _overview(
    dialect: Dialect,
    models: Sequence[TaggedModel],
    answers: tuple[list[object], list[object], list[object], list[object]],
) -> Overview:
    users, roles, stored, moves = answers
    ids = {model.tag: model.model_id for model in models if model.tag}
    user_model = next((model.model for model in models if model.tag == "_user"), None)
    try:
        return Overview(
            dialect,
            _sorted(_user(it, ids.get("_user", "")) for it in users),
            _sorted(_role(it, ids.get("_role", "")) for it in roles),
            tuple(_stored(it, ids.get("_expression", ""), dialect) for it in stored),
            tuple(_migration(it, ids.get("_migration", "")) for it in moves),
            {identity: tag for tag, identity in ids.items()},
            user_model,
        )
    except (TypeError, KeyError, ValueError) as failure:
        raise NotKarmaError(
            "The answer cannot be understood", f"It is not laid out as expected ({failure})."
        ) from failure


def _sorted(items: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(items, key=lambda it: (it.name.casefold(), it.ref.record_id)))


def _user(row: object, model: str) -> User:
    found = _struct(row)
    blank, hashed = found["blank"], found["hashed"]
    sign_in = SignIn.PASSWORD if hashed is True else SignIn.SECRET if blank is True else SignIn.NEVER
    name = _text(found["username"])
    if sign_in is SignIn.SECRET and name != "admin":
        sign_in = SignIn.NEVER
    roles = found.get("roles") or []
    if not isinstance(roles, list):
        raise TypeError("roles are no list")
    ref = RecordRef(model, _id(found["id"]))
    return User(ref, name, tuple(_id(role) for role in roles), sign_in, _text(found["updated"]))


def _role(row: object, model: str) -> Role:
    found = _struct(row)
    value = _struct(found["value"])
    permissions = _struct(value["permissions"])
    kinds = tuple((kind, _id(permissions[kind])) for kind in KINDS)
    return Role(RecordRef(model, _id(found["id"])), _text(value["name"]), kinds)


def _stored(row: object, model: str, dialect: Dialect) -> Stored:
    found = _struct(row)
    ref = RecordRef(model, _id(found["id"]))
    return Stored(ref, _text(found["created"]), readable(found.get("value"), dialect))


def _migration(row: object, model: str) -> Migration:
    found = _struct(row)
    value = found["value"]
    if not isinstance(value, list):
        raise TypeError("a migration is no list")
    steps = []
    for item in value:
        part = _struct(item)
        by = _struct(part["expression"])
        expression = _id(by["manual"]) if "manual" in by else ""
        steps.append(Step(_id(part["source"]), _id(part["target"]), expression))
    return Migration(RecordRef(model, _id(found["id"])), _text(found["created"]), tuple(steps))


def _struct(value: object) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("no struct")
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _id(ref: Json) -> str:
    """A record's id: of `[model, record]` in dialect 1.0, the id itself in 0.1."""
    return _text(ref[-1] if isinstance(ref, list) and len(ref) == 2 else ref)
