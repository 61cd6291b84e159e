"""Secrets in the system's keyring, through the package `keyring`: loaded only where a profile says so.

A back end may hang, already while it is loaded; so all of it happens in a thread that is waited for with
a limit and then left alone. Whatever goes wrong is one kind of error, which is never fatal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from karma_tui.errors import StorageError
from karma_tui.library.secrets.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

LIMIT_SECONDS = 15.0
"""Time to unlock it; after that it counts as hanging."""


def service_of(url: str) -> str:
    """What an instance's entries are called: by address, so that a changed one never gets the old secret."""
    return f"karma-tui {url.strip().rstrip('/')}"


def from_keyring(url: str, username: str, limit: float = LIMIT_SECONDS) -> Secret | None:
    """The secret that is kept for that user there; None if there is none. Raises StorageError."""

    def read(ring: KeyringBackend) -> tuple[str | None, str]:
        return ring.get_password(service_of(url), username), _name(ring)

    value, name = _limited(read, limit)
    return Secret(value, f"keyring ({name})") if value else None


def keep(url: str, username: str, secret: Secret, limit: float = LIMIT_SECONDS) -> str:
    """Keep it for that user there; gives the keyring's name. Raises StorageError."""

    def write(ring: KeyringBackend) -> str:
        ring.set_password(service_of(url), username, secret.value)
        return _name(ring)

    return _limited(write, limit)


def forget(url: str, username: str, limit: float = LIMIT_SECONDS) -> bool:
    """Remove it; False if there was none. Raises StorageError."""

    def remove(ring: KeyringBackend) -> bool:
        if ring.get_password(service_of(url), username) is None:
            return False
        ring.delete_password(service_of(url), username)
        return True

    return _limited(remove, limit)


def _limited(work: Callable[[KeyringBackend], T], limit: float) -> T:
    done: list[T] = []
    failed: list[BaseException] = []

    def go() -> None:
        try:
            import keyring  # here and nowhere else: its back ends can hang

            done.append(work(keyring.get_keyring()))
        except BaseException as error:  # back ends raise what they like, and nobody else would hear of it
            failed.append(error)

    thread = threading.Thread(target=go, name="keyring", daemon=True)
    thread.start()
    thread.join(limit)
    if done:
        return done[0]
    if not failed:
        raise _unusable(
            f"It did not answer within {limit:g} s.", "Unlock it, or take keyring out of the profile."
        )
    error = failed[0]
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == "keyring":
        raise _unusable(
            "The package keyring is not installed.", "Install it: pip install 'karma-tui[keyring]'"
        ) from error
    # the text of the error is a stranger's, and might repeat what must stay secret
    raise _unusable(
        f"Its back end failed ({type(error).__name__}).", "`python -m keyring diagnose` tells more."
    ) from error


def _name(ring: KeyringBackend) -> str:
    return "".join(c for c in str(ring.name)[:60] if c.isprintable())


def _unusable(detail: str, hint: str) -> StorageError:
    return StorageError("The keyring cannot be used", detail, hint)
