"""Words for everything that goes wrong before a karma.run answer is there: connections and strangers.

Only wording and choice of error class; what happened is found out in `http.py`. Text that comes from the
other side passes `harmless` before it becomes part of an error.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import (
    ConnectionFailed,
    DangerousRequest,
    NotKarmaError,
    ServerCrashed,
    StorageError,
    UsageError,
)

if TYPE_CHECKING:
    import ssl

UNKNOWN_OUTCOME = "If it was to write something, look first whether it did before running it again."

SHOWN = 400
"""Characters of a foreign text that an error repeats."""

_GATEWAY = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class ConnectionDropped(ConnectionFailed):
    """The connection went away under a request; the server may be well, and a mere reading be tried again."""


def harmless(text: str, limit: int = SHOWN) -> str:
    """Foreign text without control characters (line ends and tabs stay) and cut to `limit` characters."""
    cut = text[:limit]
    shown = "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in cut)
    return shown + "…" if len(text) > limit else shown


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and everything behind it, groups included, nearest first."""
    stack: list[BaseException] = [error]
    seen: set[int] = set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            stack.extend(reversed(current.exceptions))
        for behind in (current.__context__, current.__cause__):
            if behind is not None:
                stack.append(behind)


def not_connected(endpoint: Endpoint, error: BaseException) -> ConnectionFailed:
    """No connection came about: why, as far as the system says."""
    found = list(causes(error))
    for cause in found:
        if _is_distrust(cause):
            return _untrusted(endpoint, cause)
        if _is_refusal(cause):
            return _not_encrypted(endpoint, harmless(cause.reason or str(cause)))
        if isinstance(cause, socket.gaierror):
            return ConnectionFailed(
                f"The host name {endpoint.host} is unknown",
                harmless(str(cause)),
                "Check the spelling of the address and the network.",
            )
    for cause in found:
        if isinstance(cause, OSError) and cause.errno is not None:
            return _system_refusal(endpoint, cause)
    return ConnectionFailed(
        f"No connection to {endpoint.label}",
        harmless(str(error)),
        "Check the address and whether the server runs.",
    )


def is_tls_trouble(error: BaseException) -> bool:
    """Whether the other side refused our encryption; TLS 1.3 does so only after the connection is made."""
    return any(_is_refusal(cause) and "ALERT" in (cause.reason or "").upper() for cause in causes(error))


def _is_refusal(cause: BaseException) -> TypeGuard[ssl.SSLError]:
    """An error of TLS itself, not one of the signs by which its reading waits or ends."""
    if "ssl" not in sys.modules:  # then nothing was encrypted, and nobody need load it for this question
        return False
    import ssl

    waiting = (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError, ssl.SSLEOFError)
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, waiting)


def _is_distrust(cause: BaseException) -> TypeGuard[ssl.SSLCertVerificationError]:
    if "ssl" not in sys.modules:
        return False
    import ssl

    return isinstance(cause, ssl.SSLCertVerificationError)


def _not_encrypted(endpoint: Endpoint, reason: str) -> ConnectionFailed:
    hint = "Is this port meant for https? Try http:// in the address, or another port."
    if "CERTIFICATE_REQUIRED" in reason.upper():
        hint = "The server wants to see a certificate: name yours as client_cert."
    return ConnectionFailed(f"No encrypted connection to {endpoint.label}", reason, hint)


def _untrusted(endpoint: Endpoint, cause: ssl.SSLCertVerificationError) -> ConnectionFailed:
    return ConnectionFailed(
        f"The certificate of {endpoint.host} is not trusted",
        harmless(cause.verify_message),
        "Name the authority that issued it as ca_file, or ask who runs the server.",
    )


def _system_refusal(endpoint: Endpoint, cause: OSError) -> ConnectionFailed:
    """The operating system's reason, in our words where there is something to do about it."""
    if cause.errno == errno.ECONNREFUSED:
        return ConnectionFailed(
            f"Nothing answers at {endpoint.label}",
            "The connection was refused.",
            "Check the port and whether the server runs.",
        )
    if endpoint.socket is not None and cause.errno == errno.ENOENT:
        return ConnectionFailed(
            f"There is no socket at {endpoint.socket}", hint="The server that makes it does not seem to run."
        )
    if endpoint.socket is not None and cause.errno in (errno.EACCES, errno.EPERM):
        return ConnectionFailed(
            f"The socket {endpoint.socket} may not be used",
            "Permission denied.",
            "It belongs to another user or group of this machine.",
        )
    return ConnectionFailed(
        f"No connection to {endpoint.label}",
        harmless(cause.strerror or str(cause)),
        "Check address and network.",
    )


def connect_timed_out(endpoint: Endpoint) -> ConnectionFailed:
    """Nobody took up the connection in time."""
    return ConnectionFailed(
        f"{endpoint.label} did not answer within {endpoint.connect_timeout:g} s",
        "No connection was made.",
        "Check address, network and firewall, or raise connect_timeout.",
    )


def answer_timed_out(endpoint: Endpoint) -> ConnectionFailed:
    """Connected and sent, then silence."""
    return ConnectionFailed(
        f"{endpoint.label} was silent for {endpoint.read_timeout:g} s",
        "The request was sent, but no answer or only a part of one came.",
        f"Ask for less at a time (slice), or raise read_timeout. {UNKNOWN_OUTCOME}",
    )


def cut_off(endpoint: Endpoint, reason: str) -> ConnectionDropped:
    """The connection ended within the answer."""
    return ConnectionDropped(
        f"The connection to {endpoint.label} was cut off",
        harmless(reason),
        f"Try again; if it happens again, look at the server's log. {UNKNOWN_OUTCOME}",
    )


def dropped(endpoint: Endpoint) -> ConnectionDropped:
    """A kept connection was closed before anything of the answer came, as by a restarted server."""
    return ConnectionDropped(
        f"{endpoint.label} had closed the connection",
        "It was kept open from an earlier request.",
        f"Try again. {UNKNOWN_OUTCOME}",
    )


def closed_without_answer(endpoint: Endpoint) -> ServerCrashed:
    """A fresh connection was closed after the request: the server gave up (notes-for-client 20)."""
    return ServerCrashed(
        "The server closed the connection without an answer",
        "It gave up inside the request, or its process ended.",
        f"See whether {endpoint.label} still answers before sending the same again. {UNKNOWN_OUTCOME}",
        status=0,
    )


def redirected(endpoint: Endpoint, status: int, location: str) -> NotKarmaError:
    """A redirect is never followed: the body would be lost and the signature sent to a stranger."""
    target = harmless(location.partition("?")[0], 200)
    return NotKarmaError(
        f"{endpoint.label} sends its visitors elsewhere (status {status})",
        f"To: {target}" if target else "It does not say where.",
        "Put that address, without its path, in the profile. A server with a certificate wants https://.",
    )


def stranger(endpoint: Endpoint, status: int, excerpt: str) -> NotKarmaError | ConnectionFailed:
    """An answer that no karma.run server gives; gateways that miss their server count as no connection."""
    shown = harmless(excerpt.strip(), 160)
    detail = f"Status {status}: {shown}".rstrip(": ") if status else shown
    if status in _GATEWAY:
        return ConnectionFailed(
            "A gateway answers, the server behind it does not",
            f"Status {status} ({_GATEWAY[status]}) from {endpoint.label}.",
            "Wait a moment and try again, or ask who runs the server.",
        )
    if status in (401, 407):
        return NotKarmaError(
            "Something in front of the server asks for a login of its own",
            detail,
            "A proxy or gateway protects this address; karma.run itself never answers so.",
        )
    return NotKarmaError(
        f"{endpoint.label} does not answer like a karma.run server",
        detail,
        "Check host, port and path prefix of the address.",
    )


def broken_encoding(endpoint: Endpoint, reason: str) -> NotKarmaError:
    """The answer's compression is damaged or of an unknown kind."""
    return NotKarmaError(
        f"The answer of {endpoint.label} is damaged on its way",
        harmless(reason),
        f"Try again; a proxy that shortens or recodes answers may be in between. {UNKNOWN_OUTCOME}",
    )


def too_large(size: int, limit: int) -> DangerousRequest:
    """The server would cut the body silently and misread the rest (notes-for-client 39)."""
    return DangerousRequest(
        "The request is larger than the server reads",
        f"It has {size:,} bytes; the server stops reading after {limit:,}.",
        "Send it in parts, for example several createMultiple of fewer records each.",
    )


def unsendable_header(name: str) -> UsageError:
    """A value that HTTP cannot carry; it is not repeated, since it may be a secret."""
    return UsageError(
        f"The value for {name} has characters that cannot be sent",
        "Only printable ASCII characters can.",
        "Was something else pasted, or a line end?",
    )


def unusable_proxy(error: Exception) -> UsageError:
    """The environment or the profile names a proxy of a kind that is not supported."""
    return UsageError(
        "The proxy cannot be used",
        harmless(str(error)),
        "It comes from HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; http:// and https:// proxies are supported,"
        " and NO_PROXY lists servers that need none.",
    )


def unusable_tls(error: Exception, what: str) -> StorageError:
    """A certificate file that cannot be loaded."""
    return StorageError(
        f"The {what} cannot be used",
        harmless(str(error)),
        "It has to be a readable PEM file; a client's certificate needs its key with it or as client_key.",
    )
