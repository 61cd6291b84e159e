"""Changing users: each change as an expression made of nodes, shown before it is sent with the hash masked.

What is sent goes through the workbench, so that a profile's rules hold; what would lock somebody out for
good is refused here. Passwords are hashed by `hashing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from karma_tui.errors import DangerousRequest, UsageError
from karma_tui.lang.nodes import (
    Call,
    Data,
    Dialect,
    Expr,
    Fields,
    Function,
    Json,
    Literal,
    Node,
    Raw,
    Table,
    Word,
)
from karma_tui.redact import redact
from karma_tui.schema.forms.datum import sent_expression
from karma_tui.schema.forms.shape import Model, shape_of
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.administration.overview import Overview, Role, User
from karma_tui.workbench.administration.queries import field_of
from karma_tui.workbench.record_expressions import Writer, just_after

ADMIN = "admin"
"""The built-in user, who signs in with the instance secret and cannot be deleted."""

_USER = TaggedModel("_user", "", None)
_LONGEST_NAME = 200
_FIELDS = ("username", "password", "roles")


@dataclass(frozen=True, slots=True)
class Change:
    """Something to be done to a user, not sent yet."""

    deed: str
    """In words, for a profile's rules: "the user ann is deleted"."""
    text: str = field(repr=False)
    """The expression as KVM text, with the hash in it if there is one."""
    done: str
    """What to say afterwards."""
    remarks: tuple[str, ...] = ()
    """What the user should think of before."""
    guarded: bool = False
    """Whether the answer null says that somebody else changed the user meanwhile."""
    hash: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """The expression for people: the hash masked."""
        return self.text.replace(self.hash, redact(self.hash)) if self.hash else self.text


class Users:
    """Makes changes for an instance as it was when `overview` was read; `me` is who is signed in."""

    def __init__(self, overview: Overview, me: str) -> None:
        self._overview = overview
        self._dialect = overview.dialect
        self._is_v1 = overview.dialect is Dialect.V1
        self._writer = Writer(overview.dialect)
        self._me = me

    def _check_models(self) -> None:
        """Who may not read the models cannot be helped to write a user. Raises UsageError."""
        if self._overview.user_model is None:
            raise UsageError(
                "Users cannot be changed", "The signed-in user may not read the models.", "Sign in as admin."
            )

    def find(self, name: str) -> User:
        """The user of a name. Raises UsageError."""
        found = next((user for user in self._overview.users if user.name == name), None)
        if found is None:
            known = [it.name for it in self._overview.users]
            raise UsageError(f"There is no user called {name}", *_near(name, known))
        return found

    def find_roles(self, names: Sequence[str]) -> tuple[Role, ...]:
        """The roles of these names, each once, in this order. Raises UsageError."""
        found = []
        for name in dict.fromkeys(names):
            role = next((it for it in self._overview.roles if it.name == name), None)
            if role is None:
                known = [it.name for it in self._overview.roles]
                raise UsageError(f"There is no role called {name}", *_near(name, known))
            found.append(role)
        return tuple(found)

    def create(self, name: str, hash_: str, roles: Sequence[Role]) -> Change:
        """A new user. Raises UsageError for a name that cannot be one or is taken."""
        self._check_models()
        if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise UsageError(
                "This cannot be a user's name",
                "It is empty, too long, or has blanks around it or characters that cannot be seen.",
                "Choose another one.",
            )
        if any(user.name == name for user in self._overview.users):
            raise UsageError(f"There is a user called {name} already", "", "Choose another name.")
        value = self._value(self._string(name), self._string(hash_), self._roles(roles))
        body: Node = Function(("self",), (value,)) if self._is_v1 else value
        text = self._writer.text(self._writer.call("create", self._writer.model(_USER), body))
        return Change(
            f"the user {name} is created",
            text,
            f"The user {name} was created.",
            self._about_roles(name, roles),
            hash=hash_,
        )

    def password(self, user: User, hash_: str) -> Change:
        """Another password; everything else stays as it is then."""
        text = self._update(user, password=self._string(hash_))
        remarks = [
            "Sessions that are open stay open until they run out, at most 15 minutes.",
        ]
        if user.name == ADMIN:
            remarks.append("admin can sign in with the instance secret all the same.")
        if user.name == self._me:
            remarks.append("You are signed in as this user: sign in again with the new password.")
        return Change(
            f"the password of {user.name} is changed",
            text,
            f"The password of {user.name} was changed.",
            tuple(remarks),
            hash=hash_,
        )

    def assign(self, user: User, roles: Sequence[Role]) -> Change:
        """These roles instead of those the user has. Raises UsageError, DangerousRequest."""
        wanted = tuple(role.ref.record_id for role in roles)
        if wanted == user.roles:
            raise UsageError(f"{user.name} has just these roles", "There is nothing to change.")
        admins = next((role for role in self._overview.roles if role.name == "admins"), None)
        if user.name == ADMIN and (admins is None or admins.ref.record_id in user.roles[-1:]):
            decides = wanted[-1:] if self._is_v1 else wanted
            if admins is None or admins.ref.record_id not in decides:
                raise DangerousRequest(
                    "Not sent: this would lock the admin out for good",
                    "Without the role admins deciding, admin could no longer read or write anything.",
                    "Only an import or a reset would help.",
                )
        text = self._update(user, roles=self._roles(roles), unless_after=user.updated)
        return Change(
            f"the roles of {user.name} are changed",
            text,
            f"{user.name} has the roles: {', '.join(role.name for role in roles) or 'none'}.",
            self._about_roles(user.name, roles),
            guarded=True,
        )

    def remove(self, user: User, referrers: str = "") -> Change:
        """The end of a user; `referrers` tells what refers to it. Raises DangerousRequest for admin."""
        if user.name == ADMIN:
            raise DangerousRequest(
                "Not sent: admin cannot be deleted",
                "It is the instance's own user.",
                "To keep others out, change the instance's secret.",
            )
        self._check_models()
        remarks = [f"What refers to it: {referrers}."] if referrers else []
        if user.name == self._me:
            remarks.append("You are signed in as this user: your session ends with it.")
        return Change(
            f"the user {user.name} is deleted",
            self._writer.text(*self._writer.delete(user.ref)),
            f"The user {user.name} was deleted.",
            tuple(remarks),
        )

    def _about_roles(self, name: str, roles: Sequence[Role]) -> tuple[str, ...]:
        if not roles:
            if not self._is_v1:
                raise DangerousRequest(
                    "Not sent: a user needs a role here",
                    "A server of dialect 0.1 crashes on whatever a user without a role asks.",
                    "Give the user a role.",
                )
            return (f"Without a role {name} may do nothing.",)
        if len(roles) > 1 and self._is_v1:
            return (f"Of several roles only the last counts on a server of dialect 1.0: {roles[-1].name}.",)
        return ()

    def _update(
        self, user: User, *, password: Node | None = None, roles: Node | None = None, unless_after: str = ""
    ) -> str:
        self._check_models()
        writer = self._writer
        reference = writer.ref(user.ref)
        record: Node = writer.call("get", reference)
        if not self._is_v1:
            kept = [field_of(writer, self._dialect, name, record) for name in _FIELDS]
            value = self._value(kept[0], password or kept[1], roles or kept[2])
            return writer.text(
                self._if_unchanged(writer.call("update", reference, value), record, unless_after)
            )
        named = value = writer.call("scope", Word("user"))
        for name, part in (("password", password), ("roles", roles)):
            if part is not None:
                value = writer.call("setField", Word(name), part, value)
        change = self._if_unchanged(writer.call("update", reference, value), named, unless_after)
        return writer.text(writer.call("define", Word("user"), record), change)

    def _if_unchanged(self, change: Node, record: Node, unless_after: str) -> Node:
        if not unless_after:
            return change
        writer = self._writer
        updated = field_of(writer, self._dialect, "updated", writer.call("metarialize", record))
        kind = "dateTime" if self._is_v1 else ""
        limit = Literal(kind, just_after(unless_after))
        nothing = Literal("null" if self._is_v1 else "", None)
        return writer.call("if", writer.call("before", updated, limit), change, nothing)

    def _value(self, name: Node, password: Node, roles: Node) -> Node:
        parts = tuple(zip(_FIELDS, (name, password, roles), strict=True))
        if self._is_v1:
            return Data(Fields("struct", tuple((key, _datum(part)) for key, part in parts)))
        return Call("newStruct", (Table(parts),))

    @property
    def _roles_model(self) -> Model:
        """The model of the field `roles`, which an empty list needs to be typed."""
        return next(
            model for name, model in shape_of(Model(self._overview.user_model)).parts if name == "roles"
        )

    def _roles(self, roles: Sequence[Role]) -> Node:
        if self._is_v1:
            refs: Json = [[it.ref.model_id, it.ref.record_id] for it in roles]
            return sent_expression(self._roles_model, refs, is_field=True)
        return self._writer.call("contextual", Raw([it.ref.record_id for it in roles]))

    def _string(self, text: str) -> Node:
        return Literal("string" if self._is_v1 else "", text)


def _datum(part: Node) -> Node:
    """An expression as a datum of a struct."""
    if isinstance(part, Data):
        return part.datum
    return part if isinstance(part, Literal) else Expr(part)


def _near(name: str, known: Sequence[str]) -> tuple[str, str]:
    import difflib  # for the one who mistyped only

    near = difflib.get_close_matches(name, known, 1)
    listed = ", ".join(sorted(known)[:20]) or "none"
    return f"Known: {listed}.", f"Did you mean {near[0]}?" if near else ""
