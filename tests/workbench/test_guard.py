"""Read-only and protected profiles: refused before anything is sent, whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from karma_tui.client.api import Client
from karma_tui.client.endpoint import Endpoint
from karma_tui.errors import ProtectedProfile, ReadOnlyProfile
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import read
from karma_tui.workbench.credentials import credentials_in
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.local_instance import LocalInstance
from karma_tui.workbench.local_place import Place
from karma_tui.workbench.target import Target
from karma_tui.workbench.workbench import Workbench
from tests.workbench.instance import Starter, place_in

CREATE = 'create(tag("_tag"), self => ({tag: "x", model: tag("_tag")}))'
UPDATE = 'let t = first(all(tag("_tag"))); update(refTo(t), t)'
DELETE = 'delete(ref("m", "i"))'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("guard")
        patch.setenv("KARMA_TUI_HOME", str(folder))
        yield place_in(folder)


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    starter = Starter()
    yield starter
    starter.close()


@pytest.fixture
async def guarded(place: Place, starter: Starter, guard: Guard) -> AsyncIterator[Workbench]:
    client = Client(Endpoint("http://localhost", socket=str(place.socket)))
    local = LocalInstance(place, starter)
    async with Workbench(client, credentials_in(place.secret, "admin"), local, None, guard) as bench:
        await bench.start()
        yield bench


def test_a_profiles_rules_come_from_the_target() -> None:
    target = Target("http://h", profile="prod", protected=True, read_only=True)
    assert Guard.of(target) == Guard("prod", read_only=True, protected=True)


@pytest.mark.parametrize("guard", [Guard("prod", read_only=True)])
@pytest.mark.parametrize("text", [CREATE, UPDATE, DELETE, f"if(false, {DELETE}, null)"])
async def test_a_read_only_profile_refuses_what_writes_and_names_itself(
    guarded: Workbench, text: str
) -> None:
    before = await guarded.run('all(tag("_tag"))')
    run = await guarded.run(text)
    assert isinstance(run.error, ReadOnlyProfile)
    assert "prod" in run.error.detail
    assert run.error.span is not None
    assert (await guarded.run('all(tag("_tag"))')).body == before.body


@pytest.mark.parametrize("guard", [Guard("prod", read_only=True)])
async def test_a_read_only_profile_reads(guarded: Workbench) -> None:
    assert (await guarded.run('length(all(tag("_tag")))')).body == b"6"


@pytest.mark.parametrize("guard", [Guard("prod", protected=True)])
async def test_a_protected_profile_wants_its_name_for_what_changes_or_deletes(guarded: Workbench) -> None:
    refused = await guarded.run(UPDATE)
    assert isinstance(refused.error, ProtectedProfile)
    assert refused.error.profile == "prod"
    assert isinstance((await guarded.run(UPDATE, confirmed="rod")).error, ProtectedProfile)
    assert (await guarded.run(UPDATE, confirmed="prod")).error is None


@pytest.mark.parametrize("guard", [Guard("prod", protected=True)])
async def test_a_protected_profile_lets_create(guarded: Workbench) -> None:
    assert (await guarded.run(CREATE)).error is None


@pytest.mark.parametrize(
    "text",
    [
        '{"update": {"ref": {"newRef": {"model": {"tag": "a"}, "id": "b"}}, "value": 1}}',
        '{"delete": {"newRef": {"model": {"tag": "a"}, "id": "b"}}}',
        '{"nobody knows": {"delete": 1}}',
    ],
)
def test_other_dialects_and_json_kept_as_it_is_are_seen_through(text: str) -> None:
    root = read(text, Dialect.V01).root
    with pytest.raises(ReadOnlyProfile):
        Guard("prod", read_only=True).check(root)
    with pytest.raises(ProtectedProfile):
        Guard("prod", protected=True).check(root, "dev")
    Guard("prod", protected=True).check(root, "prod")


@pytest.mark.parametrize("text", ['contextual(json({"delete": 1}))', '{"contextual": {"update": 1}}'])
def test_a_plain_value_that_looks_like_a_call_is_let_through(text: str) -> None:
    Guard("prod", read_only=True).check(read(text, Dialect.V01).root)


DEED = "an import replaces all data"


def test_a_deed_is_refused_on_a_read_only_profile_whatever_name_is_given() -> None:
    guard = Guard("prod", read_only=True)
    for confirmed in ("", "prod"):
        with pytest.raises(ReadOnlyProfile, match="read-only") as caught:
            guard.check_deed(DEED, confirmed)
    assert "An import replaces all data" in caught.value.detail


@pytest.mark.parametrize("protected", [True, False])
def test_a_deed_takes_the_profiles_name(protected: bool) -> None:
    guard = Guard("prod", protected=protected)
    for confirmed in ("", "Prod", "prod "):
        with pytest.raises(ProtectedProfile) as caught:
            guard.check_deed(DEED, confirmed)
        assert caught.value.profile == "prod"
    guard.check_deed(DEED, "prod")


def test_a_smaller_deed_takes_the_name_of_a_protected_profile_only() -> None:
    Guard("prod").check_deed("a user is made", always=False)
    with pytest.raises(ProtectedProfile):
        Guard("prod", protected=True).check_deed("a user is made", always=False)
