"""`karma-tui snippets`: lists, prints and checks them. Nothing is sent anywhere."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from karma_tui.cli.options import options
from karma_tui.cli.output import print_notice, print_result
from karma_tui.errors import ExitCode
from karma_tui.library.snippets import Shelf, Snippet, standard_shelf
from karma_tui.library.snippets.shelf import best, hidden


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    action: str | None = None
    tag: str | None = None
    json: bool = False
    name: str | None = None
    expression: bool = False
    names: Sequence[str] = ()


def run(found: Namespace) -> ExitCode:
    """Do what is asked. Raises ConfigError for a snippet that is not there or broken, StorageError."""
    wanted = options(Wanted, found)
    shelf = standard_shelf()
    match wanted.action:
        case "show":
            return _show(shelf, wanted)
        case "path":
            return _path(shelf, wanted)
        case "check":
            return _check(shelf, wanted.names)
    return _list(shelf, wanted)


def _list(shelf: Shelf, wanted: Wanted) -> ExitCode:
    entries = [it for it in shelf.all() if wanted.tag is None or wanted.tag in it.tags]
    if wanted.json:
        print_result(json.dumps([_plain(it) for it in entries], indent=2, ensure_ascii=False).encode())
        return ExitCode.OK
    covered = hidden(entries)
    lines = [_line(it, is_hidden=it.path in covered) for it in entries if not it.is_broken]
    if lines:
        print_result("\n".join(lines).encode("utf-8", "replace"))
    elif not entries:
        print_notice(f"no snippets in {', '.join(str(place.folder) for place in shelf.places)}")
    broken = sum(it.is_broken for it in entries)
    if broken:
        print_notice(f"{broken} cannot be used; `karma-tui snippets check` tells why")
    return ExitCode.OK


def _show(shelf: Shelf, wanted: Wanted) -> ExitCode:
    snippet = shelf.get(wanted.name or "")
    text = snippet.expression if wanted.expression else snippet.text.rstrip("\n")
    print_result(text.encode("utf-8", "replace"))
    return ExitCode.OK


def _path(shelf: Shelf, wanted: Wanted) -> ExitCode:
    if wanted.name is None:
        _print_paths([str(place.folder) for place in shelf.places])
    else:
        # a broken one has a path too: it is what one wants to know to mend it
        found = best(shelf.all(), wanted.name)
        path = found[0].path if len(found) == 1 else shelf.get(wanted.name).path
        _print_paths([str(path)])
    return ExitCode.OK


def _print_paths(paths: Sequence[str]) -> None:
    print_result("\n".join(paths).encode("utf-8", "surrogateescape"))


def _check(shelf: Shelf, names: Sequence[str]) -> ExitCode:
    from karma_tui.workbench.snippet_check import problems_of  # the checker takes a while to load

    entries = shelf.all()
    chosen = [it for name in names for it in best(entries, name) or [shelf.get(name)]] if names else entries
    count = 0
    for snippet in chosen:
        lines = problems_of(snippet)
        count += len(lines)
        if lines:
            print_result("\n".join(lines).encode("utf-8", "replace"))
    print_notice(f"{len(chosen)} checked, {count} problem{'' if count == 1 else 's'}")
    return ExitCode.EXPRESSION if count else ExitCode.OK


def _line(snippet: Snippet, *, is_hidden: bool) -> str:
    """Name, parameters, tags, description, with tabs between: to be read by people and by `cut`."""
    parameters = " ".join(f"${it.name}:{it.type}" for it in snippet.parameters)
    tags = " ".join(f"#{tag}" for tag in snippet.tags)
    remark = f"(hidden by one nearer) {snippet.description}" if is_hidden else snippet.description
    fields = (snippet.full_name, parameters, tags, " ".join(remark.split()))
    return "\t".join(fields).rstrip("\t")


def _plain(snippet: Snippet) -> dict[str, Any]:
    return {
        "name": snippet.full_name,
        "path": str(snippet.path),
        "place": "yours" if snippet.place.is_users else f"project {snippet.place.name}",
        "description": snippet.description,
        "tags": list(snippet.tags),
        "parameters": [
            {
                "name": it.name,
                "type": str(it.type),
                "default": None if it.secret else it.default,
                "choices": list(it.choices),
                "optional": it.optional,
                "secret": it.secret,
                "description": it.description,
            }
            for it in snippet.parameters
        ],
        "problems": [str(problem) for problem in snippet.problems],
        "usable": not snippet.is_broken,
    }
