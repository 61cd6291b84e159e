"""The models of the sample data: a regional newspaper, in the compact JSON in which models are shown.

Between them they use every kind of model there is, so that whoever looks around meets each once.
A `ref` names the tag of the model it points at.
"""

from __future__ import annotations

from typing import Any, Final

Model = dict[str, Any]

TEXT: Final[Model] = {"string": {}}
DATE: Final[Model] = {"dateTime": {}}


def _optional(model: Model) -> Model:
    return {"optional": model}


def _ref(tag: str) -> Model:
    return {"ref": tag}


_NAME: Model = {"struct": {"first": TEXT, "last": TEXT}}

_CONTACT: Model = {
    "union": {
        "email": TEXT,
        "phone": {"struct": {"country": {"uint16": {}}, "number": TEXT}},
        "none": {"null": {}},
    }
}

_BLOCK: Model = {
    "union": {
        "paragraph": TEXT,
        "heading": {"struct": {"level": {"uint8": {}}, "text": TEXT}},
        "picture": _ref("image"),
        "quote": {"struct": {"text": TEXT, "by": TEXT}},
    }
}

_THREAD: Model = {
    "recursion": {
        "label": "thread",
        "model": {
            "struct": {
                "by": TEXT,
                "text": TEXT,
                "at": DATE,
                "votes": {"int16": {}},
                "replies": {"list": {"recurse": "thread"}},
            }
        },
    }
}

MODELS: Final[dict[str, Model]] = {
    "keyword": TEXT,
    "section": {
        "struct": {
            "name": {"unique": TEXT},
            "position": {"int8": {}},
            "colour": {"tuple": [{"uint8": {}}, {"uint8": {}}, {"uint8": {}}]},
        }
    },
    "author": {
        "struct": {
            "name": _NAME,
            "email": {"unique": TEXT},
            "born": _optional(DATE),
            "languages": {"set": TEXT},
            "contact": _CONTACT,
            "staff": {"bool": {}},
            "followers": {"uint32": {}},
            "fee": {"float": {}},
            "mentor": _optional(_ref("author")),
        }
    },
    "image": {
        "struct": {
            "file": {"unique": TEXT},
            "size": {"tuple": [{"uint16": {}}, {"uint16": {}}]},
            "bytes": {"uint64": {}},
            "caption": _optional(TEXT),
            "photographer": _optional(_ref("author")),
        }
    },
    "article": {
        "struct": {
            "title": {"annotation": {"value": "shown in lists", "model": TEXT}},
            "slug": {"unique": TEXT},
            "lead": _optional(TEXT),
            "state": {"enum": ["draft", "review", "published", "withdrawn"]},
            "published": _optional(DATE),
            "section": _ref("section"),
            "authors": {"list": _ref("author")},
            "body": {"list": _BLOCK},
            "keywords": {"set": TEXT},
            "words": {"int32": {}},
            "rating": {"float": {}},
            "views": {"map": {"uint32": {}}},
            "related": {"list": _ref("article")},
            "translations": {"map": TEXT},
        }
    },
    "comment": {
        "struct": {"article": _ref("article"), "visible": {"bool": {}}, "thread": _THREAD},
    },
    "event": {
        "struct": {
            "name": TEXT,
            "starts": DATE,
            "ends": _optional(DATE),
            "place": {
                "struct": {
                    "name": TEXT,
                    "position": {"tuple": [{"float": {}}, {"float": {}}]},
                    "altitude": {"int16": {}},
                }
            },
            "price": {
                "union": {
                    "free": {"null": {}},
                    "paid": {"struct": {"cents": {"int64": {}}, "currency": {"enum": ["CHF", "EUR"]}}},
                }
            },
            "announcedIn": {"list": _ref("article")},
        }
    },
    "reach": {
        "struct": {
            "day": {"unique": DATE},
            "visits": {"uint64": {}},
            "readers": {"uint32": {}},
            "newsletters": {"uint16": {}},
            "outages": {"uint8": {}},
            "change": {"int64": {}},
            "subscriptions": {"int32": {}},
            "temperature": {"int8": {}},
            "share": {"float": {}},
        }
    },
}
"""Models by tag; a model comes after those it points at."""
