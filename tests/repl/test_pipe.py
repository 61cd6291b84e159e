"""The REPL without a terminal: statements of a pipe in turn, data on stdout, talk on stderr, an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.servers import stop_servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its servers in /proc")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module: filling a new local instance with samples takes its time."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    stop_servers(folder)


def _repl(home: Path, text: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    return run(["repl", *words], home, text.encode())


def test_each_expression_runs_in_turn(home: Path) -> None:
    done = _repl(home, 'int32(5)\n"a"\nlength(all(tag("_tag")))\n')
    assert (done.returncode, done.stderr) == (0, b"")
    first, second, third = done.stdout.splitlines()
    assert (first, second) == (b"5", b'"a"')
    assert int(third) > 0


def test_an_expression_goes_on_over_lines(home: Path) -> None:
    text = 'addInt32(\n  int32(1),\n\n  int32(2)\n)\nint32(3)\n  |> addInt32(int32(4))\n{"int32":\n 9}'
    assert _repl(home, text).stdout == b"3\n7\n9\n"


def test_the_first_failure_ends_it_with_its_exit_code(home: Path) -> None:
    done = _repl(home, "int32(1)\nfoo(2)\nint32(3)\n")
    assert (done.returncode, done.stdout) == (6, b"1\n")
    assert b"There is no function foo" in done.stderr
    refused = _repl(home, 'get(refTo(first(all(tag("_tag")))))\nall(tag("nothing"))')
    assert refused.returncode == 5


def test_definitions_are_kept_for_what_follows(home: Path) -> None:
    done = _repl(home, "let x = int32(2);\nlet y = addInt32(x, x)\naddInt32(y, x)\n")
    assert (done.returncode, done.stdout) == (0, b"6\n")


def test_commands_work_and_unknown_ones_name_what_is_near(home: Path) -> None:
    done = _repl(home, "\\format text\nint32(5)\n\\formt\nint32(1)\n")
    assert done.stdout == b"int64(5)\n"
    assert done.returncode == 2
    assert b"Did you mean \\format" in done.stderr


@pytest.mark.parametrize(
    ("format_", "out"),
    [
        ("json", b'[{"a":1}]\n'),
        ("ndjson", b'{"a":1}\n'),
        ("csv", b"a\r\n1\r\n"),
        ("table", b"   a\n0  1\n"),
        ("tree", b"0: {a: 1}\n"),
    ],
)
def test_results_come_in_every_format(home: Path, format_: str, out: bytes) -> None:
    done = _repl(home, "[{a: 1i32}]", "--format", format_)
    assert (done.stdout.replace(b"\r\n", b"\n"), done.stderr) == (out.replace(b"\r\n", b"\n"), b"")


def test_every_record_is_written_into_a_pipe(home: Path) -> None:
    many = 'mapList(all(tag("reach")), (i, v) => mapList(all(tag("reach")), (j, w) => j))'
    found = json.loads(_repl(home, f"{many} |> first()").stdout)
    done = _repl(home, f"{many}\n", "--format", "ndjson")
    assert len(done.stdout.splitlines()) == len(found) > 10


def test_a_file_takes_the_results_until_it_is_closed(home: Path) -> None:
    done = _repl(home, "\\out results.ndjson\n\\format ndjson\nint32(1)\nint32(2)\n\\out\nint32(3)\n")
    assert (done.returncode, done.stdout) == (0, b"3\n")
    assert (home / "results.ndjson").read_bytes() == b"1\n2\n"


def test_an_export_writes_the_whole_result_and_never_over_a_file(home: Path) -> None:
    done = _repl(home, "[{a: 1i32}]\n\\export kept.json\n")
    assert done.returncode == 0
    assert json.loads((home / "kept.json").read_bytes()) == [{"a": 1}]
    again = _repl(home, "[{a: 2i32}]\n\\export kept.json\n")
    assert json.loads((home / "kept.json").read_bytes()) == [{"a": 1}]
    assert b"left as it is" in again.stderr


def test_a_snippet_is_saved_and_run_with_parameters(home: Path) -> None:
    header = '//---\n// [[parameters]]\n// name = "n"\n// type = "int32"\n//---\n'
    folder = home / "config" / "snippets"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "twice.kvm").write_text(header + "addInt32($n, $n)\n")
    assert _repl(home, "\\run twice n=21\n").stdout == b"42\n"
    missing = _repl(home, "\\run twice\n")
    assert b"Not run" in missing.stderr
    assert _repl(home, "int32(8)\n\\save eight\n\\run eight").stdout == b"8\n8\n"


def test_one_looks_around_without_writing_expressions(home: Path) -> None:
    models = _repl(home, "\\models section").stdout.decode()
    assert models.split()[0] == "article" or models.startswith(("article", "section"))
    described = _repl(home, "\\describe section")
    assert b"referred to by  article.section" in described.stdout
    pages = _repl(home, "\\browse section", "--format", "ndjson").stdout.splitlines()
    assert len(pages) == len(json.loads(_repl(home, 'all(tag("section"))').stdout))
    assert {"id", "model", "created", "updated", "value"} == set(json.loads(pages[0]))


def test_a_reference_is_followed_by_path_by_number_and_by_name(home: Path) -> None:
    done = _repl(home, 'refTo(first(all(tag("section"))))\n\\follow $\n')
    ref, record = (json.loads(line) for line in done.stdout.splitlines())
    assert record["id"] == ref
    by_name = _repl(home, f"\\follow section/{ref[1]}\n")
    assert json.loads(by_name.stdout) == record
    by_number = _repl(home, '\\format tree\nrefTo(first(all(tag("section"))))\n\\format json\n\\follow 1\n')
    assert json.loads(by_number.stdout.splitlines()[-1]) == record
    missing = _repl(home, "int32(1)\n\\follow 3\n")
    assert (missing.returncode, missing.stdout) == (2, b"1\n")


def test_parts_and_further_records_of_a_result_are_shown(home: Path) -> None:
    text = '[{a: {b: "x"}}, {a: {b: "y"}}, {a: {b: "z"}}]\n'
    assert _repl(home, f"{text}\\open $[1].a.b\n\\open $[9]\n").stdout.splitlines()[-1] == b'"y"'
    more = _repl(home, f"\\set limit 2\n\\format ndjson\n{text}\\more\n\\more\n")
    assert [json.loads(line)["a"]["b"] for line in more.stdout.splitlines()] == ["x", "y", "z"]
    assert b"2 of 3 written" in more.stderr
    assert b"All of it has been shown" in more.stderr


def test_what_ran_is_in_the_history_unless_it_is_not_wanted(home: Path) -> None:
    _repl(home, "int32(77)\n")
    listed = _repl(home, "\\history int32(77)\n")
    assert b"int32(77)" in listed.stdout
    _repl(home, "int32(78)\n", "--no-history")
    assert b"int32(78)" not in _repl(home, "\\history int32(78)\n").stdout


def test_a_reader_that_goes_away_ends_it_quietly(home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "repl"],
        env=environment(home),
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stdin is not None and process.stderr is not None
    process.stdout.close()
    process.stdin.write(b"int32(1)\nint32(2)\n")
    process.stdin.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), complaint) == (0, b"")


def test_a_driver_gets_its_answer_before_the_end_of_its_input(home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "repl"], env=environment(home), cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        for number in (b"1", b"2"):
            process.stdin.write(b"int32(" + number + b")\n")
            process.stdin.flush()
            assert process.stdout.readline() == number + b"\n"
        process.stdin.close()
        assert process.wait(60) == 0


def test_what_is_needed_later_is_not_imported_for_the_first_prompt(home: Path) -> None:
    program = (
        "import sys; from karma_tui.cli.main import main\n"
        "import karma_tui.cli.repl, karma_tui.repl.prompt, karma_tui.repl.session, karma_tui.repl.link\n"
        "import karma_tui.repl.definitions, karma_tui.repl.history, karma_tui.repl.interrupting\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(home), capture_output=True, timeout=60, check=True
    )
    loaded = set(done.stdout.decode().split())
    for name in (
        "textual",
        "rich",
        "httpx",
        "msgspec",
        "orjson",
        "tomllib",
        "tomlkit",
        "sqlite3",
        "pygments",
    ):
        assert name not in loaded
    ours = {name for name in loaded if name.startswith("karma_tui.")}
    assert not {name for name in ours if name.split(".")[1] in ("client", "schema", "tui", "themes")}
    assert "karma_tui.workbench.workbench" not in ours
    assert "karma_tui.workbench.assist" not in ours
    assert "karma_tui.lang.nodes" not in ours


def test_an_explanation_is_the_one_of_the_command_line_and_nothing_is_run(home: Path) -> None:
    writing = 'create(tag("section"), (ref) => ({name: "never"}))'
    told = _repl(home, f"\\explain {writing}\n").stdout.decode().splitlines()
    assert "effect    creates records" in told
    assert "tags      section" in told
    assert b"never" not in _repl(home, 'all(tag("section"))\n').stdout
    schema = home / "explained.json"
    assert run(["schema", "--save", str(schema), "--force"], home).returncode == 0
    same = run(["run", "--explain", "--schema", str(schema), "-e", 'all(tag("section"))'], home)
    told = _repl(home, '\\explain all(tag("section"))\n').stdout.decode().splitlines()
    lines = same.stdout.decode().replace("can be, with --page-size", "can be").splitlines()
    assert told == lines
    assert not any("not known" in line for line in lines)


def test_an_explanation_knows_the_last_expression_and_what_was_kept(home: Path) -> None:
    told = _repl(home, "let x = int32(2)\naddInt32(x, x)\n\\explain\n").stdout.decode()
    assert "effect    reads" in told
    assert "type      int32" in told


@pytest.mark.parametrize("command", ["json", "text", "explain", "save broken"])
def test_a_command_shows_the_place_of_what_cannot_be_read(command: str, home: Path) -> None:
    done = _repl(home, f"\\{command} addInt32(int32(1), foo(2))\n")
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"  1 | addInt32(int32(1), foo(2))" in done.stderr
    assert b"^^^" in done.stderr


def test_a_place_is_that_in_what_was_entered_and_not_in_what_was_kept_before(home: Path) -> None:
    done = _repl(home, "let x = int32(2)\n\\json addInt32(x, foo(2))\n")
    assert b"  1 | addInt32(x, foo(2))" in done.stderr


@pytest.mark.parametrize(
    "text", [b'"\xff"\n', b"int32(1)\n\xc3\x28\n", b'"\xe2\x82', b'addInt32(\n"\xff",\n']
)
def test_what_is_no_text_is_not_guessed_at(text: bytes, home: Path) -> None:
    done = run(["repl"], home, text)
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr
    assert done.stdout == (b"1\n" if text.startswith(b"int32") else b"")


def test_a_full_disk_behind_stdout_ends_it_with_the_code_of_storage(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "repl"], env=environment(home), cwd=home, input=b"int32(1)\nint32(2)\n", stdout=full,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 7
    assert done.stderr.count(b"No space left") == 1


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("more all", b"\\more takes nothing"),
        ("quit now", b"\\quit takes nothing"),
        ("out one two", b"Which file?"),
        ('out ""', b"Which file?"),
        ("export a.json csv more", b"Which file?"),
        ("export a.xyz", b"Known ends: .json, .ndjson,"),
        ("watch 2", b'length(all(tag("book")))'),
        ("", b"Which command?"),
        ("\\\\", b"Which command?"),
        ("set limit many", b"limit is a whole number"),
    ],
)
def test_what_a_command_cannot_take_is_told(command: str, told: bytes, home: Path) -> None:
    before = "" if command.startswith("watch") else "int32(1)\n"
    done = _repl(home, f"{before}\\{command}\n")
    assert done.returncode == 2
    assert told in done.stderr
    assert not (home / "one").exists()


def test_the_local_instance_is_signed_in_to_anew_without_a_question(home: Path) -> None:
    done = _repl(home, "int32(1)\n\\login\nint32(2)\n")
    assert (done.returncode, done.stdout) == (0, b"1\n2\n")
    assert b"Connected to local" in done.stderr


def test_what_was_set_is_told(home: Path) -> None:
    assert b"depth is 2 now" in _repl(home, "\\set depth 2\n").stderr
