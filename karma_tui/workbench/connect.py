"""From a target to an open workbench: local instance started if it is meant, signed in, renewal running."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from karma_tui.client.api import Client
from karma_tui.client.credentials import Credentials
from karma_tui.client.endpoint import Endpoint, parse_endpoint
from karma_tui.client.session_state import SessionView
from karma_tui.errors import AuthError
from karma_tui.workbench.credentials import credentials_in, known_credentials
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import place_of
from karma_tui.workbench.target import Target
from karma_tui.workbench.workbench import Workbench

OnSession = Callable[[SessionView], None]


async def open_instance(target: Target, *, on_session: OnSession | None = None) -> Workbench:
    """Connect and sign in; `on_session` hears of every change of the session, in the event loop.

    Raises AuthError if the secret is missing or wrong, ConnectionFailed, NotKarmaError, StorageError
    (the local instance does not start), UsageError (the address cannot be used).
    """
    if target.is_local:
        return await _open_local(target, on_session)
    secret = target.secret
    if secret is None:
        raise AuthError(
            f"{target.username} is not signed in at {target.profile}",
            "There is no password or secret yet.",
            "Sign in, or name a file that holds the secret.",
        )
    return await _open(
        Client(parse_endpoint(target.url)), known_credentials(target.username, secret.value), None, on_session
    )


async def _open_local(target: Target, on_session: OnSession | None) -> Workbench:
    local = LocalInstance(await asyncio.to_thread(place_of, target.data))
    client = Client(Endpoint("http://localhost", socket=str(local.place.socket)))
    return await _open(client, credentials_in(local.place.secret, target.username), local, on_session)


async def _open(
    client: Client, signing_in: Credentials, local: LocalInstance | None, on_session: OnSession | None
) -> Workbench:
    workbench = Workbench(client, signing_in, local, on_session)
    try:
        await workbench.start()
    except BaseException:
        await workbench.close()
        raise
    return workbench
