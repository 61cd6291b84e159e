"""Joining, starting and restarting, with real servers and real sockets."""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import socket
import threading
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import Place, place_of
from karma_tui.workbench.local_process import Started
from tests.workbench.instance import Starter


async def test_the_first_starts_a_server_and_the_second_joins_it(place: Place, starter: Starter) -> None:
    first, second = LocalInstance(place, starter), LocalInstance(place, starter)
    assert await first.ensure()
    assert await second.ensure()
    assert len(starter.started) == 1
    assert first.is_alive()
    assert second.is_alive()
    first.release()
    assert not first.is_alive()
    assert second.is_alive()
    second.release()


async def test_two_that_start_at_once_share_one_server(place: Place, starter: Starter) -> None:
    both = [LocalInstance(place, starter) for _ in range(2)]
    await asyncio.gather(*(one.ensure() for one in both))
    assert len(starter.started) == 1
    for one in both:
        one.release()


async def test_a_living_server_costs_nothing_to_ensure(place: Place, starter: Starter) -> None:
    local = LocalInstance(place, starter)
    await local.ensure()
    assert not await local.ensure()
    local.release()


async def test_a_killed_server_is_noticed_at_once_and_started_again(place: Place, starter: Starter) -> None:
    local = LocalInstance(place, starter)
    await local.ensure()
    secret = place.secret.read_bytes()
    starter.kill()
    assert not local.is_alive()
    assert await local.has_ended()
    assert await local.ensure()
    assert local.is_alive()
    assert len(starter.started) == 2
    assert place.secret.read_bytes() == secret
    local.release()


async def test_a_stale_socket_is_no_obstacle(place: Place, starter: Starter) -> None:
    for path in (place.socket, place.lease):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(path))
    local = LocalInstance(place, starter)
    await local.ensure()
    assert local.is_alive()
    local.release()


async def test_a_file_in_the_sockets_place_is_left_alone(place: Place, starter: Starter) -> None:
    place.socket.write_text("somebody's")
    with pytest.raises(StorageError) as caught:
        await LocalInstance(place, starter).ensure()
    assert "Not a socket" in caught.value.detail
    assert place.socket.read_text() == "somebody's"


async def test_a_damaged_data_file_is_told_in_the_servers_words(place: Place, starter: Starter) -> None:
    place.data.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StorageError) as caught:
        await LocalInstance(place, starter).ensure()
    assert str(place.data) in caught.value.detail
    assert "--data" in caught.value.hint


async def test_a_missing_folder_is_told_in_the_servers_words(home: Path, starter: Starter) -> None:
    with pytest.raises(StorageError) as caught:
        await LocalInstance(place_of(home / "nowhere" / "x.db"), starter).ensure()
    assert "nowhere" in caught.value.detail


async def test_a_predecessor_that_is_just_ending_is_waited_for(place: Place, starter: Starter) -> None:
    lock = place.data_lock.open("ab")
    fcntl.flock(lock, fcntl.LOCK_EX)
    tried = threading.Event()

    def start(place: Place) -> Started:
        try:
            return starter(place)
        finally:
            if not tried.is_set():
                tried.set()
                lock.close()

    local = LocalInstance(place, start)
    await local.ensure()
    assert local.is_alive()
    local.release()


async def test_the_server_answers_as_soon_as_it_is_ensured(place: Place, starter: Starter) -> None:
    local = LocalInstance(place, starter)
    await local.ensure()
    reader, writer = await asyncio.open_unix_connection(str(place.socket))
    writer.write(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert b"karma.run" in await reader.read()
    writer.close()
    await writer.wait_closed()
    local.release()


async def test_giving_up_the_start_on_a_dump_ends_the_server_that_reads_it(home: Path) -> None:
    dump = home / "shop.zip"
    os.mkfifo(dump)
    local = LocalInstance(place_of(home / "kept.db", dump))
    opening = asyncio.create_task(local.ensure())
    writing = await asyncio.to_thread(os.open, dump, os.O_WRONLY)  # once the server reads
    try:
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        ended = select.poll()
        ended.register(writing, 0)
        assert await asyncio.to_thread(ended.poll, 20_000), "the server still reads"
    finally:
        os.close(writing)
    assert not local.place.data.exists()
