"""The requests that the public JavaScript client library of karma.run sends, as it sends them.

Its shapes, as facts: what goes to which path with which method, headers and body; what it reads from the
answer. It never sends GET but for exports, posts nothing where it has nothing to say, resets with the bare
secret as a form, and lets axios choose the content type. See spec http-1.0 and endpoints-documented.txt.
"""

from __future__ import annotations

import io
import json
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .driving import Reply, Server, start

ACCEPTED = "application/json, text/plain, */*"
JSON_BODY = "application/json;charset=utf-8"
FORM_BODY = "application/x-www-form-urlencoded"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = start(tmp_path, "--empty")
    yield running
    running.stop(signal.SIGKILL)


def post(server: Server, path: str, body: Any = None, token: str = "", content_type: str = "") -> Reply:
    """POST as axios does: objects as compact JSON, strings and bytes as they are, undefined as nothing."""
    headers = {"Accept": ACCEPTED, "X_Karma_Codec": "json", "User_Agent": "axios/0.18.0"}
    if token:
        headers["X_Karma_Signature"] = token
    sent = b""
    if isinstance(body, str | bytes):
        sent = body.encode() if isinstance(body, str) else body
        headers["Content_Type"] = content_type or FORM_BODY
    elif body is not None:
        sent = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        headers["Content_Type"] = content_type or JSON_BODY
    return server.send("POST", path, sent, **headers)


def sign_in(server: Server, username: str = "admin", password: str | None = None) -> Reply:
    secret = server.secret if password is None else password
    return post(server, "/auth", {"username": username, "password": secret})


def token_of(reply: Reply) -> str:
    assert reply.status == 200, reply.body
    found = reply.json
    assert isinstance(found, str)
    return found


def do(server: Server, token: str, *expressions: Any) -> Any:
    """What the client's `do` resolves to."""
    reply = post(server, "/", {"function": [[], list(expressions)]}, token)
    assert reply.status == 200, reply.body
    return reply.json


def tag(name: str) -> dict[str, Any]:
    return {"tag": {"string": name}}


def function(param: str, body: Any) -> dict[str, Any]:
    return {"function": [[param], [body]]}


TEXT = {"union": ["string", {"struct": {}}]}


def models_and_tags() -> dict[str, Any]:
    """Two models that refer to each other, and their tags, made by one expression."""

    def other(key: str) -> dict[str, Any]:
        ref = {"union": ["ref", {"expr": {"field": [key, {"scope": "models"}]}}]}
        return {"union": ["optional", ref]}

    page = {"union": ["struct", {"map": {"title": TEXT, "author": other("author")}}]}
    author = {"union": ["struct", {"map": {"name": TEXT, "first": other("page")}}]}
    made = {
        "createMultiple": [
            tag("_model"),
            {"page": function("models", {"data": page}), "author": function("models", {"data": author})},
        ]
    }
    named = {
        key: function(
            "_",
            {
                "data": {
                    "struct": {"tag": {"string": key}, "model": {"expr": {"field": [key, {"scope": "refs"}]}}}
                }
            },
        )
        for key in ("page", "author")
    }
    return {"with": [made, function("refs", {"createMultiple": [tag("_tag"), named]})]}


def test_browser_asks_first_whether_it_may(server: Server) -> None:
    reply = server.send(
        "OPTIONS",
        "/auth",
        Origin="http://localhost:3000",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type,x-karma-codec,x-karma-signature",
    )
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "POST"
    assert reply.headers["access-control-allow-headers"] == "content-type,x-karma-codec,x-karma-signature"


def test_signing_in_and_refreshing(server: Server) -> None:
    """`login`, `adminLogin` and `refresh`, which posts no body; a wrong password is told by the kind."""
    first = token_of(sign_in(server))
    second = token_of(post(server, "/auth", None, first))
    assert do(server, second, {"currentUser": {}}) == do(server, first, {"currentUser": {}})
    refused = sign_in(server, "admin", "wrong")
    assert (refused.status, list(refused.json)) == (403, ["permissionDeniedError"])


def test_errors_name_their_kind_first(server: Server) -> None:
    token = token_of(sign_in(server))
    reply = post(server, "/", {"function": [[], [tag("nope")]]}, token)
    machine = reply.json["humanReadableError"]["machine"]
    assert reply.status == 400
    assert machine["compilationError"]["problem"] == "tag: not found"
    assert "tag: not found" in reply.json["humanReadableError"]["human"]


def test_models_are_read_by_id(server: Server) -> None:
    """`getMetaModelID` and `getModel`."""
    token = token_of(sign_in(server))
    meta = do(server, token, tag("_model"))
    assert meta[0] == meta[1]
    user = do(server, token, tag("_user"))[1]
    model = do(server, token, {"get": {"model": {"string": user}}})
    assert model["struct"]["username"] == {"unique": {"string": {}}}
    assert list(do(server, token, {"get": {"model": {"string": meta[1]}}})) == ["recursion"]


def test_models_and_tags_are_made_in_one_go(server: Server) -> None:
    """`createModelsAndTags`, then records by `createMultiple` and by the REST path of a model's id."""
    token = token_of(sign_in(server))
    assert sorted(do(server, token, models_and_tags())) == ["author", "page"]
    page, author = do(server, token, tag("page")), do(server, token, tag("author"))
    assert do(server, token, {"get": {"data": {"ref": page}}}) == {
        "struct": {"title": {"string": {}}, "author": {"optional": {"ref": author}}}
    }
    reply = post(server, f"/rest/{author[1]}", [{"name": "Ann"}, {"name": "Bö"}], token)
    assert reply.status == 200
    ann, bo = reply.json
    assert ann[0] == bo[0] == author[1]
    assert post(server, "/rest/page", [{"title": "T", "author": ann[1]}], token).status == 200
    names = {
        "mapList": [{"all": tag("author")}, {"function": [["i", "a"], [{"field": ["name", {"scope": "a"}]}]]}]
    }
    assert sorted(do(server, token, names)) == ["Ann", "Bö"]
    assert do(server, token, {"first": {"resolveAllRefs": {"all": tag("page")}}})["author"] == {"name": "Ann"}


def test_metadata_is_what_the_client_reads(server: Server) -> None:
    token = token_of(sign_in(server))
    (record,) = do(
        server,
        token,
        {"mapList": [{"all": tag("_role")}, {"function": [["i", "r"], [{"metarialize": {"scope": "r"}}]]}]},
    )
    assert sorted(record) == ["created", "id", "model", "updated", "value"]
    assert record["id"][0] == record["model"][1]


def test_export_reset_and_import(server: Server) -> None:
    """`export` posts nothing, `resetDatabase` the bare secret, `import` bytes; it signs in anew each time."""
    token = token_of(sign_in(server))
    do(server, token, models_and_tags())
    dump = post(server, "/admin/export", None, token)
    assert (dump.status, dump.headers["content-type"]) == (200, "application/zip")
    assert len(zipfile.ZipFile(io.BytesIO(dump.body)).namelist()) == 1
    reset = post(server, "/admin/reset", server.secret, token)
    assert (reset.status, reset.json) == (200, "instance reset successful")
    token = token_of(sign_in(server))
    assert do(server, token, {"tagExists": {"stringToLower": {"string": "PAGE"}}}) is False
    assert post(server, "/admin/import", dump.body, token).status == 200
    token = token_of(sign_in(server))
    assert do(server, token, {"tagExists": {"stringToLower": {"string": "PAGE"}}}) is True


def test_older_client_sends_a_buffer_as_json_and_is_refused(server: Server) -> None:
    """spec http-1.0 section 6: `JSON.stringify` of a buffer cannot be imported; nothing changes."""
    token = token_of(sign_in(server))
    reply = post(server, "/admin/import", '{"type":"Buffer","data":[80,75]}', token, FORM_BODY)
    assert (reply.status, list(reply.json)) == (500, ["internalError"])
    assert do(server, token, {"length": {"all": tag("_tag")}}) == 6
