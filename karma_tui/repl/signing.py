"""Signing in at the prompt: the password is asked for without echo, as often as it is refused.

What was typed before stays; nothing of a password reaches the history, the screen or a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from karma_tui.errors import AuthError, KarmaError, LoginRefused
from karma_tui.results.strings import visible

if TYPE_CHECKING:
    from karma_tui.repl.desk import Desk

_TRIES = 3


async def sign_in(desk: Desk, reason: KarmaError | None, username: str = "") -> bool:
    """Ask for a password and begin a session with it; False if nobody is there, or would rather not.

    Raises KarmaError if it fails for another reason than the password, if it fails too often, or if the
    person would rather not after the `reason` was told.
    """
    from karma_tui.library.secrets import from_prompt

    target = desk.link.target
    if (target.is_local and not username) or not desk.printer.is_terminal:
        return False
    username = username or target.username
    for _ in range(_TRIES):
        if reason is not None:
            desk.printer.error(reason)
        typed = await desk.ask(
            f"Password or secret of {visible(username)} at {visible(target.profile)}: ", secret=True
        )
        if not typed:
            if reason is None:
                return False
            raise AuthError("Not signed in", hint=r"\login asks again.")
        try:
            await desk.link.sign_in(username, from_prompt(typed))
        except LoginRefused as error:
            reason = error
        else:
            desk.printer.say(f"Signed in as {visible(username)}.")
            return True
    raise reason or AuthError("Not signed in")
