"""A value of a result as KVM text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from karma_tui.errors import UsageError
from karma_tui.lang.nodes import Data, Fields, Literal
from karma_tui.lang.recognise import read
from karma_tui.results.as_kvm import kvm_text
from karma_tui.workbench.assist import Assist
from tests.results.strategies import SPELLED


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b'{"a":1,"b":null,"c":"x"}', '{a: int64(1), b: null, c: "x"}'),
        (b'["AAAAAAAAAAAAAAAA","BBBBBBBBBBBBBBBB"]', 'ref("AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB")'),
        (b'["a","b"]', '["a", "b"]'),
        (b"18446744073709551615", "uint64(18446744073709551615)"),
        (b"0.10", "float(0.10)"),
    ],
)
def test_without_types_the_likeliest_kind_is_written(value: bytes, text: str) -> None:
    assert kvm_text(value, None) == text


def test_types_tell_what_json_does_not() -> None:
    source = (
        '{m: map({a: int32(1)}), t: tuple("x", int8(2)), u: union("case", float(1.5)),'
        ' d: dateTime("2020-01-01T00:00:00Z"), s: set("a", "b"), y: symbol("z")}'
    )
    label = Assist().study(source).label(())
    value = b'{"m":{"a":1},"t":["x",2],"u":{"case":1.5},"d":"2020-01-01T00:00:00Z","s":["a","b"],"y":"z"}'
    assert read(kvm_text(value, label)).root == read(source).root


@given(SPELLED)
@settings(max_examples=150, deadline=None)
def test_any_value_is_written_as_data_or_refused(spelled: tuple[str, object]) -> None:
    try:
        text = kvm_text(spelled[0].encode("utf-8", "surrogatepass"), None)
    except UsageError:
        return
    (node,) = read(text).root.body
    assert isinstance(node, Data | Literal)


def test_depth_is_no_obstacle() -> None:
    depth = 5_000
    text = kvm_text(b'{"a":' * depth + b"1" + b"}" * depth, None)
    (node,) = read(text).root.body
    assert isinstance(node, Data) and isinstance(node.datum, Fields)
