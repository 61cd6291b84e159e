"""Head and body of an answer leave together; nothing is lost, reordered or kept back at the end."""

from __future__ import annotations

import asyncio
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.local.server_protocol import GatheringTransport


class Wire:
    """What reaches the other side: one item per sending."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def gathering(wire: Wire) -> GatheringTransport:
    return GatheringTransport(cast("asyncio.Transport", wire), asyncio.get_running_loop())


async def test_head_and_body_are_one_sending() -> None:
    wire = Wire()
    transport = gathering(wire)
    transport.write(b"head")
    assert wire.sent == []
    transport.write(b"body")
    assert wire.sent == [b"headbody"]
    await asyncio.sleep(0)
    assert wire.sent == [b"headbody"]


async def test_head_alone_leaves_as_soon_as_the_loop_is_free() -> None:
    wire = Wire()
    gathering(wire).write(b"head")
    await asyncio.sleep(0)
    assert wire.sent == [b"head"]


async def test_closing_sends_what_is_held_back() -> None:
    wire = Wire()
    transport = gathering(wire)
    transport.write(b"head")
    transport.close()
    assert (wire.sent, transport.is_closing()) == ([b"head"], True)


@given(st.lists(st.binary(max_size=5)), st.data())
def test_all_bytes_arrive_in_order(writes: list[bytes], data: st.DataObject) -> None:
    wire = Wire()

    async def send() -> None:
        transport = gathering(wire)
        for piece in writes:
            transport.write(piece)
            if data.draw(st.booleans()):
                await asyncio.sleep(0)
        transport.close()

    asyncio.run(send())
    assert b"".join(wire.sent) == b"".join(writes)
