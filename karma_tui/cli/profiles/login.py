"""`karma-tui login`: one sign-in, told on stdout, and the secret kept where the profile wants it kept."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from karma_tui.cli.opening import logged
from karma_tui.cli.options import options, where
from karma_tui.cli.output import print_error, print_notice, print_result
from karma_tui.cli.target import asker, chosen, found_secret
from karma_tui.errors import ConnectionFailed, ExitCode, StorageError, UsageError
from karma_tui.workbench.connect import check_address, client_of, open_instance, refused
from karma_tui.workbench.profiles import signing_in
from karma_tui.workbench.target import Target


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    name: str = ""
    forget: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a sign-in told."""

    target: Target
    dialect: str
    server_time: float | None


def run(found: Namespace) -> int:
    """Sign in, or forget. Raises KarmaError."""
    wanted, place = options(Wanted, found), where(found)
    if wanted.name:
        if place.profile or place.url or place.data:
            raise UsageError("The instance was named twice", hint="Leave NAME or the option out.")
        place = replace(place, profile=wanted.name)
    target = chosen(place).target
    if wanted.forget:
        return _forget(target)
    with logged():
        if target.is_local:
            return _local(target)
        check_address(target.url)
        signed = signing_in(
            found_secret(target), asker(), lambda it: asyncio.run(_sign_in(it, wanted.timeout))
        )
    print_result(_told(signed).encode())
    return _keep(signed.target)


async def _sign_in(target: Target, limit: float | None) -> SignedIn:
    from karma_tui.client.dialect import detect
    from karma_tui.errors import LoginRefused

    assert target.secret is not None
    client = client_of(target)
    try:
        async with asyncio.timeout(limit):
            signature, answer = await client.login_answer(target.username, target.secret.value)
            dialect = client.dialect or await detect(client, signature)
            return SignedIn(target, dialect, answer.server_time)
    except LoginRefused as error:
        raise refused(error, target.secret) from error
    except TimeoutError:
        raise ConnectionFailed(f"No answer within {limit:g} s") from None
    finally:
        await client.aclose()


def _told(signed: SignedIn) -> str:
    target, secret = signed.target, signed.target.secret
    lines = [
        f"signed in   {target.username} at {target.profile}"
        + (f" ({target.url})" if target.profile != target.url else ""),
        f"dialect     {signed.dialect}",
        f"secret      from: {secret.source if secret else '-'}",
    ]
    if signed.server_time is not None:
        time = datetime.fromtimestamp(signed.server_time, UTC)
        lines.append(f"server time {time:%Y-%m-%d %H:%M:%S} UTC")
    return "\n".join(lines)


def _keep(target: Target) -> int:
    secret = target.secret
    if not target.sources.keyring or secret is None or secret.source.startswith("keyring"):
        return ExitCode.OK
    from karma_tui.library.secrets.ring import keep

    try:
        name = keep(target.sources.url, target.username, secret)
    except StorageError as error:
        print_error(error)
        return error.exit_code
    print_notice(f"the secret is kept in the keyring ({name})")
    return ExitCode.OK


def _forget(target: Target) -> int:
    if target.is_local or not target.sources.keyring:
        raise UsageError(
            f"{target.profile} keeps no secret in the keyring",
            hint="Only a profile with keyring = true does.",
        )
    from karma_tui.library.secrets.ring import forget

    was_there = forget(target.sources.url, target.username)
    print_notice(
        "the secret was taken out of the keyring" if was_there else "the keyring had no secret of it"
    )
    return ExitCode.OK


def _local(target: Target) -> int:
    async def open_once() -> str:
        async with await open_instance(target) as workbench:
            view = workbench.session_view()
            return f"signed in   {view.user} at {target.profile}\ndialect     {workbench.dialect}"

    print_result(asyncio.run(open_once()).encode())
    return ExitCode.OK
