"""Snippets: expressions worth keeping, one plain `.kvm` file each, that fit into git and any editor.

The folders are read anew each time: git and editors change them too. A file that cannot be used is listed
with what is wrong with it, and never touched. No screens, no running.
"""

from __future__ import annotations

from karma_tui.library.snippets.places import Place, places
from karma_tui.library.snippets.shelf import Shelf, standard_shelf
from karma_tui.library.snippets.snippet import SUFFIX, Snippet

__all__ = ["SUFFIX", "Place", "Shelf", "Snippet", "places", "standard_shelf"]
