"""Tries a profile step by step: address, connection, encryption, answer, sign-in, dialect, clock.

Nothing on the server is changed: the version is asked for, a session begun, and a constant evaluated.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from karma_tui.errors import (
    AuthError,
    ConnectionFailed,
    KarmaError,
    LoginRefused,
    NotKarmaError,
    ServerCrashed,
    StorageError,
    UsageError,
)
from karma_tui.library.profiles import AUTO
from karma_tui.workbench.connect import client_of, endpoint_of, open_instance, refused
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.client.api import Client
    from karma_tui.client.endpoint import Endpoint
    from karma_tui.client.signature import Signature

CLOCKS_APART = 30.0
"""Seconds by which clocks may differ without a word: sessions count by the server's."""


class State(StrEnum):
    """How a step ended."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `error` is set where it failed."""

    name: str
    state: State
    detail: str = ""
    error: KarmaError | None = None


async def steps(target: Target) -> AsyncGenerator[Step, None]:
    """Each step as it ends; the first failure is the last step. Close it to give up; it raises nothing."""
    if target.is_local:
        yield await _local(target)
        return
    try:
        endpoint = endpoint_of(target)
        client = client_of(target)
    except UsageError as error:
        yield _failed("address", error)
        return
    try:
        yield _address(endpoint)
        answered = None
        async for step in _reached(client, endpoint):
            answered = step
            yield step
        if answered is None or answered.state is State.FAILED:
            return
        async for step in _signed_in(client, target):
            yield step
    finally:
        await client.aclose()


def _failed(name: str, error: KarmaError) -> Step:
    return Step(name, State.FAILED, error.title, error)


def _address(endpoint: Endpoint) -> Step:
    way = f", through {endpoint.proxy}" if endpoint.proxy and not endpoint.is_local else ""
    if endpoint.is_secure or endpoint.is_local:
        return Step("address", State.OK, f"{endpoint.label}{way}")
    said = "not encrypted: whoever is on the way can read the secret"
    return Step("address", State.NOTE, f"{endpoint.label}{way}; {said}")


async def _reached(client: Client, endpoint: Endpoint) -> AsyncGenerator[Step, None]:
    """Connection, encryption and answer, told apart by what one request comes to."""
    started = time.monotonic()
    try:
        version = await client.version()
    except StorageError as error:
        yield _failed("certificates", error)
        return
    except ConnectionFailed as error:
        encrypting = endpoint.is_secure and _is_about_encryption(error)
        if encrypting:
            yield Step("connection", State.OK, endpoint.label)
        yield _failed("encryption" if encrypting else "connection", error)
        return
    except KarmaError as error:
        yield Step("connection", State.OK, endpoint.label)
        if isinstance(error, ServerCrashed) and endpoint.is_secure and not endpoint.client_cert:
            error.hint = "It may want to see a certificate: name yours as client_cert."
        yield _failed("answer", error)
        return
    yield Step("connection", State.OK, f"answered within {time.monotonic() - started:.2f} s")
    if endpoint.is_secure:
        yield _encryption(endpoint)
    yield Step("answer", State.OK, version)


def _encryption(endpoint: Endpoint) -> Step:
    if not endpoint.verify:
        return Step("encryption", State.NOTE, "the certificate is not verified: anybody could be answering")
    by = f" by {endpoint.ca_file}" if endpoint.ca_file else ""
    shown = ", and ours was shown" if endpoint.client_cert else ""
    return Step("encryption", State.OK, f"the certificate is trusted{by}{shown}")


def _is_about_encryption(error: ConnectionFailed) -> bool:
    import ssl

    from karma_tui.client.faults import causes

    return any(isinstance(cause, ssl.SSLError) for cause in causes(error))


async def _signed_in(client: Client, target: Target) -> AsyncGenerator[Step, None]:
    if target.secret is None:
        yield Step("sign-in", State.SKIPPED, "there is no secret to sign in with")
        return
    try:
        signature, answer = await client.login_answer(target.username, target.secret.value)
    except LoginRefused as error:
        yield _failed("sign-in", refused(error, target.secret))
        return
    except KarmaError as error:
        yield _failed("sign-in", error)
        return
    yield Step("sign-in", State.OK, f"{target.username}, with the secret from: {target.secret.source}")
    spoken = await _dialect(client, target, signature)
    yield spoken
    if answer.server_time is not None and spoken.state is State.OK:
        yield _clock(answer.server_time - time.time())


async def _dialect(client: Client, target: Target, signature: Signature) -> Step:
    from karma_tui.client.dialect import detect

    try:
        spoken = await detect(client, signature)
    except KarmaError as error:
        return _failed("dialect", error)
    wanted = target.reach.dialect
    if wanted in (AUTO, spoken):
        return Step("dialect", State.OK, str(spoken))
    told = UsageError(
        f"The server speaks dialect {spoken}, not {wanted}",
        f"The profile {target.profile} says dialect = {wanted!r}.",
        'Take the key out, or set it to "auto".',
    )
    return _failed("dialect", told)


def _clock(apart: float) -> Step:
    if abs(apart) <= CLOCKS_APART:
        return Step("clock", State.OK, "the server's agrees with this one")
    way = "ahead" if apart > 0 else "behind"
    return Step(
        "clock", State.NOTE, f"the server's is {abs(apart):.0f} s {way}; sessions count by the server's"
    )


async def _local(target: Target) -> Step:
    try:
        workbench = await open_instance(target)
    except (AuthError, ConnectionFailed, NotKarmaError, StorageError) as error:
        return _failed("local instance", error)
    async with workbench:
        return Step("local instance", State.OK, f"runs, dialect {workbench.dialect}")
