"""Stops the query of a client that has hung up: nobody would read its answer.

A client is listened to only once its query has taken a while, so that short queries pay nothing for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from karma_tui.local.http_request import Receive
from karma_tui.local.watch import Ticket

T = TypeVar("T")

_A_WHILE = 0.25
"""Seconds."""


async def while_heard(working: Awaitable[T], receive: Receive, ticket: Ticket) -> T:
    """The result of what is working under a ticket; the ticket is cancelled if the client hangs up.

    `receive` is a request's whose body has been read as a whole.
    """
    listening: list[asyncio.Task[None]] = []

    def listen() -> None:
        listening.append(asyncio.ensure_future(_cancel_when_gone(receive, ticket)))

    later = asyncio.get_running_loop().call_later(_A_WHILE, listen)
    try:
        return await working
    finally:
        later.cancel()
        for task in listening:
            task.cancel()


async def _cancel_when_gone(receive: Receive, ticket: Ticket) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    ticket.cancel()
