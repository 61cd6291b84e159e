"""A command that goes on while the secret is changed elsewhere takes the new one where the old one was."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from karma_tui.cli.progress import Progress
from karma_tui.cli.running.bench import Bench, open_bench
from karma_tui.cli.running.interrupts import INTERRUPTS
from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import LoginRefused
from karma_tui.library.secrets import Sources, from_file
from karma_tui.workbench.target import Target
from tests.client.clocked import ClockedServer, clocked_server


async def _rotate(server: ClockedServer) -> None:
    client = Client(Endpoint(f"http://127.0.0.1:{server.port}"))
    await client.rotate_secret(server.secret)
    await client.aclose()


def _answer(bench: Bench) -> bytes:
    return bench.run("int64(42)", confirmed="", given=None).body


def test_the_next_expression_signs_in_with_the_new_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARMA_TUI_HOME", str(tmp_path / "home"))
    kept = tmp_path / "kept"
    with clocked_server(tmp_path) as server, INTERRUPTS.heard(), ExitStack() as stack:
        server.show(time.time())
        kept.write_text(server.secret)
        url = f"http://127.0.0.1:{server.port}"
        target = Target(url, "admin", from_file(kept), "prod", sources=Sources(file=str(kept)))
        bench = open_bench(target, None, Progress("waiting"), stack)
        assert _answer(bench) == b"42"
        asyncio.run(_rotate(server))
        kept.write_text(server.secret)
        assert _answer(bench) == b"42"
        asyncio.run(_rotate(server))
        with pytest.raises(LoginRefused) as caught:
            _answer(bench)
        assert f"file {kept}" in caught.value.detail
        new = server.secret
    said = capsys.readouterr()
    assert new not in said.out + said.err + str(caught.value)
