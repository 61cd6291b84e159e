"""Names that are known without asking anybody: profiles and snippets from files, tags as they were seen last.

What a server is needed for is left to a process of its own (`refresh`), which the next answer gains from.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from karma_tui import paths
from karma_tui.errors import StorageError

_FRESH = 60.0
"""Seconds for which tags need not be asked for again."""


def profiles() -> list[str]:
    """The profiles of the settings, with their addresses."""
    return [f"{name}\t{url}" if url else name for name, url in _profiles().items()]


def snippets() -> list[str]:
    """All snippets by name."""
    from karma_tui.library.snippets import standard_shelf

    return [
        f"{snippet.full_name}\t{_one_line(snippet.header.description if snippet.header else '')}"
        for snippet in standard_shelf().all()
        if not snippet.is_broken and snippet.full_name.isprintable()
    ]


def tags(words: list[str]) -> list[str]:
    """The tags of the instance that the words before name."""
    from karma_tui.library.known_tags import known_tags, tags_path

    state = paths.state_dir()
    profile = _profile(words)
    _refresh(words, tags_path(state, profile))
    return known_tags(state, profile)


def _profile(words: list[str]) -> str:
    """What the target of such a command line is called (`Target.profile`)."""
    named = _value(words, "--profile") or _value(words, "--url")
    if named or _value(words, "--data"):
        return named or "local"
    said = os.environ.get("KARMA_TUI_PROFILE") or os.environ.get("KARMA_TUI_URL")
    return said or str(_settings().get("profile") or "local")


def _value(words: list[str], option: str) -> str:
    found = ""
    for at, word in enumerate(words):
        if word == option and at + 1 < len(words):
            found = words[at + 1]
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found


def _settings() -> dict[str, object]:
    """The settings as TOML; a broken file has none here, and is told of elsewhere."""
    from karma_tui import toml_text
    from karma_tui.library.files import read_text

    with suppress(StorageError, ValueError, RecursionError):
        return toml_text.loads(read_text(paths.config_dir() / paths.SETTINGS_FILE))
    return {}


def _profiles() -> dict[str, str]:
    found = _settings().get("profiles")
    if not isinstance(found, dict):
        return {}
    return {
        name: _one_line(str(profile.get("url", ""))) if isinstance(profile, dict) else ""
        for name, profile in found.items()
        if name.isprintable()
    }


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:80]


def _refresh(words: list[str], known: Path) -> None:
    """Have the tags read anew by a process that nobody waits for, if they are not fresh."""
    asked = known.with_suffix(".asked")
    now = time.time()
    if any(now - changed < _FRESH for changed in _changes(known, asked)):
        return
    with suppress(OSError):
        asked.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        asked.touch()
        subprocess.Popen(
            [sys.executable, "-P", "-m", "karma_tui", "__refresh", *_instance(words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _changes(*files: Path) -> Iterator[float]:
    for file in files:
        with suppress(OSError):
            yield file.stat().st_mtime


def _instance(words: list[str]) -> Iterator[str]:
    for option in ("--url", "--profile", "--user", "--secret-file", "--data"):
        if value := _value(words, option):
            yield from (option, value)
