"""Walks of `steps` whose parts may fail: the error is raised in the walk that waits for the part."""

from __future__ import annotations

from types import GeneratorType
from typing import Any, TypeVar

from karma_tui.errors import ExpressionError
from karma_tui.lang.steps import Steps

T = TypeVar("T")


def run_unwinding(walk: Steps[T], limit: int, too_deep: ExpressionError) -> T:
    """As `steps.run`; a walk may catch the ExpressionError of a part it waits for and go on.

    More than `limit` walks waiting for one another raise `too_deep` in the innermost one.
    """
    waiting: list[Steps[Any]] = [walk]
    result: Any = None
    failure: ExpressionError | None = None
    while True:
        try:
            if failure is None:
                result = waiting[-1].send(result)
            else:
                error, failure = failure, None
                result = waiting[-1].throw(error)
        except StopIteration as done:
            waiting.pop()
            result = done.value
            if not waiting:
                return result  # type: ignore[no-any-return]
        except ExpressionError as error:
            waiting.pop()
            if not waiting:
                raise
            failure = error
        else:
            if type(result) is GeneratorType:
                if len(waiting) >= limit:
                    failure = too_deep
                else:
                    waiting.append(result)
                result = None
