"""A server's file into an empty store: everything or, by an exception, nothing.

References, unique keys and tags are made anew from the records; the indexes of the file are trusted
only for what a tag resolves to, since renamed tags go on working (spec dump-format 3.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from karma_tui.lang.machine.encode import encode_stored
from karma_tui.lang.machine.values import Value
from karma_tui.lang.nodes import Dialect
from karma_tui.local.bolt import Bucket, open_bolt
from karma_tui.local.deep import make_room
from karma_tui.local.faults import damaged
from karma_tui.local.karmafile.contents import Contents, read_contents
from karma_tui.local.karmafile.cursor import Quota
from karma_tui.local.karmafile.envelope import Envelope, read_record
from karma_tui.local.karmafile.models import Models, read_models
from karma_tui.local.karmafile.native import NativeModel, native_models
from karma_tui.local.karmafile.uniques import checked_uniques
from karma_tui.local.ports import Key, StoredRecord, UniqueTaken, WriteTransaction
from karma_tui.local.shape import targets, unique_keys

_OLDER = "one of the file's two headers is damaged: this may be an older state of the data"
_NOTES = {
    "lossy": "{} records hold text that is not UTF-8; what cannot be shown has been replaced",
    "repeated": "{} records hold a map with a key twice; the first entry was kept",
    "unique": "{} records share a value that should be unique; all were kept",
    "dangling": "{} records that are referred to do not exist",
    "tag": "{} tags do not resolve to the models that their records name",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came in: the generation, the number of records, and what the owner should know."""

    dialect: Dialect
    records: int
    notes: tuple[str, ...]


def load(path: Path, tx: WriteTransaction) -> Loaded:
    """Put all that a bbolt file of a server holds into an empty store.

    The file must not change meanwhile. Raises StorageError if it is not sound in every part.
    """
    make_room()
    with open_bolt(path) as file:
        quota = Quota(path.stat().st_size)
        contents = read_contents(file.root)
        meta = contents.ids["_model"]
        if meta not in contents.models:
            raise damaged("It has no bucket of models")
        models = read_models(contents.models.pop(meta), meta, quota)
        natives = native_models(models, contents.ids)
        loading = _Loading(tx, contents, quota)
        loading.models(models, natives)
        for model, bucket in contents.models.items():
            if model not in natives:
                raise damaged(f"It has records of {model}, which is no model")
            loading.records(model, bucket, natives[model])
        loading.finish()
    notes = [_NOTES[kind].format(count) for kind, count in sorted(loading.found.items()) if count]
    total = sum([len(known) for known in loading.known.values()])
    return Loaded(models.dialect, total, tuple(notes if file.both_headers else [_OLDER, *notes]))


@dataclass(slots=True)
class _Loading:
    """A load under way: which records are known, and which are referred to but have not come yet."""

    tx: WriteTransaction
    contents: Contents
    quota: Quota
    known: dict[str, set[str]] = field(default_factory=dict)
    awaited: set[Key] = field(default_factory=set)
    tagged: dict[str, str] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)

    def models(self, models: Models, natives: dict[str, NativeModel]) -> None:
        """Store the models themselves."""
        meta = self.contents.ids["_model"]
        self.known[meta] = set(natives)
        for model, native in natives.items():
            self._put(meta, models.by_id[model].record, native.value, ())

    def records(self, model: str, bucket: Bucket, native: NativeModel) -> None:
        """Store the records of a model."""
        known = self.known[model] = set()
        uniques = checked_uniques(model, native.type)
        for item in bucket.items():
            record = read_record(item, model, native.read, self.quota)
            known.add(record.id)
            self._put(model, record, record.value, unique_keys(native.type, record.value, uniques))
            if model == self.contents.ids["_tag"]:
                self.tagged[record.value["tag"]] = record.value["model"].record

    def finish(self) -> None:
        """Keep the settings, once everything has come."""
        ids, put = self.contents.ids, self.tx.set_setting
        if self.contents.root_user not in self.known.get(ids["_user"], ()):
            raise damaged("The user admin is missing")
        self.found["dangling"] = len([key for key in self.awaited if not self._exists(key)])
        self.found["tag"] = len(set(self.contents.tags.items()) ^ set(self.tagged.items()))
        for name, model in {**self.tagged, **self.contents.tags}.items():
            if model in self.known[ids["_model"]]:
                put(f"tag/{name}", model)
        for tag, model in ids.items():
            put(f"default/{tag}", model)
        put("root", self.contents.root_user)
        put("meta", ids["_model"])

    def _put(self, model: str, record: Envelope, value: Value, keys: Sequence[tuple[str, bytes]]) -> None:
        refers = targets(value)
        self.awaited.update([key for key in refers if not self._exists(key)])
        created = record.created.text(fraction=True)
        updated = created if record.unchanged else record.updated.text(fraction=True)
        stored = StoredRecord(model, record.id, created, updated, encode_stored(value))
        self.found["lossy"] += record.lossy
        self.found["repeated"] += record.repeated
        try:
            self.tx.put(stored, refers, keys)
        except UniqueTaken:  # a migration's copies are not checked by the servers
            self.found["unique"] += 1
            self.tx.put(stored, refers, ())

    def _exists(self, key: Key) -> bool:
        return key[1] in self.known.get(key[0], ())
