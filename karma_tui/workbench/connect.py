"""From a target to an open workbench: local instance started if it is meant, signed in, renewal running.

The client takes longer to import than the local instance to start, so both happen at once; hence
nothing heavy is imported here at the top.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from karma_tui.errors import AuthError, LoginRefused
from karma_tui.library.history.origin import APP
from karma_tui.library.profiles import AUTO
from karma_tui.library.secrets import Secret
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import Place, place_in, place_of
from karma_tui.workbench.target import LOCAL, Target

if TYPE_CHECKING:
    from karma_tui.client.api import Client
    from karma_tui.client.endpoint import Endpoint
    from karma_tui.client.session_state import SessionView
    from karma_tui.library.history.history import History
    from karma_tui.workbench.keeping import Recorder
    from karma_tui.workbench.workbench import Workbench

    OnSession = Callable[[SessionView], None]

_CORE = "karma_tui.workbench.workbench"


async def open_instance(
    target: Target,
    *,
    on_session: OnSession | None = None,
    history: History | None = None,
    face: str = APP,
) -> Workbench:
    """Connect and sign in; `on_session` hears of every change of the session, in the event loop.

    Runs are recorded in the `history`, if there is one; `face` asks for those that have no origin.
    Raises AuthError if the secret is missing or wrong, ConnectionFailed, NotKarmaError, StorageError
    (the local instance does not start), UsageError (the address cannot be used).
    """
    opened = _local if target.is_local else _remote
    workbench = await opened(target, on_session, _recorder(target, history, face))
    try:
        await workbench.start()
    except BaseException:
        await workbench.close()
        raise
    return workbench


def refused(error: LoginRefused, secret: Secret) -> LoginRefused:
    """The same, saying where the secret came from."""
    from karma_tui.client.credentials import with_source

    return with_source(error, secret.source)


def endpoint_of(target: Target) -> Endpoint:
    """Where and how to connect. Raises UsageError for an address or a proxy that cannot be used."""
    from karma_tui.client.endpoint import parse_endpoint

    reach = target.reach
    return replace(
        parse_endpoint(target.url),
        connect_timeout=reach.connect_timeout,
        read_timeout=reach.read_timeout,
        verify=reach.verify,
        ca_file=_path(reach.ca_file),
        client_cert=_path(reach.client_cert),
        client_key=_path(reach.client_key),
        proxy=reach.proxy or None,
    )


def client_of(target: Target) -> Client:
    """The client of a server that is not ours to start. Raises UsageError."""
    from karma_tui.client.api import Client
    from karma_tui.lang.nodes import Dialect

    client = Client(endpoint_of(target), read_only=target.read_only)
    if target.reach.dialect != AUTO:
        client.dialect = Dialect(target.reach.dialect)
    return client


def _path(text: str) -> str | None:
    return str(Path(text).expanduser()) if text else None


def check_address(url: str) -> None:
    """Find out whether an address can be used, before anybody is asked for a password. Raises UsageError."""
    from karma_tui.client.endpoint import parse_endpoint

    parse_endpoint(url)


def _recorder(target: Target, history: History | None, face: str) -> Recorder | None:
    if history is None:
        return None
    from karma_tui.workbench.recorder import HistoryRecorder

    return HistoryRecorder(history, target.profile, target.url or LOCAL, face)


async def _local(target: Target, on_session: OnSession | None, recorder: Recorder | None) -> Workbench:
    local = LocalInstance(await asyncio.to_thread(_place, target))
    await asyncio.gather(local.ensure(), asyncio.to_thread(import_module, _CORE))

    from karma_tui.client.api import Client
    from karma_tui.client.endpoint import Endpoint
    from karma_tui.workbench.credentials import credentials_in
    from karma_tui.workbench.guard import Guard
    from karma_tui.workbench.workbench import Workbench

    endpoint = Endpoint("http://localhost", socket=str(local.place.socket))
    client = Client(endpoint, read_only=target.read_only)
    credentials = credentials_in(local.place.secret, target.username)
    return Workbench(client, credentials, local, on_session, Guard.of(target), recorder)


def _place(target: Target) -> Place:
    if target.dump is not None and target.folder is not None:
        return place_in(target.folder, target.dump)
    return place_of(target.data, target.dump)


async def _remote(target: Target, on_session: OnSession | None, recorder: Recorder | None) -> Workbench:
    secret = target.secret
    if secret is None:
        raise AuthError(
            f"{target.username} is not signed in at {target.profile}",
            "There is no password or secret yet.",
            "Sign in, or name a file that holds the secret.",
        )
    await asyncio.to_thread(import_module, _CORE)

    from karma_tui.workbench.credentials import Finding, known_credentials
    from karma_tui.workbench.guard import Guard
    from karma_tui.workbench.workbench import Workbench

    client = client_of(target)
    finding = Finding(target.username, target.sources)
    credentials = known_credentials(target.username, secret, finding)
    return Workbench(client, credentials, None, on_session, Guard.of(target), recorder, finding)
