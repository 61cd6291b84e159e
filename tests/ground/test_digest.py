"""Digests are those of the standard library, and bring nothing heavy along."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from karma_tui.digest import hex_digest


@given(data=st.binary(max_size=300), length=st.integers(0, 64))
def test_a_digest_is_the_standard_librarys(data: bytes, length: int) -> None:
    assert hex_digest(data, length) == hashlib.sha256(data).hexdigest()[:length]


def test_a_digest_needs_no_openssl() -> None:
    code = "import sys, karma_tui.digest; assert not {'hashlib', '_hashlib', 'ssl'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
