"""SHA-256 of short texts, for names of files and keys, without OpenSSL.

`import hashlib` loads OpenSSL: four megabytes for a digest that Python carries itself, and that `random`
takes from the same place.
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # Python 3.12 and newer
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]
    except ImportError:  # a Python that has it from OpenSSL alone
        from hashlib import sha256

MOST = 64


def hex_digest(data: bytes, length: int = MOST) -> str:
    """The first `length` hexadecimal digits of the SHA-256 of these bytes."""
    digest: str = sha256(data).hexdigest()
    return digest[:length]
