from __future__ import annotations

from pathlib import Path

import pytest

from karma_tui.errors import StorageError
from karma_tui.library.secrets import Secret, from_environment, from_file, from_prompt
from karma_tui.redact import redact


def test_the_value_is_hidden_and_known_to_the_redactor() -> None:
    secret = from_prompt("correct horse battery")
    assert "correct" not in repr(secret)
    assert "horse" not in redact("no login with correct horse battery")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_trailing_newline_of_a_file_is_stripped(ending: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(f" inner space ==  {ending}".encode())
    secret = from_file(file)
    assert secret.value == " inner space ==  "
    assert str(file) in secret.source


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xff", b"x" * 100_000], ids=["", "newline", "binary", "big"]
)
def test_an_unusable_file_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        from_file(file)
    assert str(file) in caught.value.detail


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="secret cannot be read"):
        from_file(tmp_path / "nothing")


def test_the_programs_own_variable_comes_first() -> None:
    both = {"KARMA_TUI_SECRET": "one", "KARMA_SECRET": "two"}
    assert from_environment(both) == Secret("one", "environment variable KARMA_TUI_SECRET")
    assert from_environment({"KARMA_SECRET": "two"}) == Secret("two", "environment variable KARMA_SECRET")
    assert from_environment({"KARMA_SECRET": ""}) is None
