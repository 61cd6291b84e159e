"""Measures typing: `python benchmarks/typing.py --help`. The work is done in `typing_speed`.

This file bears the name of a module of the standard library. Any script in this folder that needs that
module would get this one, so it steps aside for it.
"""

import sys
from importlib import import_module
from pathlib import Path

_FOLDER = str(Path(__file__).resolve().parent)


def _standard() -> object:
    """The standard library's module of this name, whoever asked for it."""
    mine = sys.modules.pop("typing", None)
    path = list(sys.path)
    sys.path[:] = [entry for entry in path if str(Path(entry or ".").resolve()) != _FOLDER]
    try:
        return import_module("typing")
    finally:
        sys.path[:] = path
        del mine


_standard()
if __name__ == "__main__":
    import_module("typing_speed").main()
