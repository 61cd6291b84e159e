"""The lines of the list of snippets: headings of places and folders, and a line for each snippet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content

from karma_tui.library.snippets.snippet import Snippet
from karma_tui.tui.shown import shown_line

_PIN = "★"


@dataclass(frozen=True, slots=True)
class Row:
    """A line: a heading where `snippet` is None."""

    label: Content
    snippet: Snippet | None = None

    @property
    def marked(self) -> Content:
        """The label as it is under the cursor, whose ground not every colour can be read on."""
        return Content(self.label.plain)


def rows_of(
    found: Sequence[Snippet], pins: Collection[str], hidden: Collection[Path], *, is_search: bool
) -> list[Row]:
    """The lines for what was found; a search shows no headings, since the best come first."""
    rows: list[Row] = []
    heading: tuple[object, ...] = ()
    for snippet in found:
        is_pinned = str(snippet.path) in pins
        if not is_search:
            wanted = ("pinned",) if is_pinned else (snippet.place, snippet.folder)
            if wanted != heading:
                heading = wanted
                rows.append(Row(_heading("pinned" if is_pinned else _where(snippet))))
        shows_place = is_search or is_pinned
        rows.append(Row(_label(snippet, is_pinned, snippet.path in hidden, shows_place=shows_place), snippet))
    return rows


def _where(snippet: Snippet) -> str:
    place = snippet.place.name if snippet.place.is_users else f"project {snippet.place.name}"
    return f"{place} / {snippet.folder.replace('/', ' / ')}" if snippet.folder else place


def _heading(text: str) -> Content:
    return Content.styled(shown_line(text), "bold $primary")


def _label(snippet: Snippet, is_pinned: bool, is_hidden: bool, *, shows_place: bool) -> Content:
    parts: list[Content | tuple[str, str]] = [Content("  " if not is_pinned else f"{_PIN} ")]
    error = snippet.error
    if snippet.is_broken and error is not None:
        parts += [
            (shown_line(snippet.path.name), "$text-error"),
            (f"  {shown_line(error.title)}", "$text-error"),
        ]
        return Content.assemble(*parts)
    parts.append(Content(shown_line(snippet.name)))
    if snippet.parameters:
        names = " ".join(f"${it.name}" for it in snippet.parameters)
        parts.append((f"  {shown_line(names)}", "$syntax-name"))
    if snippet.tags:
        parts.append((f"  {shown_line(' '.join(f'#{tag}' for tag in snippet.tags))}", "$text-muted"))
    if shows_place:
        parts.append((f"  {shown_line(_where(snippet))}", "$text-muted"))
    if is_hidden:
        parts.append(("  hidden by one nearer", "$text-warning"))
    if error is not None:
        parts.append((f"  {shown_line(error.title)}", "$text-error"))
    elif not snippet.tags and not snippet.parameters and not shows_place:
        first = snippet.description or " ".join(snippet.expression[:300].split())
        parts.append((f"  {shown_line(first[:80])}", "$text-muted"))
    return Content.assemble(*parts)
