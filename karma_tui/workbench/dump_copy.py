"""A private folder for what is made of a dump, gone once the server that uses it has let go of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from karma_tui.client.spool import whole
from karma_tui.errors import StorageError
from karma_tui.workbench.local_instance import freed
from karma_tui.workbench.local_place import place_in

_ENDING = 5.0
"""Seconds in which a server that was told to end lets go of its data file."""


@asynccontextmanager
async def private_folder() -> AsyncIterator[Path]:
    """A temporary folder for the user alone. Raises StorageError if there can be none."""
    try:
        made = await whole(_make, TemporaryDirectory.cleanup)
    except OSError as error:
        raise StorageError(
            "There is no place for a copy of the dump",
            error.strerror or str(error),
            "Make room in the temporary folder, or set TMPDIR to another one.",
        ) from error
    folder = Path(made.name)
    try:
        yield folder
    finally:
        await asyncio.shield(asyncio.to_thread(_remove, made, folder))


def _make() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="karma-tui-look-", ignore_cleanup_errors=True)


def _remove(made: TemporaryDirectory[str], folder: Path) -> None:
    freed(place_in(folder, folder).data_lock, _ENDING)
    made.cleanup()
