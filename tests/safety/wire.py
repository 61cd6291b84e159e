"""A relay between the program and a server, which sees every secret that goes over the wire."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from types import TracebackType

_SIGNATURE = re.compile(rb'(?i)x-karma-signature: *(\S+)|\r\n\r\n"([A-Za-z0-9_=+/-]{100,})"')
_HASH = re.compile(rb"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


class Relay:
    """Hands on bytes both ways, and remembers the signatures and the hashes among them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._streams: list[bytearray] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._listening.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def signatures(self) -> set[str]:
        """All that were issued or shown."""
        return {(a or b).decode() for a, b in _SIGNATURE.findall(self._all)}

    @property
    def hashes(self) -> set[str]:
        """Of passwords."""
        return {it.decode() for it in _HASH.findall(self._all)}

    @property
    def bodies(self) -> str:
        """Everything as text, for what must have been sent."""
        return self._all.decode("utf-8", "replace")

    @property
    def _all(self) -> bytes:
        return b"\n".join(bytes(stream) for stream in self._streams)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._hand_on, args=(source, sink), daemon=True).start()

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        stream = bytearray()
        self._streams.append(stream)
        with suppress(OSError):
            while data := source.recv(65536):
                stream += data
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
