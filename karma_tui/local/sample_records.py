"""The records of the sample newspaper, the same ones every time.

Values are plain data in the shape of their model (sample_models.py). A `Link` stands for a reference
to a record of this data by its tag and key; keys are made here and mean nothing later.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from karma_tui.local import sample_words as words

_SEED: Final = 20240229
_FIRST_DAY: Final = datetime(2023, 1, 1, 6, 30, tzinfo=UTC)
_AUTHORS, _IMAGES, _ARTICLES, _COMMENTS, _EVENTS, _DAYS = 24, 40, 120, 80, 30, 60


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a record of the sample data."""

    tag: str
    key: str


Records = dict[str, Any]
"""Values of one model by key."""


def sample_records() -> dict[str, Records]:
    """All records by tag, in an order in which no record points at a later model's."""
    chance = random.Random(_SEED)
    makers: dict[str, tuple[int, Callable[[random.Random, int], Any]]] = {
        "keyword": (len(words.KEYWORDS), lambda _, number: words.KEYWORDS[number]),
        "section": (len(words.SECTIONS), _section),
        "author": (_AUTHORS, _author),
        "image": (_IMAGES, _image),
        "article": (_ARTICLES, _article),
        "comment": (_COMMENTS, _comment),
        "event": (_EVENTS, _event),
        "reach": (_DAYS, _reach),
    }
    return {
        tag: {_key(tag, number): make(chance, number) for number in range(count)}
        for tag, (count, make) in makers.items()
    }


def _key(tag: str, number: int) -> str:
    return f"{tag}{number}"


def _link(tag: str, number: int) -> Link:
    return Link(tag, _key(tag, number))


def _links(chance: random.Random, tag: str, count: int, most: int) -> list[Link]:
    """Up to `most` different records out of `count`, at least one."""
    return [_link(tag, number) for number in chance.sample(range(count), chance.randint(1, most))]


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _section(_: random.Random, number: int) -> dict[str, Any]:
    name, colour = words.SECTIONS[number]
    return {"name": name, "position": number - 2, "colour": list(colour)}


def _author(chance: random.Random, number: int) -> dict[str, Any]:
    first, last = words.FIRST_NAMES[number], chance.choice(words.LAST_NAMES)
    email = f"redaktion{number:02}@morgenblatt.example"
    contact: dict[str, Any] = (
        {"email": email},
        {"phone": {"country": 41, "number": f"0{chance.randint(71, 91)} {chance.randint(1000000, 9999999)}"}},
        {"none": None},
    )[number % 3]
    born = _FIRST_DAY - timedelta(days=chance.randint(8000, 26000))
    return {
        "name": {"first": first, "last": last},
        "email": email,
        "born": None if number % 7 == 3 else _moment(born.replace(hour=0, minute=0)),
        "languages": chance.sample(words.LANGUAGES, chance.randint(1, 4)),
        "contact": contact,
        "staff": number % 4 != 0,
        "followers": chance.randint(0, 250_000),
        "fee": round(chance.uniform(0.4, 2.5), 2),
        "mentor": _link("author", number // 3) if number % 3 and number > 3 else None,
    }


def _image(chance: random.Random, number: int) -> dict[str, Any]:
    size = [chance.choice((1200, 1920, 4000, 6000)), chance.choice((800, 1080, 3000, 4000))]
    place = chance.choice(words.PLACES)[0].lower().replace(" ", "-")
    return {
        "file": f"{2023 + number % 2}/{number:04}-{place}.jpg",
        "size": size,
        "bytes": size[0] * size[1] * chance.randint(1, 4) + number,
        "caption": None
        if number % 5 == 0
        else f"{chance.choice(words.SUBJECTS)} in {chance.choice(words.PLACES)[0]}",
        "photographer": None if number % 6 == 0 else _link("author", chance.randrange(_AUTHORS)),
    }


def _article(chance: random.Random, number: int) -> dict[str, Any]:
    title = f"{chance.choice(words.SUBJECTS)} {chance.choice(words.HAPPENINGS)}"
    state = chance.choices(("draft", "review", "published", "withdrawn"), (2, 1, 12, 1))[0]
    published = _FIRST_DAY + timedelta(days=6 * number, minutes=chance.randint(0, 900))
    is_out = state in ("published", "withdrawn")
    months = [f"{published.year}-{month:02}" for month in range(published.month, 13)][:3]
    return {
        "title": title,
        "slug": f"{published:%Y/%m}/{number:03}",
        "lead": None if number % 4 == 1 else chance.choice(words.SENTENCES),
        "state": state,
        "published": _moment(published) if is_out else None,
        "section": _link("section", chance.randrange(len(words.SECTIONS))),
        "authors": _links(chance, "author", _AUTHORS, 3),
        "body": _body(chance, number),
        "keywords": chance.sample(words.KEYWORDS, chance.randint(1, 5)),
        "words": chance.randint(120, 2400),
        "rating": round(chance.uniform(1, 5), 1),
        "views": {month: chance.randint(50, 90_000) if is_out else 0 for month in months},
        "related": [
            link for link in _links(chance, "article", _ARTICLES, 3) if link.key != _key("article", number)
        ],
        "translations": {
            language: f"{title} [{language}]" for language in ("en", "fr", "it")[: number % 3 + 1]
        },
    }


def _body(chance: random.Random, number: int) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"paragraph": text} for text in chance.sample(words.SENTENCES, 2)]
    if number % 2 == 0:
        blocks.insert(1, {"heading": {"level": 2, "text": "Was bisher geschah"}})
    if number % 3 == 0:
        blocks.append({"picture": _link("image", chance.randrange(_IMAGES))})
    if number % 5 == 0:
        blocks.append(
            {"quote": {"text": chance.choice(words.SENTENCES), "by": chance.choice(words.FIRST_NAMES)}}
        )
    return blocks


def _comment(chance: random.Random, number: int) -> dict[str, Any]:
    at = _FIRST_DAY + timedelta(days=9 * number, hours=chance.randint(0, 100))
    return {
        "article": _link("article", chance.randrange(_ARTICLES)),
        "visible": number % 11 != 0,
        "thread": _thread(chance, at, 0),
    }


def _thread(chance: random.Random, at: datetime, depth: int) -> dict[str, Any]:
    """A remark with its replies, each later than what it answers; at most four levels."""
    replies = 0 if depth == 3 else chance.choice((0, 0, 1, 2))
    return {
        "by": chance.choice(words.READERS),
        "text": chance.choice(words.REMARKS),
        "at": _moment(at),
        "votes": chance.randint(-12, 80),
        "replies": [
            _thread(chance, at + timedelta(minutes=chance.randint(1, 600)), depth + 1) for _ in range(replies)
        ],
    }


def _event(chance: random.Random, number: int) -> dict[str, Any]:
    place, latitude, longitude, altitude = chance.choice(words.PLACES)
    starts = _FIRST_DAY + timedelta(days=30 * number, hours=chance.randint(2, 14))
    paid = {"paid": {"cents": 500 * chance.randint(1, 30), "currency": chance.choice(("CHF", "EUR"))}}
    return {
        "name": words.EVENTS[number % len(words.EVENTS)],
        "starts": _moment(starts),
        "ends": None if number % 3 == 0 else _moment(starts + timedelta(hours=chance.randint(1, 30))),
        "place": {"name": place, "position": [latitude, longitude], "altitude": altitude},
        "price": {"free": None} if number % 2 else paid,
        "announcedIn": _links(chance, "article", _ARTICLES, 2),
    }


def _reach(chance: random.Random, number: int) -> dict[str, Any]:
    day = (_FIRST_DAY + timedelta(days=number)).replace(hour=0, minute=0)
    visits = chance.randint(30_000, 60_000) * 1000
    return {
        "day": _moment(day),
        "visits": visits,
        "readers": visits // chance.randint(30, 90),
        "newsletters": chance.randint(0, 65_535),
        "outages": 3 if number % 17 == 4 else 0,
        "change": chance.randint(-5_000_000, 5_000_000),
        "subscriptions": chance.randint(-40, 120),
        "temperature": chance.randint(-15, 9),
        "share": round(chance.random(), 4),
    }
