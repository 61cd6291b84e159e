"""The REST interface of release 1.0: paths, pages and the guards against its traps (http-1.0 §5).

Bodies stay bytes. REST reads never come out of the compile cache, so they tell the truth about tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

from karma_tui.errors import DangerousRequest, UsageError

MAX_PAGE = 1000
"""The server's highest `length`; its default is 100."""

DEFAULT_PAGE = 100

_LINK = re.compile(r"<(?P<url>[^>]*)>\s*;\s*rel=\"(?P<rel>[a-z]+)\"")


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a model's records as the server's JSON list, and the offsets of other pages, if any."""

    body: bytes
    offset: int
    first: int | None = None
    previous: int | None = None
    next: int | None = None
    last: int | None = None


def collection_path(resource: str) -> str:
    """The path of a model's records, by tag or model id."""
    return f"/rest/{_segment(resource, 'tag or model')}"


def record_path(resource: str, record: str) -> str:
    """The path of a record; never without the second part, which would make a deletion one of the model."""
    return f"{collection_path(resource)}/{_segment(record, 'record')}"


def page_query(offset: int, length: int, *, metadata: bool) -> str:
    """The query part that asks for a page.

    Raises DangerousRequest for length 0, which keeps a real server busy for ever (notes-for-client 2), and
    UsageError for numbers the server refuses.
    """
    if length == 0:
        raise DangerousRequest(
            "A page of length 0 is not asked for",
            "It sends a karma.run server into an endless loop that costs it a processor until its restart.",
            "Ask for at least one record.",
        )
    if not 1 <= length <= MAX_PAGE:
        raise UsageError("A page has 1 to 1000 records", f"Asked for: {length}")
    if offset < 0:
        raise UsageError("A page's offset counts from 0", f"Asked for: {offset}")
    return f"?offset={offset}&length={length}" + metadata_query(metadata, "&")


def metadata_query(metadata: bool, joint: str = "?") -> str:
    """The parameter that asks for metadata; its mere presence counts, so it is left out for False."""
    return f"{joint}metadata=true" if metadata else ""


def read_page(body: bytes, offset: int, link: str | None) -> Page:
    """A page with the offsets named in its `Link` header; the URLs themselves are not used."""
    offsets: dict[str, int] = {}
    for match in _LINK.finditer(link or ""):
        values = parse_qs(urlsplit(match["url"]).query).get("offset", [])
        if values and values[0].isascii() and values[0].isdigit():
            offsets[match["rel"]] = int(values[0][:18])
    return Page(
        body,
        offset,
        first=offsets.get("first"),
        previous=offsets.get("prev"),
        next=offsets.get("next"),
        last=offsets.get("last"),
    )


def _segment(text: str, what: str) -> str:
    """One path segment, escaped; names that the server would read as other paths are refused."""
    if not text or text in (".", "..") or "/" in text:
        raise UsageError(
            f"This {what} cannot be named in a REST path",
            f"Given: {text!r}",
            "Use an expression instead, or the model's id in place of the tag.",
        )
    return quote(text, safe="")
