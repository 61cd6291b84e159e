"""A small file as a server would write it, with whatever models and records a test needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from karma_tui.lang.machine.decode import decoder
from karma_tui.lang.machine.defaults import ALWAYS, TAGS, default_models, model_type
from karma_tui.lang.machine.dialect01 import models as models01
from karma_tui.lang.machine.model_value import model_value
from karma_tui.lang.machine.models import parse_model
from karma_tui.lang.machine.moment import DateTime
from karma_tui.lang.machine.show import show
from karma_tui.lang.machine.types import Type
from karma_tui.lang.nodes import Json

from .binary import encode, time
from .bolt_writer import Tree, bolt_file

CREATED = DateTime(1_600_000_000_123_456_789, 330)
UPDATED = DateTime(1_700_000_000_000_000_000)
KEYS = {
    **{"_model": b"MetaModel", "_tag": b"TagModel", "_user": b"UserModel", "_role": b"RoleModel"},
    **{"_expression": b"ExpressionModel", "_migration": b"MigrationModel"},
}
INDEXES = (b"UniqueBucket", b"GraphBucket", b"PhargBucket", b"MigrationBucket", b"NoitargimBucket")


def identity(name: str) -> str:
    """An id that can be recognised."""
    return "".join(letter for letter in name if letter.isalpha()).ljust(16, "x")[:16]


@dataclass
class ServerFile:
    """Models as JSON by tag, besides the default ones; records as bytes by tag and name; changes to make."""

    old: bool = False
    models: dict[str, Json] = field(default_factory=dict)
    records: dict[str, dict[str, bytes]] = field(default_factory=dict)
    values: dict[bytes, bytes] = field(default_factory=dict)
    buckets: dict[bytes, dict[bytes, Any]] = field(default_factory=dict)

    @property
    def meta(self) -> str:
        return identity("_model")

    def envelope(self, tag: str, name: str, value: bytes) -> bytes:
        ids = f"{identity(name)}{identity(tag)}".encode()
        return time(CREATED) + ids + time(UPDATED) + value

    def tree(self) -> Tree:
        tags = (*TAGS, *self.models)
        types = self._types()
        inside: dict[bytes, Any] = {key: identity(tag).encode() for tag, key in KEYS.items()}
        inside[b"RootUser"] = identity("root").encode()
        inside |= {name: {} for name in INDEXES}
        inside[b"TagBucket"] = {tag.encode(): identity(tag).encode() for tag in tags}
        models = {tag: encode(self._model_type(), value) for tag, value in self._model_values().items()}
        inside[self.meta.encode()] = self._bucket("_model", models)
        for tag, records in {**self._default_records(types), **self.records}.items():
            inside[identity(tag).encode()] = self._bucket(tag, records)
        return {b"root": {**inside, **self.values, **self.buckets}}

    def data(self, page_size: int = 4096, *, inline: bool = True) -> bytes:
        return bolt_file(self.tree(), page_size, inline=inline)

    def _bucket(self, tag: str, records: dict[str, bytes]) -> dict[bytes, bytes]:
        return {identity(name).encode(): self.envelope(tag, name, value) for name, value in records.items()}

    def _model_type(self) -> Type:
        return models01.model_type(self.meta)

    def _model_values(self) -> dict[str, Any]:
        read = decoder(self._model_type(), {})
        ids = {tag: identity(tag) for tag in TAGS}
        made = {tag: read(model) for tag, model in {**default_models(ids), **self.models}.items()}
        own = models01.model_value(self._model_type(), self.meta)
        if self.old:
            return {**made, "_model": own, "_expression": read({"bool": {}})}
        return {**made, "_model": model_value(model_type(self.meta), self.meta)}

    def _types(self) -> dict[str, Type]:
        read = decoder(model_type(self.meta), {})
        ids = {tag: identity(tag) for tag in TAGS}
        return {tag: parse_model(read(model), show) for tag, model in default_models(ids).items()}

    def _default_records(self, types: dict[str, Type]) -> dict[str, dict[str, bytes]]:
        def record(tag: str, value: Json) -> bytes:
            return encode(types[tag], decoder(types[tag], {})(value))

        def ref(tag: str, name: str) -> Json:
            return [identity(tag), identity(name)]

        always = b"\x01" if self.old else record("_expression", ALWAYS)
        each: Json = dict.fromkeys(("create", "read", "update", "delete"), ref("_expression", "always"))
        user: Json = {"username": "admin", "password": "", "roles": [ref("_role", "admins")]}
        return {
            "_expression": {"always": always},
            "_role": {"admins": record("_role", {"name": "admins", "permissions": each})},
            "_user": {"root": record("_user", user)},
            "_tag": {
                f"tag{tag}": record("_tag", {"tag": tag, "model": ref("_model", tag)})
                for tag in (*TAGS, *self.models)
            },
        }
