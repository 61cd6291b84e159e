"""The recorded answers of the real servers, for what this room answers for: HTTP, logins, limits, dumps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .driving import Server

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("KARMA_CONFORMANCE", ROOT.parent / "shared" / "conformance"))


@pytest.mark.skipif(
    not (CORPUS / "run.py").exists(), reason="the conformance corpus lies outside of the repository"
)
@pytest.mark.parametrize("group", ["http/", "http-users/", "limits/", "admin/"])
def test_recorded_answers_are_given(wiped: Server, tmp_path: Path, group: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text(wiped.secret)
    command = [sys.executable, str(CORPUS / "run.py"), "--url", wiped.url, "--secret-file", str(secret)]
    done = subprocess.run(
        [*command, "--strict", "--dialect", "1.0", "--only", group],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
