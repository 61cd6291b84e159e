"""The error tree: everything that can go wrong for a user, in words a user can act on.

    KarmaError
    |- UsageError              a command line or a value asked for in the wrong way
    |- ConfigError             a settings, profile, snippet or theme file that cannot be used
    |- ExpressionError         the text or JSON of an expression is at fault (span set)
    |  `- UntranslatableError  well formed, but the other dialect cannot say it
    |- ConnectionFailed        no answer: refused, unreachable, name unknown, timed out, cut off
    |- NotKarmaError           an answer, but not one a karma.run server gives
    |- AuthError               the session is at fault
    |  |- LoginRefused         wrong user name, password or secret
    |  `- SessionExpired       signature too old, unknown or revoked
    |- SessionReplaced         refused under an old session; a new one is there, nothing ran
    |- QueryRefused            the server understood the request and said no
    |  `- ServerCrashed        the server gave up inside the query (empty 500 and its kin)
    |- DangerousRequest        refused here, because it is known to damage, loop or kill a server
    |- ReadOnlyProfile         refused here, because the profile is for reading only
    |- ProtectedProfile        not sent yet: the profile's name has to be given for it
    |- StorageError            a file, folder, socket, port or local database cannot be used
    `- Cancelled               the user stopped it

Nothing here imports anything of ours; every room may raise these, every face shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source text: character offsets, start included, end not."""

    start: int
    end: int


class ExitCode(IntEnum):
    """What the process answers to the shell; documented in docs/exit-codes.md."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    CONNECTION = 3
    AUTH = 4
    QUERY = 5
    EXPRESSION = 6
    STORAGE = 7
    DIFFERENT = 8
    CANCELLED = 130


class KarmaError(Exception):
    """Base of the tree: a title in one line, a detail, a hint what to do, and the text to blame if any."""

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL

    def __init__(self, title: str, detail: str = "", hint: str = "", span: Span | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.hint = hint
        self.span = span

    def __str__(self) -> str:
        """Title, detail and hint, a line each; what a face prints when it has no better layout."""
        return "\n".join(part for part in (self.title, self.detail, self.hint) if part)


class UsageError(KarmaError):
    """A command line or a value asked for in the wrong way."""

    kind = "usage"
    exit_code = ExitCode.USAGE


class ConfigError(KarmaError):
    """A settings, profile, snippet or theme file that cannot be used; the detail names file and key."""

    kind = "config"
    exit_code = ExitCode.USAGE


class ExpressionError(KarmaError):
    """An expression that cannot be read: where, what was expected there, and the nearest known name."""

    kind = "expression"
    exit_code = ExitCode.EXPRESSION

    def __init__(
        self,
        title: str,
        detail: str = "",
        hint: str = "",
        span: Span | None = None,
        *,
        expected: str = "",
        near: str = "",
        line: int = 0,
        column: int = 0,
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(title, detail, hint, span)
        self.expected = expected
        self.near = near
        self.path = path
        """Keys and positions from the root of the JSON to the fault; empty where the source is text."""
        self.line = line
        """Line of the span's start, from 1; 0 where there is no span."""
        self.column = column
        """Column of the span's start in characters, from 1; 0 where there is no span."""


class UntranslatableError(ExpressionError):
    """Well formed in one dialect, with no counterpart in the other."""

    kind = "untranslatable"


class ConnectionFailed(KarmaError):
    """The server did not answer: refused, unreachable, unknown name, time-out, connection cut."""

    kind = "connection"
    exit_code = ExitCode.CONNECTION


class NotKarmaError(KarmaError):
    """Something answered, but not as a karma.run server does (HTML, broken gzip, unknown status)."""

    kind = "not-karma"
    exit_code = ExitCode.CONNECTION


class AuthError(KarmaError):
    """The session is at fault, not the expression."""

    kind = "auth"
    exit_code = ExitCode.AUTH


class LoginRefused(AuthError):
    """The server does not accept this user name with this password or secret."""

    kind = "login-refused"


class SessionExpired(AuthError):
    """The signature is too old, revoked, or belongs to a user that is gone."""

    kind = "session-expired"


class SessionReplaced(KarmaError):
    """Refused under an old session before anything ran; the session is a new one, so nobody need sign in."""

    kind = "session-replaced"
    exit_code = ExitCode.AUTH


class QueryRefused(KarmaError):
    """The server's own error about a request.

    `chain` holds the error kinds, outermost first; `program` the offending sub-expression as the
    server's JSON (normalised, see spec notes-for-client 22) or None; `path` the value path; `offset`
    a byte offset into the request body; `human` the server's own text.
    """

    kind = "query"
    exit_code = ExitCode.QUERY

    def __init__(
        self,
        title: str,
        detail: str = "",
        hint: str = "",
        span: Span | None = None,
        *,
        status: int = 400,
        chain: tuple[str, ...] = (),
        human: str = "",
        program: Any = None,
        path: tuple[Any, ...] = (),
        offset: int | None = None,
    ) -> None:
        super().__init__(title, detail, hint, span)
        self.status = status
        self.chain = chain
        self.human = human
        self.program = program
        self.path = path
        self.offset = offset


class ServerCrashed(QueryRefused):
    """The server gave up inside the request: an empty 500 or 400, or a connection closed unanswered."""

    kind = "server-crashed"


class DangerousRequest(KarmaError):
    """Refused before sending: known to damage data, loop or kill a real server."""

    kind = "dangerous"
    exit_code = ExitCode.QUERY


class ReadOnlyProfile(KarmaError):
    """Refused before sending: the expression writes, and the profile is for reading only."""

    kind = "read-only"
    exit_code = ExitCode.QUERY


class ProtectedProfile(KarmaError):
    """Not sent yet: it changes or deletes records of a protected profile, whose name must be given for it."""

    kind = "protected"
    exit_code = ExitCode.QUERY

    def __init__(
        self, title: str, detail: str = "", hint: str = "", span: Span | None = None, *, profile: str = ""
    ) -> None:
        super().__init__(title, detail, hint, span)
        self.profile = profile
        """What has to be given."""


class StorageError(KarmaError):
    """A file, folder, socket, port or local database that cannot be used."""

    kind = "storage"
    exit_code = ExitCode.STORAGE


class Cancelled(KarmaError):
    """The user stopped it."""

    kind = "cancelled"
    exit_code = ExitCode.CANCELLED
