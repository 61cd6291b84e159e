"""A bbolt file opened for reading: mapped into memory, so that its size costs no memory of the process."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from karma_tui.local.bolt.bucket import Bucket
from karma_tui.local.bolt.meta import newest_meta
from karma_tui.local.bolt.pages import Pages
from karma_tui.local.faults import not_a_dump


@dataclass(frozen=True, slots=True)
class BoltFile:
    """The root bucket, and whether both headers were sound; if not, the data may be of an older state."""

    root: Bucket
    both_headers: bool


@contextmanager
def open_bolt(path: Path) -> Iterator[BoltFile]:
    """Map a file that nobody else changes; what is read of it must be read inside the context.

    Raises StorageError if it is no bbolt file, or cut short.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            raise not_a_dump("It is empty")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            meta, both = newest_meta(data)
            yield BoltFile(Bucket(Pages(data, meta), meta.root), both)
