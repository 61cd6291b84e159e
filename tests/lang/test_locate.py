"""A server's complaint finds its way back into the text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from karma_tui.errors import Span
from karma_tui.lang.jsontext import dump_json, read_json
from karma_tui.lang.locate import UNKNOWN, locate, offset_span
from karma_tui.lang.nodes import Json
from karma_tui.lang.recognise import read

from .material import spec_file


def found(text: str, program: Json) -> list[str]:
    """The stretches of a text that a program points at."""
    return [text[span.start : span.end] for span in locate(read(text).root, program)]


@pytest.mark.parametrize(
    ("text", "program", "stretches"),
    [
        ('{"tag":{"string":"x"}}', {"data": {"string": "x"}}, ['{"string":"x"}']),
        ('{"tag":{"string":"x"}}', {"tag": {"data": {"string": "x"}}}, ['{"tag":{"string":"x"}}']),
        (
            '{"data":{"ref":["m","i"]}}',
            {"data": {"ref": [{"string": "m"}, {"string": "i"}]}},
            ['{"data":{"ref":["m","i"]}}'],
        ),
        (
            '{"not":{"and":[{"bool":true}]}}',
            {"not": {"data": {"bool": True}}},
            ['{"not":{"and":[{"bool":true}]}}'],
        ),
        ('{"toInt8":{"int32":"+12"}}', {"data": {"int32": 12}}, ['{"int32":"+12"}']),
        ('{"toInt8":{"float":1.0}}', {"data": {"float": 1}}, ['{"float":1.0}']),
        ('{"equal":[{"int8":1},{"int16":1}]}', 1, ['{"int8":1}', '{"int16":1}']),
        ('{"equal":[{"bool":true},{"int8":1}]}', True, ['{"bool":true}']),
        (
            '{"extractStrings":{"dateTime":"2018-01-02T03:04:05.5+00:00"}}',
            {"data": {"dateTime": "2018-01-02T03:04:05Z"}},
            ['{"dateTime":"2018-01-02T03:04:05.5+00:00"}'],
        ),
        (
            '{"data":{"set":[{"int8":1},{"int8":2}]}}',
            {"data": {"set": [{"int8": 2}, {"int8": 1}]}},
            ['{"data":{"set":[{"int8":1},{"int8":2}]}}'],
        ),
        ('{"data":{"list":[{"int8":1},{"int8":2}]}}', {"data": {"list": [{"int8": 2}, {"int8": 1}]}}, []),
        (
            '{"signature":{"function":[["v"],[{"bool":true}]]}}',
            {"function": [["v"], [{"data": {"bool": True}}]]},
            ['{"function":[["v"],[{"bool":true}]]}'],
        ),
        ('{"tag":{"string":"x"}}', UNKNOWN, []),
    ],
)
def test_a_program_is_found_in_the_text(text: str, program: Json, stretches: list[str]) -> None:
    assert found(text, program) == stretches


def test_recorded_complaints_are_found_in_their_requests() -> None:
    complaints = 0
    lost = []
    for request, program in _recorded_complaints():
        complaints += 1
        if not found(dump_json(request), program):
            lost.append(dump_json(program))
    assert complaints > 80
    # Three come from expressions that a server makes up while it migrates records.
    assert len(lost) == 3, lost


def _recorded_complaints() -> list[tuple[Json, Json]]:
    pairs: list[tuple[Json, Json]] = []
    for line in spec_file("observed.jsonl").splitlines():
        entry = json.loads(line)
        if entry["path"] == "/" and "compilationError" in str(entry.get("response")):
            machine: Any = json.loads(entry["response"])["humanReadableError"]["machine"]
            while "compilationError" not in machine:
                machine = next(iter(machine.values()))
            program = machine["compilationError"].get("program", UNKNOWN)
            if program != UNKNOWN and isinstance(entry["request"], dict):
                pairs.append((entry["request"], program))
    return pairs


def test_ten_thousand_levels_are_searched() -> None:
    depth = 10_000
    text = '{"function":[[],[' + '{"not":' * depth + '{"bool":true}' + "}" * depth + "]]}"
    assert found(text, {"data": {"bool": True}}) == ['{"bool":true}']


def test_a_byte_offset_into_the_text_itself_counts_bytes() -> None:
    text = '{"tag":{"string":"éé","x":1}}'
    source = read(text)
    assert offset_span(source, text.encode().index(b'"x"')) == Span(text.index('"x"'), text.index('"x"') + 1)
    assert offset_span(source, 10_000) == Span(len(text), len(text))


def test_a_byte_offset_into_a_printed_body_finds_the_part_it_was_printed_from() -> None:
    text = ' { "equal": [ {"string": "é"}, {"int8": 300} ] } '
    source = read(text)
    body = dump_json(source.body())
    span = offset_span(source, body.encode().index(b"300"), body)
    assert span is not None
    assert text[span.start : span.end] == '{"int8": 300}'
    assert read_json(body).value == source.body()
