"""Regular expressions that RE2 does not take: refused, and nothing printed."""

from __future__ import annotations

from typing import Any

import pytest

from ..dialect01.driving import Instance
from .helpers import Database

BAD = "[unclosed"


@pytest.mark.parametrize("name", ["matchRegex", "searchRegex", "searchAllRegex"])
def test_a_bad_pattern_is_refused_and_prints_nothing(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    flags = {"caseInsensitive": False, "multiLine": False}
    refused = Database().refusal({name: {**flags, "regex": BAD, "value": {"string": "a"}}})
    assert "regex does not compile" in refused.human
    assert capfd.readouterr() == ("", "")


def test_a_bad_pattern_of_dialect_0_1_is_refused_and_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    arguments: Any = {"regex": BAD, "value": "a", "caseInsensitive": False, "multiLine": False}
    refused = Instance().refusal({"matchRegex": arguments})
    assert "does not compile" in refused.human
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("regex", "reason"), [("(ä", "missing ): (ä"), ("a{2,1}", "a{2,1}")])
def test_the_reason_is_told_in_words_in_dialect_0_1(regex: str, reason: str) -> None:
    problem = Instance().refusal({"matchRegex": {"regex": regex, "value": "a"}}).human
    assert reason in problem
    assert "b'" not in problem
