"""Profiles in the app: the list, the form, the trial, and going on with another instance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input, OptionList

from karma_tui.library.drafts import Buffer, open_drafts
from karma_tui.library.profile_file import add_profile
from karma_tui.library.profiles import Profile
from karma_tui.library.settings import load_settings
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.ports import SessionFacts
from karma_tui.tui.profiles.colours import COLOURS, chip_style
from karma_tui.tui.profiles.form_screen import ProfileForm
from karma_tui.tui.profiles.profiles_screen import ProfilesScreen
from karma_tui.tui.profiles.trial_screen import TrialScreen
from karma_tui.tui.screens.confirm import ConfirmScreen
from karma_tui.tui.screens.login import LoginScreen
from karma_tui.tui.screens.main import MainScreen
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from karma_tui.tui.widgets.status_bar import chip
from karma_tui.workbench.profiles import target_of_profile
from karma_tui.workbench.target import Target
from tests.client.raw_server import Talk, answer, raw_server
from tests.library.ring import installed
from tests.tui.bench import BOOK, FakeBench, FakeOpener, Session, result
from tests.tui.conftest import OpenApp
from tests.tui.looking import (
    buffer_texts,
    facts_text,
    fill,
    press,
    screen_text,
    settled,
    shows,
    toasts,
    type_text,
)
from tests.workbench.test_profile_steps import karma

PRODUCTION = Profile(
    "production", "https://db.example.org", "ann", protected=True, colour="red", secret_env="SECRET"
)
STAGING = Profile(
    "staging", "http://127.0.0.1:1", "ann", secret_env="SECRET", description="for trying things"
)


@dataclass
class Benches:
    """A bench for each profile, made when it is opened."""

    made: dict[str, FakeBench] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def of(self, profile: str) -> FakeBench:
        return self.made.setdefault(profile, FakeBench(session=Session(endpoint=f"at-{profile}")))

    async def __call__(self, target: Target, *, on_session: Callable[[SessionFacts], None]) -> FakeBench:
        self.targets.append(target)
        return self.of(target.profile)


@pytest.fixture
def benches(opener: FakeOpener, monkeypatch: pytest.MonkeyPatch, files: UserFiles) -> Benches:
    found = Benches()

    async def open_one(self: FakeOpener, target: Target, *, on_session: Any) -> FakeBench:
        return await found(target, on_session=on_session)

    monkeypatch.setattr(FakeOpener, "__call__", open_one)
    monkeypatch.setenv("SECRET", "of-the-variable")
    for profile in (PRODUCTION, STAGING):
        add_profile(files.settings, profile)
    return found


async def switch_to(pilot: Pilot[Any], name: str) -> None:
    await press(pilot, "alt+p")
    await mark(pilot, name)
    await press(pilot, "enter")


async def mark(pilot: Pilot[Any], name: str) -> None:
    entries = pilot.app.screen.query_one(OptionList)
    names = [str(entries.get_option_at_index(at).prompt).split()[0] for at in range(entries.option_count)]
    entries.highlighted = names.index(name)
    await settled(pilot)


def status(pilot: Pilot[Any]) -> str:
    return screen_text(pilot).splitlines()[-2]


# --- switching


async def test_the_list_has_the_local_instance_first_and_says_what_each_is(
    open_app: OpenApp, benches: Benches
) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        assert shows(app, ProfilesScreen)
        shown = screen_text(pilot)
        lines = [line for line in shown.splitlines() if "the local" in line or "://" in line]
        assert "(here, at start)" in lines[0]
        assert "production" in lines[1]
        assert "(protected)" in lines[1]
        assert "staging" in lines[2]
        await mark(pilot, "staging")
        assert "for trying things" in screen_text(pilot)
        assert "variable SECRET" in screen_text(pilot)
        await press(pilot, "escape")
        assert not shows(app, ProfilesScreen)


async def test_buffers_go_along_with_cursor_and_undo_and_the_rest_is_the_other_instances(
    open_app: OpenApp, benches: Benches
) -> None:
    benches.of("staging").models = [BOOK]
    async with open_app(size=(120, 40)) as (app, pilot):
        await type_text(pilot, "one()\ntwo()")
        await press(pilot, "ctrl+n")
        await type_text(pilot, "three()")
        await press(pilot, "f7", "f5")
        assert facts_text(pilot).startswith("3 rows")
        app.screen.query_one(Buffers).active.move_cursor((0, 2))
        await switch_to(pilot, "staging")
        assert benches.targets[-1].profile == "staging"
        assert benches.targets[-1].secret is not None
        assert benches.targets[-1].secret.source == "environment variable SECRET"
        assert benches.of("local").closed
        assert buffer_texts(pilot) == [("query 1", "one()\ntwo()"), ("query 2", "three()")]
        buffers = app.screen.query_one(Buffers)
        assert buffers.title == "query 1"
        assert buffers.active.cursor_location == (0, 2)
        assert app.focused is buffers.active
        assert facts_text(pilot) == ""
        assert "author" not in screen_text(pilot)
        assert "at-staging" in status(pilot)
        assert "at-local" not in screen_text(pilot)
        await press(pilot, "f5")
        assert benches.of("staging").ran == [("one()\ntwo()", 0)]
        assert len(benches.of("local").ran) == 1
        buffers.active.focus()
        await press(pilot, "ctrl+z")
        assert buffer_texts(pilot)[0][1] == ""


async def test_coming_back_shows_what_was_seen_there(open_app: OpenApp, benches: Benches) -> None:
    benches.of("local").answers = [result(b"[1,2,3]"), result(b"[7]")]
    async with open_app() as (_, pilot):
        await type_text(pilot, "one()")
        await press(pilot, "f5")
        await switch_to(pilot, "staging")
        assert facts_text(pilot) == ""
        await switch_to(pilot, "local")
        assert facts_text(pilot).startswith("3 rows")
        assert buffer_texts(pilot) == [("query 1", "one()")]


async def test_nothing_is_brought_back_twice_and_nothing_of_other_windows_is_lost(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    drafts, _ = open_drafts(files.state, "profile staging")
    drafts.save([Buffer("query 1", "left at staging")])
    drafts.close()
    async with open_app() as (_, pilot):
        await type_text(pilot, "mine")
        await switch_to(pilot, "staging")
        assert buffer_texts(pilot) == [("query 1", "mine"), ("query 2", "left at staging")]
        await type_text(pilot, " changed")
        await switch_to(pilot, "local")
        texts = [("query 1", "mine changed"), ("query 2", "left at staging")]
        assert sorted(text for _, text in buffer_texts(pilot)) == sorted(text for _, text in texts)
        await switch_to(pilot, "staging")
        assert len(buffer_texts(pilot)) == 2
        await press(pilot, "ctrl+q")
    _, left = open_drafts(files.state, "profile staging")
    assert {it.text for it in left.buffers} == {"mine changed", "left at staging"}


async def test_a_run_that_goes_on_is_asked_about(open_app: OpenApp, benches: Benches) -> None:
    benches.of("local").hold = True
    async with open_app() as (app, pilot):
        await type_text(pilot, "one()")
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("alt+p")
        await _until(pilot, lambda: app.screen.query_one(OptionList).option_count == 3)
        app.screen.query_one(OptionList).highlighted = 2
        await pilot.press("enter")
        await _until(pilot, lambda: shows(app, ConfirmScreen))
        assert "going on at local" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "running" in status(pilot)
        await pilot.press("alt+p")
        await _until(pilot, lambda: app.screen.query_one(OptionList).option_count == 3)
        app.screen.query_one(OptionList).highlighted = 2
        await pilot.press("enter")
        await _until(pilot, lambda: shows(app, ConfirmScreen))
        await pilot.click("#yes")
        await _until(pilot, lambda: bool(benches.targets) and benches.targets[-1].profile == "staging")
        await settled(pilot)
        assert "running" not in status(pilot)


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await pilot.pause()


async def test_one_click_marks_and_two_go_on_with_it(open_app: OpenApp, benches: Benches) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        await pilot.click("#list", offset=(4, 2))
        await settled(pilot)
        assert shows(app, ProfilesScreen)
        assert "for trying things" in screen_text(pilot)
        await pilot.click("#list", offset=(4, 2), times=2)
        await settled(pilot)
        assert benches.targets[-1].profile == "staging"


async def test_the_instance_one_is_on_is_not_opened_again(open_app: OpenApp, benches: Benches) -> None:
    async with open_app() as (_, pilot):
        await switch_to(pilot, "local")
        assert "on local already" in toasts(pilot)
    assert len(benches.targets) == 1


async def test_an_instance_of_no_profile_can_be_gone_back_to(open_app: OpenApp, benches: Benches) -> None:
    begun = Target("http://127.0.0.1:9", "bob", profile="http://127.0.0.1:9")
    async with open_app(begun) as (app, pilot):
        assert shows(app, LoginScreen)
        await press(pilot, "escape")
        await switch_to(pilot, "staging")
        await press(pilot, "alt+p")
        assert "http://127.0.0.1:9" in screen_text(pilot)
        await press(pilot, "escape")
        await switch_to(pilot, "http://127.0.0.1:9")
        assert shows(app, LoginScreen)
        assert "Sign in to http://127.0.0.1:9" in screen_text(pilot)


@pytest.mark.parametrize("prompt", [False, True])
async def test_what_was_typed_is_known_when_the_window_comes_back_unless_it_shall_be_typed_each_time(
    open_app: OpenApp, benches: Benches, files: UserFiles, prompt: bool
) -> None:
    add_profile(files.settings, Profile("asking", "http://h", prompt=prompt))
    async with open_app() as (app, pilot):
        await switch_to(pilot, "asking")
        assert shows(app, LoginScreen)
        app.screen.query_one("#username", Input).value = "bob"
        fill(pilot, "typed-once")
        await press(pilot, "enter")
        await switch_to(pilot, "local")
        await switch_to(pilot, "asking")
        assert shows(app, LoginScreen) is prompt
    if not prompt:
        target = benches.targets[-1]
        assert (target.username, target.secret and target.secret.value) == ("bob", "typed-once")


async def test_leaving_after_a_switch_keeps_the_drafts_of_the_last_instance(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with open_app() as (_, pilot):
        await switch_to(pilot, "staging")
        await type_text(pilot, "kept")
        await press(pilot, "ctrl+q")
    assert benches.of("staging").closed
    _, left = open_drafts(files.state, "profile staging")
    assert [it.text for it in left.buffers] == ["kept"]


# --- the status bar


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)])
async def test_a_protected_profile_is_named_in_words_at_any_width(
    open_app: OpenApp, benches: Benches, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as (_, pilot):
        await switch_to(pilot, "production")
        assert status(pilot).strip().startswith("production protected")
        assert "session" in status(pilot)


def test_a_server_that_is_not_verified_is_named_so() -> None:
    def said(**keys: Any) -> str:
        return chip(target_of_profile(Profile("x", keys.pop("url", "https://h"), **keys))).plain

    assert said(verify=False) == " x unverified "
    assert said(verify=False, url="http://127.0.0.1:1") == ""
    assert said(read_only=True, protected=True) == " x protected read-only "
    assert said(colour="blue") == " x "
    assert said() == ""
    assert len(chip(Target("http://h", profile="p" * 60, protected=True)).plain) <= 32


@pytest.mark.parametrize("size", [(40, 12), (24, 8), (200, 60)])
async def test_every_screen_stands_any_size(
    open_app: OpenApp, benches: Benches, size: tuple[int, int]
) -> None:
    async with open_app(size=size) as (app, pilot):
        await switch_to(pilot, "production")
        await press(pilot, "alt+p", "e")
        assert shows(app, ProfileForm)
        await press(pilot, "escape", "delete")
        assert shows(app, ConfirmScreen)
        await press(pilot, "escape", "escape")
        assert "production" in status(pilot)


def test_every_colour_is_readable() -> None:
    for colour in (*COLOURS, "#000", "#fff", "#777", "#7f7f7f", "#ff0000", "#00f"):
        style = chip_style(colour)
        text, back = style.split()[1], style.split()[3]
        assert _contrast(text, back) >= 4.5, colour
    assert chip_style("") == chip_style("#nonsense") == "bold"


def _contrast(one: str, other: str) -> float:
    lights = sorted(_light(it) for it in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- adding, changing, removing


async def test_a_profile_is_added_by_the_form_and_checked_while_typing(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p", "a")
        assert shows(app, ProfileForm)
        await press(pilot, *"staging")
        assert "is taken already" in screen_text(pilot)
        await press(pilot, *"-2")
        assert "is taken already" not in screen_text(pilot)
        await press(pilot, "tab", *"db.example")
        assert "no http:// or https://" in screen_text(pilot).replace("\n", " ").replace("│", " ") or (
            "http:// or https://" in screen_text(pilot)
        )
        fill(pilot, "https://db.example.org")
        await press(pilot)
        assert "http:// or https:// in front" not in screen_text(pilot)
        app.screen.query_one("#field-protected", Checkbox).value = True
        await press(pilot, "ctrl+s")
        assert shows(app, ProfilesScreen)
        assert "staging-2" in screen_text(pilot)
    added = load_settings(files.settings).settings.profiles[-1]
    assert added == Profile("staging-2", "https://db.example.org", protected=True)


async def test_what_is_missing_is_told_when_it_is_to_be_saved(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    before = files.settings.read_bytes()
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p", "a", "ctrl+s")
        assert shows(app, ProfileForm)
        assert "must be a name" in screen_text(pilot)
        assert app.focused is app.screen.query_one("#field-name")
        await press(pilot, "escape")
        assert shows(app, ProfilesScreen)
    assert files.settings.read_bytes() == before


async def test_a_change_is_written_and_leaving_with_one_is_asked_about(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        await mark(pilot, "staging")
        await press(pilot, "e")
        app.screen.query_one("#field-colour", Input).value = "blue"
        await press(pilot, "escape")
        assert shows(app, ConfirmScreen)
        await press(pilot, "escape")
        assert shows(app, ProfileForm)
        await press(pilot, "ctrl+s")
        assert shows(app, ProfilesScreen)
    assert load_settings(files.settings).settings.profiles[1].colour == "blue"


async def test_a_change_of_the_present_profile_is_taken_up_by_choosing_it_again(
    open_app: OpenApp, benches: Benches
) -> None:
    async with open_app() as (app, pilot):
        await switch_to(pilot, "staging")
        await press(pilot, "alt+p", "e")
        app.screen.query_one("#field-read_only", Checkbox).value = True
        await press(pilot, "ctrl+s")
        assert "Enter takes up" in screen_text(pilot)
        assert [target.read_only for target in benches.targets] == [False, False]
        await press(pilot, "enter")
        assert benches.targets[-1].read_only
        assert "staging read-only" in status(pilot)


async def test_a_profile_is_duplicated_opened_at_start_and_removed_after_a_question(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        await mark(pilot, "production")
        await press(pilot, "d")
        assert app.screen.query_one("#field-name", Input).value == "production copy"
        await press(pilot, "ctrl+s", "s")
        assert load_settings(files.settings).settings.profile == "production copy"
        assert "at start" in screen_text(pilot)
        await press(pilot, "delete")
        assert shows(app, ConfirmScreen)
        assert "opened at start" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(load_settings(files.settings).settings.profiles) == 3
        await press(pilot, "delete")
        await pilot.click("#yes")
        await settled(pilot)
        assert "production copy" not in screen_text(pilot)
    settings = load_settings(files.settings).settings
    assert (settings.profile, len(settings.profiles)) == ("", 2)


async def test_a_profile_is_renamed_and_what_was_left_there_follows(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    drafts, _ = open_drafts(files.state, "profile staging")
    drafts.save([Buffer("query 1", "left at staging")])
    drafts.close()
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        await mark(pilot, "staging")
        await press(pilot, "r")
        assert "Rename staging" in screen_text(pilot)
        app.screen.query_one(Input).value = "production"
        await press(pilot, "enter")
        assert "a profile called production already" in screen_text(pilot)
        app.screen.query_one(Input).value = "trial"
        await press(pilot, "enter")
        assert shows(app, ProfilesScreen)
        assert {it.name for it in load_settings(files.settings).settings.profiles} == {"production", "trial"}
        await press(pilot, "enter")
        assert benches.targets[-1].profile == "trial"
        assert ("query 1", "left at staging") in buffer_texts(pilot)
        await press(pilot, "alt+p")
        await mark(pilot, "trial")
        await press(pilot, "r")
        app.screen.query_one(Input).value = "of mine"
        await press(pilot, "enter")
        assert "goes on under the old name" in screen_text(pilot)
        await mark(pilot, "local")
        await press(pilot, "r")
        assert "keeps its name" in screen_text(pilot)


async def test_the_local_instance_can_neither_be_changed_nor_removed(
    open_app: OpenApp, benches: Benches
) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p", "e")
        assert shows(app, ProfilesScreen)
        await press(pilot, "delete")
        assert shows(app, ProfilesScreen)
        assert "always there" in screen_text(pilot)


async def test_another_windows_profiles_are_there_and_a_broken_file_is_told_and_kept(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with open_app() as (_, pilot):
        add_profile(files.settings, Profile("of-another-window", "http://h"))
        await press(pilot, "alt+p")
        assert "of-another-window" in screen_text(pilot)
        files.settings.write_text("theme = ")
        await mark(pilot, "staging")
        await press(pilot, "s")
        assert "broken" in screen_text(pilot)
        assert files.settings.read_text() == "theme = "


async def test_a_name_full_of_markup_is_shown_as_it_is(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    add_profile(files.settings, Profile("[red]x[/", "http://h/[b]", description="[@click=quit]x"))
    async with open_app() as (_, pilot):
        await press(pilot, "alt+p")
        assert "[red]x[/" in screen_text(pilot)
        await mark(pilot, "[red]x[/")
        assert "[@click=quit]x" in screen_text(pilot)
        await press(pilot, "delete")
        assert "[red]x[/" in screen_text(pilot)
        await press(pilot, "escape", "e")
        assert "[red]x[/" in screen_text(pilot)


# --- the trial


async def test_a_trial_does_not_show_what_a_server_says_again(
    open_app: OpenApp, benches: Benches, files: UserFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def echo(talk: Talk) -> None:
        is_login = "/auth" in talk.head
        said = talk.body if is_login else b"karma.run 1.0.0"
        await talk.say(answer(said, status="403 Forbidden" if is_login else "200 OK"))

    monkeypatch.setenv("TRIAL", "canary-of-the-trial")
    async with raw_server(echo) as server:
        add_profile(files.settings, Profile("real", server.endpoint.url, secret_env="TRIAL"))
        async with open_app(size=(160, 45)) as (_, pilot):
            await press(pilot, "alt+p")
            await mark(pilot, "real")
            await press(pilot, "t")
            assert "failed  sign-in" in screen_text(pilot)
            assert "[hidden]" in screen_text(pilot)
            assert "canary" not in screen_text(pilot)


async def test_a_trial_tells_each_step(open_app: OpenApp, benches: Benches, files: UserFiles) -> None:
    async with karma() as server:
        add_profile(files.settings, Profile("real", server.endpoint.url, secret_env="TRIAL"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TRIAL", "s3cret")
            async with open_app() as (app, pilot):
                await press(pilot, "alt+p")
                await mark(pilot, "real")
                await press(pilot, "t")
                assert shows(app, TrialScreen)
                for step in ("address", "connection", "answer", "sign-in", "dialect"):
                    assert f"ok      {step}" in screen_text(pilot)
                await press(pilot, "escape")
                assert shows(app, ProfilesScreen)


async def test_a_trial_that_fails_says_why_and_asks_for_a_secret_that_is_nowhere(
    open_app: OpenApp, benches: Benches, files: UserFiles, tmp_path: Path
) -> None:
    add_profile(files.settings, Profile("nowhere", "http://127.0.0.1:1"))
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p")
        await mark(pilot, "nowhere")
        await pilot.press("t")
        await _until(pilot, lambda: shows(app, LoginScreen))
        await press(pilot, "escape")
        assert "failed  connection" in screen_text(pilot)
        assert "Nothing answers" in screen_text(pilot)


async def test_a_secret_that_a_trial_proved_to_be_good_is_kept_where_the_profile_wants_it(
    open_app: OpenApp, benches: Benches, files: UserFiles
) -> None:
    async with karma() as server:
        add_profile(files.settings, Profile("real", server.endpoint.url, keyring=True))
        with installed() as ring:
            async with open_app() as (app, pilot):
                await press(pilot, "alt+p")
                await mark(pilot, "real")
                await pilot.press("t")
                await _until(pilot, lambda: shows(app, LoginScreen))
                fill(pilot, "s3cret")
                await press(pilot, "enter")
                assert "keyring: keeps the secret" in screen_text(pilot)
            assert list(ring.kept.values()) == ["s3cret"]


async def test_the_main_screen_is_the_new_one(open_app: OpenApp, benches: Benches) -> None:
    async with open_app() as (app, pilot):
        first = app.screen
        await switch_to(pilot, "staging")
        assert isinstance(app.screen, MainScreen)
        assert app.screen is not first
        assert isinstance(app, KarmaApp)
        assert app.desk.target.profile == "staging"


async def test_arrows_and_enter_go_from_field_to_field(open_app: OpenApp, benches: Benches) -> None:
    async with open_app() as (app, pilot):
        await press(pilot, "alt+p", "a", "down")
        assert app.focused is app.screen.query_one("#field-url")
        await press(pilot, "enter")
        assert app.focused is app.screen.query_one("#field-username")
        await press(pilot, "up", "up")
        assert app.focused is app.screen.query_one("#field-name")
