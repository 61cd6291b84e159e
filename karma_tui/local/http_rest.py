"""/rest/{resource}[/{id}]: which request means what, pages and their links (spec http-1.0 section 5).

Reading and writing is the engine's business; here are only paths, methods, numbers and links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from karma_tui.lang.machine.refusal import request_error
from karma_tui.local.engine import Engine
from karma_tui.local.http_answer import TEXT, Answer
from karma_tui.local.http_request import Request, all_values

_DEFAULT_LENGTH = 100
_LONGEST_PAGE = 1000
_NUMBER = re.compile(r"[+-]?[0-9]+\Z")
_LARGEST = 2**63 - 1
_NOT_FOUND = Answer(404, b"404 page not found", TEXT)


def answer_rest(engine: Engine, request: Request, body: bytes, user: str) -> Answer:
    """Answer a REST request; blocks while the engine works. Raises Refused."""
    _, *segments = request.path.split("/")
    if len(segments) > 2:
        return Answer()
    match request.method:
        case "GET":
            return _get(engine, request, segments, user)
        case "POST" if len(segments) == 1:
            return Answer(body=engine.rest_create(segments[0], body, user))
        case "PUT" if len(segments) == 2:
            return Answer(body=engine.rest_update(segments[0], segments[1], body, user))
        case "POST" | "PUT":
            return _NOT_FOUND
        case "DELETE":
            return _delete(engine, segments, user)
    raise request_error(
        f"invalid HTTP method requested: {request.method}. Available methods: GET, POST, PUT, DELETE"
    )


def _get(engine: Engine, request: Request, segments: Sequence[str], user: str) -> Answer:
    metadata = "metadata" in request.query
    if not segments:
        return _NOT_FOUND
    if len(segments) == 2:
        return Answer(body=engine.rest_get(segments[0], segments[1], metadata, user))
    offset = _number(request, "offset", 0, _LARGEST)
    length = _number(request, "length", _DEFAULT_LENGTH, _LONGEST_PAGE)
    body, total = engine.rest_list(segments[0], offset, length, metadata, user)
    link = ", ".join(
        f'<{page_url(request, start)}>; rel="{name}"' for name, start in page_links(offset, length, total)
    )
    return Answer(body=body, headers=(("link", link),) if link else ())


def _delete(engine: Engine, segments: Sequence[str], user: str) -> Answer:
    if not segments:
        return Answer()
    return Answer(body=engine.rest_delete(segments[0], segments[1] if len(segments) == 2 else None, user))


def _number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    if _NUMBER.match(text) is None or len(text) > 20 or not 0 <= int(text) <= most:
        raise request_error(f"invalid value for {name}: expected a number between 0 and {most}")
    return int(text)


def page_links(offset: int, length: int, total: int) -> list[tuple[str, int]]:
    """Names and offsets of the pages around one, in the recorded order; an empty page has no neighbours.

    "last" begins at the first multiple of the length that leaves no more than a page, whatever the offset.
    """
    links: list[tuple[str, int]] = []
    if length == 0:
        return links
    if offset + length < total:
        links.append(("last", -(-(total - length) // length) * length))
        links.append(("next", offset + length))
    if offset > 0:
        links.append(("prev", max(0, offset - length)))
        links.append(("first", 0))
    return links


def page_url(request: Request, offset: int) -> str:
    """The request's own URL with another offset; parameters sorted by name."""
    parameters = all_values(request.raw_query)
    parameters["offset"] = [str(offset)]
    query = urlencode(sorted(parameters.items()), doseq=True, errors="surrogateescape")
    return f"{request.scheme}://{request.header('host')}/{quote(request.path)}?{query}"
