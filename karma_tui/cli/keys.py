"""`karma-tui keys`: prints the key map, or says what is wrong with one."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from karma_tui import paths
from karma_tui.cli.options import options
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.errors import ConfigError, ExitCode
from karma_tui.library.key_file import read_key_file
from karma_tui.library.settings import FILE_NAME, load_settings
from karma_tui.tui.keymap.judge import judge, remarks
from karma_tui.tui.keymap.printing import as_plain, as_toml

_ABOUT_KEYS = ("The keys ", "The settings ")
"""How errors begin that leave keys unread; the others are about other settings."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    defaults: bool = False
    json: bool = False
    check: str | None = None


def run(found: Namespace) -> ExitCode:
    """Print the map, or check one. Raises StorageError if the file to check cannot be read."""
    wanted = options(Wanted, found)
    if wanted.check is not None:
        return _check(wanted)
    changed: dict[str, str] = {}
    if not wanted.defaults:
        overrides, wrong = _read(paths.config_dir() / FILE_NAME)
        changed, problems = judge(overrides)
        if wrong or problems:
            print_error(_together([*wrong, *problems]))
    print_result(
        json.dumps(as_plain(changed), indent=2).encode() if wanted.json else as_toml(changed).encode()
    )
    return ExitCode.OK


def _check(wanted: Wanted) -> ExitCode:
    path = Path(wanted.check).expanduser() if wanted.check else paths.config_dir() / FILE_NAME
    overrides, wrong = _read(path)
    changed, problems = judge(overrides)
    problems = [*wrong, *problems]
    told = remarks(changed)
    if wanted.json:
        found = {
            "file": str(path),
            "changed": len(changed),
            "problems": [{"problem": it.detail, "hint": it.hint} for it in problems],
            "remarks": told,
        }
        print_result(json.dumps(found, indent=2).encode())
    elif problems:
        print_error(_together(problems))
    for remark in () if wanted.json else told:
        print_notice(f"note: {remark}")
    if not problems and not wanted.json:
        print_notice(f"{path}: {len(changed)} of the actions have keys of their own; all can be used.")
    return ExitCode.USAGE if problems else ExitCode.OK


def _read(path: Path) -> tuple[dict[str, str], list[ConfigError]]:
    """The keys of a settings file or of a key map; the settings may name one."""
    if path.name != FILE_NAME:
        return read_key_file(path)
    loaded = load_settings(path)
    return dict(loaded.settings.keys), [it for it in loaded.errors if it.title.startswith(_ABOUT_KEYS)]


def _together(problems: Sequence[ConfigError]) -> ConfigError:
    lines = [f"{it.detail} {it.hint}".strip() for it in problems]
    return ConfigError("Some keys cannot be used", "\n".join(lines))
