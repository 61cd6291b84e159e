"""What a server's file holds at its top: ids of the default models, tags, a bucket per model (spec 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from karma_tui.local.bolt import Bucket, Item
from karma_tui.local.faults import damaged, not_a_dump

_KEYS: Final = {
    "_model": b"MetaModel",
    "_tag": b"TagModel",
    "_user": b"UserModel",
    "_role": b"RoleModel",
    "_expression": b"ExpressionModel",
    "_migration": b"MigrationModel",
}
_ROOT_USER: Final = b"RootUser"
_TAGS: Final = b"TagBucket"
_DERIVED: Final = (b"UniqueBucket", b"GraphBucket", b"PhargBucket", b"MigrationBucket", b"NoitargimBucket")
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """Default models' ids by tag, the root user's record id, what tags resolve to, the models' buckets."""

    ids: dict[str, str]
    root_user: str
    tags: dict[str, str]
    models: dict[str, Bucket]


def read_contents(root: Bucket) -> Contents:
    """Read the top of a file. The indexes that the records imply are only checked for their structure.

    Raises StorageError where something is missing.
    """
    values, buckets = _split(_karma_bucket(root))
    missing = [key for key in (*_KEYS.values(), _ROOT_USER) if key not in values]
    if missing:
        raise not_a_dump(f"It has no {missing[0].decode()}")
    missing = [name for name in (_TAGS, *_DERIVED) if name not in buckets]
    if missing:
        raise damaged(f"It has no {missing[0].decode()}")
    for name in _DERIVED:
        _walk(buckets[name])
    ids = {tag: _identity(values[key]) for tag, key in _KEYS.items()}
    if len(set(ids.values())) != len(ids):
        raise damaged("Two of the default models are one")
    models = {name.decode(): bucket for name, bucket in buckets.items() if len(name) == 16 and name.isalpha()}
    return Contents(ids, _identity(values[_ROOT_USER]), dict(_tags(buckets[_TAGS])), models)


def _karma_bucket(root: Bucket) -> Bucket:
    found = [item.bucket for item in root.items() if item.key == b"root"]
    if not found or found[0] is None:
        raise not_a_dump("It has no bucket of a karma.run server")
    return found[0]


def _split(bucket: Bucket) -> tuple[dict[bytes, bytes], dict[bytes, Bucket]]:
    """The plain values that may matter, and the buckets."""
    values: dict[bytes, bytes] = {}
    buckets: dict[bytes, Bucket] = {}
    for item in bucket.items():
        if item.bucket is not None:
            buckets[item.key] = item.bucket
        elif item.key in (*_KEYS.values(), _ROOT_USER):
            values[item.key] = _plain(item)
    return values, buckets


def _plain(item: Item) -> bytes:
    if item.bucket is not None or item.size > 16:
        raise damaged(f"{item.key[:80]!r} does not name a record")
    return item.value


def _identity(raw: bytes) -> str:
    if len(raw) != 16 or not raw.isalpha():
        raise damaged(f"{raw!r} is no id")
    return raw.decode("ascii")


def _tags(bucket: Bucket) -> Iterator[tuple[str, str]]:
    for item in bucket.items():
        try:
            name = item.key.decode()
        except UnicodeDecodeError:
            raise damaged(f"The tag {item.key[:80]!r} is not UTF-8") from None
        yield name, _identity(_plain(item))


def _walk(bucket: Bucket) -> None:
    """Visit everything below a bucket, for the sake of the checks on the way."""
    path = [bucket.items()]
    while path:
        item = next(path[-1], None)
        if item is None:
            path.pop()
        elif item.bucket is not None:
            if len(path) > _DEEPEST:
                raise damaged("Its buckets are nested too deep")
            path.append(item.bucket.items())
