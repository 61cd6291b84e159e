"""One line of the tree as data: made from the bytes of one value when it is looked at, and safe to show."""

from __future__ import annotations

from dataclasses import dataclass

from karma_tui.results.document import Document, Form
from karma_tui.results.preview import (
    COUNTABLE,
    Kind,
    Names,
    Part,
    count_members,
    is_container,
    key_text,
    kind_of,
    line_of_text,
    preview,
)
from karma_tui.results.scan import Buffer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree, all of its text safe to show.

    `key` is "" for the root; `position` says that it is a list position; `count` is the number of members
    of a container, None for other values and for closed containers too big to be counted in passing.
    """

    depth: int
    key: str
    position: bool
    kind: Kind
    parts: tuple[Part, ...]
    expandable: bool
    expanded: bool
    count: int | None


FOLLOWED = Part("  followed", Kind.NOTE)
"""Behind a ref whose record stands below it."""


def value_row(
    depth: int, key: str | int, value: Buffer, names: Names, opened: int | None, *, followed: bool = False
) -> Row:
    """The row of a member; `opened` is the number of its members if they are shown, else None.

    `followed`: it is a ref, and what is shown below are the members of the record it leads to.
    """
    expandable = is_container(value) or followed
    count = opened if opened is not None or not expandable else count_members(value)
    parts = preview(value, names)
    if followed:
        parts = (*parts, FOLLOWED)
    return Row(
        depth,
        key_text(key),
        isinstance(key, int),
        kind_of(value),
        parts,
        expandable,
        opened is not None,
        count,
    )


def text_row(depth: int, key: str | int, value: Buffer) -> Row:
    """The row of a line of an answer that is no JSON; `key` is its number."""
    return Row(depth, key_text(key), True, Kind.TEXT, line_of_text(value), False, False, None)


def root_row(document: Document, names: Names, *, expanded: bool) -> Row:
    """The row of the whole answer; in place of a text stands the note on it."""
    count = len(document.cut) if document.cut is not None else None
    if document.kind is Form.TEXT:
        note = (Part(document.note, Kind.NOTE),)
        return Row(0, "", False, Kind.TEXT, note, bool(count), expanded, count)
    head = document.root if isinstance(document.source, bytes) else document.root[:COUNTABLE]
    parts = preview(head, names)  # of a list in blocks only a beginning is at hand, whose size says nothing
    return Row(0, "", False, kind_of(document.root), parts, bool(count), expanded, count)
