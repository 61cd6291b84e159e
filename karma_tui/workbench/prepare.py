"""From what was typed to what is sent: read, translate, refuse what is known to do damage, print.

Pure, and possibly long: big texts are prepared in a thread. Nothing here talks to a server; the same
text with the same dialect and epoch gives the same request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from karma_tui.client.freshness import Epoch, with_nonce
from karma_tui.errors import DangerousRequest, Span
from karma_tui.lang.dangers import Danger, dangers
from karma_tui.lang.effects import writes
from karma_tui.lang.jsontext import dump_json
from karma_tui.lang.nodes import Dialect
from karma_tui.lang.recognise import Source, read

if TYPE_CHECKING:
    from karma_tui.workbench.parameters import Given

_ALL_BUT_LINE_ENDS = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An expression ready to be sent."""

    form: str
    """The form it was written in."""
    sent: Source = field(repr=False)
    """What is sent, as nodes that still know their places in the text."""
    body: bytes = field(repr=False)
    writes: bool
    messages: tuple[str, ...] = ()
    """Dangers that are left to the user."""

    @property
    def dialect(self) -> Dialect:
        """The dialect it is sent in."""
        return self.sent.dialect


def prepare(
    text: str, dialect: Dialect, epoch: Epoch, warn: bool = True, given: Given | None = None
) -> Prepared:
    """Make the request that runs `text` on an instance of a dialect.

    `epoch` gives the text a nonce past the compile cache of 1.0 servers; `warn` is False for the local
    instance, which has cured what the warnings are about; `given` are the values of parameters, None where
    there are none. Raises ExpressionError for text that cannot be read, UntranslatableError for what the
    instance's dialect cannot say, and DangerousRequest.
    """
    source = _read(text, dialect, given)
    sent = source if source.dialect is dialect else _translated(source, dialect)
    found = dangers(sent.root, dialect)
    _refuse(found)
    is_writing = writes(sent.root)
    if dialect is Dialect.V1:
        sent = replace(sent, root=with_nonce(sent.root, epoch))
    return Prepared(
        form=source.form,
        sent=sent,
        body=dump_json(sent.body()).encode(),
        writes=is_writing,
        messages=tuple(f"{danger.message} {danger.hint}" for danger in found) if warn else (),
    )


def _read(text: str, dialect: Dialect, given: Given | None) -> Source:
    if given is None and "$" not in text and not text.lstrip().startswith("//"):
        return read(text, dialect)
    # modules of their own: few texts have a header
    from karma_tui.lang.parameters.header import without_header
    from karma_tui.workbench.parameters import NOTHING_GIVEN, filled

    return filled(read(without_header(text), dialect), given or NOTHING_GIVEN)


def alone(text: str, stretch: Span) -> str:
    """A stretch of a text with blanks for what stands before it, so that lines and columns stay the same."""
    return _ALL_BUT_LINE_ENDS.sub(" ", text[: stretch.start]) + text[stretch.start : stretch.end]


def _translated(source: Source, dialect: Dialect) -> Source:
    # a module of its own, which nobody needs who writes in the instance's dialect
    from karma_tui.lang.translate import to_v01, to_v1

    translate = to_v1 if dialect is Dialect.V1 else to_v01
    return replace(source, root=translate(source.root, source.text), dialect=dialect)


def _refuse(found: tuple[Danger, ...]) -> None:
    for danger in found:
        if danger.fatal:
            raise DangerousRequest("Refused, it was not sent", danger.message, danger.hint, danger.span)
