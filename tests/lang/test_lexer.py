"""Colours of KVM text and JSON: every class where it belongs, line by line, at an editor's speed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Error, Name, String

from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.lexer import CLASSES, TOKENS, KvmLexer, LineState, lex_line
from karma_tui.lang.nodes import Dialect, Json
from karma_tui.lang.print_text import print_text
from karma_tui.lang.text_lexing import state_after

from .strategies import ODD_JSON
from .text_support import SOUND_JSON, from_json, grammar_pairs


def words(line: str, state: LineState = LineState.NONE) -> list[tuple[str, str]]:
    return [(line[start:end], name) for start, end, name in lex_line(line, state)[0]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("first(x)", "first=function (=punctuation x=name )=punctuation"),
        ("frist (x)", "frist=function.unknown (=punctuation x=name )=punctuation"),
        ("m.optional(x)", "m=name .=operator optional=function (=punctuation x=name )=punctuation"),
        ("x => x.a", "x=parameter =>=operator x=name .=operator a=field"),
        ("(a,`b`)=>a", "(=punctuation a=parameter ,=punctuation `b`=parameter )=punctuation"
                       " =>=operator a=name"),
        ("() => 1", "(=punctuation )=punctuation =>=operator 1=number"),
        ("5i32 1.5f", "5=number i32=number.suffix 1.5=number f=number.suffix"),
        ("5x 01", "5=number x=error 0=number 1=error"),
        ("let a = true", "let=keyword a=name ==operator true=constant"),
        ('{a: "b", "c": \'d\'}', "{=punctuation a=key :=operator \"b\"=string ,=punctuation \"c\"=key"
                                 " :=operator 'd'=string }=punctuation"),
        ('{"all": {"tag": "x"}}', '{=punctuation "all"=key.function :=operator {=punctuation'
                                  ' "tag"=key.function :=operator "x"=string }=punctuation }=punctuation'),
        ("a && !b // c", "a=name &&=operator !=operator b=name // c=comment"),
        ("a /*b*/ c", "a=name /*b*/=comment c=name"),
        ('ref("m", \'i\') "s"', 'ref=function (=punctuation "m"=reference ,=punctuation \'i\'=reference'
                              ' )=punctuation "s"=string'),
        ('{"ref": ["m", "i"], "a": "s"}', '{=punctuation "ref"=key.function :=operator [=punctuation'
                                          ' "m"=reference ,=punctuation "i"=reference ]=punctuation'
                                          ' ,=punctuation "a"=key :=operator "s"=string }=punctuation'),
        ('m.ref(tag("a"))', "m=name .=operator ref=function (=punctuation tag=function (=punctuation"
                            ' "a"=string )=punctuation )=punctuation'),
        ('"open', '"open=string'),
        ("a § b", "a=name §=error b=name"),
        ("truely", "truely=name"),
    ],
)  # fmt: skip
def test_classes_of_a_line(line: str, expected: str) -> None:
    assert " ".join(f"{piece}={name}" for piece, name in words(line)) == expected


def test_a_block_comment_goes_on_until_it_ends() -> None:
    stretches, state = lex_line("x /* a")
    assert stretches[-1] == (2, 6, "comment")
    assert state is LineState.COMMENT
    assert lex_line("still", state) == ([(0, 5, "comment")], LineState.COMMENT)
    assert lex_line("", state) == ([], LineState.COMMENT)
    assert lex_line("b */ x", state) == ([(0, 4, "comment"), (5, 6, "name")], LineState.NONE)


@settings(max_examples=300, deadline=None)
@given(st.text("ab`\\/*\"' (", max_size=30), st.sampled_from(list(LineState)))
def test_the_state_after_a_line_is_that_of_its_tokens(line: str, state: LineState) -> None:
    assert state_after(line, state) is lex_line(line, state)[1]


def test_a_quoted_name_goes_on_until_it_ends() -> None:
    assert lex_line("x `a")[1] is LineState.NAME
    assert lex_line("b` y", LineState.NAME) == ([(0, 2, "name"), (3, 4, "name")], LineState.NONE)


def test_every_class_has_a_pygments_token() -> None:
    assert set(TOKENS) == set(CLASSES)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\n")), st.sampled_from(list(LineState)))
def test_stretches_of_any_line_are_ordered_and_inside(line: str, state: LineState) -> None:
    stretches, _ = lex_line(line, state)
    at = 0
    for start, end, name in stretches:
        assert at <= start < end <= len(line)
        assert name in CLASSES
        at = end


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_pygments_gets_every_character_once(text: str) -> None:
    assert "".join(piece for _, _, piece in KvmLexer().get_tokens_unprocessed(text)) == text


@settings(max_examples=100, deadline=None)
@given(SOUND_JSON)
def test_canonical_text_has_nothing_unknown_and_no_errors(value: Json) -> None:
    text = print_text(from_json(value, Dialect.V1))
    kinds = {kind for _, kind, _ in KvmLexer().get_tokens_unprocessed(text)}
    assert not kinds & {Error, Name.Exception}


@settings(max_examples=100, deadline=None)
@given(ODD_JSON)
def test_json_has_no_errors(value: Json) -> None:
    kinds = {kind for _, kind, _ in KvmLexer().get_tokens_unprocessed(dump_json(value, indent=2))}
    assert not kinds & {Error, Name.Exception}


def test_pygments_finds_the_lexer_and_shows_the_grammars_examples() -> None:
    assert isinstance(get_lexer_by_name("kvm"), KvmLexer)
    assert isinstance(get_lexer_for_filename("a.kvm"), KvmLexer)
    for pair in grammar_pairs():
        kinds = [kind for _, kind, _ in KvmLexer().get_tokens_unprocessed(pair.text)]
        assert Name.Function in kinds or String in kinds or Name in kinds
        assert Error not in kinds
    assert (0, Comment, "/* a") in list(KvmLexer().get_tokens_unprocessed("/* a\nb */"))


def test_a_line_of_eighty_characters_takes_microseconds() -> None:
    line = 'filterList(all(tag("person")), (index, value) => gtInt32(value.age, 40i32) && x)'
    assert len(line) == 80
    rounds = []
    for _ in range(5):
        began = time.process_time()
        for _ in range(200):
            lex_line(line)
        rounds.append((time.process_time() - began) / 200)
    # The goal is 50 microseconds; the bound leaves room for a busy machine.
    assert min(rounds) < 200e-6


@pytest.mark.parametrize(
    "line",
    ["(a " * 20_000, "(" + "a " * 20_000, ". " * 20_000, " " * 40_000 + "x", '"\\' * 20_000, "`\\" * 20_000,
     "/*" * 20_000, "a" + " " * 40_000, "(a" + " " * 40_000 + "b", "(((((" * 5_000],
)  # fmt: skip
def test_long_odd_lines_take_linear_time(line: str) -> None:
    began = time.process_time()
    lex_line(line)
    assert time.process_time() - began < 1
