"""What is wrong with a header is told with its place; other programs' comments are none."""

from __future__ import annotations

import pytest

from karma_tui.errors import UsageError
from karma_tui.lang.nodes import Literal, Ref
from karma_tui.lang.parameters import read_header, read_type, read_value, without_header
from karma_tui.lang.parameters.values import wants_models

HEAD = '//---\n// name = "n"\n//\n// [[parameters]]\n// name = "a"\n'


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("//---\n// name = \"x\n//---\n1i32", 2, "TOML"),
        ("//---\n// name = 5\n//---\n1i32", 2, "text in quotes"),
        ("//---\n// name = \"a\"\nall()", 1, "no end"),
        (HEAD + "// type = \"int33\"\n//---\n$a", 6, "no such type"),
        (HEAD + "//---\n$a", 4, "needs a type"),
        (HEAD + "// type = \"int8\"\n// default = 300\n//---\n$a", 7, "default of a"),
        (HEAD + "// type = \"string\"\n// default = 5\n//---\n$a", 7, "default of a"),
        (HEAD + "// type = \"dateTime\"\n// default = \"soon\"\n//---\n$a", 7, "default of a"),
        (HEAD + "// type = \"string\"\n// choices = [\"x\"]\n// default = \"y\"\n//---", 8, "none of"),
        (HEAD + "// type = \"string\"\n// optinal = true\n//---\n$a", 7, "no meaning"),
        (HEAD + "// type = \"bool\"\n" + HEAD[23:] + "// type = \"bool\"\n//---", 8, "twice"),
        ("//---\n// parameters = 5\n//---\n1i32", 2, "array of tables"),
        ("//---\n// created = \"soon\"\n//---\n1i32", 2, "date"),
        ("//---\n// tags = \"x\"\n//---\n1i32", 2, "list of texts"),
        ("//---\n// [[parameters]]\n// name = \"a b\"\n// type = \"bool\"\n//---\n1i32", 3, "letters"),
        ("// name: x\n// created: soon\n1i32", 2, "no date"),
    ],
)  # fmt: skip
def test_a_fault_has_its_place(text: str, line: int, word: str) -> None:
    header = read_header(text)
    assert header is not None
    fault = header.faults[0]
    assert word in f"{fault.title} {fault.detail}"
    assert fault.line == line
    assert fault.span is not None
    assert 0 <= fault.span.start <= fault.span.end <= len(text) + 1


@pytest.mark.parametrize(
    "text",
    ["1i32", "//---", "//---\n// Made by hand.\n//---\n1i32", "//------\n// a = 1\n//------\n1i32",
     "// just a comment\n1i32", "", "/* //--- */ 1i32", "// named: x\n1i32"],
)  # fmt: skip
def test_other_comments_are_no_header(text: str) -> None:
    assert read_header(text) is None
    assert without_header(text) == text


def test_the_old_form_is_read() -> None:
    header = read_header("// name: long books\n// created: 2026-02-03T04:05:06+00:00\n\n1i32\n")
    assert header is not None
    assert header.is_old
    assert header.name == "long books"
    assert header.created is not None


def test_line_ends_of_other_systems_are_fine() -> None:
    text = (
        '//---\r\n// name = "n"\r\n// [[parameters]]\r\n// name = "a"\r\n// type = "bool"\r\n//---\r\n$a\r\n'
    )
    header = read_header(text)
    assert header is not None
    assert header.faults == ()
    assert header.parameters[0].name == "a"
    blanked = without_header(text)
    assert len(blanked) == len(text)
    assert blanked.strip() == "$a"


def test_blanking_keeps_places() -> None:
    text = HEAD + '// type = "bool"\n//---\n{"all": 1}'
    blanked = without_header(text)
    assert blanked.index("{") == text.index('{"all')
    assert blanked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("dateTime", "2026-01-31", "2026-01-31T00:00:00Z"),
        ("dateTime", "2026-01-31 12:30", "2026-01-31T12:30:00Z"),
        ("dateTime", "2026-01-31T12:30:05.25+01:00", "2026-01-31T12:30:05.25+01:00"),
        ("int64", " 9223372036854775807 ", 9223372036854775807),
        ("uint64", "18446744073709551615", 18446744073709551615),
        ("int8", "+5", 5),
        ("bool", "TRUE", True),
        ("string", "  two  ", "  two  "),
        ("string", "", ""),
        ("float", "nan", "NaN"),
    ],
)
def test_values_are_read_as_people_type_them(type_: str, text: str, value: object) -> None:
    found = read_value(read_type(type_), text)
    assert isinstance(found, Literal)
    assert found.value == value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("int8", "128"), ("int8", "1.0"), ("int8", ""), ("uint8", "-1"), ("int32", "1e3"), ("int32", "٣"),
        ("float", "one"), ("float", "1e999"), ("bool", "yes"), ("dateTime", "2026-02-30"),
        ("dateTime", "2026-01-31Z"), ("ref", "abc"), ("ref", "a/b/c"), ("expression", ""),
        ("expression", "1i32; 2i32"),
        ("expression", "b.pages"), ("expression", "all("), ("expression", "x => x"), ("list(int8)", "1, 300"),
        ("list(string)", '["a", '), ("list(string)", '[["a"]]'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(type_: str, text: str) -> None:
    with pytest.raises(UsageError):
        read_value(read_type(type_), text)


def test_a_record_alone_needs_the_models() -> None:
    type_ = read_type("ref(book)")
    assert wants_models(type_, "R1")
    assert not wants_models(type_, "M/R1")
    assert read_value(type_, "R1", {"book": "B"}) == Ref("B", "R1")
    with pytest.raises(UsageError, match="another model"):
        read_value(type_, "M/R1", {"book": "B"})
    with pytest.raises(UsageError, match="not known"):
        read_value(type_, "R1", {"other": "B"})
