"""What a comparison says: lines of one record, rows that open and close, the summary, the report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.results.compare import CHANGES, compare
from karma_tui.results.compare_change import Change
from karma_tui.results.compare_excerpt import excerpt, excerpts, full_text
from karma_tui.results.compare_lines import MOST, lines
from karma_tui.results.compare_report import report, summary
from karma_tui.results.compare_rows import CompareRows, Spot
from karma_tui.results.compare_values import differences
from karma_tui.results.decode import Decoded, decode
from karma_tui.results.document import Document
from tests.results.strategies import SPELLED

OLD = Document.from_bytes(
    b'[{"id":"a","v":{"t":"x","n":1.0,"l":[{"k":1,"w":{"c":[1,2]}},3]}},{"id":"b"},{"id":"c","n":1}]'
)
NEW = Document.from_bytes(
    b'[{"id":"a","v":{"t":"y","n":1,"l":[{"k":2,"w":{"c":[1,3]}},3]}},{"id":"c","n":1},{"id":"d"}]'
)
FOUND = compare(OLD, NEW)


def shown(old: bytes, new: bytes) -> list[str]:
    found = lines(differences(decode(old), decode(new)))
    return [
        f"{'  ' * line.depth}{line.change} {line.label} {''.join(part.text for part in line.parts)}".rstrip()
        for line in found
    ]


def test_ways_to_one_place_are_put_together_and_common_ways_stand_above() -> None:
    assert shown(bytes(OLD.record_bytes(0)), bytes(NEW.record_bytes(0))) == [
        "  .v",
        '  ~ .t "x" \u2192 "y"',
        "  = .n 1.0 \u2192 1  the same number",
        "    .l[0]",
        "    ~ .k 1 \u2192 2",
        "    ~ .w.c[1] 2 \u2192 3",
    ]


def test_a_change_far_inside_a_long_string_is_in_sight() -> None:
    text = "lorem ipsum " * 100
    old, new = excerpts(text + "a" + text, text + "b" + text)
    assert old.text.startswith('"\u2026') and "psum a" in old.text and "psum b" in new.text
    assert len(old.text) < 80


def test_a_value_that_changed_as_a_whole_has_a_line_without_a_way() -> None:
    assert shown(b"1", b"[]") == ["~  1 \u2192 []"]


def test_too_many_differences_are_counted() -> None:
    old = "[" + ",".join(f'{{"id":{n},"v":1}}' for n in range(MOST + 5)) + "]"
    told = shown(old.encode(), old.replace('"v":1', '"v":2').encode())
    assert told[-1].strip() == "\u2026 and 5 differences more"


@given(SPELLED)
def test_excerpts_stay_on_their_line_and_are_bounded(spelled: tuple[str, Decoded]) -> None:
    text = excerpt(spelled[1], 20).text
    assert len(text) <= 6 * 20 + 10 and "\n" not in text and "\x1b" not in text
    assert len(full_text(spelled[1], 50)) <= 51


def test_a_value_of_any_depth_or_length_is_cut_short() -> None:
    assert len(excerpt(decode(b"[" * 9000 + b"]" * 9000)).text) == 60
    assert len(excerpt(decode(b'"' + b"x" * 10**6 + b'"')).text) < 70
    assert full_text(decode(b'{"a":[1,{}]}'), 100) == '{\n  "a": [\n    1,\n    {}\n  ]\n}'


def test_the_summary_says_what_how_and_what_came_of_it() -> None:
    assert summary(FOUND, "before", "after").split("\n") == [
        "- before: 3 records",
        "+ after: 3 records",
        "1 added, 1 removed, 1 changed, 1 same (matched by id)",
        "changed fields: .v.l[].k 1, .v.l[].w.c[] 1, .v.t 1",
    ]
    assert summary(compare(OLD, OLD), "a", "a").split("\n")[2] == "3 same (matched by id)"


def test_the_report_has_every_record_that_differs() -> None:
    text = list(report(FOUND, "before", "after", {}))[4:]
    assert text[0] == '~ "a"  {id: "a", v: {…}}' and '    ~ .t  "x" \u2192 "y"' in text
    assert text[-2:] == ['- "b"  {id: "b"}', '+ "d"  {id: "d"}']


def test_rows_open_and_close_and_n_finds_each_difference_once() -> None:
    rows = CompareRows(FOUND)
    assert len(rows) == 3
    spot, seen = Spot(0), []
    while (target := rows.beside(spot, 1)) is not None:
        if isinstance(target, int):
            rows.open(target, rows.find_lines(target))
            target = rows.end(target, 1)
        spot = target
        line = rows.line(spot)
        seen.append(line.label if line is not None else str(FOUND.change(rows.pair(spot))))
    assert seen == [".t", ".n", ".k", ".w.c[1]", "-", "+"]
    back = []
    while (target := rows.beside(spot, -1)) is not None:
        assert isinstance(target, Spot)
        spot = target
        back.append(rows.index(spot))
    assert back == sorted(back, reverse=True) and len(back) == 5
    rows.close_all()
    assert len(rows) == 3 and not rows.is_open(0)


def test_only_records_of_the_chosen_kinds_have_rows() -> None:
    assert len(CompareRows(FOUND, {Change.ADDED})) == 1
    assert len(CompareRows(FOUND, CHANGES)) == 3
    assert CompareRows(FOUND, set()).place_of(0) is None


@given(st.lists(st.sampled_from(["open", "close"]), max_size=12), st.data())
def test_a_row_is_found_by_its_number_whatever_is_open(deeds: list[str], data: st.DataObject) -> None:
    rows = CompareRows(FOUND)
    for deed in deeds:
        place = data.draw(st.integers(0, 2))
        if deed == "close":
            rows.close(place)
        elif rows.can_open(place):
            rows.open(place, rows.find_lines(place))
    assert [rows.index(rows.spot(index)) for index in range(len(rows))] == list(range(len(rows)))
