"""Editors to compare with, and nothing around them: `typing_peer.py textual|prompt_toolkit FILE [json]`.

Runs in the environment where the peer is installed, so it imports nothing of ours.
"""

import sys
from pathlib import Path


def run_textual(text: str, language: str | None) -> None:
    """A TextArea between a tree and a footer."""
    from textual.app import App, ComposeResult
    from textual.containers import Horizontal
    from textual.widgets import Footer, TextArea, Tree

    class Peer(App[None]):
        """The least app that has an editor and something beside it."""

        CSS = "TextArea, Tree { width: 1fr; }"

        def compose(self) -> ComposeResult:
            """Editor, tree, footer."""
            with Horizontal():
                yield TextArea(text, language=language, show_line_numbers=True)
                yield Tree("PEER READY")
            yield Footer()

    Peer().run()


def run_prompt_toolkit(text: str, language: str | None) -> None:
    """A full-screen editor beside a frame."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.layout import Layout, VSplit
    from prompt_toolkit.lexers import PygmentsLexer
    from prompt_toolkit.widgets import Frame, TextArea
    from pygments.lexers.data import JsonLexer

    area = TextArea(text=text, lexer=PygmentsLexer(JsonLexer) if language else None, line_numbers=True)
    area.buffer.cursor_position = 0
    body = VSplit([Frame(area), Frame(TextArea("PEER READY"))])
    Application(layout=Layout(body, focused_element=area), full_screen=True).run()


if __name__ == "__main__":
    kind, file, *rest = sys.argv[1:]
    run = run_textual if kind == "textual" else run_prompt_toolkit
    run(Path(file).read_text(encoding="utf-8"), rest[0] if rest else None)
