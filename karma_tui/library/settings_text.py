"""Small changes to TOML as text, so that a comment stays with what it is about; pure.

They look at lines and may be wrong about unusual layouts: who uses them checks what comes of it.
"""

from __future__ import annotations

import re
import tomllib

from karma_tui import toml_text

_HEADER = re.compile(r"\s*\[(?!\[)")
_KEY = r"""\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*"""


def with_table(text: str, keys: tuple[str, ...], values: dict[str, object]) -> str:
    """With a table of that name at the end."""
    import tomlkit

    header = ".".join(tomlkit.key(key).as_string() for key in keys)
    body = tomlkit.dumps(values) if values else ""
    gap = "" if not text or text.endswith(("\n\n", "\n\r\n")) else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{header}]\n{body}"


def without_table(text: str, keys: tuple[str, ...]) -> str:
    """Without that table and those in it; a comment that is set off below it stays, for what follows."""
    lines = text.splitlines(keepends=True)
    for start, end in reversed(_sections(lines, keys)):
        last = _last_content(lines, start, end)
        while last + 1 < end and lines[last + 1].strip():
            last += 1
        stop = last + 1
        while stop < end and not lines[stop].strip() and start and not lines[start - 1].strip():
            stop += 1
        del lines[start:stop]
    return "".join(lines)


def with_keys(text: str, keys: tuple[str, ...], values: dict[str, object]) -> str:
    """With more keys in a table, right below those it has."""
    import tomlkit

    lines = text.splitlines(keepends=True)
    sections = _sections(lines, keys)
    if not sections or not values:
        return text
    start, end = sections[0]
    last = _last_content(lines, start, end)
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines.insert(last + 1, tomlkit.dumps(values))
    return "".join(lines)


def with_name(text: str, keys: tuple[str, ...], name: str) -> str:
    """With the last of `keys` called `name`: in headers of tables, and where it is a key or part of one."""
    import tomlkit

    new = tomlkit.key(name).as_string()
    lines = text.splitlines(keepends=True)
    section: tuple[str, ...] = ()
    for at, line in enumerate(lines):
        is_header = _HEADER.match(line) is not None
        if is_header:
            section = _path_of(line)
        inner = keys if is_header else keys[len(section) :]
        if not inner or (not is_header and section != keys[: len(section)]):
            continue
        start = r"\s*\[" if is_header else ""
        found = re.match(rf"({start}(?:{_KEY}\.){{{len(inner) - 1}}}\s*)({_KEY})(?=[.=\]])", line)
        told = found[0].lstrip(" \t[") + " = 0" if found else ""
        if found and _path_of(told) == inner:
            blanks = found[2][len(found[2].rstrip()) :]
            lines[at] = found[1] + new + blanks + line[found.end() :]
    return "".join(lines)


def _path_of(line: str) -> tuple[str, ...]:
    """The keys that a header or an assignment names; none if it is neither."""
    try:
        table: object = toml_text.loads(line)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    found = []
    while isinstance(table, dict) and len(table) == 1:
        key, table = next(iter(table.items()))
        found.append(key)
    return tuple(found)


def with_newlines_of(before: str, text: str) -> str:
    """With the ends of lines that the file had."""
    if "\r\n" in before and before.count("\r\n") == before.count("\n"):
        return re.sub(r"(?<!\r)\n", "\r\n", text)
    return text


def _sections(lines: list[str], keys: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the table and those in it are: line of the header, and of the next one."""
    headers = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    ends = [*headers[1:], len(lines)]
    stretches = zip(headers, ends, strict=True)
    return [(at, end) for at, end in stretches if _HEADER.match(lines[at]) and _is_in(lines[at], keys)]


def _is_in(line: str, keys: tuple[str, ...]) -> bool:
    try:
        table = toml_text.loads(line)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    for key in keys:
        inner = table.get(key)
        if not isinstance(inner, dict):
            return False
        table = inner
    return True


def _last_content(lines: list[str], start: int, end: int) -> int:
    """The last line that is neither blank nor a comment; the header is one."""
    at = end - 1
    while at > start and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at -= 1
    return at
