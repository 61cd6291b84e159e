"""Lines and words of a text, in offsets; every line end is one `\\n`."""

from __future__ import annotations


def line_start(text: str, at: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where it ends: the offset of its `\\n`, or the end of the text."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def last_on_line(text: str, at: int) -> int:
    """The last character a block cursor can stand on in the line of an offset."""
    return max(line_start(text, at), line_end(text, at) - 1)


def first_text(text: str, at: int) -> int:
    """The first character of the line of an offset that is no blank."""
    start, end = line_start(text, at), line_end(text, at)
    return min(start + len(text[start:end]) - len(text[start:end].lstrip(" \t")), max(start, end))


def down(text: str, at: int, lines: int) -> int | None:
    """The start of the line so many lines below, or above if negative, as far as there are any, else None."""
    start = line_start(text, at)
    moved = start
    for _ in range(abs(lines)):
        if lines > 0:
            end = line_end(text, moved)
            if end == len(text):
                break
            moved = end + 1
        else:
            if moved == 0:
                break
            moved = line_start(text, moved - 1)
    return None if moved == start else moved


def kind(char: str, big: bool) -> int:
    """0 for blanks, else 1 or 2: characters of one kind make up a word. `big` knows one kind of word only."""
    if char.isspace():
        return 0
    return 1 if big or char.isalnum() or char in "_$" else 2


def word_forward(text: str, at: int, big: bool) -> int:
    """The start of the next word; an empty line is a word."""
    size = len(text)
    if at >= size:
        return size
    here = kind(text[at], big)
    while here and at < size and kind(text[at], big) == here:
        at += 1
    while at < size and not kind(text[at], big):
        at += 1
        if at < size and text[at] == "\n" and text[at - 1] == "\n":
            break
    return at


def word_back(text: str, at: int, big: bool) -> int:
    """The start of the word before."""
    at -= 1
    while at > 0 and not kind(text[at], big):
        if text[at] == "\n" and text[at - 1] == "\n":
            return at
        at -= 1
    while at > 0 and kind(text[at - 1], big) == kind(text[at], big) != 0:
        at -= 1
    return max(at, 0)


def word_end(text: str, at: int, big: bool) -> int:
    """The last character of this word, or of the next one if the cursor is there already."""
    size = len(text)
    at += 1
    while at < size and not kind(text[at], big):
        at += 1
    while at + 1 < size and kind(text[at + 1], big) == kind(text[at], big):
        at += 1
    return min(at, max(0, size - 1))
