"""Every text of the snippets' dialogues can be read, also under the cursor and while something is wrong."""

from __future__ import annotations

import pytest

from karma_tui.library.snippets import Place, changes
from karma_tui.tui.user_files import UserFiles
from karma_tui.tui.widgets.buffers import Buffers
from tests.tui.conftest import OpenApp
from tests.tui.looking import press, settled
from tests.tui_look.walking import weak

_SNIPPET = """\
//---
// name = "long"
// tags = ["a"]
// [[parameters]]
// name = "pages"
// type = "int32"
// [[parameters]]
// name = "kind"
// type = "string"
// choices = ["a", "b"]
//---
[$pages, $kind, first(all(tag("x"))).y == 5i32] // c
"""


@pytest.mark.parametrize("theme", ["dark", "light", "parchment", "ansi-16-light"])
async def test_all_of_it_is_readable(theme: str, open_app: OpenApp, files: UserFiles) -> None:
    changes.save_new(Place("yours", files.snippets, True), "deep", "one", "1i32", tags=("x",))
    (files.snippets / "long.kvm").write_text(_SNIPPET)
    (files.snippets / "bad.kvm").write_text("//---\n// name = 5\n")
    async with open_app(size=(120, 40)) as (app, pilot):
        app.theme = theme
        app.screen.query_one(Buffers).active.insert("1i32")
        await settled(pilot)
        for keys in (
            ("f3",),
            ("down",),
            (*"long", "f5"),
            ("enter",),
            ("tab", "enter"),
            ("escape", "escape", "ctrl+s"),
            ("enter",),
        ):
            await press(pilot, *keys)
            assert weak(app) == {}, keys
