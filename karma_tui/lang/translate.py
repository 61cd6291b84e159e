"""Between the two dialects: the one door to both directions.

Both take and give a query as `recognise.Source.root` holds it, a function without parameters, and raise
UntranslatableError for what the other dialect cannot say.
"""

from __future__ import annotations

from karma_tui.lang.to_v01 import to_v01
from karma_tui.lang.to_v1 import to_v1

__all__ = ["to_v01", "to_v1"]
