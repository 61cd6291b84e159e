"""Recursion without Python's call stack, for trees ten thousand levels deep.

A walk is written as a generator: it yields the walk of a part and is sent that part's result. For a
part that needs no walk it may yield the result itself, which is sent back at once. `run` keeps the
waiting walks in a list, so that a level of nesting costs a list entry. Knows nothing of any language.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from types import GeneratorType
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[Any, Any, T]
"""A walk that yields the walks of its parts, is sent their results, and returns its own."""

Answer: TypeAlias = T | Steps[T]
"""A result at once, or the walk that returns it."""


def run(walk: Steps[T], limit: int = sys.maxsize, too_deep: Callable[[], Exception] = RecursionError) -> T:
    """The result of a walk; an exception of any of its parts ends it and is raised here.

    More than `limit` walks waiting for one another raise `too_deep()`.
    """
    waiting: list[Steps[Any]] = [walk]
    result: Any = None
    while True:
        try:
            result = waiting[-1].send(result)
        except StopIteration as done:
            waiting.pop()
            result = done.value
            if not waiting:
                return result  # type: ignore[no-any-return]
        else:
            if type(result) is GeneratorType:
                if len(waiting) >= limit:
                    raise too_deep()
                waiting.append(result)
                result = None
