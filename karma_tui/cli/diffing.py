"""`karma-tui diff`: what became of a result's records, from files or fresh from instances."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from karma_tui.cli.options import Where, options, where
from karma_tui.cli.output import print_chunks
from karma_tui.cli.progress import Progress
from karma_tui.cli.source import read_source
from karma_tui.errors import ExitCode, KarmaError, StorageError, UsageError
from karma_tui.lang.excerpt import error_lines, printable
from karma_tui.results.compare import Comparing, Comparison
from karma_tui.results.compare_report import report, summary
from karma_tui.results.document import Document, Form
from karma_tui.results.saved import SavedIntake
from karma_tui.workbench.target import Target

if TYPE_CHECKING:
    from karma_tui.cli.running.bench import Bench

_PIECE = 1 << 20
_LONGEST_NAME = 60
_COLOURS = {"+": "32", "-": "31", "~": "33"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the words ask for."""

    files: list[str]
    expressions: list[str] = field(default_factory=list)
    against: str = ""
    ignore_ids: bool = False
    ordered: bool = False
    summary: bool = False
    quiet: bool = False
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A result, what to call it, and the names of the models it refers to."""

    document: Document
    name: str


def run(found: Namespace) -> int:
    """Print the differences; 0 if there are none, 8 if there are."""
    wanted = options(Wanted, found)
    _refuse(wanted)
    place = where(found)
    sides = [_saved(file) for file in wanted.files]
    if wanted.expressions:
        sides += _asked(wanted, place)
    old, new = sides
    comparison = _compared(old.document, new.document, wanted)
    if not wanted.quiet:
        print_chunks(_printed(comparison, old.name, new.name, wanted), is_safe=True)
    is_other = comparison.counts.different or (wanted.ordered and comparison.is_reordered)
    return ExitCode.DIFFERENT if is_other else ExitCode.OK


def _refuse(wanted: Wanted) -> None:
    given = len(wanted.files) + len(wanted.expressions)
    if wanted.against and (wanted.files or len(wanted.expressions) != 1):
        raise UsageError("--against asks two instances the same", hint="Give one -e EXPR with it.")
    if given != 2 and not wanted.against:
        raise UsageError(
            "Two results are compared",
            f"Given: {given}.",
            "Name two files, a file and -e EXPR, two of -e, or one -e with --against PROFILE.",
        )
    if wanted.files.count("-") > 1:
        raise UsageError("Standard input has only one result", hint="Name a file for the other side.")


def _saved(file: str) -> Side:
    """A saved result, read piece by piece. Raises StorageError."""
    intake = SavedIntake()
    try:
        if file == "-":
            if sys.stdin is None:
                raise UsageError("Standard input is closed")
            while piece := sys.stdin.buffer.read(_PIECE):
                intake.feed(piece)
        else:
            with open(file, "rb") as stream:  # noqa: PTH123 - the name stays as it was given in errors
                while piece := stream.read(_PIECE):
                    intake.feed(piece)
    except OSError as failure:
        raise StorageError(f"{file} cannot be read", failure.strerror or "") from failure
    document = intake.finish()
    if document.kind is Form.TEXT:
        broken = document.note.partition(", so")[0]
        raise StorageError(f"{file} is no result", f"{broken}.", "Results are JSON or lines of JSON.")
    return Side(document, "standard input" if file == "-" else file)


def _asked(wanted: Wanted, place: Where) -> list[Side]:
    """What the expressions return now."""
    from karma_tui.cli.running.bench import bench_for, open_bench

    expressions = wanted.expressions or []
    with Progress("waiting") as progress, bench_for(place, wanted.timeout, progress) as bench:
        here = _returned(bench, expressions)
        name = bench.profile
    if not wanted.against:
        return here
    elsewhere = _named(wanted.against)
    with Progress("waiting") as progress, ExitStack() as stack:
        there = _returned(open_bench(elsewhere, wanted.timeout, progress, stack), expressions)
    return [replace(here[0], name=name), replace(there[0], name=elsewhere.profile)]


def _named(profile: str) -> Target:
    """The instance of the other side; what the environment says is about the first."""
    from karma_tui.cli.target import found_secret, settings_file
    from karma_tui.library.settings import load_settings
    from karma_tui.workbench.profiles import Wanted as Named
    from karma_tui.workbench.profiles import choose

    profiles = load_settings(settings_file()).settings.profiles
    return found_secret(choose(Named(profile=profile), profiles, environment={}).target)


def _returned(bench: Bench, expressions: list[str]) -> list[Side]:
    """The results of expressions, one after the other."""
    sides: list[Side] = []
    for expression in expressions:
        source = read_source(expression, "", "run")
        try:
            run = bench.run(source.text, confirmed="", given=None)
        except KarmaError as error:
            if error.span is not None:
                error.detail = "\n".join(error_lines(error, source.text, source.name)[1:])
                error.hint, error.span = "", None
            raise
        sides.append(Side(Document.from_bytes(run.body), _short(expression)))
    return sides


def _short(expression: str) -> str:
    """An expression on one line, to name a side by."""
    line = " ".join(expression.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


def _compared(old: Document, new: Document, wanted: Wanted) -> Comparison:
    comparing = Comparing(old, new, ignores_ids=wanted.ignore_ids)
    with Progress("comparing") as progress:
        for done in comparing.steps():
            progress.show(f"{done:.0%}")
    return comparing.result


def _printed(comparison: Comparison, old: str, new: str, wanted: Wanted) -> Iterator[bytes]:
    old, new = printable(old), printable(new)
    if wanted.summary:
        yield summary(comparison, old, new).encode("utf-8", "replace") + b"\n"
        return
    is_coloured = sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in report(comparison, old, new, {}):
        colour = _COLOURS.get(line.lstrip()[:1]) if is_coloured else None
        text = f"\x1b[{colour}m{line}\x1b[0m" if colour else line
        yield text.encode("utf-8", "replace") + b"\n"
