"""The expression of a text that may have a snippet's header on top. Light: it is asked about every run."""

from __future__ import annotations


def past_header(text: str) -> str:
    """The text behind its header; the text itself if it has none."""
    if not text[:200].lstrip().startswith("//"):
        return text
    from karma_tui.lang.parameters.header import read_header  # few texts have one

    header = read_header(text)
    rest = text[header.span.end :] if header is not None else text
    return rest if rest.strip() else text
