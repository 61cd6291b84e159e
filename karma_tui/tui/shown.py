"""Foreign text made fit for the screen: no control sequence is obeyed, lines stay lines.

Whatever comes from a server or a file and is not drawn by the results tree or the editor passes here.
Nothing is hidden: a secret's letters may well be a field's name. Masking is for errors (`failures`).
"""

from __future__ import annotations

from karma_tui.results.strings import visible


def shown(text: str) -> str:
    """Several lines of foreign text; tabs become spaces, other control characters a picture of themselves."""
    return "\n".join(visible(line.expandtabs(4)) for line in text.split("\n"))


def shown_line(text: str) -> str:
    """Foreign text that must stay on one line: a name, a title, an address."""
    return visible(text)
