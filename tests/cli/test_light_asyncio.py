"""The app begins without OpenSSL, and makes encrypted connections all the same once there is need of one."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from pathlib import Path

from tests.client.raw_server import Talk, answer, raw_server

PEM = str(Path(__file__).parents[1] / "client" / "tls" / "self-signed.pem")

BEGIN = """
import sys
from karma_tui.cli.light_asyncio import import_asyncio_lightly
import_asyncio_lightly()
"""

ENCRYPTED = (
    BEGIN
    + """
import asyncio
import karma_tui.tui.app
from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import ConnectionFailed
assert "ssl" not in sys.modules

async def main():
    client = Client(Endpoint(sys.argv[1], ca_file=sys.argv[2]))
    print(await client.version())
    await client.aclose()
    client = Client(Endpoint(sys.argv[1]))
    try:
        await client.version()
    except ConnectionFailed as error:
        print(error.title)
    await client.aclose()

asyncio.run(main())
"""
)

UNENCRYPTED = (
    BEGIN
    + """
import asyncio
from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import ConnectionFailed

async def main():
    client = Client(Endpoint("http://localhost", socket="/nowhere/at/all"))
    try:
        await client.version()
    except ConnectionFailed as error:
        print(error.title)
    await client.aclose()

asyncio.run(main())
assert "ssl" not in sys.modules
import ssl  # still there for whoever wants it
assert ssl.create_default_context()
"""
)


async def test_encrypted_connections_are_made_and_judged_all_the_same() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)

    async def behave(talk: Talk) -> None:
        await talk.say(answer(b"karma.run 1.0.0"))

    async with raw_server(behave, tls=context) as server:
        words = (sys.executable, "-c", ENCRYPTED, server.endpoint.url, PEM)
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=pipe)
        said, failed = await process.communicate()
    assert said.decode().splitlines() == [
        "karma.run 1.0.0",
        "The certificate of 127.0.0.1 is not trusted",
    ], failed.decode()


def test_without_encryption_openssl_is_never_loaded_by_the_connection() -> None:
    done = subprocess.run([sys.executable, "-c", UNENCRYPTED], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "There is no socket at /nowhere/at/all", done.stderr
    assert done.returncode == 0, done.stderr
