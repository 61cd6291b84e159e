"""Foreign text made fit for the screen: no control sequence is obeyed, no secret is shown, lines stay lines.

Whatever comes from a server or a file and is not drawn by the results tree or the editor passes here.
"""

from __future__ import annotations

from karma_tui.redact import redact
from karma_tui.results.strings import visible


def shown(text: str) -> str:
    """Several lines of foreign text; tabs become spaces, other control characters a picture of themselves."""
    return "\n".join(visible(line.expandtabs(4)) for line in redact(text).split("\n"))


def shown_line(text: str) -> str:
    """Foreign text that must stay on one line: a name, a title, an address."""
    return visible(redact(text))
