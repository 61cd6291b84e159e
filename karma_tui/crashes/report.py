"""The text of a crash report: circumstances, what was done last by name, the traceback without values."""

from __future__ import annotations

import os
import platform
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from types import CodeType, TracebackType

from karma_tui.crashes.words import told_words
from karma_tui.redact import redact
from karma_tui.version import __version__

_MOST_EXCEPTIONS = 12
_FIRST_FRAMES = 8
_LAST_FRAMES = 30

_TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LANG", "LC_ALL", "LC_CTYPE")
_PRESENT = ("NO_COLOR", "TMUX", "STY", "SSH_CONNECTION")
"""Of these only whether they are set."""

_PROGRAM = ("karma_tui", "site-packages", "dist-packages")


def report_of(
    failure: BaseException,
    actions: Sequence[tuple[float, str]] = (),
    environment: Mapping[str, str] = os.environ,
) -> str:
    """The whole report; `actions` are what was done, with the seconds since then."""
    done = [f"  {since:8.1f} s before  {name}" for since, name in actions] or ["  nothing is known"]
    lines = [
        f"karma-tui {__version__}",
        "",
        "This report has no values of variables, no text of yours and no secrets. Please read it before you",
        "send it to somebody all the same.",
        "",
        f"Python    {platform.python_version()} ({platform.python_implementation()})",
        f"System    {platform.system()} {platform.release()} {platform.machine()}",
        *_libraries(),
        f"Terminal  {_terminal(environment)}",
        "",
        "Done last:",
        *done,
        "",
        *_chain(failure),
    ]
    return redact("\n".join(lines)) + "\n"


def mark_of(failure: BaseException) -> tuple[str, ...]:
    """What makes it the same fault: kind and place of each exception of the chain."""
    parts: list[str] = []
    for exception in _exceptions(failure):
        frames = list(traceback.walk_tb(exception.__traceback__))
        place = f"{frames[-1][0].f_code.co_filename}:{frames[-1][1]}" if frames else ""
        parts += [type(exception).__name__, place]
    return tuple(parts)


def _libraries() -> Iterator[str]:
    """Versions of what is loaded already; looking one up loads nothing."""
    for name in ("textual", "httpx", "prompt_toolkit"):
        module = sys.modules.get(name)
        version = getattr(module, "__version__", "")
        if module is not None and isinstance(version, str):
            yield f"{name:<9} {version}".rstrip()


def _terminal(environment: Mapping[str, str]) -> str:
    parts = [f"{name}={_plain(environment[name])}" for name in _TERMINAL if environment.get(name)]
    parts += [name for name in _PRESENT if environment.get(name)]
    for descriptor in (1, 2, 0):
        try:
            size = os.get_terminal_size(descriptor)
        except OSError:
            continue
        return " ".join([f"{size.columns}x{size.lines}", *parts])
    return " ".join(["none", *parts])


def _plain(value: str) -> str:
    return re.sub(r"[^\w.,:@+-]", "_", value)[:40]


def _chain(failure: BaseException) -> Iterator[str]:
    """Each exception with its own traceback, the one that ended it all last."""
    for exception in reversed(list(_exceptions(failure))):
        frames = list(traceback.walk_tb(exception.__traceback__))
        codes: list[CodeType] = [frame.f_code for frame, _ in frames]
        yield "Traceback (most recent call last):"
        yield from _frames(exception.__traceback__)
        words = told_words(exception, codes)
        name = f"{type(exception).__module__}.{type(exception).__qualname__}".removeprefix("builtins.")
        yield f"{name}: {words}" if words else name
        yield ""


def _exceptions(failure: BaseException) -> Iterator[BaseException]:
    """The exception, what it came from, and the members of a group; each once, and not without end."""
    stack, seen = [failure], set[int]()
    while stack and len(seen) < _MOST_EXCEPTIONS:
        exception = stack.pop()
        if id(exception) in seen:
            continue
        seen.add(id(exception))
        yield exception
        if isinstance(exception, BaseExceptionGroup):
            stack.extend(reversed(exception.exceptions))
        if exception.__cause__ is not None:
            stack.append(exception.__cause__)
        elif exception.__context__ is not None and not exception.__suppress_context__:
            stack.append(exception.__context__)


def _frames(start: TracebackType | None) -> Iterator[str]:
    """Places with their line of the program; paths without the folders of this machine."""
    found = traceback.extract_tb(start)
    left = len(found) - _FIRST_FRAMES - _LAST_FRAMES
    for at, frame in enumerate(found):
        if left > 0 and _FIRST_FRAMES <= at < _FIRST_FRAMES + left:
            if at == _FIRST_FRAMES:
                yield f"  … {left} more …"
            continue
        yield f'  File "{_shortened(frame.filename)}", line {frame.lineno}, in {frame.name}'
        if frame.line:
            yield f"    {frame.line}"


def _shortened(path: str) -> str:
    """Of our own files and libraries the part that is the same everywhere, of others the name."""
    parts = PurePath(path).parts
    for name in _PROGRAM:
        if name in parts:
            at = len(parts) - 1 - parts[::-1].index(name)
            return "/".join(parts[at if name == "karma_tui" else at + 1 :])
    versions = [at for at, part in enumerate(parts) if re.fullmatch(r"python\d[\d.]*", part)]
    return "/".join(parts[versions[-1] + 1 :]) if versions else "/".join(parts[-1:])
