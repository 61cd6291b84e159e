"""What a command and its first word may be, for the prompt's menu."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.completion import Completion

from karma_tui.errors import KarmaError
from karma_tui.repl.commands.table import COMMANDS, find
from karma_tui.repl.options import FORMATS

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_MOST = 200
Found = list[tuple[str, str]]
"""Each with what stands beside it."""


async def command_proposals(desk: Desk, before: str) -> list[Completion]:
    """The proposals for the text before the cursor, which begins with a backslash."""
    name, blank, words = before[1:].partition(" ")
    if not blank:
        return _matching([(it.name, it.help) for it in COMMANDS], name)
    command = find(name)
    if command is None:
        return []
    if command.takes == "expression":
        return await _expression(desk, words)
    if command.name == "export" and _is_second(words):
        return _matching(_exports(), words.rpartition(" ")[2])
    if command.name == "run" and " " in words:
        typed = words.rpartition(" ")[2]
        return _matching(await asyncio.to_thread(_parameters, words), typed) if "=" not in typed else []
    if command.name == "set" and " " in words:
        return _matching(_values(words.split(" ")[0]), words.rpartition(" ")[2])
    if command.takes == "file":
        return await asyncio.to_thread(_files, words)
    found = await asyncio.to_thread(_of_kind, desk, command.takes)
    return _matching(found, words)


def _of_kind(desk: Desk, kind: str) -> Found:
    match kind:
        case "command":
            return [(it.name, it.help) for it in COMMANDS]
        case "tag":
            catalogue = desk.link.catalogue
            models = catalogue.models if catalogue is not None else ()
            return [(it.tag, "") for it in models if it.tag]
        case "format":
            return [(name, "") for name in FORMATS]
        case "switch":
            return [("on", ""), ("off", "")]
        case "setting":
            from dataclasses import fields

            from karma_tui.repl.options import Choices

            return [(field.name, str(getattr(desk.choices, field.name))) for field in fields(Choices)]
        case "reference":
            refs = desk.last.refs.all() if desk.last is not None else ()
            names = desk.names
            return [
                (str(at), f"{names.get(ref.model_id, ref.model_id)}/{ref.record_id}")
                for at, ref in enumerate(refs, 1)
            ]
        case "snippet":
            return _snippets()
        case "profile":
            return _profiles(desk)
        case _:
            return []


def _snippets() -> Found:
    from karma_tui.library.snippets import standard_shelf

    try:
        found = standard_shelf().all()
    except KarmaError:
        return []
    return [(_quoted(it.full_name), it.description) for it in found if not it.is_broken]


def _parameters(words: str) -> Found:
    """What the snippet that is named takes, without what is given already."""
    from karma_tui.library.snippets import standard_shelf
    from karma_tui.repl.commands.snippets import name_and_rest

    name, rest = name_and_rest(words)
    try:
        snippet = standard_shelf().get(name)
    except KarmaError:
        return []
    return [(f"{it.name}=", str(it.type)) for it in snippet.parameters if f"{it.name}=" not in rest]


def _profiles(desk: Desk) -> Found:
    from karma_tui.library.profiles import LOCAL

    known = desk.settings.profiles if desk.settings is not None else ()
    return [(LOCAL, "the local instance"), *((it.name, it.url) for it in known)]


def _exports() -> Found:
    from karma_tui.results.export import LABELS

    return [(format_.value, label) for format_, label in LABELS.items()]


def _values(name: str) -> Found:
    from karma_tui.repl.commands.session import ALLOWED

    if name == "format":
        return [(it, "") for it in FORMATS]
    return [(it, "") for it in ALLOWED.get(name, ("on", "off") if name in ("timing", "pager") else ())]


async def _expression(desk: Desk, words: str) -> list[Completion]:
    from karma_tui.repl.completing import proposal_of

    assist = desk.link.assist
    if assist is None:
        return []
    found = await asyncio.to_thread(assist.complete, words, len(words))
    return [proposal_of(item, found, len(words)) for item in found.items[:_MOST]]


def _is_second(words: str) -> bool:
    """Whether the first word is whole and the next is being typed."""
    try:
        found = shlex.split(words)
    except ValueError:  # a quote is open
        return False
    return len(found) > 1 or (len(found) == 1 and words[-1:].isspace())


def _files(words: str) -> list[Completion]:
    """The files of a folder, in quotes where it takes some; hidden ones if a dot was typed."""
    typed = words.lstrip()
    quote = typed[:1] if typed[:1] in ("'", '"') else ""
    begun = typed[len(quote) :]
    folder, slash, name = begun.rpartition("/")
    where = Path(folder + "/" if slash else ".").expanduser()
    try:
        entries = sorted(where.iterdir())
    except OSError:
        return []
    out = []
    for entry in entries[: 10 * _MOST]:
        if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith(".")):
            shown = entry.name + ("/" if entry.is_dir() else "")
            if shown.isprintable():
                text = _written(folder + slash + shown, quote)
                out.append(Completion(text, -len(typed), display=[("", shown)]))
    return out[:_MOST]


def _written(path: str, quote: str) -> str:
    """A path as a command takes it; the quotes of a folder stay open, since one types on."""
    if not quote and shlex.quote(path.removeprefix("~")) == path.removeprefix("~"):
        return path
    quote = '"' if "'" in path else quote or "'"
    inside = path.replace("\\", "\\\\").replace('"', '\\"') if quote == '"' else path
    return f"{quote}{inside}{'' if path.endswith('/') else quote}"


def _matching(found: Iterable[tuple[str, str]], typed: str) -> list[Completion]:
    """Those that have the letters in their order, the best first."""
    from karma_tui.lang.complete.fuzzy import match
    from karma_tui.results.strings import visible

    scored = [(hit.score, name, meta) for name, meta in found if (hit := match(typed, name)) is not None]
    if typed:
        scored.sort(key=lambda entry: -entry[0])
    return [
        Completion(name, -len(typed), display=[("", visible(name))], display_meta=visible(meta)[:60])
        for _, name, meta in scored[:_MOST]
    ]


def _quoted(name: str) -> str:
    """A snippet's name as commands take it (`snippets.name_and_rest`)."""
    if name[:1] not in ("'", '"') and not any(char.isspace() for char in name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
