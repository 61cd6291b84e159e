from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from karma_tui.tui.action import EVERYWHERE, MAIN, NO_KEY, Scope
from karma_tui.tui.actions import ACTIONS
from karma_tui.tui.keymap.judge import Entry, around, clashes, entries, judge, remarks
from karma_tui.tui.keymap.names import is_safe, split
from karma_tui.tui.keymap.printing import as_plain, as_toml
from karma_tui.tui.scope_table import SCOPES

SHARED_ON_PURPOSE = {
    ("escape", "cancel"),  # while something runs, and no line to type in has the focus
    ("ctrl+c", "cancel"),
    ("alt+c", "create_record"),  # in a line to type in, the keys of records belong to that line
    ("alt+e", "edit_record"),
    ("alt+k", "delete_record"),
}


def _told(problems: object) -> str:
    return "\n".join(f"{it.detail} {it.hint}" for it in problems)  # type: ignore[attr-defined]


def test_the_defaults_do_not_clash() -> None:
    assert list(clashes({})) == []


def test_no_pane_has_a_key_of_the_main_screen_which_would_go_first() -> None:
    found = set()
    for entry, other in combinations(entries().values(), 2):
        if entry.scope != other.scope and entry.scope in around(other.scope):
            shared = set(split(entry.action.keys)) & set(split(other.action.keys))
            found |= {(key, entry.id) for key in shared if entry.scope in (MAIN, EVERYWHERE)}
    assert found <= SHARED_ON_PURPOSE


def test_within_one_scope_no_key_is_shared() -> None:
    for entry, other in combinations(entries().values(), 2):
        if entry.scope == other.scope:
            assert not set(split(entry.action.keys)) & set(split(other.action.keys)), (entry.id, other.id)


def test_scopes_and_actions_have_names_of_their_own() -> None:
    names = [scope.name for scope in SCOPES]
    assert len(names) == len(set(names))
    assert not set(names) & {action.name for action in ACTIONS}, "[keys.NAME] and NAME = exclude each other"
    assert not set(names) & {MAIN, EVERYWHERE, "tour", "fixed"}
    known = {MAIN, EVERYWHERE}
    for scope in SCOPES:
        assert scope.within in known, scope.name
        known.add(scope.name)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_what_a_menu_offers_exists(scope: Scope) -> None:
    menu, name = scope.menu, scope.name
    for wanted in menu:
        ids = [wanted, *(f"{part}.{wanted}" for part in around(name))]
        assert not wanted or any(it in entries() for it in ids), wanted


@pytest.mark.parametrize("entry", entries().values(), ids=lambda entry: entry.id)
def test_every_action_can_be_reached_in_every_terminal(entry: Entry) -> None:
    keys = split(entry.action.keys)
    in_palette = bool(entry.action.label)
    assert any(is_safe(key) for key in keys) or in_palette
    assert entry.action.help or entry.action.label


def test_keys_of_scopes_can_be_changed_and_taken_away() -> None:
    usable, problems = judge({"tree.expand_all": "z", "table.flatten": "", "json.expand_all": "plus, e"})
    assert problems == []
    assert usable == {"tree.expand_all": "z", "table.flatten": NO_KEY}


def test_the_same_key_may_mean_other_things_in_scopes_that_never_meet() -> None:
    usable, problems = judge({"tree.expand_all": "v", "table.hide_column": "v", "models.insert": "v"})
    assert problems == []
    assert len(usable) == 3


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"tree.expand_all": "n"}, "it belongs to results.next_match (in the result)"),
        ({"results.next_match": "e"}, "it belongs to tree.expand_all (in the tree)"),
        ({"tree.expand_all": "f5"}, "it belongs to run"),
        ({"comparison.match": "f1"}, "it belongs to help"),
        ({"run": "n"}, "n is for typing"),
        ({"help": "question_mark"}, "question_mark is for typing"),
        ({"run": "enter"}, "enter is for typing"),
        ({"find": "up"}, "up is for typing"),
        ({"columns.next": "j"}, "j would not be typed into the line there"),
        ({"quit": ""}, "there must be a key to leave with"),
        ({"tree.expand_al": "z"}, "Did you mean tree.expand_all?"),
        ({"expand_ref": "z"}, "there is no such action"),
        ({"open_ref": "z"}, "Did you mean tree.open_ref?"),
        ({"help": "ctrl+entr"}, "there is no key 'ctrl+entr'. Did you mean ctrl+enter?"),
    ],
)
def test_what_cannot_be_used_is_told(keys: dict[str, str], told: str) -> None:
    usable, problems = judge(keys)
    assert usable == {}
    assert told in _told(problems)


def test_everything_is_told_at_once() -> None:
    _, problems = judge({"runn": "f5", "help": "f99", "run": "f2", "tree.expand_all": "n", "copy": "y"})
    assert len(problems) == 5


def test_what_is_refused_has_its_default_again_which_may_clash_with_another() -> None:
    usable, problems = judge({"run": "f1", "find": "f5"})
    assert usable == {}
    assert len(problems) == 2


def test_two_actions_may_change_their_keys_round() -> None:
    usable, problems = judge({"run": "f9", "themes": "f5,ctrl+j"})
    assert problems == []
    assert usable == {"run": "f9", "themes": "f5,ctrl+j"}


def test_a_key_of_another_scope_on_a_screen_of_its_own_is_no_clash() -> None:
    usable, problems = judge({"comparison.match": "f5"})
    assert problems == []
    assert usable


def test_keys_that_terminals_lose_are_remarked_but_can_be_used() -> None:
    usable, problems = judge({"run": "ctrl+enter"})
    assert problems == []
    assert "enter" in remarks(usable)[0]


def test_the_printed_map_says_the_same_when_it_is_loaded(tmp_path: Path) -> None:
    import tomllib

    from karma_tui.library.key_file import read_keys

    changed, _ = judge({"tree.expand_all": "z", "run": "alt+z", "copy": "", "snippets": "", "help": "f1,f11"})
    table = tomllib.loads(as_toml(changed))
    keys, wrong = read_keys(table["keys"], tmp_path / "settings.toml")
    assert wrong == []
    assert set(keys) == set(entries())
    assert judge(keys) == (changed, [])


def test_the_printed_map_of_the_defaults_changes_nothing() -> None:
    import tomllib

    from karma_tui.library.key_file import read_keys

    keys, _ = read_keys(tomllib.loads(as_toml({}))["keys"], Path("settings.toml"))
    assert judge(keys) == ({}, [])


def test_programs_get_every_action_with_its_keys() -> None:
    rows = {row["action"]: row for row in as_plain({"run": "alt+z"})}
    assert set(rows) == set(entries())
    assert rows["run"]["keys"] == ["alt+z"]
    assert rows["run"]["default"] == ["f5", "ctrl+j"]
    assert rows["run"]["changed"] is True
    assert rows["tree.expand_all"]["scope"] == "tree"
