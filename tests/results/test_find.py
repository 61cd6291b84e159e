"""Search in a whole result finds what a reader of every value would find."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from karma_tui.errors import UsageError
from karma_tui.results.document import Document
from karma_tui.results.find import Query, Search, offset_of, path_at
from karma_tui.results.intake import Intake
from karma_tui.results.loosening import Loose, loosen, loosened

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='aAbü"\\</\n é1', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("aAb", max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)
TEXTS = st.text(alphabet='aAbü"\\</ é1', min_size=1, max_size=2)


def hits(document: Document, query: Query) -> list[tuple[int, tuple[str | int, ...]]]:
    return [
        (number, path_at(document.record_bytes(number), offset))
        for step in Search(document, query).steps()
        for number, offset in zip(step.records, step.offsets, strict=True)
    ]


def expected(records: list[object], query: Query) -> list[tuple[int, tuple[str | int, ...]]]:
    """All matches by reading everything; a key and its value have the same path."""
    found: list[tuple[int, tuple[str | int, ...]]] = []

    def visit(number: int, path: tuple[str | int, ...], value: object) -> None:
        if isinstance(value, list):
            for at, item in enumerate(value):
                visit(number, (*path, at), item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if query.keys and query.matches(key):
                    found.append((number, (*path, key)))
                visit(number, (*path, key), item)
        elif query.values:
            shown = value if isinstance(value, str) else json.dumps(value)
            if query.matches(shown):
                found.append((number, path))

    for number, record in enumerate(records):
        visit(number, (), record)
    return found


def in_blocks(body: bytes) -> Document:
    intake = Intake(first_block=8, block=32)
    for start in range(0, len(body), 5):
        intake.feed(body[start : start + 5])
    return intake.finish()


@given(
    st.lists(JSON, max_size=6),
    TEXTS,
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_it_finds_what_reading_everything_finds(
    records: list[object], text: str, ascii_only: bool, case: bool | None, keys: bool, indent: int | None
) -> None:
    body = json.dumps(records, ensure_ascii=ascii_only, indent=indent).encode()
    query = Query(text, case=case, keys=keys, values=True)
    assert hits(Document.from_bytes(body), query) == expected(records, query)
    assert hits(in_blocks(body), query) == expected(records, query)


PATTERNS = st.recursive(
    st.sampled_from(
        ["a", "A", "b", "ü", "é", ".", "^", "$", r"\b", r"\B", r"\A", r"\z", "1", " ", "[^a]", "[]b]"]
    )
    | st.sampled_from(
        [r"\Qa^\E", r"[a\]^]", r"[[:alpha:]$]", r"\pL", r"\x{e9}", r"\d", r'"', r"\\", "(?m)", ","]
    ),
    lambda inner: (
        st.builds("".join, st.lists(inner, min_size=1, max_size=3))
        | st.builds("({}|{})".format, inner, inner)
        | st.builds("({}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "*?"]))
    ),
    max_leaves=6,
)


@given(
    st.lists(JSON, max_size=6), PATTERNS, st.booleans(), st.sampled_from([None, True, False]), st.booleans()
)
def test_a_pattern_finds_what_reading_everything_finds(
    records: list[object], pattern: str, ascii_only: bool, case: bool | None, values: bool
) -> None:
    body = json.dumps(records, ensure_ascii=ascii_only).encode()
    try:
        query = Query(pattern, is_regex=True, case=case, values=values)
    except UsageError:
        assume(False)
    assert hits(Document.from_bytes(body), query) == expected(records, query)
    assert hits(in_blocks(body), query) == expected(records, query)


def test_only_places_are_taken_out_of_a_pattern() -> None:
    assert loosened(r"^a\b[^$\]]\Q$^\E\$\\$") == r"(?:)a(?:)[^$\]]\Q$^\E\$\\(?:)"
    assert loosen("^$", counts_case=True) is None
    assert loosen("x*", counts_case=True) is None


@pytest.mark.parametrize("query", [Query("^word 9[3-4]$", is_regex=True), Query("word 93"), Query("word 9")])
def test_only_values_that_may_match_are_read(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    record = json.dumps({f"key {at}": f"word {at}" for at in range(100)})
    document = Document.from_bytes(f"[{','.join([record] * 50)}]".encode())
    read: list[str] = []
    matches = Query.matches

    def noted(self: Query, text: str) -> bool:
        read.append(text)
        return matches(self, text)

    monkeypatch.setattr(Query, "matches", noted)
    assert len(hits(document, query)) == 50 * len(set(read))
    assert len(set(read)) < 12 and all(text.startswith("word 9") for text in read)


def test_text_that_does_not_read_as_it_is_spelled_is_read_all() -> None:
    loose = loosen("b", counts_case=True)
    assert isinstance(loose, Loose)
    assert loose.spans(b'"abb"') == [(2, 3), (3, 4)]
    assert loose.spans(rb'"a\u0062"') is None
    assert loose.spans(b'"a\xff"') is None
    assert loose.is_in(rb'"\u0062"') and not loose.is_in(b'"x"')


def test_case_counts_once_a_capital_is_typed() -> None:
    document = Document.from_bytes(b'["North", "north"]')
    assert [number for number, _ in hits(document, Query("north"))] == [0, 1]
    assert [number for number, _ in hits(document, Query("North"))] == [0]


def test_regular_expressions_match_within_a_key_or_value() -> None:
    document = Document.from_bytes(b'[{"title": "Dune"}, {"title": "x Dune"}, {"Dune": 1}]')
    assert hits(document, Query("^D.ne$", is_regex=True)) == [(0, ("title",)), (2, ("Dune",))]
    with pytest.raises(UsageError):
        Query("(", is_regex=True)


def test_letters_of_other_scripts_count_as_the_same_where_case_does_not() -> None:
    body = json.dumps(
        ["x", "\u0130zmir", "d\u0131\u015f", "\u212aelvin", "ma\u017f"], ensure_ascii=False
    ).encode()
    document = Document.from_bytes(body)
    found = [
        [number for number, _ in hits(document, Query(text))] for text in ("izmir", "di", "kelvin", "mas")
    ]
    assert found == [[1], [2], [3], [4]]
    assert not hits(document, Query("Izmir"))


def test_a_character_is_found_however_it_was_spelled() -> None:
    document = Document.from_bytes(rb'["\u0061b", "ab", "a\u0062", "\/<"]')
    assert [number for number, _ in hits(document, Query("ab"))] == [0, 1, 2]
    assert [number for number, _ in hits(document, Query("/<"))] == [3]


@pytest.mark.parametrize("body", [b"line one\nline two <- here\n", b'{"a": {"here": 1}}', b'"here"'])
def test_text_and_single_values_are_searched_too(body: bytes) -> None:
    (step,) = Search(Document.from_bytes(body), Query("here")).steps()
    assert len(step.records) == 1


def test_steps_tell_how_far_they_are() -> None:
    document = in_blocks(json.dumps(["x" * 9] * 20).encode())
    done = [step.done for step in Search(document, Query("y")).steps()]
    assert done == sorted(done) and done[-1] == 20


def test_a_place_ten_thousand_levels_deep_is_found_by_reading_once(monkeypatch: pytest.MonkeyPatch) -> None:
    levels = 10_000
    asked: list[int] = []
    monkeypatch.setattr("karma_tui.results.find.value_span", lambda *_: asked.append(1))
    for opening, closing, step in (("[", "]", 0), ('{"a":', "}", "a")):
        record = memoryview(f"{opening * levels}1{closing * levels}".encode())
        path = path_at(record, levels * len(opening))
        assert path == (step,) * levels
        assert offset_of(record, path) == levels * len(opening)
        assert not asked


def test_the_place_of_a_member_behind_others_is_found() -> None:
    record = memoryview(b'{"a":[1,{"b":2}], "\\u0063" : [ "x" , [3, 4]],"":{"d":null}}')
    for path in (("a", 1, "b"), ("c", 0), ("c", 1, 1), ("", "d"), ("",)):
        assert path_at(record, offset_of(record, path)) == path
    assert path_at(record, record.tobytes().index(b'"b"')) == ("a", 1, "b")
    assert offset_of(record, ("c", 7)) == offset_of(record, ("c",))
    assert offset_of(memoryview(b'[1,"x'), (1,)) == 3


def test_a_key_that_is_no_utf8_is_no_fault() -> None:
    document = Document.from_bytes(b'[{"a":"x\xff","k\xff":1},{"a":2}]')
    assert hits(document, Query("k")) == [(0, ("k\udcff",))]
