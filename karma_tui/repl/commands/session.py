"""Commands about the session: where one is, who one is, how it behaves, and its end."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import TYPE_CHECKING

from karma_tui.errors import AuthError, UsageError
from karma_tui.repl.commands.dispatch import switch
from karma_tui.repl.commands.looking import set_format
from karma_tui.repl.options import Choices
from karma_tui.repl.signing import sign_in
from karma_tui.results.strings import visible

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

ALLOWED = {
    "completion": ("on", "key", "off"),
    "diagnostics": ("on", "off"),
    "keys": ("emacs", "vi"),
    "vertical": ("on", "off", "auto"),
}
_MOST = {"limit": 1_000_000_000, "depth": 1_000}


async def profile(desk: Desk, words: str) -> None:
    """Switch to another instance, or list what there is."""
    from karma_tui import paths
    from karma_tui.library.profiles import LOCAL
    from karma_tui.library.settings import load_settings
    from karma_tui.workbench.profiles import target_for, unknown_profile
    from karma_tui.workbench.target import Target

    path = paths.config_dir() / paths.SETTINGS_FILE
    loaded = await asyncio.to_thread(load_settings, path)
    known = loaded.settings.profiles
    if not words:
        for name, url in ((LOCAL, "the local instance"), *((it.name, it.url) for it in known)):
            here = "* " if name == desk.link.target.profile else "  "
            desk.printer.line((here, ""), (visible(name), "function"), (f"  {visible(url)}", "comment"))
        return
    found = next((it for it in known if it.name == words), None)
    if found is None and words != LOCAL:
        raise unknown_profile(words, known, str(path))
    target = Target() if found is None else target_for(found)
    desk.last = None
    desk.confirm = ""  # given for the profile of the command line
    try:
        await desk.link.switch(target)
    except AuthError as error:
        if not await sign_in(desk, error if desk.link.was_refused else None):
            raise
    desk.printer.say(f"Now at {visible(target.called)}.")


async def login(desk: Desk, words: str) -> None:
    """Sign in anew, or as another user. The old session stays if that fails."""
    if desk.link.target.is_local and not words:  # nobody is asked there
        await connect(desk, "")
        return
    if not await sign_in(desk, None, words or desk.link.target.username):
        desk.printer.say("Nothing was changed.")


async def connect(desk: Desk, words: str) -> None:
    """Connect anew; a password is asked for if the one there is does not do."""
    try:
        await desk.link.reconnect()
    except AuthError as error:
        if not await sign_in(desk, error):
            raise
    desk.printer.say(f"Connected to {visible(desk.link.target.called)}.")


async def timing(desk: Desk, words: str) -> None:
    """Whether it is told how long a run took."""
    desk.choices.timing = switch(words, desk.choices.timing)
    desk.printer.say(f"Timing is {'on' if desk.choices.timing else 'off'}.")


async def vi(desk: Desk, words: str) -> None:
    """Modal keys at the prompt, or not."""
    desk.choices.keys = "emacs" if desk.choices.keys == "vi" else "vi"
    desk.printer.say(f"Keys are those of {desk.choices.keys} now.")


async def set_choice(desk: Desk, words: str) -> None:
    """Change one thing for this session, or list everything."""
    name, _, value = words.partition(" ")
    value = value.strip()
    if not name:
        for field in fields(Choices):
            desk.printer.line((f"{field.name:<12}", "field"), (_told(getattr(desk.choices, field.name)), ""))
        return
    if name not in (known := [field.name for field in fields(Choices)]):
        from difflib import get_close_matches

        near = get_close_matches(name, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        raise UsageError(f"There is nothing called {visible(name)} to set", hint=hint)
    if not value:
        desk.printer.say(f"{name} is {_told(getattr(desk.choices, name))}")
    elif name == "format":
        await set_format(desk, value)
    else:
        setattr(desk.choices, name, _read(name, value, getattr(desk.choices, name)))
        desk.printer.say(f"{name} is {_told(getattr(desk.choices, name))} now.")


async def quit_(desk: Desk, words: str) -> None:
    """The end."""
    desk.is_over = True


def _told(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _read(name: str, value: str, now: object) -> object:
    if isinstance(now, bool):
        return switch(value, now)
    if isinstance(now, int):
        if not value.isdigit() or int(value) > _MOST[name]:
            raise UsageError(f"{name} is a whole number up to {_MOST[name]:,}")
        return int(value)
    if value not in ALLOWED[name]:
        raise UsageError(f"{name} is one of {', '.join(ALLOWED[name])}")
    return value
