"""Which column each model stands in, and in which order: so that most arrows lead to the right.

Cycles are broken by turning some edges round for the layout only. No recursion: chains of models can be long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

Pair = tuple[str, str]
_SWEEPS = 4


def forward(nodes: Iterable[str], edges: Iterable[Pair]) -> list[Pair]:
    """The edges without self-references, each once, some turned round so that there is no cycle."""
    out: dict[str, list[str]] = defaultdict(list)
    for source, target in dict.fromkeys(edges):
        if source != target:
            out[source].append(target)
    entered: set[str] = set()
    done: set[str] = set()
    found: dict[Pair, None] = {}
    for start in nodes:
        if start in entered:
            continue
        entered.add(start)
        stack = [(start, iter(out[start]))]
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done.add(node)
                stack.pop()
                continue
            target = following
            if target in entered and target not in done:
                found[(target, node)] = None  # leads back to where we come from
            else:
                found[(node, target)] = None
                if target not in entered:
                    entered.add(target)
                    stack.append((target, iter(out[target])))
    return list(found)


def layers(nodes: Iterable[str], edges: list[Pair]) -> dict[str, int]:
    """The column of each node: right of everything that leads to it. `edges` have no cycle."""
    waiting: dict[str, int] = defaultdict(int)
    out: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        waiting[target] += 1
        out[source].append(target)
    column = dict.fromkeys(nodes, 0)
    ready = [node for node in column if not waiting[node]]
    for node in ready:
        for target in out[node]:
            column[target] = max(column[target], column[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return column


def ordered(columns: list[list[str]], links: list[Pair]) -> list[list[str]]:
    """The same columns, each in an order in which few links cross; `links` join neighbouring columns."""
    left: dict[str, list[str]] = defaultdict(list)
    right: dict[str, list[str]] = defaultdict(list)
    for source, target in links:
        right[source].append(target)
        left[target].append(source)
    columns = [list(column) for column in columns]
    for sweep in range(_SWEEPS):
        order = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
        beside, step = (left, -1) if sweep % 2 == 0 else (right, 1)
        for at in order:
            place = {node: index for index, node in enumerate(columns[at + step])}
            columns[at].sort(key=_middle(columns[at], beside, place).__getitem__)
    return columns


def _middle(column: list[str], beside: Mapping[str, list[str]], place: Mapping[str, int]) -> dict[str, float]:
    """Where each node would like to be: in the middle of its neighbours, else where it is."""
    found: dict[str, float] = {}
    for index, node in enumerate(column):
        places = [place[other] for other in beside[node] if other in place]
        found[node] = sum(places) / len(places) if places else float(index)
    return found
