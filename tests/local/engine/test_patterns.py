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


@pytest.mark.parametrize(
    ("regex", "taken"),
    [
        ("\\C", False),
        ("a\\C", False),
        ("\\\\\\C", False),
        ("\\Qx\\E\\C", False),
        ("\\\\C", True),
        ("\\Q\\C\\E", True),
    ],
)
def test_a_byte_of_a_character_is_no_pattern(regex: str, taken: bool) -> None:
    """kvm-1.0 section 5: the servers' engine has RE2's syntax but for what looks inside characters."""
    flags = {"caseInsensitive": False, "multiLine": False}
    search = {"searchRegex": {**flags, "regex": regex, "value": {"string": "x\\C"}}}
    if taken:
        assert Database().ask(search) == 1
    else:
        assert "regex does not compile" in Database().refusal(search).human


@pytest.mark.parametrize(
    ("regex", "taken"),
    [
        ("(?<n>a)", False),
        ("x(?<n>a)", False),
        ("(?P<ü>a)", False),
        ("(?P<n>a)", True),
        ("(?P<n_1>a)(?P<m>b)?", True),
        ("[(?<n>a]", True),
        ("[]](?<n>a)|a", False),
        ("\\(?<n>a|a", True),
        ("\\Q(?<n>\\E|a", True),
        ("(?<=x)a", False),
        ("a{9876543210}", False),
        ("a{1,9876543210}", False),
        ("a{9876543210,}", False),
        ("[a{9876543210}]", True),
        ("a\\{9876543210}|a", True),
        ("a{0987654321}|a", True),
    ],
)
def test_what_the_servers_engine_does_not_know_is_no_pattern(regex: str, taken: bool) -> None:
    """It is RE2's syntax of the time of the servers: groups are named in one way, in plain letters."""
    flags = {"caseInsensitive": False, "multiLine": False}
    search = {"matchRegex": {**flags, "regex": regex, "value": {"string": "a"}}}
    if taken:
        assert Database().ask(search) is True
    else:
        assert "regex does not compile" in Database().refusal(search).human


def test_offsets_count_bytes_whatever_lies_between_matches() -> None:
    flags = {"caseInsensitive": False, "multiLine": False}
    search = {"searchAllRegex": {**flags, "regex": "x*", "value": {"string": "éxx日x🎉"}}}
    text = "éxx日x🎉"
    starts = [at for at in (0, 1, 4, 6) if at <= len(text)]
    assert Database().ask(search) == [len(text[:at].encode()) for at in starts]
