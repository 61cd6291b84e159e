"""`karma-tui config`: what holds, and who said so. It reads no secret, so none can be printed."""

from __future__ import annotations

import os
import tomllib
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from karma_tui import paths, toml_text
from karma_tui.cli.options import where
from karma_tui.cli.output import print_error, print_result
from karma_tui.cli.profiles.telling import plain
from karma_tui.cli.target import chosen, settings_file
from karma_tui.errors import ExitCode, StorageError
from karma_tui.library.files import read_text
from karma_tui.library.profile_keys import KEYS
from karma_tui.library.settings import LoadedSettings, load_settings
from karma_tui.redact import redact
from karma_tui.workbench.profiles import Chosen

_DEFAULT, _FILE = "default", "settings"
_HIDDEN = ("SECRET", "PASSWORD", "TOKEN")


def run(found: Namespace) -> int:
    """Print it. Raises UsageError where no instance can be meant, StorageError."""
    path = settings_file()
    loaded = load_settings(path)
    for error in loaded.errors:
        print_error(error)
    choice = chosen(where(found))
    settings = list(_settings(loaded, path))
    if found.json:
        _print_json(choice, settings, loaded, path)
    else:
        print_result("\n".join(_lines(choice, settings, path)).encode())
    return ExitCode.OK


def _settings(loaded: LoadedSettings, path: Path) -> Iterator[tuple[str, Any, str]]:
    """Key, value and origin of every setting; profiles are told by themselves."""
    said = _said(path)
    for field in fields(loaded.settings):
        value = getattr(loaded.settings, field.name)
        if field.name == "profiles":
            continue
        if is_dataclass(value):
            inner = said.get(field.name)
            for part in fields(value):
                is_said = isinstance(inner, dict) and part.name in inner
                yield f"{field.name}.{part.name}", getattr(value, part.name), _FILE if is_said else _DEFAULT
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", it, _FILE) for key, it in value.items())
        else:
            yield field.name, value, _FILE if field.name in said else _DEFAULT


def _said(path: Path) -> dict[str, Any]:
    """What the file says, {} if nothing can be read from it; the settings' own reader has complained."""
    try:
        return toml_text.loads(read_text(path)) if path.exists() else {}
    except (StorageError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _lines(choice: Chosen, settings: list[tuple[str, Any, str]], path: Path) -> Iterator[str]:
    yield "instance"
    yield from _table(_instance(choice))
    yield ""
    yield "settings"
    yield from _table((key, _text(value), origin) for key, value, origin in settings)
    yield ""
    yield "environment"
    yield from _table((name, value, "") for name, value in _environment()) if _environment() else ["  -"]
    yield ""
    yield "files"
    yield from _table((name, str(file), "" if file.exists() else "not there") for name, file in _files(path))


def _instance(choice: Chosen) -> Iterator[tuple[str, str, str]]:
    target, origins = choice.target, choice.origins
    yield "profile", target.profile, origins["instance"]
    if target.is_local:
        if target.data is not None:
            yield "data", str(target.data), origins["instance"]
        return
    yield "url", target.url, origins["instance"]
    yield "user", target.username, origins["user"]
    yield "secret", _where(choice), origins["secret"]
    for name in ("protected", "read_only"):
        yield name, _text(getattr(target, name)), ""
    for field in fields(target.reach):
        value = getattr(target.reach, field.name)
        default = next(key.default for key in KEYS if key.name == field.name)
        origin = origins.get(field.name, _DEFAULT if value == default else f"profile {target.profile}")
        yield field.name, _text(value) or "-", origin


def _where(choice: Chosen) -> str:
    """The places that are looked at, in order, without looking."""
    its = choice.target.sources
    if its.prompt:
        return "asked for"
    places = [
        *([f"file {its.file}"] if its.file else []),
        *([f"environment variable {its.variable}"] if its.variable else []),
        *([f"command {Path(its.command[0]).name}"] if its.command else []),
        *(["keyring"] if its.keyring else []),
        *(["environment variable KARMA_TUI_SECRET"] if its.environment else []),
        "asked for",
    ]
    return ", else ".join(places)


def _environment() -> list[tuple[str, str]]:
    """The program's own variables that are set; what might be a secret is not printed."""
    names = sorted(name for name in os.environ if name.startswith(("KARMA_TUI_", "KARMA_SECRET")))
    return [(name, "set" if _is_secret(name) else redact(os.environ[name])) for name in names]


def _is_secret(name: str) -> bool:
    return any(word in name for word in _HIDDEN) and not name.endswith("_FILE")


def _files(path: Path) -> list[tuple[str, Path]]:
    return [
        ("settings", path),
        ("snippets", paths.config_dir() / "snippets"),
        ("themes", paths.config_dir() / "themes"),
        ("data", paths.data_dir()),
        ("state", paths.state_dir()),
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(rows: Any) -> Iterator[str]:
    found = list(rows)
    first = max((len(row[0]) for row in found), default=0)
    second = max((min(len(row[1]), 40) for row in found), default=0)
    for name, value, origin in found:
        yield f"  {name.ljust(first)}  {value.ljust(second)}  {origin}".rstrip()


def _print_json(
    choice: Chosen, settings: list[tuple[str, Any, str]], loaded: LoadedSettings, path: Path
) -> None:
    import json

    told = {
        "instance": {name: {"value": value, "from": origin} for name, value, origin in _instance(choice)},
        "settings": {key: {"value": value, "from": origin} for key, value, origin in settings},
        "profiles": [plain(profile, loaded.settings.profile) for profile in loaded.settings.profiles],
        "environment": dict(_environment()),
        "files": {name: str(file) for name, file in _files(path)},
    }
    print_result(json.dumps(told, indent=2, ensure_ascii=False).encode())
