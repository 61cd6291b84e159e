"""The only module that uses the HTTP library: requests out, bytes in, its faults as errors of our tree."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.library import httpx
from karma_tui.client.tls import tls_context
from karma_tui.client.trace import Content, Trace
from karma_tui.client.wire import IDLE_SECONDS, USER_AGENT
from karma_tui.errors import KarmaError


async def open_library(endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None) -> LibraryWire:
    """A pool of connections. Raises StorageError for certificates, UsageError for a proxy."""
    context = await asyncio.to_thread(tls_context, endpoint)
    try:
        return LibraryWire(endpoint, _client(endpoint, transport, context))
    except (ImportError, ValueError) as error:
        raise faults.unusable_proxy(error) from None


class LibraryWire:
    """See `wire.Wire`."""

    def __init__(self, endpoint: Endpoint, client: httpx.AsyncClient) -> None:
        self._endpoint = endpoint
        self._client = client

    async def ask(
        self, method: str, path: str, content: Content, headers: Mapping[str, str], trace: Trace
    ) -> LibraryAnswer:
        """See `Wire`."""
        try:
            request = self._client.build_request(
                method,
                self._endpoint.address(path),
                content=content or None,
                headers=dict(headers),
                extensions={"trace": trace},
            )
            response = await self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise _fault(self._endpoint, error, trace) from error
        return LibraryAnswer(self._endpoint, response, trace)

    async def close(self) -> None:
        """See `Wire`."""
        await self._client.aclose()


class LibraryAnswer:
    """See `wire.Incoming`."""

    def __init__(self, endpoint: Endpoint, response: httpx.Response, trace: Trace) -> None:
        self._endpoint = endpoint
        self._response = response
        self._trace = trace
        self.status = response.status_code
        self.headers = dict(response.headers)  # joins repeated ones, whose names are in lower case
        self.is_redirect = response.has_redirect_location

    async def chunks(self) -> AsyncIterator[bytes]:
        """See `Incoming`."""
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except (httpx.HTTPError, OSError) as error:
            self._trace.has_begun = True
            raise _fault(self._endpoint, error, self._trace) from error

    async def close(self) -> None:
        """See `Incoming`."""
        await self._response.aclose()


def _client(
    endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None, context: ssl.SSLContext
) -> httpx.AsyncClient:
    limits = httpx.Limits(keepalive_expiry=IDLE_SECONDS)
    if transport is None and endpoint.socket is not None:
        transport = httpx.AsyncHTTPTransport(uds=endpoint.socket, verify=context, limits=limits)
    return httpx.AsyncClient(
        verify=context,
        transport=transport,
        proxy=None if endpoint.is_local else endpoint.proxy,
        trust_env=not endpoint.is_local,
        follow_redirects=False,
        limits=limits,
        timeout=httpx.Timeout(endpoint.read_timeout, connect=endpoint.connect_timeout),
        headers={"User-Agent": USER_AGENT},
    )


def _fault(endpoint: Endpoint, error: Exception, trace: Trace) -> KarmaError:
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return faults.connect_timed_out(endpoint)
        case httpx.TimeoutException():
            return faults.answer_timed_out(endpoint)
        case httpx.ConnectError() | httpx.ProxyError() | httpx.InvalidURL() | ValueError():
            return faults.not_connected(endpoint, error)
    if trace.has_begun:
        return faults.cut_off(endpoint, str(error))
    if faults.is_tls_trouble(error):
        return faults.not_connected(endpoint, error)
    if not trace.is_fresh:
        return faults.dropped(endpoint)
    if isinstance(error, httpx.RemoteProtocolError) and "without sending" not in str(error):
        return faults.stranger(endpoint, 0, str(error))
    return faults.closed_without_answer(endpoint)
