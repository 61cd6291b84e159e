"""Names of files made of what a person calls a thing."""

from __future__ import annotations

import re
import unicodedata


def file_stem(name: str, otherwise: str = "snippet") -> str:
    """A file name of plain lower-case letters, digits and dashes: safe on every system and in every shell."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or otherwise


def same(name: str) -> str:
    """Equal for names that a file system may take for one: other case, accents in another spelling."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
