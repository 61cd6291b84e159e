"""The shared compiler with this dialect's few compiled forms beside the shared ones.

Frames and code are those of dialect 1.0; a function body here is one expression, and its input is the
last parameter.
"""

from __future__ import annotations

from karma_tui.lang.machine.compile import MAKERS, emitters
from karma_tui.lang.machine.dialect01.functions.codes import CODES

emit, emit_function = emitters({**MAKERS, **CODES})
