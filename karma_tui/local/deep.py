"""A stack deep enough for deep expressions and deep values.

Inference, compiled code and value walks call each other as plain Python functions. These need no C
stack (CPython 3.11 and later), only a recursion limit that lets them; the local instance is a process
of its own and raises it once. What does need C stack per level, lazy lists within lazy lists, comes
from deep expressions only: one nested deeper than SHALLOW is worked on in a thread with a large stack.
One nested deeper than DEEPEST is refused (the real server's process dies of it).

With the limit raised, C code that recurses must be kept from deep input: the standard library's JSON
reader, for one, is only given what orjson, which has a limit of its own, has found shallow.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.nodes import Node, children

SHALLOW: Final = 60
DEEPEST: Final = 30_000
FRAMES: Final = 400_000
"""Python frames that may be open at once: a dozen per level of the deepest expression."""
_STACK_BYTES: Final = 512 * 1024 * 1024

T = TypeVar("T")
_lock = threading.Lock()


def make_room() -> None:
    """Let Python functions call each other as deep as FRAMES, in the whole process."""
    if sys.getrecursionlimit() < FRAMES:
        sys.setrecursionlimit(FRAMES)


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
    make_room()
    if levels > DEEPEST:
        raise execution(f"the expression is nested {levels} levels deep; at most {DEEPEST} are possible")
    outcome: dict[str, Any] = {}

    def target() -> None:
        try:
            outcome["result"] = work()
        except BaseException as error:
            outcome["error"] = error

    with _lock:
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
