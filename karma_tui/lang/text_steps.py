"""Recursion without the interpreter's stack: generators that yield the sub-problem they wait for.

A step is a generator; what it yields is another step, or a value that needs no further work, and it
gets the result back. `run` keeps the waiting ones in a list, so that ten thousand levels of nesting are
ten thousand list entries. Knows nothing of any language.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import GeneratorType
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Step: TypeAlias = Generator[Any, Any, T]
"""A computation of a T that may wait for others."""
Answer: TypeAlias = T | Step[T]
"""A T at once, or the computation of one."""


def run(step: Step[T], limit: int, too_deep: Callable[[], Exception]) -> T:
    """Run a step to its result; more than `limit` steps waiting for each other raise `too_deep()`."""
    waiting: list[Step[Any]] = [step]
    result: Any = None
    while True:
        try:
            result = waiting[-1].send(result)
        except StopIteration as stop:
            waiting.pop()
            result = stop.value
            if not waiting:
                return result  # type: ignore[no-any-return]
        else:
            if type(result) is GeneratorType:
                if len(waiting) >= limit:
                    raise too_deep()
                waiting.append(result)
                result = None
