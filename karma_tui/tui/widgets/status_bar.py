"""The line that says who is signed in where, how long for, and what is going on right now."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from karma_tui.results.width import fitted
from karma_tui.tui.ports import SessionFacts
from karma_tui.tui.shown import shown_line
from karma_tui.workbench.session_text import READY, Urgency, standing, status_text
from karma_tui.workbench.target import Target

_LONGEST_NAME = 20


class StatusBar(Widget):
    """Draws `status_text`; it asks for the session at every refresh and keeps nothing of its own."""

    _STYLES: ClassVar[dict[Urgency, str]] = {
        Urgency.CALM: "",
        Urgency.WARNING: "bold $text-warning",
        Urgency.ALARM: "bold reverse $text-error",
    }

    def __init__(self, target: Target, session: Callable[[], SessionFacts | None]) -> None:
        super().__init__(id="status")
        self._profile = target.called
        self._chip = chip(target)
        self._session = session
        self._activity: Callable[[], str] = lambda: "starting"
        self._problems = ""

    def set_activity(self, activity: Callable[[], str]) -> None:
        """What is going on, asked anew each second: it may hold a running clock."""
        self._activity = activity
        self.refresh()

    def set_problems(self, problems: str) -> None:
        """How many problems the text has, in words; "" if it has none."""
        self._problems = problems
        self.refresh()

    def on_mount(self) -> None:
        """A clock that only redraws this one line."""
        self.set_interval(1.0, self.refresh)

    def render(self) -> Content:
        """The line at the present width."""
        facts, width = self._session(), self.content_size.width
        doing = self._activity()
        doing = standing(facts) if doing == READY else doing
        activity = " | ".join(part for part in (doing, self._problems) if part)
        if self._chip.cell_length:
            # it says the profile's name, so that is not said again
            place = facts.endpoint if facts is not None else ""
            status = status_text(place, facts, activity, width - self._chip.cell_length - 1)
        else:
            status = status_text(self._profile, facts, activity, width)
        parts = [Content(shown_line(status.who))] if status.who else []
        if status.session:
            parts.append(Content.styled(shown_line(status.session), self._STYLES[status.urgency]))
        parts.append(Content(status.activity))
        line = Content(" | ").join(parts)
        return Content.assemble(self._chip, " ", line) if self._chip.cell_length else line


def chip(target: Target) -> Content:
    """The name of a profile that wants to be noticed, in its colour, with what is special in words."""
    unverified = target.url.startswith("https:") and not target.reach.verify
    if not (target.colour or target.protected or target.read_only or unverified):
        return Content()
    from karma_tui.tui.profiles.colours import chip_style
    from karma_tui.tui.profiles.listing import guards

    name = fitted(shown_line(target.profile), _LONGEST_NAME)
    said = " ".join(
        [name, *guards(target.protected, target.read_only), *(["unverified"] if unverified else [])]
    )
    return Content.styled(f" {said} ", chip_style(target.colour))
