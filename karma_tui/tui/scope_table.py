"""Every scope of the app: the other half of the registry, read when keys are changed, told or looked up.

Each part of the app keeps its scopes in a module `keys` of its own; those import nothing of Textual.
"""

from __future__ import annotations

from karma_tui.tui.action import Scope

SCOPES: tuple[Scope, ...] = ()
"""In the order of the help screen; a scope comes after the one it is within."""
