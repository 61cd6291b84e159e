"""Sockets are private, replaced when stale, never taken from a living server; leases end a server."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from karma_tui.errors import KarmaError, StorageError, UsageError
from karma_tui.local.server_lease import Leases
from karma_tui.local.server_sockets import listen_tcp, listen_unix, url_of


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)


def test_unix_socket_is_for_its_owner_alone(tmp_path: Path) -> None:
    with listen_unix(tmp_path / "private" / "socket") as listener:
        assert (tmp_path / "private" / "socket").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
        assert url_of(listener) == f"unix:{tmp_path / 'private' / 'socket'}"


def test_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    with pytest.raises(StorageError, match="not private"):
        listen_unix(tmp_path / "open" / "socket")


def test_stale_socket_is_replaced_and_a_live_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    listen_unix(path).close()
    with listen_unix(path):
        with pytest.raises(StorageError, match="in use"):
            listen_unix(path)
        assert path.exists()


def test_file_in_the_socket_s_place_stays(tmp_path: Path) -> None:
    (tmp_path / "socket").write_text("mine")
    with pytest.raises(StorageError, match="Not a socket"):
        listen_unix(tmp_path / "socket")
    assert (tmp_path / "socket").read_text() == "mine"


def test_port_in_use_is_said() -> None:
    with listen_tcp("127.0.0.1", 0, allow_remote=False) as first:
        with pytest.raises(StorageError, match="in use") as caught:
            listen_tcp("127.0.0.1", first.getsockname()[1], allow_remote=False)
        assert caught.value.exit_code == 7
        assert url_of(first) == f"http://127.0.0.1:{first.getsockname()[1]}"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
def test_host_that_others_reach_needs_permission(host: str) -> None:
    with pytest.raises(UsageError, match="loopback"):
        listen_tcp(host, 0, allow_remote=False)


def test_permitted_remote_host_is_listened_on() -> None:
    with listen_tcp("0.0.0.0", 0, allow_remote=True) as listener:
        assert listener.getsockname()[1] > 0


async def test_answers_are_not_held_back_for_more(tmp_path: Path) -> None:
    """An answer goes out as two writes; with Nagle's delay the second would wait 40 ms."""
    delayed: list[int] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        delayed.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = listen_tcp("127.0.0.1", 0, allow_remote=False)
    server = await asyncio.start_server(accept, sock=listener)
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    await reader.read()
    writer.close()
    server.close()
    assert delayed and delayed[0] != 0


def test_unknown_host_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KarmaError):
        listen_tcp("name.invalid", 0, allow_remote=False)


async def test_leases_expire_only_after_the_last_one(tmp_path: Path) -> None:
    expired = asyncio.Event()
    leases = Leases(0.05, expired.set)
    await leases.open(listen_unix(tmp_path / "lease"))
    first = await asyncio.open_unix_connection(tmp_path / "lease")
    second = await asyncio.open_unix_connection(tmp_path / "lease")
    first[1].close()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(expired.wait(), 0.15)
    second[1].close()
    await asyncio.wait_for(expired.wait(), 5)
    leases.close()


async def test_server_without_any_lease_expires(tmp_path: Path) -> None:
    expired = asyncio.Event()
    leases = Leases(0.01, expired.set)
    await leases.open(listen_unix(tmp_path / "lease"))
    await asyncio.wait_for(expired.wait(), 5)
    leases.close()


def test_two_starting_at_once_cannot_both_listen(tmp_path: Path) -> None:
    outcomes: list[socket.socket | StorageError] = []

    def listen() -> None:
        try:
            outcomes.append(listen_unix(tmp_path / "socket"))
        except StorageError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=listen) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listeners = [outcome for outcome in outcomes if isinstance(outcome, socket.socket)]
    assert len(listeners) == 1
    listeners[0].close()
