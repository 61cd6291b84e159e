"""Brings a text to the user's clipboard, by the way that is most likely to reach it, and says which.

On this machine a tool of the desktop is asked, since it says whether it worked. Over ssh such a tool would
fill the clipboard of the wrong machine, so the terminal is told (OSC 52), which answers nothing and cuts
what is long: so it is not told more than terminals take. What no way takes goes into a file.
"""

from __future__ import annotations

import asyncio
import base64
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from karma_tui.errors import StorageError
from karma_tui.library.files import write_private
from karma_tui.results.taken import how_much

MOST_ENCODED = 74_994
"""Characters of base64 that common terminals take in one OSC 52 sequence."""
SECONDS = 3.0
"""How long a tool may take."""

_PLACES = {"wl-copy": "WAYLAND_DISPLAY", "xclip": "DISPLAY", "xsel": "DISPLAY"}
_TOOLS: Mapping[str, tuple[str, ...]] = {
    "pbcopy": (),
    "wl-copy": ("--type", "text/plain"),
    "xclip": ("-selection", "clipboard", "-in"),
    "xsel": ("--clipboard", "--input"),
}


class Terminal(Protocol):
    """What the app offers."""

    def keep(self, text: str) -> None:
        """Keep the text for pasting inside the app."""

    def write(self, sequence: str) -> bool:
        """Send a control sequence to the terminal; False if there is none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the app runs; replaced in tests."""

    environment: Mapping[str, str]
    platform: str
    which: Callable[[str], str | None]
    run: Callable[[Sequence[str], bytes], bool]
    """Runs a tool with this input; whether it worked."""

    @classmethod
    def real(cls) -> Surroundings:
        """The real ones."""
        import os
        import shutil
        import sys

        return cls(os.environ, sys.platform, shutil.which, run_tool)

    @property
    def is_remote(self) -> bool:
        """Whether the terminal is on another machine."""
        return any(self.environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))

    def tools(self) -> list[list[str]]:
        """The commands that may fill the clipboard, the likeliest first."""
        found: list[list[str]] = []
        for name, words in _TOOLS.items():
            display = _PLACES.get(name)
            usable = self.platform == "darwin" if display is None else bool(self.environment.get(display))
            path = self.which(name) if usable else None
            if path is not None:
                found.append([path, *words])
        return found


def run_tool(command: Sequence[str], data: bytes) -> bool:
    """Run a tool that takes the text on its standard input; whether it worked. Takes up to `SECONDS`."""
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,  # a tool that stays behind must not hold a pipe of ours
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


async def copy(
    text: str, name: str, terminal: Terminal, folder: Path, around: Surroundings | None = None
) -> str:
    """Bring a text to the clipboard; what to tell the user: what, how much, and by which way.

    `name` says what it is, `folder` is for a text that no clipboard takes. Raises StorageError if that
    cannot be written either.
    """
    around = around if around is not None else Surroundings.real()
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair has no bytes
    what = f"{name}: {how_much(text)}"
    terminal.keep(text)
    ways = (_by_tmux, _by_terminal, _by_tool) if around.is_remote else (_by_tool, _by_tmux, _by_terminal)
    for way in ways:
        by = await way(text, terminal, around)
        if by:
            return f"Copied {what}, {by}."
    path = folder / "copied.txt"
    try:
        await asyncio.to_thread(write_private, path, text)
    except StorageError as error:
        error.hint = "There is no clipboard to be reached either."
        raise
    return f"No clipboard takes this. Saved {what}, in {path}."


async def _by_tool(text: str, terminal: Terminal, around: Surroundings) -> str:
    for command in around.tools():
        if await asyncio.to_thread(around.run, command, text.encode()):
            return f"by {Path(command[0]).name}"
    return ""


async def _by_tmux(text: str, terminal: Terminal, around: Surroundings) -> str:
    """tmux takes texts of any length, and passes them on as far as it may."""
    path = around.which("tmux") if around.environment.get("TMUX") else None
    if path is None or not await asyncio.to_thread(
        around.run, [path, "load-buffer", "-w", "-"], text.encode()
    ):
        return ""
    return "by tmux, into its buffer and, if it may, into the clipboard"


async def _by_terminal(text: str, terminal: Terminal, around: Surroundings) -> str:
    if around.environment.get("TERM") in ("dumb", "linux"):
        return ""
    encoded = base64.b64encode(text.encode()).decode()
    if len(encoded) > MOST_ENCODED:
        return ""
    plain = f"\x1b]52;c;{encoded}\x07"
    sent = terminal.write(plain)
    if sent and around.environment.get("TMUX"):
        terminal.write("\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\")
        return "through tmux to the terminal, if both let it through"
    return "through the terminal, if it allows that" if sent else ""
