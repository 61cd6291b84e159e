"""The exchanges in memory and in a file: bounded, readable by machines, without secrets, never in the way."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from karma_tui.client.exchange import Exchange, Phase, tell
from karma_tui.errors import StorageError
from karma_tui.library.log_file import LogFile
from karma_tui.redact import register
from karma_tui.workbench import log_to_file
from karma_tui.workbench.http_log import HttpLog
from karma_tui.workbench.log_to_file import VARIABLE, line_of, log_to

ASKED = Exchange(1, 0.0, "POST", "/", "http://h:1", is_signed=True, body=b'{"a":1}', sent=7)
DONE = replace(ASKED, phase=Phase.DONE, status=200, received=3, unpacked=9, total=0.0123456, first_byte=0.01)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_memory_holds_the_latest_as_they_are_by_now() -> None:
    log = HttpLog(most=2)
    heard: list[int] = []
    log.changed = lambda exchange: heard.append(exchange.number)
    log.start()
    log.start()
    for number in (1, 2, 3):
        tell(replace(ASKED, number=number))
        tell(replace(DONE, number=number))
    assert [it.number for it in log.entries] == [2, 3]
    assert all(it.is_over for it in log.entries)
    assert log.dropped == 1
    assert heard == [1, 1, 2, 2, 3, 3]
    log.stop()
    log.stop()
    tell(replace(ASKED, number=4))
    assert len(log.entries) == 2


def test_what_was_cleared_does_not_come_back_when_it_ends() -> None:
    log = HttpLog()
    log.start()
    tell(replace(ASKED, number=1))
    log.clear()
    tell(replace(DONE, number=1))
    tell(replace(ASKED, number=2))
    log.stop()
    assert [it.number for it in log.entries] == [2]


def test_the_file_has_a_line_for_each_request_and_one_for_its_end(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    register("tulip-bulb")
    with log_to(str(path), pytest.fail):
        tell(replace(ASKED, body=b'{"password":{"string":"x-tulip-bulb"}}'))
        tell(replace(ASKED, phase=Phase.ANSWERING, status=200))
        tell(replace(DONE, again="the connection was lost", refusal=b"tulip-bulb is bad\x1b[2J"))
    tell(ASKED)
    head, request, answer = read(path)
    assert head["karma-tui"] == "HTTP log"
    assert (request["event"], request["what"], request["sent"], request["signed"]) == (
        "request",
        "query",
        7,
        True,
    )
    assert (answer["event"], answer["status"], answer["received"], answer["unpacked"]) == (
        "answer",
        200,
        3,
        9,
    )
    assert answer["total_ms"] == 12.3
    assert answer["again"] == "the connection was lost"
    assert request["id"] == answer["id"]
    assert "tulip" not in path.read_text()
    assert "\x1b" not in path.read_text()


def test_failures_and_what_was_stopped_have_events_of_their_own() -> None:
    failed = json.loads(line_of(replace(DONE, phase=Phase.FAILED, status=0, error="No route")))
    assert (failed["event"], failed["status"], failed["error"]) == ("failure", None, "No route")
    assert json.loads(line_of(replace(DONE, phase=Phase.CANCELLED)))["event"] == "cancelled"


def test_the_variable_names_a_file_where_no_option_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "by-variable"))
    with log_to("", pytest.fail):
        tell(ASKED)
    assert len(read(tmp_path / "by-variable")) == 2
    with log_to(str(tmp_path / "by-option"), pytest.fail):
        tell(ASKED)
    assert len(read(tmp_path / "by-option")) == 2
    monkeypatch.setenv(VARIABLE, " ")
    with log_to("", pytest.fail):
        tell(ASKED)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_cannot_be_used_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(StorageError), log_to(str(tmp_path / "no" / "log"), pytest.fail):
        pass


def test_a_log_within_a_log_only_takes_over_its_remarks(tmp_path: Path) -> None:
    path = tmp_path / "http.log"
    outer: list[str] = []
    inner: list[str] = []
    with log_to(str(path), outer.append):
        with log_to(str(path), inner.append):
            writer = log_to_file._running[0]
            writer.remark("trouble")
        assert inner == ["trouble"]
        tell(ASKED)
    assert outer == []
    assert len(read(path)) == 2


def test_trouble_is_told_once_and_the_gap_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "http.log"
    told: list[str] = []
    write, tried, broken = LogFile.write, threading.Semaphore(0), [True]

    def wretched(file: LogFile, line: str) -> None:
        try:
            if broken[0]:
                raise StorageError("The log file cannot be written", f"{path}: No space left on device.")
            write(file, line)
        finally:
            tried.release()

    monkeypatch.setattr(LogFile, "write", wretched)
    with log_to(str(path), told.append):
        for number in (1, 2, 3):
            tell(replace(ASKED, number=number))
            assert tried.acquire(timeout=10)
        broken[0] = False
        tell(replace(ASKED, number=4))
    assert len(told) == 1
    assert "No space left" in told[0]
    assert "\n" not in told[0]
    _, gap, last = read(path)
    assert (gap["event"], gap["lost"]) == ("gap", 3)
    assert last["id"] == 4
