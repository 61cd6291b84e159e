"""Saved schemas for commands that need no server."""

from __future__ import annotations

from karma_tui.cli.source import read_file
from karma_tui.schema.saved import SavedSchema, from_json
from karma_tui.workbench.assist import Assist


def saved_schema(path: str) -> SavedSchema:
    """What `karma-tui schema --save` wrote. Raises StorageError, UsageError, ConfigError."""
    return from_json(read_file(path).text, path)


def helper(path: str) -> Assist:
    """What is known of the instance whose schema was saved; with "" nothing is."""
    assist = Assist()
    if path:
        saved = saved_schema(path)
        assist.learn(saved.models, saved.dialect)
    return assist
