"""karma-tui with faults planted: `python -m tests.safety.program WORDS`, for the canary tests only.

`SAFETY_PLANT` names what is planted, with commas between: `no-redaction` switches the redaction off, `action`
lets the action Format fail, `connect` lets connecting fail, both with the secret of the file SAFETY_SECRET in
their words.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

PLANTED = frozenset(os.environ.get("SAFETY_PLANT", "").split(","))


def _fail(*_: Any, **__: Any) -> Any:
    secret = Path(os.environ["SAFETY_SECRET"]).read_text().strip()
    raise ValueError(f"could not use {secret} here")


def main() -> int:
    if "no-redaction" in PLANTED:
        from karma_tui import redact

        redact.redact = redact.redact_known = lambda text: text
    if "action" in PLANTED:
        from karma_tui.tui.screens.main import MainScreen

        MainScreen.action_format = _fail  # type: ignore[method-assign]
    if "connect" in PLANTED:
        from karma_tui.workbench import connect

        connect.open_instance = _fail
    from karma_tui.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
