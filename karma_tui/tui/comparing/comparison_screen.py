"""What differs between two results: the counts, the list of differences, and the place under the cursor.

The results are compared in a thread; leaving the screen stops it. Nothing here changes the results.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static
from textual.worker import Worker

from karma_tui.errors import KarmaError
from karma_tui.results.compare import CHANGES, Comparing, Comparison
from karma_tui.results.compare_change import WORDS, Change
from karma_tui.results.compare_keys import POSITION, Matching, candidates
from karma_tui.results.compare_report import fields_text, how_text, summary
from karma_tui.results.compare_rows import CompareRows, Spot
from karma_tui.tui.actions import hint, in_brackets, scoped
from karma_tui.tui.comparing.detail import detail
from karma_tui.tui.comparing.difference_list import DifferenceList
from karma_tui.tui.comparing.kept import Named
from karma_tui.tui.comparing.keys import COMPARISON, DIFFERENCES
from karma_tui.tui.failures import notify_errors, notify_worker_failure
from karma_tui.tui.shown import shown_line

_HINTS = (
    ("leave", "close"), ("added removed changed spelled", "kinds"), ("all_changes", "all"),
    ("match", "match"), ("ids", "ids"), ("exchange", "swap"), ("copy_summary", "copy"),
)  # fmt: skip
_PACE = 0.1
"""Seconds between two looks at how far it is."""


class ComparisonScreen(Screen[None]):
    """Escape leaves it, also while it is still at work."""

    DEFAULT_CSS = """
    ComparisonScreen {
        & > .head { padding: 0 1; background: $panel; }
        & > .line { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > #compare-counts { height: auto; max-height: 2; text-wrap: wrap; }
        & > #compare-detail {
            height: auto; max-height: 35%; padding: 0 1; border-top: solid $border-blurred;
        }
        & > #compare-detail:focus { border-top: solid $border; }
        & #compare-detail-text { height: auto; }
        & > #compare-keys {
            height: 1; padding: 0 1; background: $footer-background; color: $footer-foreground;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    AUTO_FOCUS = "#differences"
    BINDINGS: ClassVar[list[BindingType]] = scoped(COMPARISON)

    def __init__(self, old: Named, new: Named, names: Mapping[str, str], folder: Path) -> None:
        super().__init__()
        self._old, self._new = old, new
        self._names = names
        self._folder = folder
        """For a summary that no clipboard takes."""
        self._matching: Matching | None = None
        self._ignores_ids = False
        self._comparison: Comparison | None = None
        self._shown: frozenset[Change] = frozenset(CHANGES)
        self._share = 0.0

    def compose(self) -> ComposeResult:
        """The sides, the counts, the list, the place under the cursor, the keys."""
        for name in ("old", "new", "counts", "fields"):
            classes = "head" if name == "counts" else "head line"
            yield Static(id=f"compare-{name}", classes=classes, markup=False)
        yield DifferenceList()
        with VerticalScroll(id="compare-detail"):
            yield Static(id="compare-detail-text", markup=False)
        steps = hint(DIFFERENCES, self.app, ("next previous", "next"))
        yield Static(f"{steps}  {hint(COMPARISON, self.app, *_HINTS)}", id="compare-keys", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self._begin()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault nobody foresaw is told."""
        notify_worker_failure(self.app, event)

    def action_leave(self) -> None:
        """Close; what is still being compared is given up."""
        self.dismiss(None)

    # --- comparing

    def _begin(self) -> None:
        self._comparison = None
        self._share = 0.0
        self._say("compare-old", f"- {self._old.name}")
        self._say("compare-new", f"+ {self._new.name}")
        self._say("compare-fields", "")
        self._show_detail(None)
        self._tell_progress()
        self.run_worker(self._compare(), group="compare", exclusive=True, exit_on_error=False)

    async def _compare(self) -> None:
        comparing = Comparing(
            self._old.document, self._new.document, self._matching, ignores_ids=self._ignores_ids
        )
        stop = threading.Event()
        timer = self.set_interval(_PACE, self._tell_progress)
        try:
            await asyncio.to_thread(self._work, comparing, stop)
        finally:
            stop.set()
            timer.stop()
        self._comparison = comparing.result
        await self._show()

    def _work(self, comparing: Comparing, stop: threading.Event) -> None:
        """In a thread."""
        for share in comparing.steps():
            self._share = share
            if stop.is_set():
                return

    def _tell_progress(self) -> None:
        if self._comparison is None:
            self._say(
                "compare-counts",
                f"comparing, {self._share:.0%} done{in_brackets(COMPARISON, self.app, ('leave', 'stops'))}",
            )

    # --- showing

    async def _show(self, pair: int | None = None) -> None:
        """What was found; the cursor goes to a pair, or the next one that is shown."""
        comparison = self._comparison
        if comparison is None:
            return
        rows = await asyncio.to_thread(CompareRows, comparison, self._shown, self._names)
        if comparison is not self._comparison:
            return
        self._say("compare-old", f"- {self._old.name}: {len(comparison.old):,} records")
        self._say("compare-new", f"+ {self._new.name}: {len(comparison.new):,} records")
        self.query_one("#compare-counts", Static).update(self._counts(comparison))
        fields = fields_text(comparison)
        self._say("compare-fields", f"changed: {fields}")
        self.query_one("#compare-fields").display = bool(fields)
        nothing = "Nothing differs." if not comparison.counts.different else "Nothing of the chosen kinds."
        place = rows.place_of(pair) if pair is not None else None
        self._list.show(rows, self._names, nothing, place)

    def _counts(self, comparison: Comparison) -> Content:
        parts = [self._count(comparison, change) for change in CHANGES if comparison.counts.of(change)]
        parts.append(Content(f"{comparison.counts.of(Change.SAME):,} same"))
        parts.append(Content(shown_line(how_text(comparison))))
        return Content("  ").join(parts)

    def _count(self, comparison: Comparison, change: Change) -> Content:
        mark = str(change) if change in self._shown else " "
        text = f"[{mark}] {comparison.counts.of(change):,} {WORDS[change]}"
        click = Style.from_meta({"@click": f"screen.toggle_change({str(change)!r})"})
        return Content.styled(text, "bold" if change in self._shown else "").stylize(click)

    @on(DifferenceList.Pointed)
    def _pointed(self, event: DifferenceList.Pointed) -> None:
        self._show_detail(event.spot)

    def _show_detail(self, spot: Spot | None) -> None:
        rows = self._list.rows
        text = detail(rows, spot) if rows is not None and spot is not None else Content("")
        pane = self.query_one("#compare-detail", VerticalScroll)
        pane.display = bool(text.plain)
        self.query_one("#compare-detail-text", Static).update(text)
        pane.scroll_home(animate=False)

    def _say(self, name: str, text: str) -> None:
        self.query_one(f"#{name}", Static).update(Content(shown_line(text)))

    @property
    def _list(self) -> DifferenceList:
        return self.query_one(DifferenceList)

    # --- choosing

    def action_toggle_change(self, mark: str) -> None:
        """Show records of a kind, or no longer."""
        self._choose(self._shown ^ {Change(mark)})

    def action_all_changes(self) -> None:
        """Show all kinds."""
        self._choose(frozenset(CHANGES))

    def _choose(self, changes: frozenset[Change]) -> None:
        rows, spot = self._list.rows, self._list.spot
        self._shown = changes
        pair = rows.pair(spot) if rows is not None and spot is not None else 0
        self.run_worker(self._show(pair), group="compare-show", exclusive=True, exit_on_error=False)

    def action_match(self) -> None:
        """Ask what records are matched by."""
        comparison = self._comparison
        if comparison is None:
            return
        from karma_tui.tui.records.choice_screen import ChoiceScreen

        ways = candidates(comparison.old, comparison.new)
        if comparison.matching not in ways:
            ways.insert(0, comparison.matching)
        words = {it.words: it for it in [*ways, POSITION]}

        def chosen(name: str | None) -> None:
            if name is not None and words[name] != comparison.matching:
                self._matching = words[name]
                self._begin()

        self.app.push_screen(
            ChoiceScreen("Match records", list(words), current=comparison.matching.words), chosen
        )

    def action_ids(self) -> None:
        """Leave out ids, times and references, or look at them again."""
        if self._comparison is not None:
            self._ignores_ids = not self._ignores_ids
            self._matching = self._comparison.matching
            self._begin()

    def action_exchange(self) -> None:
        """Exchange the sides."""
        self._old, self._new = self._new, self._old
        if self._comparison is not None:
            self._matching = self._comparison.matching
        self._begin()

    async def action_copy(self) -> None:
        """Copy the summary."""
        if self._comparison is None:
            return
        from karma_tui.tui.taking.clipboard import copy
        from karma_tui.tui.taking.terminal import AppTerminal

        text = summary(self._comparison, self._old.name, self._new.name)
        try:
            told = await copy(text, "summary", AppTerminal(self.app), self._folder)
        except KarmaError as error:
            notify_errors(self.app, [error])
        else:
            self.notify(shown_line(told), markup=False)
