"""asyncio without what it needs for connections that it encrypts itself.

`import asyncio` also imports ssl, and with it OpenSSL: two megabytes, and a fiftieth of the time to the first
frame, for something that nothing here asks of asyncio. Encrypted connections are made by the HTTP library,
which imports ssl itself once there is one. So that part is made to look absent for the length of the import,
as on a Python built without it, which asyncio is made for.
"""

from __future__ import annotations

import sys

_ENCRYPTION = "ssl"


def import_asyncio_lightly() -> None:
    """Import asyncio that way, unless it or ssl is there already. For the very beginning of a process."""
    if "asyncio" in sys.modules or _ENCRYPTION in sys.modules:
        return
    sys.modules[_ENCRYPTION] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules[_ENCRYPTION]
