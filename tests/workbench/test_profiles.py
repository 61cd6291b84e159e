"""Which instance is meant, with whose secret: what goes before what, and what is never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from karma_tui.errors import AuthError, KarmaError, LoginRefused, UsageError
from karma_tui.library.profiles import Profile
from karma_tui.library.secrets import Secret, Sources, from_prompt
from karma_tui.workbench.profile_check import address_problem, problems_of
from karma_tui.workbench.profiles import Chosen, Wanted, choose, signing_in, target_for, with_secret
from karma_tui.workbench.target import Target

PRODUCTION = Profile(
    "production",
    "https://db.example.org",
    "editor",
    secret_env="PRODUCTION_SECRET",
    protected=True,
    colour="red",
)
STAGING = Profile("staging", "https://staging.example.org")
PROFILES = (PRODUCTION, STAGING)
ENV_SECRET = {"KARMA_TUI_SECRET": "of-outside"}


def chosen(wanted: Wanted, environment: dict[str, str], default: str = "") -> Chosen:
    return choose(wanted, PROFILES, default, environment, "settings.toml")


def secret_of(target: Target, environment: dict[str, str]) -> str | None:
    """What would be sent, without anybody to ask."""
    secret = target.secret or target.sources.look(target.username, environment).secret
    return secret.value if secret is not None else None


# --- which instance


@pytest.mark.parametrize(
    ("wanted", "environment", "default", "name"),
    [
        (Wanted(), {}, "", "local"),
        (Wanted(), {}, "staging", "staging"),
        (Wanted(), {"KARMA_TUI_PROFILE": "production"}, "staging", "production"),
        (Wanted(), {"KARMA_TUI_URL": "http://x"}, "staging", "http://x"),
        (Wanted(profile="staging"), {"KARMA_TUI_PROFILE": "production"}, "", "staging"),
        (Wanted(profile="staging"), {"KARMA_TUI_URL": "http://x"}, "", "staging"),
        (Wanted(url="http://y"), {"KARMA_TUI_URL": "http://x"}, "staging", "http://y"),
        (Wanted(profile="local"), {"KARMA_TUI_PROFILE": "production"}, "staging", "local"),
        (Wanted(), {"KARMA_TUI_PROFILE": "local"}, "staging", "local"),
        (Wanted(data="x.db"), {"KARMA_TUI_URL": "http://x"}, "staging", "local"),
    ],
)
def test_options_go_before_the_environment_and_that_before_the_settings(
    wanted: Wanted, environment: dict[str, str], default: str, name: str
) -> None:
    assert chosen(wanted, environment, default).target.profile == name


def test_an_environment_that_names_two_instances_is_refused_unless_an_option_settles_it() -> None:
    both = {"KARMA_TUI_URL": "http://x", "KARMA_TUI_PROFILE": "staging"}
    with pytest.raises(UsageError, match="exclude each other"):
        chosen(Wanted(), both)
    assert chosen(Wanted(profile="staging"), both).target.profile == "staging"


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="stagin") as caught:
        chosen(Wanted(profile="stagin"), {})
    assert caught.value.hint == "Did you mean staging?"
    assert "settings.toml" in caught.value.detail


def test_a_profile_brings_all_it_says() -> None:
    profile = Profile(
        "x",
        "https://x",
        "ann",
        read_only=True,
        colour="#123456",
        dialect="0.1",
        connect_timeout=3,
        read_timeout=4,
        proxy="http://p:1",
        ca_file="ca",
        client_cert="c",
        client_key="k",
        verify=False,
        secret_file="f",
        secret_command=("pass",),
        keyring=True,
    )
    target = choose(Wanted(profile="x"), [profile], "", {}).target
    assert (target.url, target.username, target.profile) == ("https://x", "ann", "x")
    assert (target.read_only, target.protected, target.colour) == (True, False, "#123456")
    assert target.reach == profile.reach
    assert target.sources == Sources("f", "", ("pass",), keyring=True, url="https://x")


@pytest.mark.parametrize(
    ("wanted", "environment"),
    [(Wanted(url="https://ann:hunter2@h"), {}), (Wanted(), {"KARMA_TUI_URL": "https://ann:hunter2@h/x"})],
)
def test_an_address_with_a_password_is_refused_before_it_is_anybodys_name(
    wanted: Wanted, environment: dict[str, str]
) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(wanted, environment)
    assert "hunter2" not in str(caught.value)


# --- who signs in


@pytest.mark.parametrize(
    ("wanted", "environment", "user"),
    [
        (Wanted(profile="production"), {}, "editor"),
        (Wanted(profile="staging"), {}, "admin"),
        (Wanted(profile="production", user="ann"), {"KARMA_TUI_USER": "bob"}, "ann"),
        (Wanted(profile="production"), {"KARMA_TUI_USER": "bob"}, "bob"),
        (Wanted(), {"KARMA_TUI_USER": "bob", "KARMA_TUI_PROFILE": "production"}, "bob"),
        (Wanted(profile="production"), {"KARMA_TUI_USER": "bob", "KARMA_TUI_PROFILE": "staging"}, "editor"),
        (Wanted(url="http://y"), {"KARMA_TUI_USER": "bob", "KARMA_TUI_URL": "http://x"}, "admin"),
        (Wanted(url="http://x/"), {"KARMA_TUI_USER": "bob", "KARMA_TUI_URL": "http://x"}, "bob"),
    ],
)
def test_a_user_of_the_environment_belongs_to_the_instance_it_names(
    wanted: Wanted, environment: dict[str, str], user: str
) -> None:
    assert chosen(wanted, environment).target.username == user


@pytest.mark.parametrize(
    ("wanted", "environment", "secret"),
    [
        # the environment names no instance: it is for the one on the command line, unless that has its own
        (Wanted(url="http://x"), {}, "of-outside"),
        (Wanted(profile="staging"), {}, "of-outside"),
        (Wanted(profile="production"), {}, None),
        (Wanted(profile="production"), {"PRODUCTION_SECRET": "its-own"}, "its-own"),
        # it names the instance: it goes before the profile's own
        (Wanted(), {"KARMA_TUI_PROFILE": "production", "PRODUCTION_SECRET": "its-own"}, "of-outside"),
        (Wanted(profile="production"), {"KARMA_TUI_PROFILE": "production"}, "of-outside"),
        (Wanted(), {"KARMA_TUI_URL": "http://x"}, "of-outside"),
        # it names another one: it is never sent here
        (Wanted(profile="staging"), {"KARMA_TUI_PROFILE": "production"}, None),
        (Wanted(profile="staging"), {"KARMA_TUI_URL": "https://staging.example.org"}, None),
        (Wanted(url="http://y"), {"KARMA_TUI_URL": "http://x"}, None),
        (Wanted(url="http://y"), {"KARMA_TUI_PROFILE": "production"}, None),
        (
            Wanted(profile="production"),
            {"KARMA_TUI_URL": "http://x", "PRODUCTION_SECRET": "its-own"},
            "its-own",
        ),
        # asked for
        (Wanted(url="http://x", ask=True), {}, None),
    ],
)
def test_a_secret_of_the_environment_is_never_sent_to_an_instance_it_is_not_for(
    wanted: Wanted, environment: dict[str, str], secret: str | None
) -> None:
    environment = {**ENV_SECRET, **environment}
    assert secret_of(chosen(wanted, environment).target, environment) == secret


def test_a_secret_file_of_the_environment_follows_the_same_rule(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("of-the-file")
    environment = {"KARMA_TUI_SECRET_FILE": str(tmp_path / "s"), "KARMA_TUI_PROFILE": "staging"}
    assert secret_of(chosen(Wanted(), environment).target, environment) == "of-the-file"
    assert secret_of(chosen(Wanted(profile="production"), environment).target, environment) is None


def test_the_option_for_a_file_goes_before_everything(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("of-the-option")
    environment = {**ENV_SECRET, "KARMA_TUI_PROFILE": "production", "PRODUCTION_SECRET": "x"}
    target = chosen(Wanted(secret_file=str(tmp_path / "s")), environment).target
    assert secret_of(target, environment) == "of-the-option"


def test_switching_later_takes_nothing_from_the_environment_but_for_the_profile_it_names() -> None:
    assert secret_of(target_for(STAGING, ENV_SECRET), ENV_SECRET) is None
    environment = {**ENV_SECRET, "KARMA_TUI_PROFILE": "staging", "KARMA_TUI_USER": "bob"}
    assert secret_of(target_for(STAGING, environment), environment) == "of-outside"
    assert target_for(STAGING, environment).username == "bob"
    assert target_for(PRODUCTION, environment).username == "editor"
    assert secret_of(target_for(PRODUCTION, environment), environment) is None


# --- how


def test_the_environment_can_say_how_to_connect() -> None:
    environment = {
        "KARMA_TUI_PROFILE": "staging",
        "KARMA_TUI_DIALECT": "0.1",
        "KARMA_TUI_PROXY": "http://p:1",
        "KARMA_TUI_CA_FILE": "ca.pem",
        "KARMA_TUI_CONNECT_TIMEOUT": "2.5",
    }
    found = chosen(Wanted(), environment)
    reach = found.target.reach
    assert (reach.dialect, reach.proxy, reach.ca_file, reach.connect_timeout) == (
        "0.1",
        "http://p:1",
        "ca.pem",
        2.5,
    )
    assert found.origins["proxy"] == "environment variable KARMA_TUI_PROXY"
    assert chosen(Wanted(profile="production"), environment).target.reach == PRODUCTION.reach


@pytest.mark.parametrize(
    "environment",
    [
        {"KARMA_TUI_DIALECT": "hunter2"},
        {"KARMA_TUI_PROXY": "http://ann:hunter2@p:1"},
        {"KARMA_TUI_READ_TIMEOUT": "hunter2"},
    ],
)
def test_a_variable_that_cannot_be_used_is_named_and_not_repeated(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(environment))) as caught:
        chosen(Wanted(url="http://x"), environment)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(profile="staging"), Wanted(url="http://x")])
def test_read_only_can_only_be_added(wanted: Wanted) -> None:
    assert not chosen(wanted, {"KARMA_TUI_READ_ONLY": "0"}).target.read_only
    assert chosen(wanted, {"KARMA_TUI_READ_ONLY": "1"}).target.read_only
    with pytest.raises(UsageError, match="KARMA_TUI_READ_ONLY"):
        chosen(wanted, {"KARMA_TUI_READ_ONLY": "maybe"})
    reader = Profile("r", "http://r", read_only=True)
    assert choose(Wanted(profile="r"), [reader], "", {"KARMA_TUI_READ_ONLY": "0"}).target.read_only


# --- asking


def test_sources_that_fail_are_told_and_then_a_person_is_asked() -> None:
    told: list[str] = []
    target = Target("http://x", sources=Sources(variable="NOT_THERE"))
    found = with_secret(target, lambda *_: from_prompt("typed"), lambda error: told.append(error.detail))
    assert found.secret == Secret("typed", "typed in")
    assert told == ["NOT_THERE is not set."]


def test_with_nobody_to_ask_the_failure_of_the_source_is_the_error() -> None:
    told: list[KarmaError] = []
    with pytest.raises(KarmaError, match="not in its environment variable"):
        with_secret(Target("http://x", sources=Sources(variable="NOT_THERE")), None, told.append)
    assert told == []
    assert with_secret(Target("http://x")).secret is None
    with pytest.raises(AuthError):
        with_secret(Target("http://x"), lambda *_: None)


def test_a_local_instance_is_never_asked_about() -> None:
    assert with_secret(Target(), lambda *_: pytest.fail("asked")) == Target()


def test_a_refused_secret_is_asked_for_again_with_the_reason_and_not_for_ever() -> None:
    asked: list[str] = []
    sent: list[str] = []

    def ask(_: Target, reason: KarmaError | None) -> Secret:
        asked.append(reason.title if reason is not None else "")
        return from_prompt(f"try {len(asked)}")

    def attempt(target: Target) -> str:
        assert target.secret is not None
        sent.append(target.secret.value)
        if target.secret.value != "try 2":
            raise LoginRefused("Wrong")
        return "in"

    first = Target("http://x", secret=Secret("first", "file x"))
    assert signing_in(first, ask, attempt) == "in"
    assert (asked, sent) == (["Wrong", "Wrong"], ["first", "try 1", "try 2"])
    sent.clear()
    with pytest.raises(LoginRefused):
        signing_in(first, lambda *_: from_prompt("bad"), attempt)
    assert sent == ["first", "bad", "bad"]
    sent.clear()
    with pytest.raises(LoginRefused):
        signing_in(first, None, attempt)
    assert sent == ["first"]


# --- checking


def test_a_profile_is_checked_as_a_whole() -> None:
    assert problems_of(PRODUCTION) == []
    assert [key for key, _ in problems_of(Profile("x", "ftp://x", dialect="3", read_timeout=-1))] == [
        "url",
        "dialect",
        "read_timeout",
    ]
    assert problems_of(Profile("x", "http://x", proxy="http://:1"))[0][0] == "proxy"
    assert problems_of(Profile("x", "http://x", client_key="k"))[0][0] == "client_key"


@pytest.mark.parametrize("text", ["unix:/run/x", "http://h:1/p", "https://[::1]:2"])
def test_addresses_that_can_be_used(text: str) -> None:
    assert address_problem(text) == ""


@pytest.mark.parametrize(
    "text", ["", "h", "http://", "http://h:0", "http://a b", "unix:", "https://h?x", "https://h:99999"]
)
def test_addresses_that_cannot(text: str) -> None:
    assert address_problem(text)
