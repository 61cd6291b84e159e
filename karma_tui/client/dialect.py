"""Telling the two dialects apart by asking, since the version text misleads (mapping-0.1-to-1.0).

Both probes are constants: they touch no data and need no permissions. Exactly one may succeed.
"""

from __future__ import annotations

from karma_tui.client import faults
from karma_tui.client.api import Client
from karma_tui.client.exchange import DIALECT
from karma_tui.client.repeats import asking_for
from karma_tui.client.signature import Signature
from karma_tui.errors import NotKarmaError, QueryRefused, ServerCrashed
from karma_tui.lang.nodes import Dialect

PROBES: dict[Dialect, bytes] = {
    Dialect.V1: b'{"function":[[],[{"bool":true}]]}',
    Dialect.V01: b"true",
}


async def detect(client: Client, signature: Signature) -> Dialect:
    """The dialect a server speaks; both probes are sent, the likelier one first.

    Raises SessionExpired for signature trouble, NotKarmaError when both or neither probe succeeds.
    """
    likely = signature.spelling or Dialect.V1
    order = sorted(PROBES, key=lambda dialect: dialect is not likely)
    spoken = [dialect for dialect in order if await _speaks(client, signature, dialect)]
    if len(spoken) == 1:
        return spoken[0]
    found = "It answers to both dialects." if spoken else "It answers to neither dialect."
    raise NotKarmaError(
        f"{client.endpoint.label} speaks no known dialect of karma.run",
        f"{found} Known are release 1.0 and the 0.1.4 releases.",
        "Check the address; a server between these releases is not supported.",
    )


async def _speaks(client: Client, signature: Signature, dialect: Dialect) -> bool:
    try:
        with asking_for(DIALECT):
            answer = await client.query(PROBES[dialect], signature)
    except ServerCrashed:
        raise
    except QueryRefused as error:
        if error.chain[:1] == ("codecError",):
            return False
        raise
    if answer.body.strip() == b"true":
        return True
    raise NotKarmaError(
        f"{client.endpoint.label} does not compute like a karma.run server",
        f"Asked for true, it said: {faults.harmless(answer.body[:80].decode('utf-8', 'replace'))}",
        "Check the address.",
    )
