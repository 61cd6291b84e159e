"""What the command line prints: results on stdout, words for people on stderr. Nothing else prints.

Data goes out as the server sent it. Towards a terminal, characters that could act on it are written as
JSON escapes, which changes no value; whatever reads a pipe gets the bytes untouched.
"""

from __future__ import annotations

import os
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable

from karma_tui.errors import KarmaError, StorageError

_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def print_result(body: bytes) -> None:
    """Write a result and a newline to stdout; see `print_chunks`."""
    print_chunks((body, b"\n"))


def print_chunks(chunks: Iterable[bytes], *, is_safe: bool = False, done: str = "") -> None:
    """Write bytes to stdout as they come. Raises StorageError where they cannot be written.

    `is_safe`: nothing in them can act on a terminal but what is meant to. `done` tells in the error what
    has happened all the same.
    A reader that went away (`| head`) is no error: it has what it wanted, and no more is asked for.
    """
    stream = sys.stdout
    if stream is None:
        raise StorageError("Standard output cannot be written: it is closed")
    tame = _for_terminal() if stream.isatty() and not is_safe else bytes
    for chunk in chunks:
        try:
            stream.buffer.write(tame(chunk))
            stream.buffer.flush()
        except BrokenPipeError:
            _silence(stream.fileno())
            return
        except OSError as failure:
            raise unwritable(failure, done) from failure


def unwritable(failure: OSError, done: str = "") -> StorageError:
    """The error for a stdout that takes nothing any more, which is forgotten about."""
    silence_stdout()
    return StorageError("Standard output cannot be written", failure.strerror or "", done)


def print_error(error: KarmaError, text: str = "", name: str = "") -> None:
    """Write an error to stderr: title with its place in the text, the line with a caret, detail, hint.

    Masked: a server, or what stands before it, may say again what it was sent.
    """
    from karma_tui.lang.excerpt import error_lines  # with the first error
    from karma_tui.redact import redact

    print_notice(redact("\n".join(error_lines(error, text, name))))


def silence_stdout() -> None:
    """Forget about stdout, whose reader has gone away."""
    if sys.stdout is not None:
        _silence(sys.stdout.fileno())


def print_notice(message: str) -> None:
    """Write words for people to stderr; silent where stderr is closed."""
    print_words(f"karma-tui: {message}")


def print_words(words: str) -> None:
    """As `print_notice`, without our name in front."""
    if sys.stderr is None:
        return
    try:
        print(words, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr.fileno())


def _for_terminal() -> Callable[[bytes], bytes]:
    """Makes bytes safe to be seen; a character may be cut in two between them."""
    decoder = getincrementaldecoder("utf-8")("replace")
    return lambda chunk: _ACTING.sub(_escape, decoder.decode(chunk)).encode()


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def _silence(descriptor: int) -> None:
    """Point a broken stream at nothing, or the interpreter complains when it flushes at the end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)
