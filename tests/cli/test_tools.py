"""`fmt`, `convert`, `diff` and `run --check` as processes: no server is needed for any of them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from karma_tui.lang.nodes import Dialect
from karma_tui.schema.model import TaggedModel
from karma_tui.schema.saved import to_json
from tests.cli.process import COMMAND, environment, run

_UNTIDY = b'all( tag("article") ) // kept\n'
_TIDY = b'all(tag("article")) // kept\n'
_MODELS = [
    TaggedModel("article", "m1", {"struct": {"title": {"string": {}}, "words": {"int32": {}}}}),
    TaggedModel("_tag", "m2", {"struct": {"tag": {"string": {}}}}),
]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(to_json(_MODELS, Dialect.V1))
    return path


def test_fmt_lays_out_what_comes_by_a_pipe(tmp_path: Path) -> None:
    done = run(["fmt"], tmp_path, _UNTIDY)
    assert (done.returncode, done.stdout, done.stderr) == (0, _TIDY, b"")
    assert run(["fmt", "-"], tmp_path, _TIDY).stdout == _TIDY
    assert run(["fmt"], tmp_path, b"").stdout == b""


def test_fmt_checks_names_and_ends_with_8(tmp_path: Path) -> None:
    (tmp_path / "a.kvm").write_bytes(_UNTIDY)
    (tmp_path / "b.kvm").write_bytes(_TIDY)
    done = run(["fmt", "--check", "a.kvm", "b.kvm"], tmp_path)
    assert (done.returncode, done.stdout) == (8, b"")
    assert b"a.kvm" in done.stderr
    assert b"b.kvm" not in done.stderr
    assert run(["fmt", "--check", "b.kvm"], tmp_path).returncode == 0
    assert (tmp_path / "a.kvm").read_bytes() == _UNTIDY


def test_fmt_shows_what_would_change_as_a_patch_that_patches(tmp_path: Path) -> None:
    (tmp_path / "a.kvm").write_bytes(_UNTIDY.rstrip(b"\n"))
    done = run(["fmt", "--diff", "a.kvm"], tmp_path)
    assert done.returncode == 0
    assert b"\\ No newline at end of file" in done.stdout
    patched = subprocess.run(["patch", "-s", "a.kvm"], input=done.stdout, cwd=tmp_path, check=False)
    assert patched.returncode == 0
    assert (tmp_path / "a.kvm").read_bytes() == _TIDY


def test_fmt_writes_only_files_that_change_and_keeps_mode_mark_and_line_ends(tmp_path: Path) -> None:
    changed, kept = tmp_path / "a.kvm", tmp_path / "b.kvm"
    changed.write_bytes(b"\xef\xbb\xbf" + _UNTIDY.replace(b"\n", b"\r\n") * 1)
    changed.chmod(0o640)
    kept.write_bytes(_TIDY)
    before = kept.stat()
    assert run(["fmt", "--write", "a.kvm", "b.kvm"], tmp_path).returncode == 0
    assert changed.read_bytes() == b"\xef\xbb\xbf" + _TIDY.replace(b"\n", b"\r\n")
    assert stat.S_IMODE(changed.stat().st_mode) == 0o640
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fmt_goes_on_after_a_file_it_cannot_read_and_ends_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "bad.kvm").write_bytes(b"x(\n")
    (tmp_path / "good.kvm").write_bytes(_UNTIDY)
    done = run(["fmt", "--write", "bad.kvm", "nowhere.kvm", "good.kvm"], tmp_path)
    assert done.returncode == 6
    assert b"bad.kvm:2:1" in done.stderr
    assert b"nowhere.kvm" in done.stderr
    assert (tmp_path / "bad.kvm").read_bytes() == b"x(\n"
    assert (tmp_path / "good.kvm").read_bytes() == _TIDY


@pytest.mark.parametrize("words", [["--write"], ["--write", "-"], ["--write", "--check", "a.kvm"]])
def test_fmt_refuses_what_contradicts_itself(words: list[str], tmp_path: Path) -> None:
    assert run(["fmt", *words], tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("json", {"function": [[], [{"all": {"tag": {"string": "x"}}}]]}),
        ("1.0", {"function": [[], [{"all": {"tag": {"string": "x"}}}]]}),
        ("0.1", {"all": {"tag": "x"}}),
    ],
)
def test_convert_writes_json_of_either_dialect(to: str, expected: object, tmp_path: Path) -> None:
    done = run(["convert", "--to", to], tmp_path, b'all(tag("x"))')
    assert json.loads(done.stdout) == expected
    back = run(["convert", "--to", "text"], tmp_path, done.stdout)
    assert back.stdout == b'all(tag("x"))\n'


def test_convert_tells_of_comments_that_json_cannot_hold(tmp_path: Path) -> None:
    done = run(["convert", "--to", "json", "-e", "true // so"], tmp_path)
    assert done.returncode == 0
    assert b"1 comment " in done.stderr


def test_what_the_other_dialect_cannot_say_is_exit_code_6_with_its_place(tmp_path: Path) -> None:
    done = run(["convert", "--to", "0.1", "-e", "1i32; 2i32"], tmp_path)
    assert (done.returncode, done.stdout) == (6, b"")
    assert b"-e:1:" in done.stderr


@pytest.mark.parametrize(
    ("expression", "code", "told"),
    [
        ('all(tag("article"))', 0, b""),
        (
            'all(tag("article")) |> filterList((i, a) => a.titel == "x")',
            6,
            b'-e:1:47: error: No field "titel"',
        ),
        ('all(tag("artcle"))', 6, b"-e:1:9: error: "),
        ("al(true)", 6, b"-e:1:1: error: There is no function al"),
        ('all(tag("article")', 6, b"^"),
    ],
)
def test_a_check_finds_what_a_server_would_refuse_and_shows_where(
    expression: str, code: int, told: bytes, schema: Path, tmp_path: Path
) -> None:
    done = run(["run", "--check", "--schema", str(schema), "-e", expression], tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    assert told in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_check_looks_at_many_files_and_its_json_has_a_problem_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.kvm").write_text("\n\n  al(true)\n")
    (tmp_path / "b.kvm").write_text("true\n")
    (tmp_path / "c.kvm").write_text("{a: }\n")
    done = run(["run", "--check", "--json", "a.kvm", "b.kvm", "c.kvm"], tmp_path)
    assert done.returncode == 6
    problems = [json.loads(line) for line in done.stdout.splitlines()]
    assert {problem["file"] for problem in problems} == {"a.kvm", "c.kvm"}
    assert (problems[0]["line"], problems[0]["column"]) == (3, 3)
    assert (problems[0]["end_line"], problems[0]["end_column"]) == (3, 5)


@pytest.mark.parametrize(
    "content", ["", "{}", "[", '{"karma-tui schema": 2}', '{"karma-tui schema": 1, "models": 3}']
)
def test_a_file_that_is_no_schema_is_exit_code_2_and_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(content)
    done = run(["run", "--check", "--schema", "odd.json", "-e", "true"], tmp_path)
    assert done.returncode == 2
    assert b"odd.json" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_explanation_tells_effect_type_and_what_is_sent_and_sends_nothing(
    schema: Path, tmp_path: Path
) -> None:
    words = ["run", "--explain", "--schema", str(schema), "--json", "-e", 'first(all(tag("article"))).title']
    told = json.loads(run(words, tmp_path).stdout)
    assert (told["effect"], told["tags"], told["type"]) == ("reads", ["article"], "string")
    assert told["body"]["function"][0] == []
    assert "no list" in told["pages"]
    assert not (tmp_path / "run").exists()
    writing = run(["run", "--explain", "-e", 'delete(ref("a", "b"))'], tmp_path)
    assert b"changes or deletes records" in writing.stdout


def test_an_explanation_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    done = run(["run", "--explain", "-e", '"\\u001b[31m" // \x1b[2J'], tmp_path)
    assert b"\x1b" not in done.stdout


def test_a_saved_schema_is_printed_without_a_server(schema: Path, tmp_path: Path) -> None:
    types = run(["schema", "--schema", str(schema)], tmp_path)
    assert types.stdout == b"article\n  title: string\n  words: int32\n"
    again = run(["schema", "--schema", str(schema), "--format", "json", "--built-in"], tmp_path)
    assert again.stdout == schema.read_bytes()
    assert b"_tag" in run(["schema", "--schema", str(schema), "--built-in"], tmp_path).stdout
    for drawn, begins in (("mermaid", b"flowchart"), ("dot", b"digraph"), ("svg", b"<svg")):
        assert run(["schema", "--schema", str(schema), "--format", drawn], tmp_path).stdout.startswith(begins)
    unknown = run(["schema", "--schema", str(schema), "artcle"], tmp_path)
    assert unknown.returncode == 2
    assert b"Did you mean article?" in unknown.stderr


def _record(number: int, title: str) -> dict[str, object]:
    return {
        "id": ["model", f"r{number}"],
        "model": ["m", "model"],
        "created": "c",
        "updated": "u",
        "value": {"t": title},
    }


@pytest.mark.parametrize(
    ("new", "words", "code"),
    [
        ([_record(1, "a"), _record(2, "b")], [], 0),
        ([_record(2, "b"), _record(1, "a")], [], 0),
        ([_record(2, "b"), _record(1, "a")], ["--ordered"], 8),
        ([_record(1, "a"), _record(2, "c")], [], 8),
        ([_record(1, "a")], [], 8),
        ([_record(1, "a"), _record(2, "b"), _record(3, "c")], ["-q"], 8),
    ],
)
def test_diff_matches_records_and_its_exit_code_tells(
    new: list[object], words: list[str], code: int, tmp_path: Path
) -> None:
    (tmp_path / "old.json").write_text(json.dumps([_record(1, "a"), _record(2, "b")]))
    (tmp_path / "new.ndjson").write_text("".join(json.dumps(record) + "\n" for record in new))
    done = run(["diff", *words, "old.json", "new.ndjson"], tmp_path)
    assert (done.returncode, done.stderr) == (code, b"")
    assert bool(done.stdout) == ("-q" not in words)
    piped = run(["diff", *words, "old.json", "-"], tmp_path, (tmp_path / "new.ndjson").read_bytes())
    assert piped.returncode == code


@pytest.mark.parametrize(
    "words", [[], ["a"], ["a", "b", "c"], ["-", "-"], ["--against", "x", "a"], ["a", "-e", "1", "-e", "2"]]
)
def test_diff_wants_two_sides(words: list[str], tmp_path: Path) -> None:
    done = run(["diff", *words], tmp_path)
    assert done.returncode == 2
    assert b"hint" in done.stderr


def test_diff_of_what_is_no_result_is_exit_code_7(tmp_path: Path) -> None:
    (tmp_path / "odd").write_text("1 2 oops")
    (tmp_path / "fine").write_text("[]")
    assert run(["diff", "odd", "fine"], tmp_path).returncode == 7
    assert run(["diff", "nowhere", "fine"], tmp_path).returncode == 7


@pytest.mark.parametrize(
    "words",
    [
        ["fmt", "x.kvm"],
        ["convert", "--to", "text", "x.kvm"],
        ["schema", "--schema", "schema.json"],
        ["diff", "a.json", "b.json"],
        ["run", "--explain", "x.kvm"],
        ["completion", "bash"],
    ],
)
def test_a_full_disk_behind_stdout_is_exit_code_7_and_a_gone_reader_is_none(
    words: list[str], schema: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.kvm").write_bytes(_UNTIDY)
    (tmp_path / "a.json").write_text("[1]")
    (tmp_path / "b.json").write_text("[2]")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words], env=environment(tmp_path), cwd=tmp_path, stdout=full,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 7, done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run(
        [*COMMAND, *words], env=environment(tmp_path), cwd=tmp_path, stdout=writing,
        stderr=subprocess.PIPE, timeout=60, check=False,
    )  # fmt: skip
    os.close(writing)
    assert gone.returncode in (0, 8)
    assert gone.stderr == b""
