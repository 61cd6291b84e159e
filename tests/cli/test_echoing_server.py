"""A server, or what stands before it, that says again what it was sent: no secret reaches the terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from karma_tui.errors import ExitCode
from tests.cli.process import run

CANARY = 'canary "of" the échoes'


class _Echo(BaseHTTPRequestHandler):
    """Sends the body back, as pages of errors do that are meant for those who debug."""

    def do_GET(self) -> None:
        self._say(200, b"karma.run 1.0.0")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._say(403, b"<pre>You sent: " + body + b"</pre>")

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("words", "stdin"),
    [(["run", "-e", "1i32"], b""), (["login"], b""), (["profiles", "test", "p"], b""), (["repl"], b"1i32\n")],
    ids=["run", "login", "profiles test", "repl"],
)
def test_what_comes_back_is_masked(words: list[str], stdin: bytes, url: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CANARY)
    secret.chmod(0o600)
    added = run(["profiles", "add", "p", "--url", url, "--secret-file", str(secret)], tmp_path)
    assert added.returncode == ExitCode.OK
    named = [] if words[0] == "profiles" else ["--profile", "p"]
    done = run([*words, *named], tmp_path, stdin=stdin)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode in (ExitCode.CONNECTION, ExitCode.AUTH)
    assert "You sent" in said
    assert "canary" not in said
