"""The doors to the app: what cannot be read is refused before the screen is taken."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.cli.light_asyncio import import_asyncio_lightly
from karma_tui.cli.options import where
from karma_tui.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace


def app(found: Namespace) -> int:
    """The app; with a pipe on either end a run of what stands on stdin."""
    if at_a_terminal():
        return _open_app(found)
    from karma_tui.cli.running.run import run

    return run(found)


def open_dump(found: Namespace) -> int:
    """The app with a copy of a dump, or a run on it."""
    if found.expression is None and at_a_terminal():
        return _open_app(found)
    from karma_tui.cli.running.run import run

    return run(found)


def edit(found: Namespace) -> int:
    """The app with files in its buffers."""
    if not at_a_terminal():
        raise UsageError(
            "Files are edited at a terminal",
            "Input or output is a pipe or a file.",
            "`karma-tui run FILE` runs the expression in a file.",
        )
    from karma_tui.cli.opening import files_to_edit

    return _open_app(found, files_to_edit(found.files))


def view(found: Namespace) -> int:
    """A saved result."""
    from karma_tui.cli.viewing import file_to_view

    file, name = file_to_view(found.file or "-")
    import_asyncio_lightly()
    from karma_tui.tui.view_app import run_view

    return run_view(file, name)


def at_a_terminal() -> bool:
    """Whether a person sits in front of both ends; a pipe on either never opens a full-screen app."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _open_app(found: Namespace, files: Sequence[Path] = ()) -> int:
    import_asyncio_lightly()
    from karma_tui.cli.opening import target_for
    from karma_tui.tui.app import run_app

    with target_for(where(found), ask=False) as target:
        return run_app(target, files)
