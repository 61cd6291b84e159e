"""The default models against those of a real server."""

from __future__ import annotations

import json

from karma_tui.lang.machine.defaults import TAGS, default_models

from .places import DUMPS, needs_dumps


@needs_dumps
def test_the_model_of_expressions_is_the_real_servers() -> None:
    records = json.loads((DUMPS / "karma-1.0-library.json").read_text())["records"]
    recorded = [record["value"] for record in records["_model"] if "recursive" in record["value"]]
    assert recorded == [default_models(dict.fromkeys(TAGS, ""))["_expression"]]
