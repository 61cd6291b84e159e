"""What people paste: SDK code and the notation of the public documentation mean what they meant there."""

from __future__ import annotations

import pytest

from karma_tui.errors import ExpressionError
from karma_tui.lang.nodes import Json
from karma_tui.lang.print_text import print_text
from karma_tui.lang.text import parse_text

from .material import exact
from .text_support import to_json


@pytest.mark.parametrize(
    ("pasted", "canonical"),
    [
        ('e.all(e.tag("p"))', 'all(tag("p"))'),
        ('expression.all(x.tag("p"))', 'all(tag("p"))'),
        ("xpr.first(func.first(val.first(v)))", "first(first(first(v)))"),
        ("e.int32(5)", "int32(5)"),
        ("mdl.optional(mdl.string())", 'union("optional", union("string", {}))'),
        ('mdl.tag("p")', 'tag("p")'),
        ("e.a", "e.a"),
        ('const p = e.tag("p"); p', 'let p = tag("p");\np'),
        ("var p = v; p", "let p = v;\np"),
        ("with(v, w => { return w })", "with(v, w => w)"),
        ("with(v, w => { return [w]; })", "with(v, w => [w])"),
        ("return {a: v}", "{a: v}"),
        ("return[0]", "return[0]"),
        ("return", "return"),
        ("data(d => d.struct({a: d.int32(5)}))", "{a: int32(5)}"),
        ("e.data(q => q.list(q.expr(e => e.first(v))))", "[first(v)]"),
        ("d.list(d.expr(e => e.int32(1)))", "[expr(int32(1))]"),
        ("with(v, w => [e.define('a', w), e.first(a)])", 'with(v, w => { let a = w; first(a) })'),
        ("with(v, w => [define('a', w), first(a)])", 'with(v, w => [define("a", w), first(a)])'),
        ("with(v, w => [e.first(w), e.first(w)])", "with(v, w => [first(w), first(w)])"),
        ('e.referred({from: v, in: e.tag("p")})', 'referred(v, tag("p"))'),
        ('relocateRef({ref: v, model: tag("p")})', 'relocateRef(tag("p"), v)'),
        ("if({condition: true, then: v, else: w})", "if(true, v, w)"),
        ('matchRegex({value: v, regex: "a"})', 'matchRegex("a", v)'),
        ("slice({value: v, offset: 0, length: 5})", "slice(v, int64(0), int64(5))"),
        ('f.function(["a", "b"], e.addInt32(e.scope("a"), {scope: "b"}))', "(a, b) => addInt32(a, b)"),
        ('with(v, function(["a"], [define("b", {scope: "a"}), {scope: "b"}]))',
         'with(v, a => { let b = a; {scope: "b"} })'),
        ('function([], [v])', "v"),
        ('mapList(v, f.function(["i", "p"], e.data(d => d.struct({a: {scope: "p"}}))))',
         "mapList(v, (i, p) => ({a: p}))"),
    ],
)  # fmt: skip
def test_a_pasted_form_means_the_canonical_text(pasted: str, canonical: str) -> None:
    assert print_text(parse_text(pasted)) == canonical
    assert parse_text(canonical) == parse_text(pasted)


STRUCT: Json = {"data": {"struct": {"scope": {"string": "a"}}}}


@pytest.mark.parametrize(
    ("text", "json"),
    [
        ('{scope: "a"}', STRUCT),
        ('with(a, b => ({scope: "b"}))', {"with": [{"scope": "a"}, {"function": [["b"], [
            {"data": {"struct": {"scope": {"string": "b"}}}}]]}]}),
        ('first({scope: "a"})', {"first": STRUCT}),
    ],
)  # fmt: skip
def test_what_kvm_text_says_is_never_taken_for_a_pasted_form(text: str, json: Json) -> None:
    assert exact(to_json(text)) == exact({"function": [[], [json]]})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("update({ref: v})", "update lacks value"),
        ("update({ref: v, valu: w})", "update has no valu"),
        ("update({ref: v, value: w, value: w})", "A key stands twice"),
        ("with(v, function(a, b))", "begins with its parameters' names"),
        ("first(function([], v))", "A function cannot stand here"),
        ("q.first(v)", "Values have no methods"),
        ("data(d => d.list()).x.first()", "Values have no methods"),
        ("e.first(q.first(v))", "Values have no methods"),
    ],
)
def test_a_pasted_form_that_is_wrong_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_text(text)
    assert words in str(caught.value)
