"""Where secrets come from: each source, its faults, and the order they are looked at."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring.errors
import pytest

from karma_tui.errors import ConfigError, StorageError
from karma_tui.library.secrets import Secret, Sources
from karma_tui.library.secrets.command import from_command
from karma_tui.library.secrets.file import file_warning
from karma_tui.library.secrets.ring import forget, from_keyring, keep, service_of
from karma_tui.redact import register
from tests.library.ring import Ring, installed

URL = "https://db.example.org"


@pytest.fixture
def ring() -> Iterator[Ring]:
    with installed() as made:
        yield made


# --- command


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def _ends(process: int) -> bool:
    """Whether a process is gone, or goes within a while."""
    try:
        ending = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([ending], [], [], 20)[0])
    finally:
        os.close(ending)


def test_a_command_gives_its_first_line() -> None:
    secret = from_command(_python("print(' inner ==\\r\\nuser: ann')"))
    assert secret.value == " inner =="
    assert secret.source == f"command {Path(sys.executable).name}"


def test_no_shell_is_between() -> None:
    assert (
        from_command([*_python("import sys; print(sys.argv[1])"), "$HOME; echo x"]).value == "$HOME; echo x"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "first line is empty"),
        ("print()", "first line is empty"),
        ("import sys; sys.exit('no such entry')", "code 1. It said: no such entry"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "signal 15"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\n')", "not text"),
        ("while True: print('x' * 10000)", "more than"),
        ("import sys; sys.exit('\\x1b[31mred\\x1b[0m')", "?[31mred"),
    ],
)
def test_a_command_that_gives_none_says_why(code: str, said: str) -> None:
    with pytest.raises(StorageError) as caught:
        from_command(_python(code))
    assert said in caught.value.detail
    assert "\x1b" not in str(caught.value)


def test_what_a_command_complains_of_is_redacted() -> None:
    register("hunter2-of-old")
    with pytest.raises(StorageError) as caught:
        from_command(_python("import sys; sys.exit('cannot unlock with hunter2-of-old')"))
    assert "hunter2" not in str(caught.value)


def test_a_command_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"""
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        open({str(told)!r}, "w").write(str(child.pid))
        child.wait()
    """
    with pytest.raises(StorageError, match="gave no secret") as caught:
        from_command(_python(code), limit=2.0)
    assert "within 2 s" in caught.value.detail
    assert _ends(int(told.read_text()))


def test_a_command_that_closes_its_output_may_take_its_time() -> None:
    code = """
        import os, time
        os.write(1, b"found\\n")
        os.close(1)
        os.close(2)
        time.sleep(0.3)
    """
    assert from_command(_python(code), limit=20.0).value == "found"


def test_leaving_ends_a_command_that_is_still_waited_for(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    waiting = f"echo $$ > {told}; exec sleep 600"
    code = f"""
        import threading, pathlib, time
        from karma_tui.library.secrets.command import from_command
        work = threading.Thread(target=from_command, args=(["sh", "-c", {waiting!r}],), daemon=True)
        work.start()
        while not (pathlib.Path({str(told)!r}).exists() and pathlib.Path({str(told)!r}).read_text().strip()):
            work.join(0.01)
    """
    subprocess.run(_python(code), check=True, timeout=60)
    assert _ends(int(told.read_text()))


def test_what_a_command_leaves_running_does_not_hold_it_up() -> None:
    code = """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("found")
    """
    assert from_command(_python(code), limit=20.0).value == "found"


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(StorageError, match="no-such-program") as caught:
        from_command(["no-such-program", "secret"])
    assert "cannot be started" in caught.value.detail


def test_a_command_cannot_read_the_terminal() -> None:
    with pytest.raises(StorageError):
        from_command(_python("open('/dev/tty')"))


# --- keyring


def test_the_keyring_gives_what_was_kept_for_that_address_and_user(ring: Ring) -> None:
    assert from_keyring(URL, "ann") is None
    assert keep(URL + "/", "ann", Secret("s3cret", "typed in")) == "in memory[31m"
    assert from_keyring(URL, "ann") == Secret("s3cret", "keyring (in memory[31m)")
    assert from_keyring(URL, "bob") is None
    assert from_keyring("https://other.example.org", "ann") is None
    assert ring.kept == {(service_of(URL), "ann"): "s3cret"}
    assert forget(URL, "ann")
    assert not forget(URL, "ann")


def test_a_hanging_keyring_is_left_alone(ring: Ring) -> None:
    ring.hanging.clear()
    with pytest.raises(StorageError, match="keyring cannot be used") as caught:
        from_keyring(URL, "ann", limit=0.05)
    assert "0.05 s" in caught.value.detail


@pytest.mark.parametrize(
    "error", [keyring.errors.KeyringLocked("s3cret"), OSError("s3cret"), ValueError("s3cret")]
)
def test_a_broken_keyring_is_one_kind_of_error_without_a_strangers_words(
    ring: Ring, error: Exception
) -> None:
    ring.broken = error
    with pytest.raises(StorageError, match="keyring cannot be used") as caught:
        from_keyring(URL, "ann")
    assert type(error).__name__ in caught.value.detail
    assert "s3cret" not in str(caught.value)


def test_the_keyring_is_not_loaded_unless_a_profile_says_so() -> None:
    code = """
        import sys
        from karma_tui.library.profiles import Profile
        from karma_tui.workbench.profiles import target_for, with_secret
        with_secret(target_for(Profile("x", "https://db.example.org", secret_env="HOME")))
        assert "keyring" not in sys.modules, "loaded"
    """
    subprocess.run(_python(code), check=True, timeout=60)


def test_a_missing_package_says_how_to_install_it() -> None:
    code = """
        import sys
        sys.modules["keyring"] = None
        from karma_tui.library.secrets.ring import from_keyring
        from karma_tui.errors import StorageError
        try:
            from_keyring("https://x", "ann")
        except StorageError as error:
            print(error)
    """
    done = subprocess.run(_python(code), check=True, capture_output=True, text=True, timeout=60)
    assert "not installed" in done.stdout
    assert "karma-tui[keyring]" in done.stdout


# --- the order


def test_the_first_source_that_has_a_secret_counts(ring: Ring, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    keep(URL, "ann", Secret("of-the-ring", "typed in"))
    command = tuple(_python("print('of-the-command')"))
    sources = Sources(str(file), "MINE", command, keyring=True, environment=True, url=URL)
    environment = {"MINE": "of-the-variable", "KARMA_TUI_SECRET": "of-outside"}
    file.write_text("of-the-file")
    file.chmod(0o600)

    def found(sources: Sources, environment: dict[str, str]) -> tuple[str, int]:
        looked = sources.look("ann", environment)
        assert looked.secret is not None
        return looked.secret.value, len(looked.warnings)

    assert found(sources, environment) == ("of-the-file", 0)
    file.unlink()
    assert found(sources, environment) == ("of-the-variable", 1)
    del environment["MINE"]
    assert found(sources, environment) == ("of-the-command", 2)
    broken = Sources(str(file), "MINE", ("false",), keyring=True, environment=True, url=URL)
    assert found(broken, environment) == ("of-the-ring", 3)
    ring.broken = OSError("x")
    assert found(broken, environment) == ("of-outside", 4)


def test_nothing_found_names_the_last_failure() -> None:
    looked = Sources(variable="NOT_THERE").look("ann", {})
    assert looked.secret is None
    assert isinstance(looked.failure, ConfigError)
    assert "NOT_THERE" in looked.failure.detail


def test_prompt_means_that_nothing_is_looked_for(ring: Ring) -> None:
    ring.broken = AssertionError("asked")
    sources = Sources(variable="MINE", keyring=True, environment=True, prompt=True)
    assert sources.look("ann", {"MINE": "x", "KARMA_TUI_SECRET": "y"}) == Sources().look("ann", {})
    assert not sources.may_find


@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o400, False), (0o640, True), (0o644, True)])
def test_a_file_that_others_can_read_is_warned_of_and_used(mode: int, is_told: bool, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret")
    file.chmod(mode)
    looked = Sources(str(file)).look("ann", {})
    assert looked.secret is not None
    assert [warning.title for warning in looked.warnings] == ["Others can read the secret's file"] * is_told
    assert (file_warning(file) is not None) is is_told


def test_a_home_that_is_not_there_is_no_crash() -> None:
    looked = Sources("~no-such-user-here/secret").look("ann", {})
    assert looked.failure is not None


def test_a_command_and_a_file_never_show_their_secret(tmp_path: Path) -> None:
    shown: Any = Sources(command=tuple(_python("print('very-secret')"))).look("ann", {})
    assert "very-secret" not in repr(shown)
