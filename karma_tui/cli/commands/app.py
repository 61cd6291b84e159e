"""No command at all: the app, or with a pipe a run of what comes in by it."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import add_instance

DESCRIPTION = ""
RUNS = "karma_tui.cli.starting:app"


def add(parser: ArgumentParser) -> None:
    """Only what says which instance."""
    add_instance(parser)
