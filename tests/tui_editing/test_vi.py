"""vi without an editor: keys in, a text and a cursor out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karma_tui.tui.vi.effects import Ask, Copy, Edit, Go, History, Mode, Select, Step
from karma_tui.tui.vi.machine import Machine


class Pretend:
    """An editor of a text and a cursor; `<esc>` and `<c-r>` stand for those keys."""

    def __init__(self, text: str, cursor: int = 0, clipboard: str = "") -> None:
        self.text, self.cursor = text, cursor
        self.machine = Machine(lambda: clipboard)
        self.others: list[object] = []
        self.selected: tuple[int, int] | None = None

    def type(self, keys: str) -> Pretend:
        at = 0
        while at < len(keys):
            named = next((name for name in _NAMED if keys.startswith(name, at)), "")
            self._key(_NAMED[named] if named else keys[at])
            at += len(named) or 1
        return self

    def _key(self, key: str) -> None:
        effects = self.machine.key(key, self.text, self.cursor)
        if effects is None:
            if len(key) == 1:
                self.text = self.text[: self.cursor] + key + self.text[self.cursor :]
                self.cursor += 1
            return
        for effect in effects:
            match effect:
                case Edit(start, end, text, cursor):
                    assert 0 <= start <= end <= len(self.text)
                    self.text = self.text[:start] + text + self.text[end:]
                    self.cursor = cursor
                case Go(cursor):
                    self.cursor = cursor
                case Select(start, end, cursor):
                    self.selected, self.cursor = (start, end), cursor
                case _:
                    self.others.append(effect)


_NAMED = {"<esc>": "escape", "<c-r>": "ctrl+r", "<left>": "left", "<cr>": "enter"}


@pytest.mark.parametrize(
    ("keys", "at", "cursor"),
    [
        ("l", 0, 1),
        ("3l", 0, 3),
        ("99l", 0, 15),
        ("h", 2, 1),
        ("w", 0, 3),
        ("2w", 0, 4),
        ("W", 0, 12),
        ("e", 0, 2),
        ("E", 0, 10),
        ("b", 10, 9),
        ("B", 12, 0),
        ("$", 0, 15),
        ("0", 5, 0),
        ("10l", 0, 10),
        ("j", 2, 19),
        ("jk", 2, 2),
        ("j$", 0, 24),
        ("G", 0, 27),
        ("gg", 20, 0),
        ("2G", 0, 19),
        ("^", 22, 19),
        ("f(", 0, 3),
        ("fa", 0, 5),
        ("fa;", 0, 12),
        ("fa;,", 0, 5),
        ("t(", 0, 2),
        ("F(", 6, 3),
        ("T(", 6, 4),
        ("%", 0, 10),
        ("%%", 0, 3),
        ("}", 0, 26),
        ("}{", 0, 0),
        ("<left>", 3, 2),
    ],
)
def test_motions(keys: str, at: int, cursor: int) -> None:
    pretend = Pretend(_TEXT, at).type(keys)
    assert pretend.text == _TEXT
    assert pretend.cursor == cursor


_TEXT = "all(tag(x)) a ba\n  length\n\nend"


@pytest.mark.parametrize(
    ("text", "at", "keys", "result", "cursor"),
    [
        ("one two three", 4, "dw", "one three", 4),
        ("one two three", 4, "cwx<esc>", "one x three", 4),
        ("a bb", 0, "cwx<esc>", "x bb", 0),
        ("one two three", 0, "d2w", "three", 0),
        ("one two three", 0, "2dw", "three", 0),
        ("one two", 4, "dw", "one ", 3),
        ("one\ntwo", 0, "dw", "\ntwo", 0),
        ("one two", 6, "db", "one o", 4),
        ("one two", 0, "de", " two", 0),
        ("one two", 4, "D", "one ", 3),
        ("one two", 4, "Cx<esc>", "one x", 4),
        ("one two", 0, "d$", "", 0),
        ("one two", 0, "dtw", "wo", 0),
        ("one two", 0, "dfw", "o", 0),
        ("a\nb\nc", 2, "dd", "a\nc", 2),
        ("a\nb\nc", 4, "dd", "a\nb", 2),
        ("a\nb\nc", 0, "2dd", "c", 0),
        ("a\nb\nc", 0, "dj", "c", 0),
        ("a\nb\nc", 0, "dG", "", 0),
        ("a\n  b\nc", 4, "ccx<esc>", "a\n  x\nc", 4),
        ("a\n  b\nc", 4, "Sx<esc>", "a\n  x\nc", 4),
        ("abc", 1, "x", "ac", 1),
        ("abc", 2, "x", "ab", 1),
        ("abc", 0, "2x", "c", 0),
        ("abc", 1, "sX<esc>", "aXc", 1),
        ("abc", 1, "rZ", "aZc", 1),
        ("abc", 0, "9rZ", "abc", 0),
        ("a\n  b", 0, "J", "a b", 1),
        ("f(\n)", 0, "J", "f()", 2),
        ("ab", 0, "xp", "ba", 1),
        ("ab\ncd", 0, "yyp", "ab\nab\ncd", 3),
        ("ab\ncd", 3, "yyP", "ab\ncd\ncd", 3),
        ("ab\ncd", 0, "ddp", "cd\nab", 3),
        ("ab cd", 0, "yw$p", "ab cdab ", 7),
        ("ab", 0, "yl3p", "aaaab", 3),
        ("f(a, b)", 3, "di(", "f()", 2),
        ("f(a, b)", 3, "da(", "f", 0),
        ("f(a, g(b))", 2, "ci(x<esc>", "f(x)", 2),
        ('f("a b")', 4, 'ci"x<esc>', 'f("x")', 3),
        ('f("a b")', 4, 'da"', "f()", 2),
        ("{a: 1}", 2, "di{", "{}", 1),
        ("one two", 1, "diw", " two", 0),
        ("one two", 1, "daw", "two", 0),
        ("one two", 5, "daw", "one", 2),
        ("a\nb", 0, ">>", "  a\nb", 2),
        ("  a\n b", 0, "<j", "a\nb", 0),
        ("a", 0, "ob<esc>", "a\nb", 2),
        ("  a", 2, "ob<esc>", "  a\n  b", 6),
        ("a", 0, "Ob<esc>", "b\na", 0),
        ("ab", 0, "Ac<esc>", "abc", 2),
        ("  ab", 3, "Ic<esc>", "  cab", 2),
        ("ab", 0, "ac<esc>", "acb", 1),
        ("ab", 1, "ic<esc>", "acb", 1),
        ("one two three", 0, "dw.", "three", 0),
        ("a b c", 0, "cwx<esc>w.", "x x c", 2),
        ("a\nb", 0, "A;<esc>j.", "a;\nb;", 4),
        ("abcd", 0, "x3.", "", 0),
        ("abc", 0, "vd", "bc", 0),
        ("abc", 0, "vld", "c", 0),
        ("abc", 2, "vhhd", "", 0),
        ("one two", 0, "vec1<esc>", "1 two", 0),
        ("a\nb\nc", 0, "Vjd", "c", 0),
        ("a\nb", 0, "Vj>", "  a\n  b", 2),
        ("a b", 0, "vwyP", "a ba b", 2),
        ("f(a)", 2, "vi(rx", "f(x)", 2),
        ("abc", 0, "v<esc>x", "bc", 0),
        ("abc", 1, "vohd", "c", 0),
        ("", 0, "x", "", 0),
        ("", 0, "dd", "", 0),
        ("a", 0, "dzx", "", 0),
    ],
)
def test_commands(text: str, at: int, keys: str, result: str, cursor: int) -> None:
    pretend = Pretend(text, at).type(keys)
    assert (pretend.text, pretend.cursor) == (result, cursor)


def test_what_is_left_to_the_editor() -> None:
    pretend = Pretend("a").type("3u<c-r>nN/?:")
    assert pretend.others == [
        History(True, 3),
        History(False, 1),
        Step(True),
        Step(False),
        Ask("/"),
        Ask("?"),
        Ask(":"),
    ]


def test_the_clipboard_is_a_register() -> None:
    pretend = Pretend("one two", clipboard="clip").type('"+yw"+P')
    assert pretend.others == [Copy("one ")]
    assert pretend.text == "clipone two"


def test_modes_are_told() -> None:
    pretend = Pretend("abc")
    modes = []
    for keys in ("i", "<esc>", "v", "V", "<esc>"):
        pretend.type(keys)
        modes.append(pretend.machine.mode)
    assert modes == [Mode.INSERT, Mode.NORMAL, Mode.VISUAL, Mode.LINES, Mode.NORMAL]
    assert pretend.type("2d").machine.pending == "2d"
    assert pretend.type("<esc>").machine.pending == ""


def test_a_selection_holds_the_character_under_the_cursor() -> None:
    assert Pretend("abc\nd").type("vl").selected == (0, 2)
    assert Pretend("abc\nd", 1).type("V").selected == (0, 3)


KEYS = st.lists(
    st.sampled_from(
        [*"hjklwbeWBE0^$G{}%;,dcy><xXsSDCYJpPu.oOAIaivVnNr\"'(1g29f", "<esc>", "<c-r>", "gg", "iw", "a("]
    ),
    max_size=30,
)


@given(st.text('ab (){}\n"x.', max_size=40), KEYS, st.data())
def test_no_keys_lead_out_of_the_text(text: str, keys: list[str], data: st.DataObject) -> None:
    pretend = Pretend(text, data.draw(st.integers(0, len(text))))
    for key in keys:
        pretend.type(key)
        assert 0 <= pretend.cursor <= len(pretend.text)
        if pretend.selected is not None:
            assert pretend.selected[0] <= pretend.selected[1]


@given(
    st.text("ab (\n", min_size=1, max_size=20),
    st.integers(0, 19),
    st.sampled_from(["dd", "dw", "x", "diw", "D"]),
)
def test_what_is_deleted_is_in_the_register(text: str, at: int, keys: str) -> None:
    pretend = Pretend(text, min(at, len(text) - 1)).type(keys)
    gone = len(text) - len(pretend.text)
    held = pretend.machine._register
    assert gone == len(held) or (keys == "dd" and gone == len(held) - 1)
