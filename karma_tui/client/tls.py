"""The TLS settings of an endpoint: which authorities are trusted, and what we show of ourselves."""

from __future__ import annotations

import ssl

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint


def tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    """The TLS settings of an endpoint, made once and off the event loop: loading authorities takes a while.

    Plain http gets a context without any authority, which is free of cost and can verify nobody.
    Raises StorageError for certificate files that cannot be loaded.
    """
    proxied = endpoint.proxy is not None and endpoint.proxy.startswith("https:")
    if not endpoint.is_secure and not proxied:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context = ssl.create_default_context(cafile=endpoint.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise faults.unusable_tls(error, f"authority file {endpoint.ca_file}") from None
    if endpoint.client_cert is not None:
        _show(context, endpoint.client_cert, endpoint.client_key)
    if not endpoint.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _show(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    """Have a certificate shown. Raises StorageError.

    A key that wants a passphrase is refused: left to itself, OpenSSL would ask for it at the terminal, below
    whatever is on the screen.
    """
    asked = []

    def none() -> bytes:
        asked.append(True)
        return b""

    try:
        context.load_cert_chain(certificate, key, password=none)
    except (OSError, ssl.SSLError) as error:
        told: Exception = ValueError("Its key is protected by a passphrase.") if asked else error
        raise faults.unusable_tls(told, f"client certificate {certificate}") from None
