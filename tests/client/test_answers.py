"""Which error an answer becomes, and that its words say what happened and what to do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karma_tui.client.answers import Asked, error_for
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import (
    ConnectionFailed,
    KarmaError,
    LoginRefused,
    NotKarmaError,
    QueryRefused,
    ServerCrashed,
    SessionExpired,
)
from tests.client.fakes import forbidden_body
from tests.client.material import observed_refusals

ENDPOINT = Endpoint("http://127.0.0.1:9")


def error(asked: Asked, status: int, body: object) -> KarmaError:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_for(ENDPOINT, asked, status, data)


def test_every_recorded_error_gets_a_title_and_keeps_its_parts() -> None:
    for name, status, body in observed_refusals():
        found = error_for(ENDPOINT, Asked.REST if "/rest" in name else Asked.QUERY, status, body.encode())
        assert "(" not in found.title, name
        if not body:
            assert isinstance(found, ServerCrashed), name
        elif "user id not found" in body:
            assert isinstance(found, SessionExpired), name
        else:
            assert isinstance(found, QueryRefused), name
            assert not isinstance(found, ServerCrashed), name
            assert found.chain, name
            assert found.human, name
            assert found.detail or found.hint, name


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("token expired", "15 minutes"),
        ("invalid token", "secret"),
        ("invalid token length", "not one of this server's"),
    ],
)
def test_an_old_signature_is_a_session_that_ended_with_its_reason(problem: str, words: str) -> None:
    found = error(Asked.QUERY, 403, forbidden_body(problem))
    assert isinstance(found, SessionExpired)
    assert words in found.detail
    assert found.hint == "Sign in again."


def test_a_403_means_what_was_asked() -> None:
    denied: dict[str, object] = {"permissionDeniedError": {}}
    assert isinstance(error(Asked.LOGIN, 403, denied), LoginRefused)
    assert isinstance(error(Asked.ROTATION, 403, denied), LoginRefused)
    assert isinstance(error(Asked.RENEWAL, 403, {"requestError": "failed"}), SessionExpired)
    assert isinstance(error(Asked.QUERY, 403, denied), SessionExpired)
    admin = error(Asked.ADMIN, 403, denied)
    assert isinstance(admin, QueryRefused)
    assert "admin" in admin.title
    assert isinstance(error(Asked.ADMIN, 403, forbidden_body("token expired")), SessionExpired)


def test_a_permission_denied_by_the_language_is_not_a_session_matter() -> None:
    body = {"humanReadableError": {"human": "", "machine": {"permissionDeniedError": {}}}}
    found = error(Asked.QUERY, 400, body)
    assert isinstance(found, QueryRefused)
    assert "role" in found.hint


def test_a_vanished_user_ends_the_session() -> None:
    body = {
        "humanReadableError": {"human": "", "machine": {"executionError": {"problem": "user id not found"}}}
    }
    assert isinstance(error(Asked.QUERY, 400, body), SessionExpired)


@pytest.mark.parametrize("status", [400, 500])
def test_an_empty_error_is_a_crash(status: int) -> None:
    found = error(Asked.QUERY, status, b"")
    assert isinstance(found, ServerCrashed)
    assert found.status == status


def test_unknown_paths_are_told() -> None:
    rest = error(Asked.REST, 404, b"")
    assert isinstance(rest, QueryRefused)
    assert "0.1" in rest.hint
    assert isinstance(error(Asked.REST, 404, b"404 page not found\n"), QueryRefused)


def test_a_missing_codec_header_blames_the_proxy() -> None:
    found = error(
        Asked.QUERY, 400, b"invalid codec requested (X-Karma-Codec header). available codecs: json, binary"
    )
    assert isinstance(found, QueryRefused)
    assert "proxy" in found.hint


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<html>bad</html>", ConnectionFailed),
        (503, b"", ConnectionFailed),
        (401, b"<html>who</html>", NotKarmaError),
        (404, b"<html>nginx</html>", NotKarmaError),
        (418, b"tea", NotKarmaError),
        (403, b"<html>blocked</html>", NotKarmaError),
        (500, b"<h1>oops</h1>", NotKarmaError),
    ],
)
def test_strangers_are_recognised(status: int, body: bytes, kind: type[KarmaError]) -> None:
    assert isinstance(error(Asked.QUERY, status, body), kind)


def test_foreign_text_cannot_carry_control_sequences() -> None:
    problem = "bad \x1b[2J thing" + "x" * 5000
    found = error(Asked.QUERY, 400, {"executionError": {"problem": problem}})
    assert "\x1b" not in str(found)
    assert "\\x1b" in found.detail
    assert len(str(found)) < 1000
    assert "\x1b" not in str(error(Asked.QUERY, 418, b"\x1b]0;x\x07"))


def test_details_name_place_types_and_ids() -> None:
    human = "Validation Error\n================\nExpected\n--------\nint8\n\nActual\n--------\nstring\n\n"
    machine = {"ValidationError": {"have": 1, "want": 2, "path": [{"structField": "a"}]}}
    found = error(Asked.QUERY, 400, {"humanReadableError": {"human": human, "machine": machine}})
    assert found.detail.splitlines() == ["at .a", "expected: int8", "actual: string"]
    assert "model M, record R" in error(Asked.QUERY, 400, {"objectNotFoundError": ["M", "R"]}).detail
    assert "id R" in error(Asked.QUERY, 400, {"objectNotFoundError": "R"}).detail
    offset = error(Asked.QUERY, 400, {"codecError": {"name": "json", "offset": 17}})
    assert isinstance(offset, QueryRefused)
    assert offset.offset == 17
    assert "byte 17" in offset.detail


def test_an_unknown_kind_is_shown_by_name() -> None:
    found = error(Asked.QUERY, 400, {"quotaError": "too many"})
    assert "quotaError" in found.title
    assert found.detail == "too many"


def test_a_missing_tag_comes_with_the_way_round_the_cache() -> None:
    found = error(Asked.QUERY, 400, {"compilationError": {"problem": "tag: not found", "program": 1}})
    assert "refresh" in found.hint


BODIES = st.binary(max_size=60) | st.builds(
    lambda kind, problem: json.dumps({kind: {"problem": problem}}).encode(),
    st.sampled_from(["executionError", "permissionDeniedError", "x\x1bError"]),
    st.text(max_size=40),
)


@settings(max_examples=60)
@given(st.sampled_from(Asked), st.integers(201, 599), BODIES)
def test_any_answer_becomes_an_error_without_control_characters(
    asked: Asked, status: int, body: bytes
) -> None:
    found = error_for(ENDPOINT, asked, status, body)
    assert isinstance(found, KarmaError)
    assert found.title
    assert all(c.isprintable() or c in "\n\t" for c in str(found))
