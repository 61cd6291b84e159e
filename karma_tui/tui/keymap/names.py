"""The names of keys: how a person may write one, how the app knows it, and which ones terminals lose.

Nothing of Textual is imported, so that `karma-tui keys` is quick; a test holds the names against Textual's.
"""

from __future__ import annotations

import unicodedata

NAMED = (
    *("enter", "escape", "tab", "space", "backspace", "delete", "insert"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 25)),
)
"""Keys without a character, and those whose character has a name of its own."""

MOVES = frozenset({"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"})
"""Keys that everybody tries without being told."""

_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_SHORT = {
    **{"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "bs": "backspace"},
    **{"pgup": "pageup", "pgdn": "pagedown", "page_up": "pageup", "page_down": "pagedown"},
    **{"control": "ctrl", "option": "alt", "cmd": "super"},
}
_FRIENDLY = {
    **{"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at"},
    **{"hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore"},
}
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_BOTH_WAYS = {
    "ctrl+slash": "ctrl+underscore,ctrl+slash",
    "ctrl+underscore": "ctrl+underscore,ctrl+slash",
    "ctrl+space": "ctrl+space,ctrl+@",
}
"""One key on the keyboard, two things that terminals may send for it."""

_ON_KEYBOARDS = {"ctrl+underscore": "ctrl+/", "ctrl+slash": "ctrl+/", "ctrl+@": "ctrl+space"}
"""What terminals send for a key, and what stands on the key."""


def _name_of(character: str) -> str:
    """`?` as `question_mark`; a letter or digit is its own name."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _FRIENDLY.get(name, name)


PUNCTUATION = {_name_of(character): character for character in _PUNCTUATION}
"""Name -> character."""


def split(keys: str) -> list[str]:
    """The keys of a text, comma separated, without blanks; a lone comma is the key of that name."""
    if keys.strip() == ",":
        return ["comma"]
    return [key.strip() for key in keys.split(",") if key.strip()]


def read(keys: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person wrote as the app's names, and what of it is no key."""
    known: dict[str, None] = {}
    unknown = []
    for key in split(keys):
        name = _read_one(key)
        if name is None:
            unknown.append(key)
        else:
            known.update(dict.fromkeys(_BOTH_WAYS.get(name, name).split(",")))
    return tuple(known), tuple(unknown)


def _read_one(key: str) -> str | None:
    """`Ctrl+Shift+Left` as `ctrl+shift+left`; None if there is no such key."""
    before, _, last = key.rpartition("+")
    if not last and (key == "+" or key.endswith("++")):
        before, last = before.rstrip("+"), "+"
    modifiers = {_SHORT.get(word.lower(), word.lower()) for word in before.split("+") if word}
    if not modifiers <= set(_MODIFIERS):
        return None
    base = _base(last, bool(modifiers))
    if base is None:
        return None
    if modifiers == {"shift"} and len(base) == 1 and base.isalpha():
        return base.upper()
    return "+".join([*sorted(modifiers), base])


def _base(word: str, has_modifiers: bool) -> str | None:
    if len(word) == 1:
        if has_modifiers and (word == "@" or word.isalnum()):
            return word.lower()
        word = _name_of(word)
        if len(word) == 1:
            return word
    name = _SHORT.get(word.lower(), word.lower())
    if name in NAMED or name in PUNCTUATION:
        return name
    return _FRIENDLY.get(name) or (name if _is_character(name) else None)


def _is_character(name: str) -> bool:
    """Whether it names another character of some keyboard: `section_sign`."""
    try:
        return len(name) > 1 and unicodedata.lookup(name.replace("_", " ").upper()).isprintable()
    except KeyError:
        return False


def near(word: str) -> str:
    """The key that was probably meant, or ""."""
    import difflib  # for the one who mistyped only

    *before, last = word.lower().split("+")
    found = difflib.get_close_matches(last, [*NAMED, *PUNCTUATION], 1, 0.6)
    modifiers = [difflib.get_close_matches(it, _MODIFIERS, 1, 0.5) for it in before]
    if (not found and len(last) != 1) or not all(modifiers):
        return ""
    return "+".join([*(it[0] for it in modifiers), found[0] if found else last])


def as_on_keyboards(keys: str) -> str:
    """Keys as a person reads them: punctuation as such, what terminals send as what stands on the key."""
    return ", ".join(dict.fromkeys(_shown(key) for key in split(keys)))


def _shown(key: str) -> str:
    if key in _ON_KEYBOARDS:
        return _ON_KEYBOARDS[key]
    *before, last = key.split("+")
    return "+".join([*before, last if last == "comma" else PUNCTUATION.get(last, last)])


def is_typed(key: str) -> bool:
    """Whether the key puts a character into a text."""
    return len(key) == 1 or key in PUNCTUATION or key == "space" or ("+" not in key and _is_character(key))


def lost(key: str) -> str:
    """Why terminals may not send this key; "" if all of them do."""
    *modifiers, base = key.split("+")
    if set(modifiers) & {"super", "hyper", "meta"}:
        return "few terminals send it"
    if base in ("enter", "space", "tab", "escape", "backspace") and modifiers not in ([], ["shift"]):
        return "" if key in ("ctrl+space",) else f"most terminals send the same as for {base}"
    if key in ("shift+enter", "shift+space", "shift+escape", "shift+backspace"):
        return f"most terminals send the same as for {base}"
    if "ctrl" in modifiers and base in ("i", "m", "h", "left_square_bracket"):
        return "it is the same as tab, enter, backspace or escape for a terminal"
    if "ctrl" in modifiers and "shift" in modifiers:
        return "many terminals do not tell it apart, or keep it for themselves"
    if "ctrl" in modifiers and (base.isdigit() or base in ("comma", "full_stop", "minus", "plus")):
        return "many terminals do not send it"
    if "alt" in modifiers:
        return "some terminals and window systems keep it for themselves"
    return ""


def is_safe(key: str) -> bool:
    """Whether every terminal sends the key."""
    *modifiers, base = key.split("+")
    if not modifiers:
        return base not in {f"f{number}" for number in range(13, 25)}
    return modifiers == ["ctrl"] and len(base) == 1 and base.isalpha() and not lost(key)
