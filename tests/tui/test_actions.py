from __future__ import annotations

import pytest
from textual.binding import Binding

from karma_tui.tui.actions import ACTIONS, NO_KEY, bindings, keymap, keys_of
from karma_tui.tui.app import KarmaApp
from karma_tui.tui.screens.main import MainScreen


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_can_be_carried_out(action: object) -> None:
    from karma_tui.tui.action_table import Action

    assert isinstance(action, Action)
    owner = KarmaApp if action.everywhere else MainScreen
    assert hasattr(owner, f"action_{action.name}")


def test_no_two_actions_share_a_key() -> None:
    keys = [key for action in ACTIONS for key in action.keys.split(",") if key]
    assert len(keys) == len(set(keys))


def test_no_action_needs_control_and_enter() -> None:
    assert not any("enter" in action.keys for action in ACTIONS)


def test_bindings_carry_the_actions_names_for_the_key_map() -> None:
    found = [it for reach in (True, False) for it in bindings(everywhere=reach) if isinstance(it, Binding)]
    assert {it.id for it in found} == {action.name for action in ACTIONS}


def test_a_key_can_be_changed_and_taken_away() -> None:
    usable, problems = keymap({"run": "alt+z, ctrl+r", "reconnect": "", "help": ""})
    assert problems == []
    assert usable == {"run": "alt+z,ctrl+r", "reconnect": NO_KEY, "help": NO_KEY}
    run, help_action = (next(a for a in ACTIONS if a.name == name) for name in ("run", "help"))
    assert keys_of(run, usable) == "alt+z, ctrl+r"
    assert keys_of(help_action, usable) == ""


def test_keys_are_told_as_they_stand_on_keyboards() -> None:
    comment = next(action for action in ACTIONS if action.name == "toggle_comment")
    assert keys_of(comment, {}) == "ctrl+/"


def test_a_key_that_another_action_holds_is_refused() -> None:
    usable, problems = keymap({"run": "f1"})
    assert usable == {}
    assert "it belongs to help" in problems[0].detail


def test_two_actions_cannot_be_given_the_same_key() -> None:
    usable, problems = keymap({"run": "alt+z", "themes": "alt+z"})
    assert len(usable) == len(problems) == 1


def test_an_unknown_action_names_the_nearest() -> None:
    _, problems = keymap({"snipets": "alt+z"})
    assert problems[0].hint == "Did you mean snippets?"


def test_there_is_always_a_key_to_leave_with() -> None:
    usable, problems = keymap({"quit": ""})
    assert usable == {}
    assert problems
