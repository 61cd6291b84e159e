"""A keyring in a file for processes of tests: PYTHON_KEYRING_BACKEND=tests.cli.ring.FileRing."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import keyring.backend


class FileRing(keyring.backend.KeyringBackend):
    """Keeps what it is given in RING_FILE; hangs if RING_HANGS is set, and counts how often it is asked."""

    priority = 1

    @property
    def name(self) -> str:
        return "file ring"

    def get_password(self, service: str, username: str) -> str | None:
        if os.environ.get("RING_HANGS"):
            time.sleep(600)
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._read(), f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        del kept[f"{service} {username}"]
        self._file.write_text(json.dumps(kept))

    @property
    def _file(self) -> Path:
        return Path(os.environ["RING_FILE"])

    def _read(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}
