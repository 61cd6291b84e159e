"""A keyring in memory, that can hang and break."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import keyring
import keyring.backend


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.hanging = threading.Event()
        self.hanging.set()
        self.broken: Exception | None = None

    @property
    def name(self) -> str:
        return "in memory\x1b[31m"

    def get_password(self, service: str, username: str) -> str | None:
        self._behave()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._behave()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]

    def _behave(self) -> None:
        self.hanging.wait(20)
        if self.broken is not None:
            raise self.broken


@contextmanager
def installed() -> Iterator[Ring]:
    """Have it be the system's keyring meanwhile."""
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    try:
        yield ring
    finally:
        ring.hanging.set()
        keyring.set_keyring(before)
