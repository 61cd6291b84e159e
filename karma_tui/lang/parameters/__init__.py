"""Parameters of a saved expression: the header that declares them, their types, values in their place.

`$name` in an expression stands for a value that is given when it is run. A value is a datum, and is put
into the tree of nodes; the text is never touched.
"""

from __future__ import annotations

from karma_tui.lang.parameters.header import Header, Parameter, read_header, without_header
from karma_tui.lang.parameters.places import names_in, spelled, substituted
from karma_tui.lang.parameters.types import ParameterType, read_type
from karma_tui.lang.parameters.values import read_value, value_text

__all__ = [
    "Header",
    "Parameter",
    "ParameterType",
    "names_in",
    "read_header",
    "read_type",
    "read_value",
    "spelled",
    "substituted",
    "value_text",
    "without_header",
]
