"""Loads the HTTP library without its command line, which would cost more time than the library itself.

`import httpx` also imports httpx's own command line, and with it click and rich, wherever click happens
to be installed; where it is not, httpx goes on without. Here that part is made to look absent for the
length of the import. Only `library_wire.py` uses this module.
"""

from __future__ import annotations

import sys

_COMMAND_LINE = "httpx._main"

_hidden = _COMMAND_LINE not in sys.modules
if _hidden:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]
try:
    import httpx
finally:
    if _hidden:
        del sys.modules[_COMMAND_LINE]

__all__ = ["httpx"]
