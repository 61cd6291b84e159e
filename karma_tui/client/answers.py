"""From an answer that is no success to an error of our tree, with words of our own for each kind.

Reading the body is `refusal.py`'s part. The same status and body mean different things on different
paths (a 403 is a wrong password at /auth and an old signature elsewhere), so the caller says what it asked.
"""

from __future__ import annotations

from enum import StrEnum

from karma_tui.client import faults
from karma_tui.client.endpoint import Endpoint
from karma_tui.client.faults import harmless
from karma_tui.client.refusal import Refusal, describe_path, read_refusal
from karma_tui.errors import (
    KarmaError,
    LoginRefused,
    QueryRefused,
    ServerCrashed,
    SessionExpired,
)

USER_GONE = "user id not found"


class Asked(StrEnum):
    """What a request was for."""

    LOGIN = "login"
    RENEWAL = "renewal"
    QUERY = "query"
    REST = "rest"
    ADMIN = "admin"
    ROTATION = "rotation"


_WORDS: dict[str, tuple[str, str]] = {
    "codecError": (
        "The server cannot read the request",
        "The place is counted in bytes of the request as sent.",
    ),
    "compilationError": ("The expression does not compile", ""),
    "executionError": ("The expression failed while it ran", "Nothing was written."),
    "ValidationError": (
        "A value does not fit its model",
        "Compare it with the model; nothing was written.",
    ),
    "modelParsingError": ("This is not a valid model", "Nothing was written."),
    "autoMigrationError": (
        "The models are too different for an automatic migration",
        "Give the migration an expression of its own (manual).",
    ),
    "objectNotFoundError": (
        "There is no such record",
        "It may have been deleted, or the ids are of another instance.",
    ),
    "modelNotFoundError": (
        "There is no such model",
        "The catalogue lists the models; ids change when an instance is reset.",
    ),
    "permissionDeniedError": (
        "This user may not do that",
        "The user's role decides; of several roles only the last one counts.",
    ),
    "requestError": ("The server refused the request", ""),
    "internalError": ("The server is in trouble", "Look at the server's log."),
    "argumentError": ("An argument is wrong", ""),
    "typeCheckingError": ("The types do not match", ""),
    "typeInferenceError": ("The server cannot tell the type", ""),
    "doNotationError": ("The do expression is malformed", ""),
    "inputParsingError": ("The server cannot read the input", ""),
    "errorList": ("Several things are wrong", ""),
    "databaseDoesNotExistError": ("The server has no such database", ""),
}
"""Per kind: our title, and what can be done."""

_HINTS: tuple[tuple[str, str], ...] = (
    (
        "tag: not found",
        "Check the spelling. If the tag was made just now, refresh: the server remembers earlier answers.",
    ),
    ("tag not found", "Check the spelling; the catalogue lists the tags."),
    ("undefined name", "Define the name earlier in the same body, or name it as a parameter."),
    ("unique constraint violation", "Another record already has this value in a unique place of the model."),
    (
        "delete: there are graph relations",
        "Other records refer to it; `referrers` and `allReferrers` list them.",
    ),
    ("some objects in model", "Other records refer to its records; delete or change those first."),
    ("missing function body", "A query needs at least one expression."),
    ("failed opening database", "It cannot open its data file: restart it or restore a dump."),
    ("unable to read database", "Its data file is damaged: restart it or restore a dump."),
    ("database uninitialized", "Its data file is empty or damaged: restart it or restore a dump."),
    (
        "import failed",
        "The file is not a dump that this server takes; its data may be unchanged. Check before going on.",
    ),
)
"""Hints for problems, by the words the server's problem begins with; they go before the hint of the kind."""

_EXPIRY: tuple[tuple[str, str], ...] = (
    ("token expired", "The signature was older than 15 minutes."),
    ("invalid token length", "The signature is not one of this server's."),
    ("invalid token", "The signature does not belong to this server's secret; it may have been changed."),
    (
        "failed to decode user signature",
        "The signature is unreadable for this server, too old or not of its making.",
    ),
)

_SIGN_IN = "Sign in again."
_FOLD = 600


def error_for(endpoint: Endpoint, asked: Asked, status: int, body: bytes) -> KarmaError:
    """The error that an answer with another status than 200 means; `body` is decoded, possibly empty."""
    if not body.strip():
        return _empty(endpoint, asked, status)
    refusal = read_refusal(body)
    if refusal is None:
        return _foreign(endpoint, asked, status, body)
    if status == 403:
        return _forbidden(asked, refusal)
    if status in (400, 404, 500):
        if refusal.problem == USER_GONE:
            return SessionExpired(
                "The session's user no longer exists",
                "The user was deleted, or the instance was reset or replaced by a dump.",
                _SIGN_IN,
            )
        return _refused(refusal, status)
    return faults.stranger(endpoint, status, body[:400].decode("utf-8", "replace"))


def not_an_answer(endpoint: Endpoint, status: int, body: bytes) -> KarmaError:
    """The error for a success whose body is not what the path gives."""
    return faults.stranger(endpoint, status, body[:400].decode("utf-8", "replace"))


def _empty(endpoint: Endpoint, asked: Asked, status: int) -> KarmaError:
    """Statuses without a body: crashes inside a query, and unknown paths (notes-for-client 20)."""
    if status == 500 or (status == 400 and asked is not Asked.LOGIN):
        return ServerCrashed(
            "The server gave up on this request",
            "It answered with an empty error, as it does when an expression makes it stumble (division by"
            " zero, sorting by a list, an index used as int64, a lazy list stored in a record ...).",
            "Nothing was written. Try parts of the expression to find the one it cannot do.",
            status=status,
        )
    if status == 404:
        return _no_such_path(asked)
    return faults.stranger(endpoint, status, "")


def _no_such_path(asked: Asked) -> QueryRefused:
    hint = (
        "Servers of dialect 0.1 have no REST interface."
        if asked is Asked.REST
        else "Check the address's path."
    )
    return QueryRefused("The server knows no such path", hint=hint, status=404)


def _foreign(endpoint: Endpoint, asked: Asked, status: int, body: bytes) -> KarmaError:
    """A body that is no error of karma.run: its two plain texts, or a stranger's page."""
    text = body[:400].decode("utf-8", "replace")
    if status == 400 and text.startswith("invalid codec requested"):
        return QueryRefused(
            "The server did not get the codec header",
            harmless(text),
            "A proxy in between seems to remove X-Karma-Codec.",
            status=status,
        )
    if status == 404 and text.startswith("404 page not found"):
        return _no_such_path(asked)
    return faults.stranger(endpoint, status, text)


def _forbidden(asked: Asked, refusal: Refusal) -> KarmaError:
    """Status 403: wrong login, signature at fault, or not the admin (notes-for-client 20, 23)."""
    if asked is Asked.LOGIN:
        return LoginRefused(
            "The server does not accept this user name and password",
            hint="Check both. The user admin signs in with the instance secret, exactly as it is written.",
        )
    if asked is Asked.ROTATION:
        return LoginRefused("The server does not accept this secret", hint="It wants the secret in use now.")
    has_reason = len(refusal.chain) > 1 or refusal.kind != "permissionDeniedError"
    if asked is Asked.ADMIN and not has_reason:
        return QueryRefused(
            "Only the instance's own admin may do this",
            "Being in the role admins is not enough.",
            "Sign in as admin with the instance secret, also after a reset or when the session is old.",
            status=403,
            chain=refusal.chain,
            human=refusal.human,
        )
    reason = next((words for start, words in _EXPIRY if refusal.problem.startswith(start)), "")
    return SessionExpired(
        "The session has ended",
        reason or "The server no longer accepts the signature.",
        _SIGN_IN,
    )


def _refused(refusal: Refusal, status: int) -> QueryRefused:
    title, hint = _WORDS.get(
        refusal.kind, (f"The server refused the request ({harmless(refusal.kind, 60)})", "")
    )
    for start, words in _HINTS:
        if refusal.problem.startswith(start):
            hint = words
            break
    return QueryRefused(
        title,
        _detail(refusal),
        hint,
        status=status,
        chain=refusal.chain,
        human=refusal.human,
        program=refusal.program,
        path=refusal.path,
        offset=refusal.offset,
    )


def _detail(refusal: Refusal) -> str:
    """The server's problem first, then place, expectation and subject, a line each."""
    lines = [harmless(refusal.problem, _FOLD)]
    if refusal.offset is not None:
        lines.append(f"at byte {refusal.offset}")
    if refusal.path:
        lines.append(f"at {harmless(describe_path(refusal.path))}")
    if refusal.subject:
        # 0.1 names the record alone
        names = ("model", "record") if len(refusal.subject) > 1 else ("id",)
        lines.append(
            ", ".join(f"{n} {harmless(s, 80)}" for n, s in zip(names, refusal.subject, strict=False))
        )
    for name in ("Expected", "Actual"):
        text = refusal.section(name)
        if text:
            lines.append(f"{name.lower()}: {harmless(text, _FOLD)}")
    return "\n".join(line for line in lines if line)
