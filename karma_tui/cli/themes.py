"""`karma-tui themes`: lists the themes, or says what is wrong with a theme's file."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from karma_tui import paths
from karma_tui.cli.options import options
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.contrast import weak_pairs
from karma_tui.errors import ConfigError, ExitCode
from karma_tui.themes import load_theme, load_themes, shipped_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    check: str = ""
    json: bool = False


def run(found: Namespace) -> ExitCode:
    """List, or check one file."""
    wanted = options(Wanted, found)
    return _check(Path(wanted.check).expanduser(), wanted) if wanted.check else _list(wanted)


def _list(wanted: Wanted) -> ExitCode:
    own = paths.config_dir() / "themes"
    shipped = load_themes([shipped_folder()]).themes
    loaded = load_themes([shipped_folder(), own])
    rows = [
        {
            "name": name,
            "dark": theme.dark,
            "terminal_colours": theme.ansi,
            "own": theme != shipped.get(name),
        }
        for name, theme in sorted(loaded.themes.items())
    ]
    if wanted.json:
        print_result(json.dumps(rows, indent=2).encode())
    else:
        lines = [
            f"{row['name']:<24}{'dark' if row['dark'] else 'light':<7}{'own' if row['own'] else ''}".rstrip()
            for row in rows
        ]
        print_result("\n".join(lines).encode())
    if loaded.errors:
        print_error(ConfigError("Some themes cannot be used", "\n".join(it.detail for it in loaded.errors)))
    return ExitCode.OK


def _check(path: Path, wanted: Wanted) -> ExitCode:
    theme, problems = load_theme(path)
    weak = list(weak_pairs(theme)) if theme is not None else []
    if wanted.json:
        wrong = [{"problem": it.detail, "hint": it.hint} for it in problems]
        print_result(json.dumps({"file": str(path), "problems": wrong, "weak": weak}, indent=2).encode())
    elif problems:
        lines = [f"{it.detail} {it.hint}".strip() for it in problems]
        print_error(ConfigError("The theme cannot be used", "\n".join(lines)))
    elif weak:
        print_error(ConfigError("Some of its colours are hard to read", "\n".join(weak)))
    else:
        print_notice(f"{path}: fine.")
    return ExitCode.USAGE if problems or weak else ExitCode.OK
