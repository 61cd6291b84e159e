"""Looks into a data file and says what does not fit together in it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from karma_tui.local.schema import Models, Schema
from karma_tui.local.shape import targets, unique_keys
from karma_tui.local.store import open_store


def copied(data: Path, to: Path) -> Path:
    """A copy of a data file as it lies on disk, its write-ahead log included."""
    copy = to / data.name
    for suffix in ("", "-wal"):
        copy.with_name(data.name + suffix).unlink(missing_ok=True)
        if data.with_name(data.name + suffix).exists():
            shutil.copy(data.with_name(data.name + suffix), copy.with_name(data.name + suffix))
    return copy


def faults(data: Path) -> list[str]:
    """What is wrong in a data file that nobody has open: pages, references, unique keys, counts, versions."""
    open_store(data).close()  # recovers what the log holds, and checks the pages
    with closing(sqlite3.connect(data)) as connection:
        found = [] if connection.execute("PRAGMA integrity_check").fetchone() == ("ok",) else ["pages"]
        rows = connection.execute("SELECT model, id, body FROM record").fetchall()
        edges = set(connection.execute("SELECT * FROM edge").fetchall())
        uniques = set(connection.execute("SELECT model, node, hash, id FROM unique_key").fetchall())
        states = connection.execute("SELECT model, version, count FROM model_state").fetchall()
    expected_edges: set[tuple[str, ...]] = set()
    expected_uniques: set[tuple[object, ...]] = set()
    store = open_store(data)
    with store.read() as tx:
        meta = tx.setting("meta") or ""
        schema = Schema(tx, Models(meta, tx.version(meta)))
        for model, record, body in rows:
            value = schema.decode(model, body)
            expected_edges |= {(model, record, *target) for target in targets(value)}
            keys = unique_keys(schema.model(model), value, schema.uniques(model))
            expected_uniques |= {(model, node, digest, record) for node, digest in keys}
    store.close()
    known = {(model, record) for model, record, _ in rows}
    counts = {model: count for model, _, count in states if model}
    counted = {model: sum(1 for row in rows if row[0] == model) for model in counts}
    versions = [version for _, version, _ in states]
    found += [f"edge without reference {edge}" for edge in edges - expected_edges]
    found += [f"reference without edge {edge}" for edge in expected_edges - edges]
    found += [f"dangling reference {edge}" for edge in expected_edges if edge[2:] not in known]
    found += [f"unique key {key[:2]}" for key in uniques ^ expected_uniques]
    found += [] if counts == counted else [f"counts {counts} of {counted}"]
    found += [] if len(set(versions)) == len(versions) else ["a version given twice"]
    return found
