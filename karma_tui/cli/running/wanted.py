"""What the words of `run` ask for, as a value, and which of them exclude each other."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from karma_tui.cli.options import options
from karma_tui.errors import UsageError

_ENDINGS = {"jsonl": "ndjson", "md": "markdown", "tab": "tsv", "kvm": "text"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to run and what to do with the result."""

    command: str
    expression: str | None = None
    """The text after `-e`."""
    file: tuple[str, ...] = ()
    """Files with expressions; none or "-" is stdin."""
    snippet: str = ""
    param: tuple[str, ...] = ()
    """Values of parameters, as `name=value`."""
    param_file: tuple[str, ...] = ()
    """Files with values of parameters, as `name=file`."""
    each: bool = False
    """Every expression of the text has a request and a result of its own."""
    format: str = ""
    out: str = ""
    force: bool = False
    page_size: int = 0
    timeout: float | None = None
    """Seconds it may take, signing in included; None for no limit of ours."""
    confirm: str = ""
    """The name of a protected profile, given on purpose."""
    check: bool = False
    explain: bool = False
    schema: str = ""
    json: bool = False
    """Problems, or the explanation, as JSON."""


def wanted_of(found: Namespace) -> Wanted:
    """The words as a value. Raises UsageError where they contradict each other."""
    if getattr(found, "out", None) == "-":
        found.out = None  # stdout, as everywhere
    for name in ("file", "param", "param_file"):
        value = getattr(found, name, None)
        setattr(found, name, tuple(value) if isinstance(value, list) else (value,) if value else ())
    wanted = options(Wanted, found)
    sources = [name for name, given in _sources(wanted) if given]
    if len(sources) > 1:
        raise UsageError(f"Both {sources[0]} and {sources[1]} were given", hint="Leave one of them out.")
    if len(wanted.file) > 1 and not wanted.check:
        raise UsageError(
            "Only one file can be run", f"Given: {', '.join(wanted.file)}.", "With --check there may be many."
        )
    _refuse(wanted.check and wanted.explain, "--check", "--explain")
    _refuse(wanted.page_size > 0 and wanted.each, "--page-size", "--each")
    for name in ("out", "page_size", "each"):
        told = f"--{name.replace('_', '-')}"
        _refuse(wanted.check and bool(getattr(wanted, name)), "--check", told)
        _refuse(wanted.explain and bool(getattr(wanted, name)), "--explain", told)
    if (wanted.schema or wanted.json) and not (wanted.check or wanted.explain):
        raise UsageError(
            f"{'--schema' if wanted.schema else '--json'} belongs to --check and --explain",
            hint="--format json is how a result is printed anyway." if wanted.json else "Leave it out.",
        )
    return wanted


def format_of(wanted: Wanted) -> str:
    """The format that was named, else the one that the end of the file's name stands for, else JSON."""
    if wanted.format:
        return wanted.format
    ending = Path(wanted.out).suffix[1:].lower() if wanted.out else ""
    named = _ENDINGS.get(ending, ending)
    return named if named in ("ndjson", "csv", "tsv", "markdown", "parquet", "text") else "json"


def typed_of(wanted: Wanted) -> dict[str, str]:
    """What was typed for each parameter. Raises UsageError for what is no `name=value`, or twice there."""
    typed: dict[str, str] = {}
    for option, pairs in (("--param", wanted.param), ("--param-file", wanted.param_file)):
        for pair in pairs:
            name, is_pair, value = pair.partition("=")
            name = name.removeprefix("$")
            if not is_pair or not name:
                raise UsageError(
                    f"{pair.partition('=')[0]} is not a parameter with its value",
                    hint=f"Write {option} NAME={'FILE' if option == '--param-file' else 'VALUE'}.",
                )
            if name in typed:
                raise UsageError(f"The parameter {name} was given twice", hint="Leave one of them out.")
            typed[name] = _content(value) if option == "--param-file" else value
    return typed


def _sources(wanted: Wanted) -> tuple[tuple[str, bool], ...]:
    return (
        ("-e", wanted.expression is not None),
        ("a file", bool(wanted.file)),
        ("--snippet", bool(wanted.snippet)),
    )


def _refuse(both: bool, one: str, other: str) -> None:
    if both:
        raise UsageError(f"{one} and {other} exclude each other", hint="Leave one of them out.")


def _content(path: str) -> str:
    from karma_tui.cli.source import read_file

    return read_file(path).text.removesuffix("\n").removesuffix("\r")
