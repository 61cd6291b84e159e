"""`run --check`: what is wrong with expressions, told as compilers do, without a server.

With a saved schema names and types are those of the instance; without one everything that depends on them
counts as right.
"""

from __future__ import annotations

import re

from karma_tui.cli.output import print_chunks, print_words
from karma_tui.cli.running.wanted import Wanted
from karma_tui.cli.schemas import helper
from karma_tui.cli.source import Source, read_file, read_source
from karma_tui.errors import ExitCode, ExpressionError, KarmaError, Span, UsageError
from karma_tui.lang.check.problem import Problem, Severity
from karma_tui.lang.excerpt import error_lines, place_of
from karma_tui.lang.jsontext import dump_json
from karma_tui.workbench.assist import Assist


def check(wanted: Wanted) -> int:
    """Tell the problems of every text; 6 if there is an error among them, 0 if there is none."""
    assist = helper(wanted.schema)
    if len(wanted.file) > 1:
        sources = [read_file(file) for file in wanted.file]
    else:
        source = read_source(wanted.expression, (*wanted.file, "")[0], wanted.command, wanted.snippet)
        sources = [source]
    code = ExitCode.OK
    for source in sources:
        for problem in _problems(source, assist):
            if problem.severity is Severity.ERROR:
                code = ExitCode.EXPRESSION
            if wanted.json:
                print_chunks((_as_json(problem, source).encode() + b"\n",))
            else:
                _print(problem, source)
    return code


def _problems(source: Source, assist: Assist) -> list[Problem]:
    if not source.text.strip():
        raise UsageError(f"There is no expression: {source.name} is empty", hint="Give a FILE or -e EXPR.")
    text, found = source.text, []
    if text.lstrip().startswith("//"):
        from karma_tui.workbench.parameters import parameters_of

        try:
            parameters_of(text)
        except ExpressionError as error:
            found.append(Problem(Severity.ERROR, error.title, error.detail, error.hint, error.span))
    told = {(problem.title, problem.span) for problem in found}
    problems = [*found, *(it for it in assist.study(text).problems if (it.title, it.span) not in told)]
    if not problems and not _INK.search(_COMMENTS.sub("", text)):
        problems.append(Problem(Severity.ERROR, "There is no expression, only comments", span=Span(0, 0)))
    return problems


_COMMENTS = re.compile(r"//[^\n]*|/\*[\s\S]*?\*/")
_INK = re.compile(r"\S")


def _print(problem: Problem, source: Source) -> None:
    title = f"{problem.severity.value}: {problem.title}"
    told = KarmaError(title, problem.detail, problem.hint, problem.span)
    lines = error_lines(told, source.text, source.name)
    print_words("\n".join(lines if problem.span is not None else [f"{source.name}: {lines[0]}", *lines[1:]]))


def _as_json(problem: Problem, source: Source) -> str:
    row: dict[str, str | int | None] = {"file": source.name, "severity": problem.severity.value}
    if problem.span is not None:
        start = place_of(source.text, problem.span)
        end = place_of(source.text, Span(problem.span.end, problem.span.end))
        row |= {"line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column}
    row |= {"title": problem.title, "detail": problem.detail, "hint": problem.hint}
    return dump_json(dict(row))
