"""Encrypted connections: whom we trust, and how we show who we are."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.faults import ConnectionDropped, is_tls_trouble, not_connected
from karma_tui.errors import ConnectionFailed, KarmaError, StorageError
from tests.client.raw_server import Talk, answer, raw_server

PEM = str(Path(__file__).parent / "tls" / "self-signed.pem")
"""A certificate for 127.0.0.1 with its key, its own authority, good for these tests alone."""


async def version(*, demand_certificate: bool = False, **options: Any) -> str:
    """What a server with that certificate is asked for by an endpoint with those options."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=PEM)
    context.load_cert_chain(PEM)
    if demand_certificate:
        context.verify_mode = ssl.CERT_REQUIRED

    async def behave(talk: Talk) -> None:
        await talk.say(answer(b"karma.run 1.0.0"))

    async with raw_server(behave, tls=context) as server:
        client = Client(replace(server.endpoint, **options))
        try:
            return await client.version()
        finally:
            await client.aclose()


async def test_an_unknown_authority_is_not_trusted() -> None:
    with pytest.raises(ConnectionFailed, match="not trusted") as caught:
        await version()
    assert "ca_file" in caught.value.hint


async def test_an_authority_of_ones_own_is_trusted() -> None:
    assert await version(ca_file=PEM) == "karma.run 1.0.0"


async def test_verification_can_be_switched_off() -> None:
    assert await version(verify=False) == "karma.run 1.0.0"


async def test_a_client_certificate_is_shown_also_with_an_authority_of_ones_own() -> None:
    assert await version(demand_certificate=True, ca_file=PEM, client_cert=PEM) == "karma.run 1.0.0"
    with pytest.raises(KarmaError):
        await version(demand_certificate=True, ca_file=PEM)


def test_a_server_that_wants_a_certificate_is_told_from_a_lost_connection() -> None:
    wanted = OSError("lost")
    wanted.__context__ = ssl.SSLError(1, "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert")
    wanted.__context__.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    assert is_tls_trouble(wanted)
    assert "client_cert" in not_connected(Endpoint("https://x"), wanted).hint
    lost = OSError("lost")
    lost.__context__ = ssl.SSLWantReadError(2, "The operation did not complete")
    assert not is_tls_trouble(lost)


async def test_an_encrypted_connection_that_went_away_is_a_lost_connection() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)

    async def behave(talk: Talk) -> None:
        if len(server.requests) == 1:
            await talk.say(answer(b"karma.run 1.0.0"))
        else:
            talk.writer.close()

    async with raw_server(behave, tls=context) as server:
        client = Client(replace(server.endpoint, ca_file=PEM))
        await client.version()
        with pytest.raises(ConnectionDropped):
            await client.version()
        await client.aclose()


async def test_a_broken_certificate_file_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "x.pem"
    broken.write_text("no certificate")
    with pytest.raises(StorageError, match="authority file"):
        await version(ca_file=str(broken))
    with pytest.raises(StorageError, match="client certificate"):
        await version(ca_file=PEM, client_cert=str(broken))


async def test_a_key_with_a_passphrase_is_told_and_nobody_is_asked_at_the_terminal() -> None:
    key = str(Path(__file__).parent / "tls" / "protected-key.pem")
    with pytest.raises(StorageError, match="client certificate") as caught:
        await version(ca_file=PEM, client_cert=PEM, client_key=key)
    assert "passphrase" in caught.value.detail
