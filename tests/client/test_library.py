"""Importing the client must not drag in a command line nobody asked for."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
import karma_tui.client.session
loaded = {"click", "rich", "httpx._main", "zipfile"} & set(sys.modules)
assert not loaded, loaded
import httpx._main  # still there for whoever wants it
"""


LOCALLY = """
import asyncio, sys, tempfile
from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
import karma_tui.client.session

async def main():
    with tempfile.TemporaryDirectory() as folder:
        async def serve(reader, writer):
            await reader.readuntil(b"\\r\\n\\r\\n")
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 14\\r\\n\\r\\nkarma.run v1.0")
            await writer.drain()
            writer.close()
        server = await asyncio.start_unix_server(serve, folder + "/s")
        client = Client(Endpoint("http://localhost", socket=folder + "/s"))
        assert await client.version()
        await client.aclose()
        server.close()

asyncio.run(main())
rooms = {name.partition(".")[0] for name in sys.modules}
loaded = rooms & {"httpx", "httpcore", "anyio", "idna", "certifi", "email", "http"}
assert not loaded, loaded
"""


def test_over_a_unix_socket_the_http_library_is_not_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", LOCALLY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_rarely_needed_is_not_imported() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
