"""`karma-tui profiles`, `login` and `config` as processes, against a real server where one is needed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from karma_tui.cli.commands.profiles import SWITCHES, TEXTS
from karma_tui.errors import ExitCode
from karma_tui.library.profile_keys import KEYS, Kind
from tests.cli.process import COMMAND, environment, run
from tests.e2e.terminal import ENTER, Terminal
from tests.workbench.instance import Starter, place_in

ROOT = str(Path(__file__).parents[2])


class Server:
    """A real instance behind a Unix socket."""

    def __init__(self, url: str, secret: Path) -> None:
        self.url = url
        self.secret_file = secret

    @property
    def secret(self) -> str:
        return self.secret_file.read_text().strip()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    starter = Starter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARMA_TUI_HOME", str(folder / "h"))
        place = place_in(folder)
        starter(place)
    yield Server(f"unix:{place.socket}", place.secret)
    starter.close()


def settings(home: Path) -> dict[str, dict[str, object]]:
    file = home / "config" / "settings.toml"
    return tomllib.loads(file.read_text()) if file.exists() else {}


def test_there_is_an_option_for_every_key() -> None:
    texts = {option[2:].replace("-", "_") for option, _, _ in TEXTS}
    switches = {option[2:].replace("-", "_") for option, _ in SWITCHES}
    assert texts == {key.name for key in KEYS if key.kind is not Kind.SWITCH}
    assert switches == {key.name for key in KEYS if key.kind is Kind.SWITCH}


def test_a_profile_is_added_shown_changed_opened_at_start_and_removed(tmp_path: Path) -> None:
    words = ["--url", "https://db.example.org", "--protected", "--secret-command", "pass show 'a b'"]
    done = run(["profiles", "add", "prod", *words], tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert settings(tmp_path)["profiles"]["prod"] == {
        "url": "https://db.example.org",
        "protected": True,
        "secret_command": ["pass", "show", "a b"],
    }
    done = run(
        ["profiles", "edit", "prod", "--no-protected", "--colour", "red", "--unset", "secret-command"],
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    shown = json.loads(run(["profiles", "show", "prod", "--json"], tmp_path).stdout)
    assert (shown["protected"], shown["colour"], shown["secret_command"]) == (False, "red", [])
    assert run(["profiles", "use", "prod"], tmp_path).returncode == 0
    listed = run(["profiles"], tmp_path).stdout.decode().splitlines()
    assert [line.split()[0] for line in listed] == ["local", "*"]
    assert json.loads(run(["profiles", "list", "--json"], tmp_path).stdout)[0]["default"] is True
    done = run(["profiles", "remove", "prod"], tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert b"--yes" in done.stderr
    done = run(["profiles", "remove", "prod", "--yes"], tmp_path)
    assert (done.returncode, b"opened at start" in done.stderr) == (0, True)
    assert settings(tmp_path) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "x"], b"--url"),
        (["add", "local", "--url", "http://h"], b"local instance"),
        (["add", "x", "--url", "db.example.org"], b"http://"),
        (["add", "x", "--url", "https://ann:hunter2@h"], b"password"),
        (["add", "x", "--url", "http://h", "--connect-timeout", "soon"], b"--connect-timeout"),
        (["add", "x", "--url", "http://h", "--client-key", "k"], b"client_cert"),
        (["add", "x", "--url", "http://h", "--password", "hunter2"], b"profiles"),
        (["edit", "nobody", "--url", "http://h"], b"no profile called nobody"),
        (["show", "nobody"], b"no profile called nobody"),
        (["test", "nobody"], b"no profile called nobody"),
        (["use", "nobody"], b"no profile called nobody"),
        (["remove", "nobody", "--yes"], b"no profile called nobody"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    words: list[str], said: bytes, tmp_path: Path
) -> None:
    done = run(["profiles", *words], tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
    assert settings(tmp_path) == {}


def test_a_broken_settings_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text("theme = ")
    done = run(["profiles", "add", "x", "--url", "http://h"], tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert b"nothing was saved" in done.stderr
    assert file.read_text() == "theme = "


def _profile(home: Path, server: Server, *words: str) -> None:
    done = run(["profiles", "add", "real", "--url", server.url, *words], home)
    assert done.returncode == 0, done.stderr


def test_testing_tells_each_step_and_the_exit_code_tells_the_kind_of_failure(
    tmp_path: Path, server: Server
) -> None:
    _profile(tmp_path, server, "--secret-file", str(server.secret_file))
    done = run(["profiles", "test", "real"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[:2] for line in done.stdout.decode().splitlines()] == [
        ["ok", it] for it in ("address", "connection", "answer", "sign-in", "dialect", "clock")
    ]
    run(["profiles", "edit", "real", "--secret-command", "echo wrong", "--unset", "secret_file"], tmp_path)
    done = run(["profiles", "test", "real"], tmp_path)
    assert done.returncode == ExitCode.AUTH
    assert b"command echo" in done.stderr
    run(["profiles", "edit", "real", "--secret-command", "false"], tmp_path)
    done = run(["profiles", "test", "real"], tmp_path)
    assert b"gave no secret" in done.stderr
    assert b"skipped" in done.stdout
    run(["profiles", "edit", "real", "--url", "http://127.0.0.1:1"], tmp_path)
    assert run(["profiles", "test", "real"], tmp_path).returncode == ExitCode.CONNECTION


def test_an_expression_runs_with_a_profiles_own_secret_and_never_shows_it(
    tmp_path: Path, server: Server
) -> None:
    _profile(tmp_path, server, "--secret-command", f"cat {server.secret_file}")
    done = run(["run", "--profile", "real", "-e", "1i32"], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1\n", b"")
    done = run(["run", "-e", "1i32"], tmp_path, extra={"KARMA_TUI_PROFILE": "real"})
    assert done.stdout == b"1\n"
    for words in (["login", "real"], ["config", "--profile", "real"], ["profiles", "show", "real"]):
        done = run(words, tmp_path)
        assert done.returncode == 0
        assert server.secret.encode() not in done.stdout + done.stderr


def test_a_secret_of_the_environment_for_another_profile_is_not_sent(tmp_path: Path, server: Server) -> None:
    _profile(tmp_path, server)
    extra = {"KARMA_TUI_SECRET": server.secret}
    assert run(["run", "--profile", "real", "-e", "1i32"], tmp_path, extra=extra).returncode == 0
    extra["KARMA_TUI_PROFILE"] = "another"
    done = run(["run", "--profile", "real", "-e", "1i32"], tmp_path, extra=extra)
    assert done.returncode == ExitCode.AUTH
    assert b"no terminal" in done.stderr


def test_read_only_holds_as_option_variable_and_key(tmp_path: Path, server: Server) -> None:
    _profile(tmp_path, server, "--secret-file", str(server.secret_file))
    write = ["run", "--profile", "real", "-e", 'delete(refTo(first(all(tag("_tag")))))']
    done = run([*write, "--read-only"], tmp_path)
    assert (done.returncode, b"read-only" in done.stderr) == (ExitCode.QUERY, True)
    done = run(write, tmp_path, extra={"KARMA_TUI_READ_ONLY": "1"})
    assert done.returncode == ExitCode.QUERY
    run(["profiles", "edit", "real", "--read-only"], tmp_path)
    assert run(write, tmp_path).returncode == ExitCode.QUERY


def test_a_secret_file_that_others_can_read_is_warned_of(tmp_path: Path, server: Server) -> None:
    exposed = tmp_path / "secret"
    exposed.write_text(server.secret)
    exposed.chmod(0o644)
    done = run(["run", "--url", server.url, "--secret-file", str(exposed), "-e", "1i32"], tmp_path)
    assert (done.returncode, done.stdout) == (0, b"1\n")
    assert b"Others can read the secret's file" in done.stderr


# --- the keyring


def _ring(home: Path, **more: str) -> dict[str, str]:
    return {
        "PYTHON_KEYRING_BACKEND": "tests.cli.ring.FileRing",
        "PYTHONPATH": ROOT,
        "RING_FILE": str(home / "ring.json"),
        **more,
    }


def test_a_good_secret_is_kept_in_the_keyring_used_from_there_and_forgotten(
    tmp_path: Path, server: Server
) -> None:
    _profile(tmp_path, server, "--keyring")
    extra = _ring(tmp_path)
    done = run(["login", "real", "--secret-file", str(server.secret_file)], tmp_path, extra=extra)
    assert done.returncode == 0, done.stderr
    assert b"kept in the keyring (file ring)" in done.stderr
    assert list(json.loads((tmp_path / "ring.json").read_text())) == [f"karma-tui {server.url} admin"]
    done = run(["run", "--profile", "real", "-e", "1i32"], tmp_path, extra=extra)
    assert (done.stdout, done.stderr) == (b"1\n", b"")
    done = run(["login", "real"], tmp_path, extra=extra)
    assert b"keyring (file ring)" in done.stdout
    done = run(["login", "real", "--forget"], tmp_path, extra=extra)
    assert json.loads((tmp_path / "ring.json").read_text()) == {}
    assert run(["login", "real"], tmp_path, extra=extra).returncode == ExitCode.AUTH


def test_a_wrong_secret_is_not_kept(tmp_path: Path, server: Server) -> None:
    _profile(tmp_path, server, "--keyring")
    (tmp_path / "wrong").write_text("not the one")
    done = run(["login", "real", "--secret-file", str(tmp_path / "wrong")], tmp_path, extra=_ring(tmp_path))
    assert done.returncode == ExitCode.AUTH
    assert b"file " + str(tmp_path / "wrong").encode() in done.stderr
    assert not (tmp_path / "ring.json").exists()


@pytest.mark.terminal
def test_a_refused_secret_of_the_keyring_is_asked_for_again_and_replaced(
    tmp_path: Path, server: Server
) -> None:
    _profile(tmp_path, server, "--keyring")
    ring = tmp_path / "ring.json"
    ring.write_text(json.dumps({f"karma-tui {server.url} admin": "old"}))
    with Terminal(
        [*COMMAND, "login", "real"], environment(tmp_path, _ring(tmp_path)), columns=100
    ) as terminal:
        terminal.wait_for("Password or secret of admin at real")
        assert "keyring (file ring)" in terminal.text
        terminal.type(server.secret[:20] + ENTER)
        # typed before the question stands there, it would be echoed and then thrown away
        terminal.wait_until(lambda text: text.count("Password or secret") == 2, "the question again")
        assert "typed in" in terminal.text
        terminal.type(server.secret + ENTER)
        terminal.wait_for("kept in the keyring")
        assert server.secret[:20] not in terminal.text
    assert list(json.loads(ring.read_text()).values()) == [server.secret]


def test_config_tells_what_holds_and_who_said_so(tmp_path: Path) -> None:
    run(["profiles", "add", "a", "--url", "http://h", "--user", "ann", "--read-timeout", "5"], tmp_path)
    file = tmp_path / "config" / "settings.toml"
    file.write_text('theme = "light"\n' + file.read_text())
    extra = {"KARMA_TUI_PROFILE": "a", "KARMA_TUI_PROXY": "http://p:1", "KARMA_TUI_SECRET": "hunter2"}
    done = run(["config", "--json", "--user", "bob"], tmp_path, extra=extra)
    told = json.loads(done.stdout)
    assert told["settings"]["theme"] == {"value": "light", "from": "settings"}
    assert told["settings"]["catalogue"] == {"value": "auto", "from": "default"}
    instance = told["instance"]
    assert instance["url"] == {"value": "http://h", "from": "environment variable KARMA_TUI_PROFILE"}
    assert instance["user"] == {"value": "bob", "from": "option --user"}
    assert instance["proxy"] == {"value": "http://p:1", "from": "environment variable KARMA_TUI_PROXY"}
    assert instance["read_timeout"] == {"value": "5", "from": "profile a"}
    assert told["files"]["settings"] == str(file)
    assert told["environment"]["KARMA_TUI_SECRET"] == "set"
    assert b"hunter2" not in done.stdout + done.stderr
    text = run(["config", "--user", "bob"], tmp_path, extra=extra)
    assert text.returncode == 0
    assert b"hunter2" not in text.stdout + text.stderr
    assert b"option --user" in text.stdout


@pytest.mark.terminal
def test_every_command_that_signs_in_asks_again_for_a_refused_secret(tmp_path: Path, server: Server) -> None:
    _profile(tmp_path, server, "--secret-command", "echo old")
    for words, told in (
        (["run", "--profile", "real", "-e", "int32(7)"], "7"),
        (["users", "--profile", "real"], "admin"),
    ):
        with Terminal([*COMMAND, *words], environment(tmp_path), columns=100) as terminal:
            terminal.wait_for("Password or secret of admin at real")
            assert "command echo" in terminal.text
            terminal.type(server.secret + ENTER)
            terminal.wait_for(told)
            assert terminal.wait_for_end() == 0
            assert server.secret not in terminal.text.replace("\n", "")


def test_a_profile_is_renamed_and_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(["profiles", "add", name, "--url", f"http://{name}"], tmp_path).returncode == 0
    run(["profiles", "use", "one"], tmp_path)
    done = run(["profiles", "rename", "one", "uno"], tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"the profile one is called uno now, which is still opened at start" in done.stderr
    assert settings(tmp_path) | {"profile": "uno"} == settings(tmp_path)
    for words, said in (
        (["uno", "two"], b"There is a profile called two already"),
        (["on", "x"], b"There is no profile called on"),
        (["uno", "local"], b"cannot be called so"),
    ):
        done = run(["profiles", "rename", *words], tmp_path)
        assert done.returncode == ExitCode.USAGE
        assert said in done.stderr
    assert set(settings(tmp_path)["profiles"]) == {"uno", "two"}


@pytest.mark.parametrize("words", [["profiles", "test", "real"], ["login", "real"]])
def test_what_trying_and_signing_in_send_goes_into_the_log_file(
    words: list[str], tmp_path: Path, server: Server
) -> None:
    _profile(tmp_path, server, "--secret-file", str(server.secret_file))
    log = tmp_path / "http.log"
    done = run([*words, "--log-file", str(log)], tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in log.read_text().splitlines()[1:]]
    assert {"sign in", "dialect"} <= {line["what"] for line in lines}
    assert {line["event"] for line in lines} == {"request", "answer"}
    assert server.secret not in log.read_text()
    assert run(["--log-file", str(log), *words], tmp_path).returncode == 0
    assert len(log.read_text().splitlines()) == 1 + 2 * len(lines)
    assert run(["--log-file", str(log), "profiles"], tmp_path).returncode == ExitCode.USAGE
    unusable = run([*words, "--log-file", str(tmp_path)], tmp_path)
    assert (unusable.returncode, unusable.stdout) == (ExitCode.STORAGE, b"")
