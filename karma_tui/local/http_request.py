"""A request as the routes look at it: cleaned path, the headers that count, and a body read to its limit.

It parses; it decides nothing. Limits and header names come from spec http-1.0 section 1.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of a body that are looked at; what follows is cut off without a word."""

_BAD_PAIR = re.compile(r"%(?![0-9A-Fa-f]{2})|;")

_DRAINED = 256 * 1024 * 1024
"""Bytes beyond a limit that are still taken in, for clients that read only after sending all."""


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True, slots=True)
class Request:
    """Method, path without leading slash ("" is the root), query, headers (names in lower case)."""

    method: str
    path: str
    scheme: str
    raw_query: str
    headers: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """A header's first value, "" if absent."""
        return self.headers.get(name, "")

    @property
    def signature(self) -> str:
        """The signature sent along: query parameter `auth`, else the header, else ""."""
        return self.query.get("auth") or self.headers.get("x-karma-signature", "")

    @property
    def takes_gzip(self) -> bool:
        """Whether the answer is to be compressed; the real server looks for the letters only."""
        return "gzip" in self.headers.get("accept-encoding", "")


def parse(scope: Scope) -> Request:
    """The request that an ASGI scope describes."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    raw_query = scope["query_string"].decode("utf-8", "surrogateescape")
    return Request(
        method=scope["method"],
        path=clean(scope["path"]),
        scheme=scope["scheme"],
        raw_query=raw_query,
        headers=headers,
        query=first_values(raw_query) if raw_query else {},
    )


def clean(path: str) -> str:
    """A path without double slashes, dots, leading and trailing slashes."""
    if path == "/":
        return ""
    return posixpath.normpath("/" + path.lstrip("/"))[1:]


def all_values(raw_query: str) -> dict[str, list[str]]:
    """Each query parameter's values in order, "" for none; what is badly escaped is left out.

    Bytes that are no UTF-8 are kept, as lone surrogates.
    """
    sound = "&".join([pair for pair in raw_query.split("&") if not _BAD_PAIR.search(pair)])
    return parse_qs(sound, keep_blank_values=True, errors="surrogateescape")


def first_values(raw_query: str) -> dict[str, str]:
    """Each query parameter's first value."""
    return {name: values[0] for name, values in all_values(raw_query).items()}


async def read_body(receive: Receive, limit: int = BODY_LIMIT) -> tuple[bytes, bool]:
    """A body up to `limit` bytes, and whether more was sent. Raises ClientGone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part: bytes = message.get("body", b"")
        if part:
            if size < limit:
                parts.append(part[: limit - size])
            size += len(part)
        if not message.get("more_body", False) or size > limit + _DRAINED:
            return (parts[0] if len(parts) == 1 else b"".join(parts)), size > limit
