"""B4: from an answer in memory to the first picture of its tree, inside of a window without a terminal."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median

HARLEQUIN_MS = {1_000: 225.0, 10_000: 585.0, 100_000: 3_580.0}
"""What Harlequin 2.17.0 with duckdb took when the goals were set, on a quiet machine."""
MOST = {1_000: 0.15, 10_000: 0.08, 100_000: 0.03}
_TIMES = 5
_PATIENCE = 60


def painted(file: Path) -> float:
    """Seconds, the median of some runs."""
    return asyncio.run(_painted(file.read_bytes()))


async def _painted(body: bytes) -> float:
    from textual.app import App, ComposeResult

    from karma_tui.results.document import Document
    from karma_tui.themes import load_themes, shipped_folder
    from karma_tui.tui.theming import DEFAULT, register
    from karma_tui.tui.widgets.result_tree import ResultTree

    class Window(App[None]):
        """The tree alone, in the program's colours."""

        def __init__(self) -> None:
            super().__init__()
            register(self, load_themes([shipped_folder()]).themes.values())
            self.theme = DEFAULT

        def compose(self) -> ComposeResult:
            """See the class."""
            yield ResultTree()

    app = Window()
    taken: list[float] = []
    async with app.run_test(size=(140, 40)) as pilot:
        tree = app.query_one(ResultTree)
        for _ in range(_TIMES):
            tree.show_message()
            await pilot.pause()
            shown = asyncio.Event()
            began = time.perf_counter()
            tree.show(Document.from_bytes(body))
            app.call_after_refresh(shown.set)
            await asyncio.wait_for(shown.wait(), _PATIENCE)
            taken.append(time.perf_counter() - began)
    return median(taken)
