"""TOML that anybody may have written: read within bounds, and with two kinds of failure only.

The standard library's reader takes minutes for a key of thousands of parts, and fails on a huge number in a
way of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

_MOST_PARTS = 100
_KEY = r"""(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?:^|[\[{{,])[ \t]*+(?:{_KEY}){{{_MOST_PARTS}}}", re.MULTILINE)


def loads(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables of a text. Raises tomllib.TOMLDecodeError; RecursionError for what is nested too deeply."""
    if _DEEP_KEY.search(text):
        raise RecursionError("A key has too many parts")
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise RecursionError("It is nested too deeply") from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError("A number has too many digits") from error
