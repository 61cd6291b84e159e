"""`\\save` and `\\run`: expressions worth keeping, and their parameters."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from karma_tui.errors import UsageError
from karma_tui.library.history.origin import Origin
from karma_tui.redact import redact
from karma_tui.repl.show.result import show_document
from karma_tui.repl.telling import Told, told_in_place
from karma_tui.results.strings import visible

if TYPE_CHECKING:
    from karma_tui.lang.parameters.header_parts import Parameter
    from karma_tui.library.snippets import Snippet
    from karma_tui.repl.desk import Desk

_PAIR = re.compile(r"""\s*([^\s="']+)=("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S*)(?=\s|\Z)""")
_WORD = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+))""")


async def save(desk: Desk, words: str) -> None:
    """Keep an expression in the user's folder; one that has the name is replaced if the user says so."""
    name, rest = name_and_rest(words)
    text = rest or desk.last_text
    if not name:
        raise UsageError("Under which name?", hint=r"\save NAME keeps the last expression.")
    if not text.strip():
        raise UsageError("There is no expression to keep", hint="Run one first, or write it behind the name.")
    with told_in_place(desk, text):
        replaced = await asyncio.to_thread(_existing, name, text)
    if replaced is not None:
        typed = await desk.ask(f"A snippet {visible(name)} exists already. Replace it? (y/N) ")
        if typed is None or typed.strip().casefold() not in ("y", "yes"):
            desk.printer.say("It was left as it is.")
            return
    saved = await asyncio.to_thread(_save, name, text, replaced)
    desk.printer.say(f"Saved as {visible(str(saved.path))}")


async def run(desk: Desk, words: str) -> None:
    """Run a snippet with what is given for its parameters; what is missing is asked for."""
    from karma_tui.library.snippets import standard_shelf
    from karma_tui.repl.running import run_asking
    from karma_tui.workbench.parameters import given_for, wants_models

    name, rest = name_and_rest(words)
    if not name:
        raise UsageError("Which snippet?", hint=r"\run NAME; Tab lists them.")
    snippet = await asyncio.to_thread(lambda: standard_shelf().get(name))
    typed = pairs(rest)
    if not await _fill(desk, snippet, typed):
        desk.printer.say("Not run.")
        return
    models = await _models(desk) if wants_models(snippet.text, typed) else None
    given = given_for(snippet.text, typed, models=models)
    origin = Origin("repl", snippet=snippet.full_name)
    desk.last_text = snippet.text
    ran = await run_asking(desk, snippet.text, given=given, origin=origin)
    if ran.run.error is not None:
        desk.printer.error(ran.run.error, snippet.text, snippet.path.name)
        raise Told(ran.run.error)
    assert ran.document is not None
    await show_document(desk, ran.document, snippet.text)


def name_and_rest(words: str) -> tuple[str, str]:
    """The first word, perhaps in quotes, and what stands behind it."""
    found = _WORD.match(words)
    if found is None:
        return "", ""
    in_quotes, bare = found[1] if found[1] is not None else found[2], found[3]
    name = bare if in_quotes is None else re.sub(r"\\(.)", r"\1", in_quotes)
    return name, words[found.end() :].strip()


def pairs(words: str) -> dict[str, str]:
    """`name=value` pairs; values may be in quotes. Raises UsageError for anything else."""
    given: dict[str, str] = {}
    at = 0
    while words[at:].strip():
        found = _PAIR.match(words, at)
        if found is None:
            rest = visible(words[at:].strip()[:30])
            raise UsageError(
                f"This is no PARAMETER=VALUE: {rest}", hint='A value with blanks is put in quotes: a="b c".'
            )
        value = found[2]
        if value[:1] in ("'", '"') and len(value) > 1:
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        given[found[1]] = value
        at = found.end()
    return given


async def _fill(desk: Desk, snippet: Snippet, typed: dict[str, str]) -> bool:
    """Ask for every parameter that a run needs; whether all were given."""
    for parameter in snippet.parameters:
        if parameter.name in typed or not parameter.is_required:
            continue
        value = await _asked(desk, parameter)
        if value is None:
            return False
        typed[parameter.name] = value
    return True


async def _asked(desk: Desk, parameter: Parameter) -> str | None:
    """One prompt, until what is typed fits the type; None if the user would rather not."""
    from karma_tui.workbench.parameters import read

    if parameter.description:
        desk.printer.say(visible(parameter.description))
    choices = f", one of {', '.join(parameter.choices)}" if parameter.choices else ""
    question = visible(f"{parameter.name} ({parameter.type}{choices}): ")
    while True:
        typed = await desk.ask(question, secret=parameter.secret)
        if typed is None:
            return None
        try:
            read(parameter, typed, await _models(desk))
        except UsageError as error:
            desk.printer.say(redact(f"{error.title}. {error.detail} {error.hint}".strip()), "warning")
        else:
            return typed


async def _models(desk: Desk) -> dict[str, str]:
    catalogue = await desk.link.learned()
    return {model.tag: model.model_id for model in catalogue.models if model.tag}


def _existing(name: str, text: str) -> Snippet | None:
    """The snippet that would be replaced. Raises KarmaError for a text that cannot be read, or a bad name."""
    from karma_tui.lang.recognise import read as read_expression
    from karma_tui.library.snippets import standard_shelf
    from karma_tui.library.snippets.changes import taken

    read_expression(text)
    shelf = standard_shelf()
    folder, _, last = name.rpartition("/")
    return taken(shelf.all(), shelf.users, folder, last)


def _save(name: str, text: str, replaced: Snippet | None) -> Snippet:
    from karma_tui.library.snippets import standard_shelf
    from karma_tui.library.snippets.changes import replace, save_new

    if replaced is not None:
        return replace(replaced, text)
    shelf = standard_shelf()
    folder, _, last = name.rpartition("/")
    return save_new(shelf.users, folder, last, text)
