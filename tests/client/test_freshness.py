"""Getting round the compile cache: another text, the same meaning."""

from __future__ import annotations

from karma_tui.client.freshness import Epoch, first_epoch, suspects_stale_tag, with_nonce
from karma_tui.errors import QueryRefused, SessionExpired
from karma_tui.lang.nodes import Call, Function, Literal

QUERY = Function((), (Call("all", (Call("tag", (Literal("string", "x"),)),)),))


def test_the_first_epoch_changes_nothing() -> None:
    assert with_nonce(QUERY, first_epoch()) is QUERY


def test_later_epochs_put_an_unread_string_first() -> None:
    found = with_nonce(QUERY, Epoch("ab", 2))
    assert found.body == (Literal("string", "ab.2"), *QUERY.body)
    assert found.params == ()


def test_every_epoch_and_session_has_another_text() -> None:
    one, other = first_epoch().next(), first_epoch().next()
    texts = {with_nonce(QUERY, epoch) for epoch in (one, one.next(), other, other.next())}
    assert len(texts) == 4


def test_a_query_without_a_body_stays_wrong() -> None:
    empty = Function((), ())
    assert with_nonce(empty, Epoch("ab", 1)) is empty


def test_a_missing_tag_is_suspicious_and_nothing_else() -> None:
    missing = QueryRefused("t", "tag: not found\nmore", chain=("compilationError",))
    assert suspects_stale_tag(missing)
    assert not suspects_stale_tag(QueryRefused("t", 'tag not found: "x"', chain=("executionError",)))
    assert not suspects_stale_tag(QueryRefused("t", "type checking failed", chain=("compilationError",)))
    assert not suspects_stale_tag(SessionExpired("t", "tag: not found"))
