"""`karma-tui convert`: an expression in another form, for scripts and clients that speak only one."""

from __future__ import annotations

from argparse import Namespace

from karma_tui.cli.output import print_chunks, print_error, print_notice
from karma_tui.cli.source import Source, read_source
from karma_tui.errors import ExitCode, ExpressionError
from karma_tui.lang.convert import convert
from karma_tui.lang.recognise import FORMS, Form, read

_FORMS = {"text": Form.KVM_TEXT, "1.0": Form.JSON_1_0, "0.1": Form.JSON_0_1}


def run(found: Namespace) -> int:
    """Print the expression in the wanted form."""
    source = read_source(found.expression, found.file or "", "run")
    try:
        text = _converted(source, found.to)
    except ExpressionError as error:
        print_error(error, source.text, source.name)
        return error.exit_code
    print_chunks((text.encode("utf-8", "surrogatepass"),))
    return ExitCode.OK


def _converted(source: Source, to: str) -> str:
    form = _FORMS.get(to) or FORMS[read(source.text).dialect]
    converted = convert(source.text, form)
    if converted.comments_lost:
        lost = converted.comments_lost
        told = "1 comment is" if lost == 1 else f"{lost} comments are"
        print_notice(f"warning: {told} left out: JSON has no place for it")
    return converted.text if converted.text.endswith("\n") else converted.text + "\n"
