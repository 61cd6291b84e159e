"""A record's bytes, read from left to right: the primitives of the encoding (spec dump-format 4.1).

Every length and count is compared with the bytes that are left before anything is made of it, and all
values are counted, so that what is decoded stays in proportion to the file.
"""

from __future__ import annotations

from typing import Final

LONGEST_RECORD: Final = 64 * 1024 * 1024
"""Bytes of a record; the servers take requests of 8 MiB."""

DEEPEST: Final = 40_000
"""Readers within each other, of which a level of a value takes up to five; Python has room for more."""

_MOST_VALUES: Final = 4_000_000
"""Values in one record: what a request of 8 MiB can hold."""

_FEW_VALUES: Final = 150_000
_VALUES_PER_BYTE: Final = 2
"""What a record may hold whatever its size, and besides for each of its bytes."""

_MOST_EMPTY: Final = 100_000
"""Elements without any bytes in one list, about which the length of the record says nothing."""

_PER_BYTE: Final = 8
_GRACE: Final = 200_000
"""The same for a file."""


class Unreadable(Exception):
    """The bytes are no value of the model; the cursor stands where it was noticed."""


class Quota:
    """How many values a file may still have, in proportion to its size in bytes."""

    __slots__ = ("left",)

    def __init__(self, size: int) -> None:
        self.left = _GRACE + _PER_BYTE * size


class Cursor:
    """A place in a record."""

    __slots__ = ("at", "data", "lossy", "quota", "repeated", "values")

    def __init__(self, data: bytes, quota: Quota) -> None:
        self.data = data
        self.at = 0
        self.quota = quota
        self.values = min(_MOST_VALUES, _FEW_VALUES + _VALUES_PER_BYTE * len(data))
        self.lossy = False
        """Whether a text was not UTF-8 and some of it has been replaced."""
        self.repeated = False
        """Whether a map had a key twice."""

    def take(self, size: int) -> bytes:
        """The next bytes, as many as asked for."""
        start, end = self.at, self.at + size
        if end > len(self.data):
            raise Unreadable(f"it needs {size} bytes and has {len(self.data) - start}")
        self.at = end
        return self.data[start:end]

    def byte(self) -> int:
        """The next byte."""
        at = self.at
        if at >= len(self.data):
            raise Unreadable("it needs another byte")
        self.at = at + 1
        return self.data[at]

    def uvarint(self) -> int:
        """An unsigned integer of up to 64 bits, seven to a byte."""
        at = self.at
        if at >= len(self.data):
            raise Unreadable("it needs another byte")
        self.at = at + 1
        first = self.data[at]
        if first < 128:
            return first
        number, shift = first & 127, 7
        while shift < 70:
            byte = self.byte()
            number |= (byte & 127) << shift
            if byte < 128:
                if number >= 1 << 64:
                    break
                return number
            shift += 7
        raise Unreadable("an integer is longer than 64 bits")

    def varint(self) -> int:
        """A signed integer of up to 64 bits."""
        number = self.uvarint()
        return number >> 1 ^ -(number & 1)

    def text(self) -> str:
        """A string; bytes that are not UTF-8 become U+FFFD, as a server prints them, and are noted."""
        raw = self.take(self.uvarint())
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self.lossy = True
            return raw.decode("utf-8", "replace")

    def name(self) -> str:
        """A string that must be UTF-8, because something is called so."""
        raw = self.take(self.uvarint())
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise Unreadable("a name is not UTF-8") from None

    def identity(self) -> str:
        """The 16 letters of an id."""
        raw = self.take(16)
        if not raw.isalpha():
            raise Unreadable("an id is not made of letters")
        return raw.decode("ascii")

    def count(self, width: int) -> int:
        """A number of elements that take at least so many bytes each."""
        number = self.uvarint()
        if number * width > len(self.data) - self.at or (not width and number > _MOST_EMPTY):
            raise Unreadable(f"it claims {number} elements and has {len(self.data) - self.at} bytes")
        self.spend(number)
        return number

    def spend(self, values: int) -> None:
        """Count values that are about to be made."""
        self.values -= values
        self.quota.left -= values
        if self.values < 0 or self.quota.left < 0:
            raise Unreadable("it holds more values than its size allows")
