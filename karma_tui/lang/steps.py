"""Recursion without Python's call stack, for trees ten thousand levels deep.

A walk is written as a generator: it yields the walk of a child and is sent that child's result. For a
child that needs no walk it may yield the result itself, which is sent back at once.
"""

from __future__ import annotations

from collections.abc import Generator
from types import GeneratorType
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[Any, Any, T]
"""A walk that yields the walks of its children, is sent their results, and returns its own."""


def run(walk: Steps[T]) -> T:
    """The result of a walk; an exception of any of its parts ends it and is raised here."""
    waiting: list[Steps[Any]] = [walk]
    result: Any = None
    while True:
        try:
            child = waiting[-1].send(result)
        except StopIteration as done:
            waiting.pop()
            result = done.value
            if not waiting:
                return result  # type: ignore[no-any-return]
        else:
            if isinstance(child, GeneratorType):
                waiting.append(child)
                result = None
            else:
                result = child
