"""Lets `python -m karma_tui` do what the installed command does; nothing else belongs here."""

from __future__ import annotations

import sys

from karma_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
