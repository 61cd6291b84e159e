"""A stack deep enough for deep expressions.

Inference, compiled code and value walks call each other as plain Python functions, which need no C
stack but run into the interpreter's recursion limit. An expression nested deeper than SHALLOW is
therefore worked on in a thread of its own with a large stack and a limit to match; one nested deeper
than DEEPEST is refused (the real server's process dies of it).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from karma_tui.lang.nodes import Node, children
from karma_tui.local.refusal import execution

SHALLOW: Final = 60
DEEPEST: Final = 30_000
_FRAMES_PER_LEVEL: Final = 12
_STACK_BYTES: Final = 512 * 1024 * 1024

T = TypeVar("T")
_lock = threading.Lock()


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down; counted without recursion."""
    deepest = 0
    stack = [(node, 1)]
    while stack:
        current, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend([(child, level + 1) for child in children(current)])
    return deepest


def with_room_for(levels: int, work: Callable[[], T]) -> T:
    """The result of `work`, done where `levels` nested calls have room; its exceptions pass through."""
    if levels <= SHALLOW:
        return work()
    if levels > DEEPEST:
        raise execution(f"the expression is nested {levels} levels deep; at most {DEEPEST} are possible")
    outcome: dict[str, Any] = {}

    def target() -> None:
        try:
            outcome["result"] = work()
        except BaseException as error:
            outcome["error"] = error

    with _lock:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), levels * _FRAMES_PER_LEVEL + 2000))
        previous = threading.stack_size(_STACK_BYTES)
        try:
            thread = threading.Thread(target=target, name="deep expression")
            thread.start()
        finally:
            threading.stack_size(previous)
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    result: T = outcome["result"]
    return result
