"""`karma-tui __refresh`: reads an instance's tags for completion, beside a shell that does not wait."""

from __future__ import annotations

from argparse import ArgumentParser

from karma_tui.cli.grammar.words import add_instance

DESCRIPTION = "Read the names of tags for completion."
RUNS = "karma_tui.cli.completing.refresh:run"


def add(parser: ArgumentParser) -> None:
    """Which instance."""
    add_instance(parser)
