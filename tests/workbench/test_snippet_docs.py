"""The page about snippets shows what works."""

from __future__ import annotations

import re
from pathlib import Path

from karma_tui.lang.parameters.header_parts import _KEYS, _PARAMETER_KEYS
from karma_tui.lang.parameters.types import PLAIN
from karma_tui.library.snippets import Place
from karma_tui.library.snippets.snippet import read_snippet
from karma_tui.workbench.snippet_check import problems_of

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "snippets.md"


def test_the_file_on_the_page_is_a_snippet_without_a_fault(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```kvm\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    path = tmp_path / "long.kvm"
    path.write_text(sample)
    snippet = read_snippet(Place("yours", tmp_path, True), path)
    assert (snippet.name, [it.name for it in snippet.parameters]) == ("long books", ["pages"])
    assert problems_of(snippet) == []


def test_every_key_and_type_is_on_the_page() -> None:
    page = _PAGE.read_text()
    between = {"int16", "int32", "uint16", "uint32"}
    for word in (*_KEYS, *_PARAMETER_KEYS, *(set(PLAIN) - between)):
        assert f"`{word}`" in page, word
