"""Users, what they may do, and the instance's secret, in both dialects."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.errors import (
    DangerousRequest,
    LoginRefused,
    ProtectedProfile,
    QueryRefused,
    ReadOnlyProfile,
    SessionExpired,
    StorageError,
    UsageError,
)
from karma_tui.lang.nodes import Dialect
from karma_tui.redact import MASK, redact
from karma_tui.workbench.administration.changing import check_allowed, referrers_of, send_change
from karma_tui.workbench.administration.hashing import MOST_BYTES, check_password, hashed
from karma_tui.workbench.administration.overview import Overview, SignIn, User, read_overview
from karma_tui.workbench.administration.rotating import rotate, what_happens
from karma_tui.workbench.administration.stored import readable
from karma_tui.workbench.administration.users import Users
from karma_tui.workbench.guard import Guard
from karma_tui.workbench.workbench import Workbench
from tests.client.local_server import LocalServer
from tests.workbench.administration.conftest import remote_bench


async def users_of(bench: Workbench) -> tuple[Users, Overview]:
    """What there is now."""
    overview = await read_overview(bench)
    return Users(overview, "admin"), overview


async def made(bench: Workbench, name: str = "ann", password: str = "pass word") -> None:
    """A user in the role admins."""
    users, overview = await users_of(bench)
    await send_change(bench, users.create(name, hashed(password, 4), overview.roles))


# hashing


def test_a_hash_is_what_servers_compare_with() -> None:
    found = hashed("pä ss", 4)
    assert found.startswith("$2b$04$")
    assert len(found) == 60
    assert bcrypt.checkpw("pä ss".encode(), found.encode())
    assert hashed("pä ss", 4) != found


@pytest.mark.parametrize("password", ["", "x" * (MOST_BYTES + 1), "é" * 37, "a\0b", "\ud800"])
def test_what_cannot_be_a_password_is_refused(password: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_password(password)
    assert not password or password not in str(caught.value)


@given(
    st.text(
        min_size=1, max_size=18, alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    )
)
def test_every_other_text_can_be_one(password: str) -> None:
    check_password(password)


def test_password_and_hash_are_never_written_down() -> None:
    found = hashed("a secret of mine", 4)
    assert redact(f"{found} for a secret of mine") == f"{MASK} for {MASK}"


# users


async def test_a_new_user_can_sign_in(remote: Workbench) -> None:
    users, overview = await users_of(remote)
    hash_ = hashed("pass word", 4)
    change = users.create("ann", hash_, overview.roles)
    assert hash_ not in change.shown
    assert MASK in change.shown
    assert hash_ not in repr(change)
    assert "created" in await send_change(remote, change)
    users, overview = await users_of(remote)
    ann = users.find("ann")
    assert (ann.sign_in, [overview.role_name(it) for it in ann.roles]) == (SignIn.PASSWORD, ["admins"])
    assert overview.users_of(overview.roles[0]) == overview.users
    await remote.sign_in("ann", "pass word")
    assert remote.session_view().user == "ann"
    assert (await remote.run('length(all(tag("_user")))')).body == b"2"


async def test_a_changed_password_replaces_the_old_one(remote: Workbench) -> None:
    await made(remote)
    users, _ = await users_of(remote)
    await send_change(remote, users.password(users.find("ann"), hashed("other", 4)))
    with pytest.raises(LoginRefused):
        await remote.sign_in("ann", "pass word")
    await remote.sign_in("ann", "other")
    overview = (await users_of(remote))[1]
    assert [it.name for it in overview.users] == ["admin", "ann"]
    assert overview.users[1].roles == overview.users[0].roles


async def test_roles_are_assigned_unless_somebody_else_was_quicker(remote: Workbench) -> None:
    await made(remote)
    users, overview = await users_of(remote)
    ann, admins = users.find("ann"), overview.roles[0]
    change = users.assign(ann, (admins, admins))
    assert change.guarded
    with pytest.raises(UsageError, match="just these"):
        users.assign(ann, (admins,))
    await send_change(remote, change)
    assert (await users_of(remote))[0].find("ann").roles == (admins.ref.record_id,) * 2
    stale = users.assign(_earlier(users, "ann"), (admins, admins))
    with pytest.raises(UsageError, match="somebody else"):
        await send_change(remote, stale)


def _earlier(users: Users, name: str) -> User:
    """A user as it was seen long ago."""
    return replace(users.find(name), updated="2020-01-01T00:00:00Z", roles=())


async def test_a_deleted_user_is_gone_and_told_so(remote: Workbench) -> None:
    await made(remote)
    users, overview = await users_of(remote)
    ann = users.find("ann")
    assert await referrers_of(remote, overview, ann) == ""
    await send_change(remote, users.remove(ann))
    with pytest.raises(LoginRefused):
        await remote.sign_in("ann", "pass word")
    for change in (
        users.remove(ann),
        users.password(ann, hashed("other", 4)),
        users.assign(ann, overview.roles * 2),
    ):
        with pytest.raises(UsageError, match="gone"):
            await send_change(remote, change)


async def test_what_refers_to_a_user_is_told(local: Workbench) -> None:
    await made(local)
    users, overview = await users_of(local)
    ann = users.find("ann")
    meta = next(model for model, tag in overview.models.items() if tag == "_model")
    model = f'{{"data":{{"union":["ref",{{"ref":["{meta}","{ann.ref.model_id}"]}}]}}}}'
    run = await local.run(
        _query(f'{{"create":[{{"tag":{{"string":"_model"}}}},{{"function":[["x"],[{model}]]}}]}}')
    )
    made_model = json.loads(run.body)[1]
    value = f'{{"data":{{"ref":["{ann.ref.model_id}","{ann.ref.record_id}"]}}}}'
    target = f'{{"model":{{"string":"{made_model}"}}}}'
    run = await local.run(_query(f'{{"create":[{target},{{"function":[["x"],[{value}]]}}]}}'))
    record = json.loads(run.body)[1]
    told = await referrers_of(local, overview, ann)
    assert told == f"{made_model} {record}"
    change = users.remove(ann, told)
    assert record in change.remarks[0]
    with pytest.raises(QueryRefused):
        await send_change(local, change)


def _query(expression: str) -> str:
    return f'{{"function":[[],[{expression}]]}}'


async def test_what_would_lock_somebody_out_is_refused(remote: Workbench) -> None:
    users, overview = await users_of(remote)
    admin = users.find("admin")
    assert admin.sign_in is SignIn.SECRET
    with pytest.raises(DangerousRequest, match="cannot be deleted"):
        users.remove(admin)
    with pytest.raises(DangerousRequest, match="lock the admin out"):
        users.assign(admin, ())
    if remote.dialect is Dialect.V01:
        with pytest.raises(DangerousRequest, match="needs a role"):
            users.create("bob", hashed("x", 4), ())
    else:
        assert "may do nothing" in users.create("bob", hashed("x", 4), ()).remarks[0]
        two = users.create("bob", hashed("x", 4), overview.roles * 2)
        assert "only the last counts" in two.remarks[0]


async def test_names_that_cannot_be_are_refused(remote: Workbench) -> None:
    users, overview = await users_of(remote)
    for name in ("", " ", " ann", "a\x1bb", "x" * 201, "a\u202eb"):
        with pytest.raises(UsageError, match="cannot be"):
            users.create(name, hashed("x", 4), overview.roles)
    with pytest.raises(UsageError, match="already"):
        users.create("admin", hashed("x", 4), overview.roles)
    with pytest.raises(UsageError) as caught:
        users.find("admni")
    assert "admin" in caught.value.hint
    with pytest.raises(UsageError, match="no role"):
        users.find_roles(["admin"])
    hostile = 'x"), delete(all(tag("_user'
    await send_change(remote, users.create(hostile, hashed("x", 4), overview.roles))
    assert {it.name for it in (await users_of(remote))[1].users} == {"admin", hostile}


async def test_a_plain_password_is_told_as_never_fitting(remote: Workbench) -> None:
    _, overview = await users_of(remote)
    text = Users(overview, "admin").create("ann", "plain", overview.roles).text
    assert (await remote.run(text)).error is None
    assert (await users_of(remote))[0].find("ann").sign_in is SignIn.NEVER


async def test_profiles_rules_hold_for_users(server: LocalServer) -> None:
    async with remote_bench(server, Guard("prod", read_only=True)) as bench:
        await bench.start()
        users, overview = await users_of(bench)
        change = users.create("ann", hashed("x", 4), overview.roles)
        with pytest.raises(ReadOnlyProfile):
            check_allowed(bench, change.deed)
        with pytest.raises(ReadOnlyProfile):
            await send_change(bench, change, "prod")
    async with remote_bench(server, Guard("prod", protected=True)) as bench:
        await bench.start()
        with pytest.raises(ProtectedProfile):
            await send_change(bench, change)
        assert len((await users_of(bench))[1].users) == 1
        await send_change(bench, change, "prod")
        assert len((await users_of(bench))[1].users) == 2


async def test_a_session_ends_with_its_user(remote: Workbench, server: LocalServer) -> None:
    await made(remote)
    async with remote_bench(server) as other:
        await other.start()
        await remote.sign_in("ann", "pass word")
        users, _ = await users_of(other)
        await send_change(other, users.remove(users.find("ann")))
        run = await remote.run('all(tag("_user"))')
        # a server of dialect 0.1 only says that a record is missing
        expected = SessionExpired | LoginRefused if remote.dialect is Dialect.V1 else QueryRefused
        assert isinstance(run.error, expected)


# what stored expressions say


@pytest.mark.parametrize(
    ("value", "dialect", "text", "meaning"),
    [
        ({"function": [["_"], [{"data": {"bool": True}}]]}, Dialect.V1, "_ => data(true)", "everything"),
        ({"function": [["_"], [{"data": {"bool": False}}]]}, Dialect.V1, "_ => data(false)", "nothing"),
        (True, Dialect.V01, "true", "everything"),
        ({"static": False}, Dialect.V01, "static(false)", "nothing"),
        (
            {"function": [["karma.run 0.1:"], [{"data": {"string": '{"equal":[{"arg":{}},1]}'}}]]},
            Dialect.V1,
            "arg() == 1",
            "",
        ),
    ],
)
def test_stored_expressions_are_readable(value: object, dialect: Dialect, text: str, meaning: str) -> None:
    found = readable(value, dialect)  # type: ignore[arg-type]
    assert (found.text, found.meaning, found.is_text) == (text, meaning, True)


@pytest.mark.parametrize("value", [None, [], {"nope": 1, "x": 2}, {"function": "x"}])
def test_what_cannot_be_read_is_shown_as_json(value: object) -> None:
    found = readable(value, Dialect.V1)  # type: ignore[arg-type]
    assert found.text


# the secret


async def test_a_local_secret_is_kept_and_copied(local: Workbench, tmp_path: Path) -> None:
    assert local.local is not None
    before = local.local.place.secret.read_text()
    copy = tmp_path / "copy"
    assert str(local.local.place.secret) in "\n".join(what_happens(local))
    found = await rotate(local, "local", copy)
    assert found.secret == local.local.place.secret.read_text().strip() != before.strip()
    assert copy.read_text().strip() == found.secret
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert found.secret not in repr(found)
    assert found.secret not in "\n".join(found.lines)
    assert redact(found.secret) == MASK
    assert local.session_view().state == "live"
    assert (await local.run("true")).error is None
    with pytest.raises(StorageError, match="exists already"):
        await rotate(local, "local", copy)
    assert local.local.place.secret.read_text().strip() == found.secret


async def test_a_servers_secret_is_known_to_its_log_only(
    remote: Workbench, server: LocalServer, tmp_path: Path
) -> None:
    before = server.secret
    with pytest.raises(ProtectedProfile):
        await rotate(remote, "")
    with pytest.raises(StorageError, match="cannot be written"):
        await rotate(remote, "prod", tmp_path / "copy")
    assert server.secret == before
    found = await rotate(remote, "prod")
    assert server.secret != before
    assert found.secret == ""
    assert "log" in "\n".join(what_happens(remote))
    assert remote.session_view().state == "signed out"
    run = await remote.run("true")
    assert run.error is not None


async def test_only_who_knows_the_secret_changes_it(
    remote: Workbench, server: LocalServer, tmp_path: Path
) -> None:
    await made(remote)
    before = server.secret
    await remote.sign_in("ann", "pass word")
    with pytest.raises(LoginRefused):
        await rotate(remote, "prod")
    assert server.secret == before
    async with remote_bench(server, Guard("prod", read_only=True)) as bench:
        await bench.start()
        with pytest.raises(ReadOnlyProfile):
            await rotate(bench, "prod")
