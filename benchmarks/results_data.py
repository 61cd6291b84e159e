"""Makes big results, the same every time: about 320 bytes for each record, of every kind of value."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LETTERS = string.ascii_letters + "234567"
_WORDS = """karma graph union struct list ref model tag query field filter reduce fold scope value zero
north river amber cloud stone light paper wind copper silent""".split()  # noqa: SIM905 - easier to read
_SEED = 20240101


def needle(records: int) -> str:
    """A text that one record near the end has."""
    return f"NEEDLE-{records}"


def files(folder: Path, records: int) -> tuple[Path, Path]:
    """The records as one list and as lines, made unless they are there."""
    together, lines = folder / f"{records}.json", folder / f"{records}.jsonl"
    if not (together.exists() and lines.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        new_lines, new_together = lines.with_suffix(".part"), together.with_suffix(".part1")
        with new_lines.open("w") as by_line, new_together.open("w") as in_one:
            in_one.write("[")
            for at, record in enumerate(_records(records)):
                text = json.dumps(record, separators=(",", ":"))
                by_line.write(f"{text}\n")
                in_one.write(f",{text}" if at else text)
            in_one.write("]\n")
        new_lines.replace(lines)
        new_together.replace(together)  # what was broken off is made again
    return together, lines


def _records(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(_SEED)

    def name() -> str:
        return "".join(chance.choices(_LETTERS, k=16))

    model, author = name(), name()
    for at in range(count):
        day = f"20{chance.randrange(10, 25):02d}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        moment = f"{day}T{chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}Z"
        title = " ".join(chance.choices(_WORDS, k=3))
        value = {
            "title": needle(count) if at == count - 1 - count // 100 else title,
            "rank": at,
            "score": round(chance.random() * 100, 3),
            "live": chance.random() < 0.5,
            "kind": {chance.choice(("post", "page")): {"n": chance.randrange(100)}},
            "at": moment,
            "geo": {"lat": round(chance.uniform(-90, 90), 4), "lon": round(chance.uniform(-180, 180), 4)},
            "tags": [
                {"k": chance.choice(_WORDS), "v": chance.randrange(1000)}
                for _ in range(chance.randrange(0, 3))
            ],
            "author": [author, name()] if chance.random() < 0.8 else None,
        }
        yield {"id": [model, name()], "updated": moment, "value": value}
