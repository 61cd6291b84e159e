"""Results kept for comparison: the last ones of each buffer, within a bound of bytes."""

from __future__ import annotations

from karma_tui.results.document import Document
from karma_tui.tui.comparing.kept import KeptResults, Named


def named(name: str, size: int = 10) -> Named:
    return Named(Document.from_bytes(b'"' + b"x" * (size - 2) + b'"'), name)


def names(kept: KeptResults, buffer: str) -> list[str] | None:
    found = kept.last_two(buffer)
    return [it.name for it in found] if found is not None else None


def test_the_last_two_results_of_each_buffer_are_known() -> None:
    kept = KeptResults()
    for name in ("1", "2", "3", "4"):
        kept.add("a", named(f"a{name}"))
    kept.add("b", named("b1"))
    assert names(kept, "a") == ["a3", "a4"]
    assert names(kept, "b") is None and not kept.was_dropped("b")


def test_the_oldest_results_go_when_all_together_are_too_big() -> None:
    kept = KeptResults(most_bytes=100)
    kept.add("a", named("a1", 60))
    kept.add("b", named("b1", 30))
    kept.add("b", named("b2", 30))
    assert names(kept, "b") == ["b1", "b2"]
    kept.add("a", named("a2", 30))
    assert names(kept, "a") is None and kept.was_dropped("a")


def test_a_result_bigger_than_the_bound_is_kept_alone() -> None:
    kept = KeptResults(most_bytes=100)
    kept.add("a", named("a1"))
    big = named("a2", 1000)
    kept.add("a", big)
    assert names(kept, "a") is None and kept.was_dropped("a")
    assert kept.name_of(big.document) == "a2"
    kept.add("a", named("a3"))
    assert names(kept, "a") is None


def test_a_held_result_stays_whatever_comes() -> None:
    kept = KeptResults(most_bytes=10)
    kept.held = named("held", 50)
    for number in range(5):
        kept.add("a", named(str(number), 9))
    assert kept.held.name == "held"
