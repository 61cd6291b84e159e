"""Values of parameters on their way to a run, and what the helpers say of a text with a header."""

from __future__ import annotations

import pytest

from karma_tui import redact
from karma_tui.client.freshness import first_epoch
from karma_tui.errors import ExpressionError, UsageError
from karma_tui.lang.check.problem import Severity
from karma_tui.lang.convert import convert
from karma_tui.lang.format_text import format_text
from karma_tui.lang.nodes import Dialect, Json, Ref
from karma_tui.lang.recognise import Form
from karma_tui.schema.model import TaggedModel
from karma_tui.workbench.assist import Assist
from karma_tui.workbench.confirm import prepare_confirm
from karma_tui.workbench.declaring import undeclared, with_declared
from karma_tui.workbench.parameters import (
    defaults_of,
    given_for,
    parameters_of,
    preview,
    wants_models,
    with_samples,
)
from karma_tui.workbench.prepare import prepare

HEAD = (
    '//---\n// [[parameters]]\n// name = "pages"\n// type = "int32"\n// default = 300\n'
    '//\n// [[parameters]]\n// name = "tag"\n// type = "string"\n//---\n'
)
TEXT = HEAD + "filterList(all(tag($tag)), (i, b) => gtInt32(b.pages, $pages))"


def body(text: str, dialect: Dialect = Dialect.V1, **typed: str) -> str:
    return prepare(text, dialect, first_epoch(), given=given_for(text, typed)).body.decode()


def test_values_are_sent_as_values_in_either_dialect() -> None:
    nasty = 'a") |> delete(x) //'
    assert '"tag":{"string":"a\\") |> delete(x) //"}' in body(TEXT, tag=nasty)
    assert '{"int32":300}' in body(TEXT, tag="t")
    assert '{"newInt32":5}' in body(TEXT, Dialect.V01, tag="t", pages="5")
    v01 = HEAD + 'filter(all(tag($tag)), equal(field("pages"), $pages))'
    assert body(v01, Dialect.V01, tag="t") == (
        '{"filter":{"value":{"all":{"tag":"t"}},"expression":{"equal":[{"field":"pages"},{"newInt32":300}]}}}'
    )


def test_json_may_have_a_header_and_parameters_too() -> None:
    assert body(HEAD + '{"all":{"tag":{"scope":"$tag"}}}', tag="t") == (
        '{"function":[[],[{"all":{"tag":{"string":"t"}}}]]}'
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tag": "x", "pagess": "1"}, "Did you mean pages"),
        ({"tag": "x", "pages": "many"}, "parameter pages cannot be used"),
        ({}, "parameter tag has no value"),
    ],
)
def test_what_is_wrong_with_a_value_names_the_parameter(typed: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        given_for(TEXT, typed)
    assert said in str(caught.value)


def test_without_values_the_defaults_count_and_what_lacks_is_told_with_its_place() -> None:
    only_pages = HEAD + "[$pages]"
    assert (
        b'{"int32":300}' in prepare(only_pages, Dialect.V1, first_epoch(), given=defaults_of(only_pages)).body
    )
    with pytest.raises(ExpressionError, match=r"\$tag has no value") as caught:
        prepare(TEXT, Dialect.V1, first_epoch(), given=defaults_of(TEXT))
    assert caught.value.line == 11


def test_a_broken_header_does_not_run() -> None:
    with pytest.raises(ExpressionError, match="TOML"):
        defaults_of('//---\n// name = "\n//---\n1i32')


def test_choices_are_all_there_is() -> None:
    text = '//---\n// [[parameters]]\n// name = "k"\n// type = "symbol"\n// choices = ["a", "b"]\n//---\n[$k]'
    assert given_for(text, {"k": "a"}).told() == {"k": "a"}
    with pytest.raises(UsageError, match="cannot be used"):
        given_for(text, {"k": "c"})


def test_secret_values_are_neither_told_nor_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karma_tui.redact._registered", set())
    text = '//---\n// [[parameters]]\n// name = "s"\n// type = "string"\n// secret = true\n//---\n[$s]'
    given = given_for(text, {"s": "hunter22"})
    assert given.told() == {}
    assert "hunter22" not in repr(given)
    assert "hunter22" not in preview(text, None, given, Dialect.V1)
    assert redact.redact("it is hunter22") == "it is [hidden]"


def test_a_record_alone_is_of_the_model_of_its_tag() -> None:
    text = '//---\n// [[parameters]]\n// name = "r"\n// type = "ref(book)"\n//---\n[$r]'
    assert wants_models(text, {"r": "R1"})
    assert not wants_models(text, {"r": "B/R1"})
    assert given_for(text, {"r": "R1"}, models={"book": "B"}).data == {"r": Ref("B", "R1")}


def test_a_check_by_the_server_needs_no_values() -> None:
    made = prepare_confirm(TEXT, Dialect.V1, first_epoch(), given=with_samples(TEXT)).body
    assert b'{"tag":{"string":""}}' in made
    assert b'{"int32":300}' in made


# --- the helpers


def problems(text: str, assist: Assist | None = None) -> list[tuple[Severity, str]]:
    found = (assist or Assist()).study(text).problems
    return [(problem.severity, problem.title) for problem in found]


def test_declared_parameters_have_types_and_others_are_told() -> None:
    assert problems(TEXT) == []
    assert problems(HEAD + "[addInt64($pages, 1), $tag]") == [(Severity.ERROR, "Want int64, have int32")]
    assert problems(HEAD + "[$pages, $tag, $other]") == [
        (Severity.ERROR, "The parameter $other is not declared")
    ]
    assert problems(HEAD + "[$pages]") == [(Severity.WARNING, "The parameter tag is never used")]
    assert problems(HEAD + '[$pages, $tag, searchRegex($x, "t")]') == [
        (Severity.ERROR, "The parameter $x is not declared")
    ]


def test_a_fault_of_the_header_is_underlined() -> None:
    text = '//---\n// name = "\n//---\n1i32'
    (problem,) = Assist().study(text).problems
    assert problem.span is not None
    assert text[: problem.span.start].count("\n") == 1


def test_dialect_0_1_knows_parameters_too() -> None:
    assist = Assist()
    assist.learn([], Dialect.V01)
    assert problems(HEAD + "add($pages, length($tag))", assist) == []


def test_parameters_are_proposed_and_nothing_in_the_header_is() -> None:
    text = HEAD + "[$pages, $tag, $p"
    labels = [item.label for item in Assist().complete(text, len(text)).items]
    assert labels[0] == "$pages"
    assert Assist().complete(text, 20).items == ()


def test_what_was_studied_before_is_used_again_while_the_parameters_stay() -> None:
    assist = Assist()
    assist.learn([TaggedModel("book", "B", {"struct": {}})], Dialect.V1)
    first = assist.study(TEXT)
    assert assist.study(TEXT + " ", before=first).study.world is first.study.world
    assert assist.study(TEXT.replace("int32", "int64"), before=first).study.world is not first.study.world


def test_a_header_stays_on_top_when_the_rest_is_laid_out_or_converted() -> None:
    head = HEAD.rstrip()
    assert format_text(HEAD + "\n\n[$pages,   $tag]") == f"{head}\n\n[$pages, $tag]"
    assert format_text(format_text(TEXT)) == format_text(TEXT)
    converted = convert(TEXT, Form.JSON_1_0).text
    assert converted.startswith(f"{head}\n\n{{")
    assert '{"int32":300}' in body(converted, tag="t")
    assert convert(converted, Form.KVM_TEXT).text.startswith(f"{head}\n\nfilterList(")
    for failing in (format_text, lambda text: convert(text, Form.JSON_1_0)):
        with pytest.raises(ExpressionError) as caught:
            failing(HEAD + "[$pages,")
        assert caught.value.line == 11


# --- declaring


def test_what_is_used_is_declared_with_the_type_that_is_wanted() -> None:
    assist = Assist()
    model: Json = {"struct": {"pages": {"int32": {}}, "of": {"ref": "B"}}}
    assist.learn([TaggedModel("book", "B", model)], Dialect.V1)
    first = 'filterList(all(tag("book")), (i, b) => gtInt32(b.pages, $min))'
    text = f'{first}; searchRegex($what, "t"); after(now(), $t)'
    found = undeclared(text, assist)
    assert [(it.name, str(it.type)) for it in found] == [
        ("min", "int32"),
        ("what", "string"),
        ("t", "dateTime"),
    ]
    made = with_declared(text, found)
    assert made.endswith(text)
    assert [it.name for it in parameters_of(made)] == ["min", "what", "t"]
    assert undeclared(made, assist) == ()


def test_a_header_that_is_there_is_only_added_to() -> None:
    text = HEAD + "[$pages, $tag, $more]\n"
    made = with_declared(text, undeclared(text, Assist()))
    assert made.startswith(HEAD.removesuffix("//---\n"))
    assert [it.name for it in parameters_of(made)] == ["pages", "tag", "more"]
    assert made.endswith("//---\n[$pages, $tag, $more]\n")


def test_without_a_header_the_way_to_one_is_told() -> None:
    (problem,) = Assist().study("[$x]").problems
    assert problem.title == "The parameter $x is not declared"
    assert "Declare parameters" in problem.hint


# --- in the header


def proposed(text: str, assist: Assist | None = None) -> list[str]:
    at = text.index("|")
    found = (assist or Assist()).complete(text.replace("|", "", 1), at)
    return [item.label for item in found.items]


def test_keys_types_and_tags_are_proposed_in_the_header() -> None:
    assist = Assist()
    assist.learn([TaggedModel("book", "B", {"struct": {}})], Dialect.V1)
    block = '//---\n// name = "n"\n// [[parameters]]\n// name = "a"\n'
    assert proposed('//---\n// name = "n"\n// de|\n//---\n1i32')[0] == "description"
    assert "name" not in proposed('//---\n// name = "n"\n// na|\n//---\n1i32')
    assert proposed(f"{block}// ty|\n//---\n1i32")[0] == "type"
    assert proposed(f'{block}// type = "int3|"\n//---\n1i32')[0] == "int32"
    assert proposed(f'{block}// type = "ref(b|"\n//---\n1i32', assist)[0] == "ref(book)"
    assert proposed(f'{block}// type = "list(str|)"\n//---\n1i32')[0] == "string"
    assert proposed(f"{block}// secret = |\n//---\n1i32") == ["true"]
    assert proposed(f'{block}// description = "so|"\n//---\n1i32') == []
    assert proposed('//---\n// name = "x|') == []
    assert proposed('//---\n// name = "x"\n// par|')[0] == "parameters"
    assert proposed('//---\n// name = "x"\n//---|') == []


def test_a_bracket_that_is_there_already_is_not_doubled() -> None:
    assist = Assist()
    assist.learn([TaggedModel("book", "B", {"struct": {}})], Dialect.V1)
    text = '//---\n// [[parameters]]\n// name = "a"\n// type = "ref(b)"\n//---\n1i32'
    at = text.index("b)")
    found = assist.complete(text, at + 1)
    made = text[: found.start] + found.items[0].insert + text[found.end :]
    assert 'type = "ref(book)"' in made
