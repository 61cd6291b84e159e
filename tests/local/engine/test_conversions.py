"""Floats into integers that cannot hold them, as the real server's processor does it (quirks-1.0, 14)."""

from __future__ import annotations

import pytest

from .helpers import Database


@pytest.mark.parametrize(
    ("kind", "number", "made"),
    [
        ("Int8", 1e30, 0),
        ("Int16", 1e30, 0),
        ("Int32", 1e30, -(2**31)),
        ("Int64", 1e30, -(2**63)),
        ("Uint8", 1e30, 0),
        ("Uint32", 1e30, 0),
        ("Uint64", 1e30, 2**63),
        ("Uint8", -1.5, 255),
        ("Uint16", -1.5, 65535),
        ("Uint32", -1.5, 2**32 - 1),
        ("Uint64", -1.5, 2**64 - 1),
        # through 32 bits, where what is too large becomes the smallest number
        ("Int8", 3_000_000_005.0, 0),
        ("Int16", -3_000_000_005.0, 0),
        ("Uint8", 3_000_000_005.0, 0),
        ("Uint16", 3_000_000_005.0, 0),
        ("Int8", 70_000.0, 112),
        ("Uint16", 70_000.0, 4464),
        # through 64 bits
        ("Uint32", 3_000_000_005.0, 3_000_000_005),
        ("Uint32", 5_000_000_000.0, 705_032_704),
    ],
)
def test_a_float_beyond_the_target_is_cut_as_by_the_processor(kind: str, number: float, made: int) -> None:
    database = Database()
    assert database.ask({f"to{kind}": {"float": number}}) == made
    mapped = {
        "mapList": [
            {"data": {"list": [{"float": number}]}},
            {"function": [["i", "x"], [{f"to{kind}": {"scope": "x"}}]]},
        ]
    }
    assert database.ask(mapped) == [made]
