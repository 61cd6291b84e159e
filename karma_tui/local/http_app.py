"""The HTTP interface of an instance as an ASGI application: who is let through to what, and in which order.

The order of the checks is the recorded one (spec http-1.0 section 1, kvm-0.1 section 8). Whatever may
take time runs in threads, so that one long query does not keep others from being answered.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from functools import partial

from karma_tui.crashes import note
from karma_tui.errors import StorageError
from karma_tui.lang.machine.refusal import Refused, render
from karma_tui.lang.nodes import Dialect
from karma_tui.local.auth_signature import BadSignature, decoded, spelled, spelling_of
from karma_tui.local.engine import Asked
from karma_tui.local.http_admin import Admin
from karma_tui.local.http_answer import JSON, TEXT, Answer, send_answer
from karma_tui.local.http_gone import while_heard
from karma_tui.local.http_instance import Instance
from karma_tui.local.http_login import read_credentials
from karma_tui.local.http_refusal import (
    bad_signature,
    denied,
    failed_renewal,
    internal,
    undecodable_signature,
)
from karma_tui.local.http_request import (
    ClientGone,
    Receive,
    Request,
    Scope,
    Send,
    parse,
    read_body,
)
from karma_tui.local.http_rest import answer_rest
from karma_tui.local.watch import Ticket

log = logging.getLogger(__name__)

BODY_LIMIT_01 = 1024 * 1024
"""Bytes of a body that a 0.1 server looks at."""

_VERSIONS = {Dialect.V1: b"karma.run 1.0.0", Dialect.V01: b"karma.run 1.4.0"}
_EMBEDDED = ("x-karma-tui", "embedded")
"""Tells a client that this is no real server: it takes dumps of its own kind, too."""
_CODEC_PROBLEMS = {
    Dialect.V1: b"invalid codec requested, available codecs: json",
    Dialect.V01: b"invalid codec requested (X-Karma-Codec header). available codecs: json",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of who sent a request before anything is checked."""

    dialect: Dialect
    signature: str
    token: bytes | None
    """The decoded signature; None if it is not decodable in the dialect, empty if there is none."""


class App:
    """The ASGI application."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._admin = Admin(instance)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = parse(scope)
        if not _is_expected(request):
            await send_answer(send, request, Answer(417, content_type=TEXT, close=True), compress=False)
            return
        dialect = self._instance.dialects.recent
        try:
            body, cut = b"", False
            if _reads_body(request):
                body, cut = await read_body(receive)
            caller = self._caller(request, body)
            dialect = caller.dialect
            if dialect is Dialect.V01 and len(body) > BODY_LIMIT_01:
                body, cut = body[:BODY_LIMIT_01], True
            answer = await self._answer(request, caller, body, receive)
        except ClientGone:
            return
        except Refused as refused:
            answer = Answer(refused.status, render(refused), _content_type(dialect))
        except asyncio.CancelledError:  # the server ends; saying so is all that is left to do
            answer = _failure("the instance is ending", dialect)
        except StorageError as error:
            log.error("%s %s: %s", request.method, request.path, error)
            answer = _failure("the data file cannot be used", dialect)
        except Exception as failure:  # a net: one request must not end the server
            log.error("%s /%s failed: %s", request.method, request.path, note(failure))
            answer = _failure("the request could not be answered", dialect)
        if cut:
            answer = replace(answer, close=True)
        compress = dialect is Dialect.V1 and request.takes_gzip
        await send_answer(send, request, answer, compress=compress)

    def _caller(self, request: Request, body: bytes) -> Caller:
        """Dialect and signature of a request."""
        signature = request.signature
        token = decoded(signature)
        dialects = self._instance.dialects
        if request.path == "":
            dialect = dialects.hear(body, signature, token)
        elif _is_rest(request):
            dialect = dialects.of_rest(token)
        else:
            dialect = dialects.of(signature, token)
        if token and dialect is Dialect.V1 and spelling_of(signature) is Dialect.V01:
            # a signature of 0.1 may be used to speak 1.0, but any other must be spelled as 1.0 does
            token = token if self._instance.signer.issuer(token) is Dialect.V01 else None
        return Caller(dialect, signature, token)

    async def _answer(self, request: Request, caller: Caller, body: bytes, receive: Receive) -> Answer:
        if request.method == "OPTIONS":
            return Answer(content_type=TEXT)
        if request.path == "" and request.method == "GET":
            version = _VERSIONS[self._instance.dialects.recent]
            return Answer(body=version, content_type=TEXT, headers=(_EMBEDDED,))
        if not _codec_is_known(request, caller.dialect):
            return Answer(400, _CODEC_PROBLEMS[caller.dialect], TEXT)
        answer = await self._route(request, caller, body, receive)
        if caller.dialect is Dialect.V01 and answer.content_type == JSON:
            return replace(answer, content_type=TEXT)
        return answer

    async def _route(self, request: Request, caller: Caller, body: bytes, receive: Receive) -> Answer:
        path = request.path
        if path.startswith("admin/rotate_instance_secret"):
            return self._admin.rotate(request.header("x-karma-secret"))
        if path.startswith("auth"):
            return await self._auth(caller, body)
        user = self._user(caller)
        if path == "":
            return await self._query(body, user, caller.dialect, receive)
        if _is_rest(request) and caller.dialect is Dialect.V1:
            return await self._rest(request, body, user)
        if path.startswith(("admin/reset", "admin/export", "admin/import")):
            return await self._admin.answer(path, user, caller.dialect, caller.token, receive)
        return Answer(404)

    async def _query(self, body: bytes, user: str, dialect: Dialect, receive: Receive) -> Answer:
        engine, threads, query = self._instance.engine, self._instance.threads, (body, user, dialect)
        if threads.is_short(query):
            return Answer(body=await threads.query(engine.run, query))
        ticket = Ticket()
        tried = threads.may_gather(query)
        if tried:
            taking = threads.together(engine.run_together, Asked(body, user, ticket))
            taken = await while_heard(taking, receive, ticket)
            if isinstance(taken, Exception):
                raise taken
            if taken is not None:
                return Answer(body=taken)
        working = threads.query(partial(engine.run, ticket=ticket, tried=tried), query)
        return Answer(body=await while_heard(working, receive, ticket))

    async def _rest(self, request: Request, body: bytes, user: str) -> Answer:
        instance = self._instance
        worker = instance.threads.read if request.method == "GET" else instance.threads.write
        return await worker(answer_rest, instance.engine, request, body, user)

    async def _auth(self, caller: Caller, body: bytes) -> Answer:
        """Renew a session if the request shows a decodable signature, else log in by the body."""
        if caller.token:
            try:
                user = self._instance.signer.verify(caller.token)
            except BadSignature:
                raise failed_renewal() from None
        else:
            given = read_credentials(body, caller.dialect)
            found = await self._instance.log_in(given.username, given.password)
            if found is None:
                raise denied()
            user = found
        token = self._instance.signer.issue(user, caller.dialect)
        if caller.token:
            self._instance.dialects.renew(caller.token, token)
        return Answer(body=json.dumps(spelled(token, caller.dialect)).encode("ascii"))

    def _user(self, caller: Caller) -> str:
        """The user id in a request's signature; Refused if there is no valid one."""
        if caller.token is None:
            raise undecodable_signature(caller.dialect)
        try:
            return self._instance.signer.verify(caller.token)
        except BadSignature as bad:
            raise bad_signature(str(bad), caller.token, caller.dialect) from None


def _is_expected(request: Request) -> bool:
    """Whether a request expects nothing beyond HTTP's one expectation; 417 answers the others."""
    text = request.header("expect")
    return not text or "100-continue" in [word.strip().lower() for word in text.split(",")]


def _reads_body(request: Request) -> bool:
    """Whether a request's body is taken in as a whole (a dump is not)."""
    if request.method == "OPTIONS":
        return False
    first = request.path.split("/", 1)[0]
    return (request.path == "" and request.method != "GET") or first.startswith(("auth", "rest"))


def _is_rest(request: Request) -> bool:
    return request.path.split("/", 1)[0] == "rest"


def _codec_is_known(request: Request, dialect: Dialect) -> bool:
    """JSON is the one codec there is; 1.0 takes it for granted, 0.1 wants it named in the header."""
    header = request.header("x-karma-codec")
    if dialect is Dialect.V01:
        return header == "json"
    return (request.query.get("codec") or header or "json") == "json"


def _content_type(dialect: Dialect) -> str:
    return JSON if dialect is Dialect.V1 else TEXT


def _failure(problem: str, dialect: Dialect) -> Answer:
    return Answer(500, render(internal(problem)), _content_type(dialect))
