"""Each way to a clipboard is taken where it can work, and what is told is what is known."""

from __future__ import annotations

import base64
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.tui.taking.clipboard import MOST_ENCODED, Surroundings, copy, run_tool


class FakeTerminal:
    def __init__(self, works: bool = True) -> None:
        self.kept = ""
        self.sent: list[str] = []
        self._works = works

    def keep(self, text: str) -> None:
        self.kept = text

    def write(self, sequence: str) -> bool:
        self.sent.append(sequence)
        return self._works


class Desktop:
    def __init__(
        self,
        environment: Mapping[str, str],
        tools: Sequence[str] = (),
        *,
        works: bool = True,
        platform: str = "linux",
    ) -> None:
        self.ran: list[tuple[list[str], bytes]] = []
        self._works = works
        self.around = Surroundings(
            environment, platform, lambda name: f"/bin/{name}" if name in tools else None, self._run
        )

    def _run(self, command: Sequence[str], data: bytes) -> bool:
        self.ran.append((list(command), data))
        return self._works


SSH = {"SSH_CONNECTION": "1.2.3.4 1 5.6.7.8 22", "TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environment", "platform", "tool"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "wl-copy"),
        ({"DISPLAY": ":0"}, "linux", "xclip"),
        ({}, "darwin", "pbcopy"),
    ],
)
async def test_a_tool_of_the_desktop_comes_first_here(
    tmp_path: Path, environment: dict[str, str], platform: str, tool: str
) -> None:
    desktop = Desktop(environment, ["wl-copy", "xclip", "xsel", "pbcopy"], platform=platform)
    terminal = FakeTerminal()
    told = await copy("héllo", "the value", terminal, tmp_path, desktop.around)
    assert told == f"Copied the value: 5 characters, by {tool}."
    assert desktop.ran[0][0][0] == f"/bin/{tool}"
    assert desktop.ran[0][1] == "héllo".encode()
    assert (terminal.kept, terminal.sent) == ("héllo", [])


async def test_the_terminal_comes_first_over_ssh(tmp_path: Path) -> None:
    desktop = Desktop({**SSH, "DISPLAY": ":10"}, ["xclip"])
    terminal = FakeTerminal()
    told = await copy("a\nb", "the value", terminal, tmp_path, desktop.around)
    assert told == "Copied the value: 2 lines, 3 characters, through the terminal, if it allows that."
    assert terminal.sent == ["\x1b]52;c;" + base64.b64encode(b"a\nb").decode() + "\x07"]
    assert desktop.ran == []


async def test_tmux_is_told_to_pass_it_on(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    await copy("x", "the value", terminal, tmp_path, Desktop({**SSH, "TMUX": "/tmp/t"}).around)
    assert terminal.sent == ["\x1b]52;c;eA==\x07", "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\"]


async def test_tmux_itself_is_asked_if_it_is_there(tmp_path: Path) -> None:
    desktop = Desktop({**SSH, "TMUX": "/tmp/t"}, ["tmux"])
    terminal = FakeTerminal()
    told = await copy("x", "the value", terminal, tmp_path, desktop.around)
    assert desktop.ran == [(["/bin/tmux", "load-buffer", "-w", "-"], b"x")]
    assert told.endswith("by tmux, into its buffer and, if it may, into the clipboard.")
    assert terminal.sent == []


async def test_what_terminals_would_cut_is_saved_for_the_owner_alone(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    text = "x" * MOST_ENCODED
    told = await copy(text, "the value", terminal, tmp_path, Desktop(SSH).around)
    path = tmp_path / "copied.txt"
    assert "Saved the value" in told and str(path) in told and "Copied" not in told
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert terminal.sent == []


async def test_a_tool_that_fails_leaves_the_next_way(tmp_path: Path) -> None:
    desktop = Desktop({"DISPLAY": ":0"}, ["xclip", "xsel"], works=False)
    told = await copy("x", "the value", FakeTerminal(), tmp_path, desktop.around)
    assert [ran[0][0] for ran in desktop.ran] == ["/bin/xclip", "/bin/xsel"]
    assert told.endswith("through the terminal, if it allows that.")


async def test_a_console_has_no_clipboard(tmp_path: Path) -> None:
    told = await copy("x", "the value", FakeTerminal(), tmp_path, Desktop({"TERM": "linux"}).around)
    assert told.startswith("No clipboard takes this. Saved the value")


async def test_if_nothing_works_that_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "no").write_text("")
    with pytest.raises(StorageError):
        await copy("x", "the value", FakeTerminal(False), tmp_path / "no", Desktop({}).around)


async def test_half_a_surrogate_pair_is_no_fault(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    await copy("a\ud83d", "the value", terminal, tmp_path, Desktop(SSH).around)
    assert terminal.kept == "a?"


def test_a_tool_is_given_its_input_and_its_failure_is_seen(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = f"import sys; open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())"
    assert run_tool([sys.executable, "-c", code], b"data")
    assert out.read_bytes() == b"data"
    assert not run_tool([sys.executable, "-c", "raise SystemExit(1)"], b"")
    assert not run_tool(["/nowhere/tool"], b"")
