"""The secret for a target: looked for where its sources say, else asked for; and asked for again if refused.

Nothing here is for an event loop: commands, keyrings and people are waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, TypeVar

from karma_tui.errors import AuthError, KarmaError, LoginRefused
from karma_tui.library.secrets import Secret
from karma_tui.workbench.target import Target

T = TypeVar("T")

Ask: TypeAlias = Callable[[Target, KarmaError | None], Secret | None]
"""Asks a person for a secret; told why, if one was refused. None: the person would rather not."""
Warn: TypeAlias = Callable[[KarmaError], None]

TRIES = 3
"""How often a secret is sent before a refusal is final."""


def with_secret(target: Target, ask: Ask | None = None, warn: Warn | None = None) -> Target:
    """Look for the secret, then ask for it. Waits for commands and keyrings: never call it in an event loop.

    Each source that fails is told to `warn`. Without `ask` the secret may stay None. Raises the failure of
    the last source, or AuthError, if nothing was found and nothing was typed; nothing for a local instance.
    """
    if target.is_local or target.secret is not None:
        return target
    looked = target.sources.look(target.username)
    is_fatal = looked.secret is None and looked.failure is not None and ask is None
    for warning in looked.warnings:
        if warn is not None and not (is_fatal and warning is looked.failure):
            warn(warning)
    if looked.secret is not None:
        return replace(target, secret=looked.secret)
    if ask is None:
        if looked.failure is not None:
            raise looked.failure
        return target
    return asked(target, None, ask, looked.failure)


def asked(target: Target, reason: KarmaError | None, ask: Ask, failure: KarmaError | None = None) -> Target:
    """With a secret that a person gives. Raises `failure`, else AuthError, if none is given."""
    secret = ask(target, reason)
    if secret is None:
        raise failure or AuthError(
            f"No password or secret for {target.username} at {target.profile}",
            "None was given.",
            "Name where it is in the profile, or set KARMA_TUI_SECRET.",
        )
    return replace(target, secret=secret)


def signing_in(target: Target, ask: Ask | None, attempt: Callable[[Target], T]) -> T:
    """Do something that signs in; while the secret is refused, ask for another one, `TRIES` times in all.

    Not for an event loop, which a person at a prompt would hold up. Raises what `attempt` raises.
    """
    for _ in range(TRIES - 1):
        try:
            return attempt(target)
        except LoginRefused as refusal:
            if ask is None or target.is_local:
                raise
            target = asked(target, refusal, ask, refusal)
    return attempt(target)
