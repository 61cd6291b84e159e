"""JSON text and plain values, both ways and exact: the one door to reader and printer."""

from __future__ import annotations

from karma_tui.lang.json_place import JsonText, Place
from karma_tui.lang.json_printer import dump_json, quote
from karma_tui.lang.json_reader import MAX_DEPTH, read_json

__all__ = ["MAX_DEPTH", "JsonText", "Place", "dump_json", "quote", "read_json"]
