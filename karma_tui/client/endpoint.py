"""Where a server is and how to reach it, checked once so that no later step has to doubt it.

An endpoint holds no secrets: addresses with a user name or password in them are refused.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from karma_tui.errors import UsageError

SOCKET_SCHEME = "unix"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's base address and the manner of connecting to it.

    `url` is `http://host[:port][/prefix]` or `https://...`; it is kept without a slash at its end.
    With `socket`, the path of a Unix socket, the URL's host is only what the `Host` header says.
    Times are in seconds; `read_timeout` is the longest silence while waiting for an answer.
    Raises UsageError when the address cannot be used.
    """

    url: str
    socket: str | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    verify: bool = True
    ca_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    proxy: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _base_address(self.url))
        if self.socket is not None and not self.socket:
            raise UsageError("The Unix socket has no path", hint="Give the path of the server's socket file.")
        if self.connect_timeout <= 0 or self.read_timeout <= 0:
            raise UsageError("A time limit has to be more than 0 seconds")
        if self.proxy is not None and not _is_web_address(self.proxy):
            raise UsageError("The proxy's address cannot be used", hint="Write it like http://proxy:3128.")

    @property
    def host(self) -> str:
        """The host's name or number, without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether the connection is encrypted."""
        return self.url.startswith("https:")

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine, where proxies and compression are out of place."""
        if self.socket is not None:
            return True
        host = self.host
        if host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def label(self) -> str:
        """The address as shown to people."""
        return f"{SOCKET_SCHEME}:{self.socket}" if self.socket is not None else self.url

    def address(self, path: str) -> str:
        """The full URL of a path that begins with a slash."""
        return self.url + path


def parse_endpoint(text: str) -> Endpoint:
    """Read an address as a person types it: a URL, or `unix:` and the path of a socket.

    Raises UsageError naming what is missing.
    """
    scheme, colon, rest = text.strip().partition(":")
    if colon and scheme.lower() == SOCKET_SCHEME:
        path = rest.removeprefix("//")
        return Endpoint("http://localhost", socket=path)
    return Endpoint(text)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _base_address(text: str) -> str:
    """The URL in its one spelling, or UsageError."""
    stripped = text.strip()
    parts = _split(stripped)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "The address contains a user name or password",
            hint="Leave them out of the address; they are asked for or kept apart from it.",
        )
    if parts.query or parts.fragment:
        raise UsageError(
            "The address has a query or fragment",
            hint="Give the server's base address only; a signature never belongs in an address.",
        )
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def _split(text: str) -> SplitResult:
    """The parts of an http or https URL with a host, or UsageError, which never repeats a possible secret."""
    shown = f"Given: {text}" if "@" not in text else ""
    try:
        parts = urlsplit(text)
        port_is_odd = parts.port == 0
    except ValueError as error:
        raise UsageError("The server's address cannot be read", f"{shown}\n{error}".strip()) from None
    if parts.scheme not in ("http", "https"):
        raise UsageError(
            "The server's address has no http:// or https:// in front",
            shown,
            "Write it like https://db.example.org or http://127.0.0.1:8080.",
        )
    if not parts.hostname or port_is_odd or any(c.isspace() or not c.isprintable() for c in text):
        raise UsageError("The server's address names no usable host and port", shown)
    return parts
