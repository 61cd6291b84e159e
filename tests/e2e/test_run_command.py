"""`karma-tui run` as scripts use it: formats, files, pages, parameters; against the real local instance."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.cli.process import COMMAND, environment, run
from tests.e2e.servers import stop_servers

_TAGS = 'all(tag("_tag"))'
_EXPRESSION = '{a: 9223372036854775807i64, b: float(0.10), c: "\\u001b,"}'
_BYTES = {
    "json": b'{"a":9223372036854775807,"b":0.1,"c":"\\u001b,"}\n',
    "raw": b'{"a":9223372036854775807,"b":0.1,"c":"\\u001b,"}',
    "pretty": b'{\n  "a": 9223372036854775807,\n  "b": 0.1,\n  "c": "\\u001b,"\n}\n',
    "ndjson": b'{"a":9223372036854775807,"b":0.1,"c":"\\u001b,"}\n',
    "csv": b'a,b,c\r\n9223372036854775807,0.1,"\x1b,"\r\n',
    "tsv": b"a\tb\tc\n9223372036854775807\t0.1\t\x1b,\n",
    "markdown": "| a | b | c |\n| --- | --- | --- |\n| 9223372036854775807 | 0.1 | ␛, |\n".encode(),
    "text": b'{a: int64(9223372036854775807), b: float(0.1), c: "\\u001b,"}\n',
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One home for the module, so that its runs share a server, as a script's do."""
    folder = tmp_path_factory.mktemp("home")
    yield folder
    stop_servers(folder)


@pytest.mark.parametrize("wanted", sorted(_BYTES))
def test_stdout_has_the_bytes_of_the_format_and_nothing_else(wanted: str, home: Path) -> None:
    done = run(["run", "-e", _EXPRESSION, "--format", wanted], home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == _BYTES[wanted]


def test_kvm_text_is_typed_by_the_models_and_gives_the_same_value_again(home: Path) -> None:
    first = run(["run", "-e", 'first(all(tag("_tag")))', "--format", "text"], home)
    assert b"ref(" in first.stdout, first.stderr
    again = run(["run", "--format", "text"], home, first.stdout)
    assert again.stdout == first.stdout


@pytest.mark.parametrize("wanted", ["json", "pretty", "ndjson", "csv", "tsv", "markdown"])
def test_a_list_that_is_asked_for_by_pages_is_the_same_list(wanted: str, home: Path) -> None:
    whole = run(["run", "-e", _TAGS, "--format", wanted], home)
    paged = run(["run", "-e", _TAGS, "--format", wanted, "--page-size", "3"], home)
    assert (paged.returncode, paged.stderr) == (0, b"")
    assert paged.stdout == whole.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["-e", f"length({_TAGS})"], b"int64"),
        (["-e", 'create(tag("_tag"), t => ({tag: "e2e", model: tag("_tag")}))'], b"writes"),
        (["-e", _TAGS, "--format", "table"], b"whole result"),
    ],
)
def test_what_has_no_pages_is_told_and_not_sent(words: list[str], reason: bytes, home: Path) -> None:
    done = run(["run", *words, "--page-size", "2"], home)
    assert (done.returncode, done.stdout) == (2, b"")
    assert reason in done.stderr
    assert run(["run", "-e", 'tagExists("e2e")'], home).stdout == b"false\n"


def test_a_reader_that_has_seen_enough_ends_the_paging(home: Path) -> None:
    command = '"$0" "$@" | head -1'
    words = ["run", "-e", _TAGS, "--page-size", "1", "--format", "ndjson"]
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", command, *COMMAND, *words],
        env=environment(home),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


def test_a_full_disk_behind_stdout_is_exit_code_7(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "run", "-e", "true"],
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 7
    assert b"No space left" in done.stderr
    assert b"did run" in done.stderr


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_device_is_refused_before_anything_is_sent(force: tuple[str, ...], home: Path) -> None:
    name = f"made{len(force)}"
    text = f'create(tag("_tag"), x => ({{tag: "{name}", model: first(all(tag("_tag"))).model}}))'
    done = run(["run", "-e", text, "--out", "/dev/full", *force], home)
    assert (done.returncode, done.stdout) == (7, b"")
    assert b"is not a file" in done.stderr
    assert name.encode() not in run(["run", "-e", _TAGS], home).stdout


def test_a_file_is_written_whole_in_the_format_of_its_name(home: Path) -> None:
    done = run(["run", "-e", _TAGS, "--out", "tags.csv"], home)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (home / "tags.csv").read_bytes() == run(["run", "-e", _TAGS, "--format", "csv"], home).stdout


def test_an_existing_file_is_replaced_only_if_that_is_said_and_nothing_is_run_before(home: Path) -> None:
    (home / "kept.json").write_text("precious")
    writing = 'create(tag("_tag"), t => ({tag: "twice", model: tag("_tag")}))'
    refused = run(["run", "-e", writing, "--out", "kept.json"], home)
    assert refused.returncode == 7
    assert b"--force" in refused.stderr
    assert (home / "kept.json").read_text() == "precious"
    assert run(["run", "-e", 'tagExists("twice")'], home).stdout == b"false\n"
    assert run(["run", "-e", "1i32", "--out", "kept.json", "--force"], home).returncode == 0
    assert (home / "kept.json").read_text() == "1\n"


def test_a_run_that_fails_leaves_the_file_as_it_was(home: Path) -> None:
    (home / "old.json").write_text("precious")
    words = ["run", "-e", 'first(slice(all(tag("_tag")), 0, 0))', "--out", "old.json", "--force"]
    assert run(words, home).returncode == 5
    assert (home / "old.json").read_text() == "precious"
    assert not list(home.glob(".old*"))


def test_parameters_come_from_the_command_line_and_from_files(home: Path) -> None:
    (home / "q.kvm").write_text(
        '//---\n// [[parameters]]\n// name = "word"\n// type = "string"\n//---\n'
        'joinStrings("", [$word, "!"])\n'
    )
    (home / "word.txt").write_text("from a file\n")
    assert run(["run", "q.kvm", "--param", "word=typed"], home).stdout == b'"typed!"\n'
    assert run(["run", "q.kvm", "--param-file", "word=word.txt"], home).stdout == b'"from a file!"\n'
    missing = run(["run", "q.kvm"], home)
    assert missing.returncode != 0
    assert b"word" in missing.stderr
    unknown = run(["run", "q.kvm", "--param", "wrod=x"], home)
    assert unknown.returncode == 2
    assert b"wrod" in unknown.stderr


def test_each_expression_of_a_file_is_run_in_order_with_a_result_of_its_own(home: Path) -> None:
    (home / "many.kvm").write_text('let n = 2i32;\n\n"one"\n\nn\n\n// three\n["x"]\n')
    done = run(["run", "--each", "many.kvm"], home)
    assert (done.returncode, done.stdout) == (0, b'"one"\n2\n["x"]\n'), done.stderr


def test_the_first_failure_ends_the_sequence_and_names_its_place(home: Path) -> None:
    (home / "fails.kvm").write_text('"one"\n\nall(tag("nowhere"))\n\n"three"\n')
    done = run(["run", "--each", "fails.kvm"], home)
    assert (done.returncode, done.stdout) == (5, b'"one"\n')
    assert b"fails.kvm:3:" in done.stderr


def test_ctrl_c_between_pages_is_exit_code_130_and_quiet(home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", "-e", _TAGS, "--page-size", "1", "--format", "ndjson"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pipesize=4096,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"karma-tui: cancelled\n")


def test_memory_does_not_grow_with_a_list_that_is_asked_for_by_pages(home: Path) -> None:
    """800 and 2,400 records of 10 kB: whole, three times as much is in memory; by pages of 200, no more."""
    for name, many in (("few.kvm", 800), ("many.kvm", 2_400)):
        items = ",".join(["1i8"] * many)
        (home / name).write_text(f'mapList([{items}], (i, n) => ({{i: i, text: "{"x" * 10_000}"}}))')
    paging = ["--page-size", "200"]
    (few, _), (many, size) = (_most_memory(["run", name], home) for name in ("few.kvm", "many.kvm"))
    assert size > 20_000_000
    assert many - few > 14_000
    for wanted in ("json", "csv"):
        words = [*paging, "--format", wanted]
        (few, _), (many, paged) = (
            _most_memory(["run", name, *words], home) for name in ("few.kvm", "many.kvm")
        )
        assert paged > 20_000_000
        assert many - few < 10_000


_MEASURE = """
import resource, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
size = 0
while piece := process.stdout.read(1 << 20):
    size += len(piece)
assert process.wait() == 0
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, size)
"""


def _most_memory(words: list[str], home: Path) -> tuple[int, int]:
    """Kibibytes that a run had at most, and the bytes it wrote.

    Asked by a small process: what a process had before it became another program counts as that one's.
    """
    command = [sys.executable, "-c", _MEASURE, *COMMAND, *words]
    said = subprocess.run(command, env=environment(home), cwd=home, stdout=subprocess.PIPE, check=True)
    memory, size = said.stdout.split()
    return int(memory), int(size)


def test_parquet_is_written_to_a_file(home: Path) -> None:
    pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    assert run(["run", "-e", _TAGS, "--out", "tags.parquet"], home).returncode == 0
    assert (home / "tags.parquet").read_bytes()[:4] == b"PAR1"


def test_json_of_a_check_is_a_problem_a_line(home: Path) -> None:
    saved = run(["schema", "--save", "schema.json"], home)
    assert saved.returncode == 0, saved.stderr
    words = ["run", "--check", "--schema", "schema.json", "--json", "-e", 'all(tag("_tag")).nope']
    done = run(words, home)
    assert done.returncode == 6
    assert [json.loads(line)["severity"] for line in done.stdout.splitlines()] == ["error"]


def test_a_refused_secret_is_asked_for_again_where_somebody_can_answer(home: Path) -> None:
    run(["run", "-e", "true"], home)
    (lease,) = (home / "run").glob("*.lease")
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], "run", "-e", "true", "--url", f"unix:{lease.with_suffix('')}"],
        env={**environment(home), "TERM": "xterm"},
        timeout=30,
        encoding="utf-8",
    )
    child.expect("secret of admin")
    child.sendline("wrong one")
    child.expect("secret of admin")
    child.sendline((home / "data" / "local.db.secret").read_text().strip())
    child.expect("true")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_a_run_loads_only_what_it_needs(home: Path) -> None:
    """Start-up time is a promise; what is loaded is what it is made of, on any machine."""
    run(["run", "-e", "true"], home)
    command = [COMMAND[0], "-X", "importtime", *COMMAND[1:], "run", "-e", "true"]
    done = subprocess.run(command, env=environment(home), capture_output=True, timeout=60, check=True)
    loaded = {line.rpartition(b"|")[2].strip().decode() for line in done.stderr.splitlines()}
    unwanted = {
        "textual", "rich", "pygments", "prompt_toolkit", "tomlkit", "msgspec", "click", "pyarrow",
        "karma_tui.results", "karma_tui.schema", "karma_tui.local", "karma_tui.workbench.assist",
        "karma_tui.workbench.paging", "karma_tui.lang.check", "karma_tui.lang.machine",
        "karma_tui.lang.translate",
    }  # fmt: skip
    assert not loaded & unwanted
    assert len(loaded) < 520


def test_a_run_that_is_told_to_end_leaves_nothing_behind(home: Path) -> None:
    """Half a file is written when SIGTERM comes: it goes, and the old one stays."""
    (home / "kept.csv").write_text("precious")
    items = ",".join(["1i8"] * 2_000)
    (home / "slow.kvm").write_text(f'mapList([{items}], (i, n) => ({{i: i, text: "{"x" * 10_000}"}}))')
    process = subprocess.Popen(
        [
            *COMMAND,
            "run",
            "slow.kvm",
            "--page-size",
            "1",
            "--format",
            "ndjson",
            "--out",
            "kept.csv",
            "--force",
        ],
        env=environment(home),
        cwd=home,
        stderr=subprocess.PIPE,
    )
    while not any(path.stat().st_size for path in home.glob(".kept.csv*")):
        assert process.poll() is None
        os.sched_yield()
    process.terminate()
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (143, b"")
    assert not list(home.glob(".kept.csv*"))
    assert (home / "kept.csv").read_text() == "precious"
