"""The editors that are measured: how each is started with a text, and how one sees that it is ready."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import peers as others
from typing_terminal import Terminal

PEER = str(Path(__file__).with_name("typing_peer.py"))

Start = Callable[[str, Path], "Terminal"]


@dataclass(frozen=True, slots=True)
class Editor:
    """`start` opens it with a text in a scratch folder; `line` is a line of a text of its language."""

    name: str
    start: Callable[[str, Path], Iterator[Terminal]]
    line: Callable[[int], str]


def kvm_line(at: int) -> str:
    """A line of KVM text with calls, strings, numbers and a lambda."""
    return f'let m{at} = filterList(all(tag("t{at}")), (i, value) => gtFloat(value.x, {at}.5));'


def json_line(at: int) -> str:
    """The same amount of JSON."""
    return f'  {{"filterList": [{{"all": {{"tag": {{"string": "t{at}"}}}}}}, {{"gt": [{at}, 1.5]}}]}},'


def sql_line(at: int) -> str:
    """The same amount of SQL."""
    return f"select t{at}.id, count(*) from tab{at} as t{at} where t{at}.v > {at}.5 group by 1;"


def editors(peers: Path | None) -> list[Editor]:
    """Ours and a bare TextArea, and what is installed in the folder of peers."""
    found = [
        Editor("karma-tui", _ours, kvm_line),
        Editor("Textual TextArea, no colours", _peer(sys.executable, "textual"), json_line),
    ]
    if python := others.program(peers, "editors", "python"):
        found += [
            Editor("Textual TextArea, tree-sitter", _peer(python, "textual", "json"), json_line),
            Editor("prompt_toolkit, no colours", _peer(python, "prompt_toolkit"), json_line),
            Editor("prompt_toolkit, Pygments", _peer(python, "prompt_toolkit", "json"), json_line),
        ]
    if harlequin := others.program(peers, "harlequin", "harlequin"):
        found.append(Editor("Harlequin", _harlequin(harlequin), sql_line))
    return found


def prompts(peers: Path | None) -> list[Editor]:
    """Our REPL, and the prompts that are there; they begin empty."""
    found = [Editor("karma-tui repl", _prompt((_program(), "repl"), "local> "), kvm_line)]
    if litecli := others.program(peers, "litecli", "litecli"):
        found.append(Editor("litecli", _prompt((litecli, "peer.db"), "peer.db> "), sql_line))
    return found


def install(peers: Path) -> None:
    """Install the editors there."""
    others.install(peers, ("editors", "harlequin", "litecli"))


@contextmanager
def _ours(text: str, folder: Path) -> Iterator[Terminal]:
    """The app with the text as a draft that an earlier window left, on a local instance of its own."""
    from karma_tui.library.drafts import Buffer, open_drafts

    home, data = folder / "home", folder / "typing.db"
    if text:
        drafts, _ = open_drafts(home / "state", str(data))
        drafts.save([Buffer("typing", text)])
        drafts.close()
    with Terminal([_program(), "--data", str(data)], {"KARMA_TUI_HOME": str(home)}, folder) as terminal:
        terminal.send(b"", lambda screen: "ready" in screen and (not text or "typing" in screen), quiet=0.5)
        yield terminal


def _program() -> str:
    return str(Path(sys.executable).with_name("karma-tui"))


def _prompt(words: tuple[str, ...], ready: str) -> Start:
    @contextmanager
    def start(_: str, folder: Path) -> Iterator[Terminal]:
        environment = {"KARMA_TUI_HOME": str(folder / "home"), "HOME": str(folder)}
        with Terminal(words, environment, folder) as terminal:
            terminal.send(b"", lambda screen: ready.strip() in screen, 60, 0.5)
            terminal.rest(2)  # models are read, completions are made ready
            yield terminal

    return start


def _peer(python: str, *words: str) -> Start:
    @contextmanager
    def start(text: str, folder: Path) -> Iterator[Terminal]:
        file = folder / "text.json"
        file.write_text(text, encoding="utf-8")
        kind, *language = words
        with Terminal([python, PEER, kind, str(file), *language], {}, folder) as terminal:
            terminal.send(b"", lambda screen: "PEER READY" in screen, quiet=0.5)
            yield terminal

    return start


def _harlequin(program: str) -> Start:
    @contextmanager
    def start(text: str, folder: Path) -> Iterator[Terminal]:
        """Harlequin takes a file by its own dialogue only."""
        file = folder / "text.sql"
        file.write_text(text, encoding="utf-8")
        with Terminal([program, str(folder / "peer.db")], {"HOME": str(folder)}, folder) as terminal:
            terminal.send(b"", lambda screen: "Query Editor" in screen, 60, 0.2)
            terminal.rest(2)
            if text:
                for keys in (b"\x01", b"\x7f", b"\x0f", b"\x01", str(file).encode(), b"\r"):
                    terminal.send(keys, lambda _: True)
                    terminal.rest(1)
                first = text.split("\n", 1)[0][:40]
                terminal.send(b"", lambda screen: first in screen, 60, 0.2)
                terminal.send(b"\x1b[1;5H", lambda _: True)
                terminal.rest(1)
            yield terminal

    return start
