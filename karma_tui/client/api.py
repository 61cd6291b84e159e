"""The server's endpoints as functions: one call, one request, the answer or an error of our tree.

No state but the pool of connections: who is signed in, and when to sign in again, is `session.py`'s
business. Nothing is ever sent twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from karma_tui.client import faults, rest
from karma_tui.client.answers import Asked, error_for, not_an_answer
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.http import Content, Http, Reply
from karma_tui.client.reading import not_sent, writes_something
from karma_tui.client.signature import Signature, read_date
from karma_tui.client.sink import Sink
from karma_tui.lang.nodes import Dialect
from karma_tui.redact import register

BODY_LIMITS: Mapping[Dialect, int] = {Dialect.V1: 8 << 20, Dialect.V01: 1 << 20}
"""Bytes of a request's body that a server reads; it cuts off the rest without a word."""

SECRET_HEADER = "X-Karma-Secret"

_LONGEST_SIGNATURE = 4096

_TELLING = 16
"""Characters from which on an opaque text can be nothing but a secret."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: body as sent, `elapsed` seconds on our clock, `server_time` Unix seconds or None."""

    body: bytes
    status: int
    elapsed: float
    server_time: float | None


class Client:
    """One server's endpoints. Raises ConnectionFailed, NotKarmaError, and what each function says.

    With `read_only` nothing leaves that would change the instance: ReadOnlyProfile is raised instead.
    """

    def __init__(self, endpoint: Endpoint, *, http: Http | None = None, read_only: bool = False) -> None:
        self.endpoint = endpoint
        self.read_only = read_only
        self.http = http or Http(endpoint)
        self.dialect: Dialect | None = None
        """The server's dialect once it is known; it sets the limit of a body."""

    async def version(self) -> str:
        """The server's own name and version, without signing in. It does not tell the dialect."""
        reply = await self._send(Asked.QUERY, "GET", "/")
        text = reply.body.decode("utf-8", "replace").strip()
        if not text.startswith("karma.run"):
            raise not_an_answer(self.endpoint, reply.status, reply.body)
        return faults.harmless(text, 80)

    async def is_embedded(self) -> bool:
        """Whether the server is an embedded instance that somebody serves; proxies may hide that."""
        reply = await self._send(Asked.QUERY, "GET", "/")
        return reply.headers.get("x-karma-tui", "") == "embedded"

    async def login(self, username: str, password: str) -> Signature:
        """A new signature for a user, or for `admin` with the instance secret. Raises LoginRefused.

        Never carries an old signature: the server would renew that one instead (notes-for-client 26).
        """
        return (await self.login_answer(username, password))[0]

    async def login_answer(self, username: str, password: str) -> tuple[Signature, Answer]:
        """As `login`, with the answer for its server time."""
        body = json.dumps({"username": username, "password": password}, ensure_ascii=False).encode()
        reply = await self._send(Asked.LOGIN, "POST", "/auth", content=body, private=True)
        return self._signature(reply), _answer(reply)

    async def renew(self, signature: Signature) -> Signature:
        """A signature that begins now, for a valid older one. Raises SessionExpired."""
        return (await self.renew_answer(signature))[0]

    async def renew_answer(self, signature: Signature) -> tuple[Signature, Answer]:
        """As `renew`, with the answer for its server time."""
        reply = await self._send(Asked.RENEWAL, "GET", "/auth", signature=signature)
        return self._signature(reply), _answer(reply)

    async def query(self, body: bytes, signature: Signature, sink: Sink | None = None) -> Answer:
        """Run an expression, given as the JSON of the server's dialect; a `sink` gets the answer's body.

        Raises QueryRefused, ServerCrashed, SessionExpired, and DangerousRequest for a body that the
        server would cut off.
        """
        self._check_size(body)
        if self.read_only and writes_something(body, self.dialect or Dialect.V1):
            raise not_sent("The expression")
        return _answer(
            await self._send(Asked.QUERY, "POST", "/", content=body, signature=signature, sink=sink)
        )

    async def reset(self, signature: Signature) -> str:
        """Delete everything and begin anew; answers a confirmation. Signatures end, the secret stays."""
        self.check_may_change("A reset")
        reply = await self._send(Asked.ADMIN, "POST", "/admin/reset", content=b'""', signature=signature)
        return faults.harmless(reply.body.decode("utf-8", "replace").strip().strip('"'))

    async def rotate_secret(self, secret: str) -> None:
        """Have the server make itself a new secret, which only its log shows; all signatures end.

        Raises LoginRefused when `secret` is not the present one.
        """
        self.check_may_change("Another secret")
        await self._send(
            Asked.ROTATION, "POST", "/admin/rotate_instance_secret", headers={SECRET_HEADER: secret}
        )

    async def rest_list(
        self,
        resource: str,
        signature: Signature,
        *,
        offset: int = 0,
        length: int = rest.DEFAULT_PAGE,
        metadata: bool = False,
    ) -> rest.Page:
        """A page of a model's records, ordered by their random ids. Raises DangerousRequest for length 0."""
        path = rest.collection_path(resource) + rest.page_query(offset, length, metadata=metadata)
        reply = await self._send(Asked.REST, "GET", path, signature=signature)
        return rest.read_page(reply.body, offset, reply.headers.get("link"))

    async def rest_get(
        self, resource: str, record: str, signature: Signature, *, metadata: bool = False
    ) -> Answer:
        """One record; for `_model` a tag does as its id."""
        path = rest.record_path(resource, record) + rest.metadata_query(metadata)
        return _answer(await self._send(Asked.REST, "GET", path, signature=signature))

    async def rest_create(self, resource: str, values: bytes, signature: Signature) -> Answer:
        """Create records from a JSON list of values; answers the list of their refs."""
        return await self._write_rest("POST", rest.collection_path(resource), values, signature)

    async def rest_update(self, resource: str, record: str, value: bytes, signature: Signature) -> Answer:
        """Replace a record; the server does not say when there is none (notes-for-client 32)."""
        return await self._write_rest("PUT", rest.record_path(resource, record), value, signature)

    async def rest_delete(self, resource: str, record: str, signature: Signature) -> Answer:
        """Delete a record; answers its last value."""
        return await self._write_rest("DELETE", rest.record_path(resource, record), b"", signature)

    def check_may_change(self, what: str) -> None:
        """Raise ReadOnlyProfile where nothing may be changed; `what` begins its sentence."""
        if self.read_only:
            raise not_sent(what)

    async def aclose(self) -> None:
        """Close the connections; no traffic."""
        await self.http.aclose()

    async def _write_rest(self, method: str, path: str, body: bytes, signature: Signature) -> Answer:
        self.check_may_change("The request")
        self._check_size(body)
        return _answer(await self._send(Asked.REST, method, path, content=body, signature=signature))

    async def _send(
        self,
        asked: Asked,
        method: str,
        path: str,
        *,
        content: Content = b"",
        signature: Signature | None = None,
        headers: Mapping[str, str] | None = None,
        sink: Sink | None = None,
        private: bool = False,
    ) -> Reply:
        text = None if signature is None else signature.text
        reply = await self.http.send(
            method, path, content=content, signature=text, headers=headers, sink=sink, private=private
        )
        if reply.status != 200:
            raise error_for(self.endpoint, asked, reply.status, reply.body)
        if _is_page(reply):
            raise not_an_answer(self.endpoint, reply.status, reply.body)
        return reply

    def _check_size(self, body: bytes) -> None:
        limit = BODY_LIMITS[self.dialect or Dialect.V1]
        if len(body) > limit:
            raise faults.too_large(len(body), limit)

    def _signature(self, reply: Reply) -> Signature:
        """The signature in an answer of /auth: one JSON string of visible ASCII."""
        try:
            text = json.loads(reply.body)
        except (ValueError, RecursionError):
            text = None
        is_plain = isinstance(text, str) and text.isascii() and text.isprintable() and " " not in text
        if not is_plain or not 0 < len(text) <= _LONGEST_SIGNATURE:
            raise not_an_answer(self.endpoint, reply.status, b"The login's answer is not a signature.")
        signature = Signature(text)
        if signature.issued is None and len(text) >= _TELLING:
            register(text)  # one that a proxy issued: nothing else would know it for a signature
        return signature


def _answer(reply: Reply) -> Answer:
    return Answer(reply.body, reply.status, reply.elapsed, read_date(reply.headers.get("date")))


def _is_page(reply: Reply) -> bool:
    """Whether a success is a web page: some proxies answer everything with one."""
    content_type = reply.headers.get("content-type", "").lower()
    return content_type.startswith(("text/html", "application/xhtml")) or reply.body[:64].lstrip()[:1] == b"<"
