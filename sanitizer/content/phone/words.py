"""Phone numbers that are spelled out: "zero one seven six", "trente-neuf, quatre-vingt-dix", "ゼロサン", "一三八"."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.content.words import Remembered, pieces_of
from sanitizer.data import load

__all__ = ["find_spelled"]

_LEAST = 7
"""Fewest digits of a number that is spelled out."""
_WORDS_IN_ROW = 4
"""Fewest words for digits in a row."""
_SURELY = 8
"""More digits than this that begin with 0 are dialled."""
_WHOLE = (10, 11)
"""Digits of a number with its area."""
_LONG_ROW = 8
"""Characters in a row in which a number may stand that nothing is said between."""
_JOINED_ROWS = 48
"""Characters behind the first row of digits in which others may follow."""
_FEWEST_WORDS = 2
"""Fewest words for digits among digits."""
_ZEROS = frozenset({"zero", "null", "z\xe9ro", "cero", "oh"})
"""What a number begins with that is dialled, not counted."""
_ONES = "eins?|zwei|zwo|drei|vier|f\xfcnf|fuenf|sechs|sieben|acht|neun"
_GERMAN = re.compile(rf"null|{_ONES}")
_GLUED = re.compile(
    rf"(?:null)?(?P<hundred>(?:{_ONES})?hundert\w{{0,24}}|(?:due|tre|quattro|cinque|sei|sette|otto|nove)?cento\w{{0,16}})|(?:null|{_ONES}){{2,}}"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d{1,4}(?!\d)")
_SIGNS = r",.;:/()|+*~_>\u2022\u2192\u20e3\u2605\u2606\u30fb\u2026-"
"""What stands between digits that are told one by one or in groups, and behind one that is drawn as a key."""
_GAP = re.compile(rf"[ \t{_SIGNS}]{{0,4}}\n?[ {_SIGNS}]{{0,3}}")
_JOINED = ("and", "y", "et", "und", "e")
_BETWEEN = "\u3001, \t\u30fb\u306e*/|.~_:\u2022\u2192\u20e3\u2605\u2606\u266a"
_SHORTEST_GLUED = 6
"""Characters of two words for digits in one."""
_COUNTED = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
"""One to nine: counted, not dialled."""


class _Numerals(NamedTuple):
    digits: frozenset[str]
    tens: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    any: frozenset[str]
    counted: tuple[str, ...]
    """One to nine in a row, for each language."""
    joined: frozenset[str]
    """What is said between the groups of a number."""
    glued: "tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]"
    """Words for digits without a space between them, and one of them, for each language."""


@cache
def _numerals() -> _Numerals:
    data = load("phone_words")
    digits = frozenset(word for words in data["digits"].values() for word in words)
    counted = tuple(" ".join(words[:9]) for words in data["digits"].values())
    tens = [word for words in data["tens"].values() for word in words]
    plain = frozenset(word for word in tens if "*" not in word)
    starts = tuple(word[:-1] for word in tens if word.endswith("*"))
    ends = tuple(word[1:] for word in tens if word.startswith("*"))
    joined = frozenset((*_JOINED, *(word for words in data["then"].values() for word in words)))
    any_digit = digits | plain | {"plus"} | frozenset("0123456789")
    of_languages = [
        "|".join(sorted((*words, *filter(str.isalpha, data["tens"].get(language, ()))), key=len, reverse=True))
        for language, words in data["digits"].items()
    ]
    glued = tuple((re.compile(f"(?:{words}){{2,12}}"), re.compile(words)) for words in of_languages)
    return _Numerals(digits, plain, starts, ends, any_digit, counted, joined, glued)


@cache
def _wide() -> "tuple[re.Pattern[str], ...]":
    """Characters in a row that may be readings of digits, what joins rows, one reading, and readings in a row."""
    words = {word for words in load("phone_words")["readings"].values() for word in words}
    letters = "".join(sorted(set("".join(words))))
    one = "|".join(sorted(words, key=len, reverse=True))
    then = "|".join(sorted(load("phone_words")["then_glued"]["any"], key=len, reverse=True))
    return (
        re.compile(rf"[{letters}0-9{_BETWEEN}-]{{4,}}"),
        re.compile(then),
        re.compile(one),
        re.compile(rf"(?:(?:{one}|[0-9])[{_BETWEEN}-]{{0,2}}(?:(?:{then})[{_BETWEEN}-]{{0,2}})?){{7,}}"),
    )


def find_spelled(reading: Reading) -> Iterator[tuple[int, int, int, bool]]:
    """Start, end and number of digits of what is spelled out in a text, and whether it may be a list."""
    lower = reading.lower
    if reading.is_wide:
        yield from _spelled_wide(lower)
    if _IN_ROW.search("".join(map(_OUTLINES.__getitem__, pieces_of(lower)))):
        yield from _spelled(lower, _numerals())


def _outline(piece: str) -> str:
    """What stands between two spaces, with a sign for each word: ``n`` is one for a number, ``d`` are digits."""
    numbers = _numerals().any
    return "".join(
        "n" if word in numbers else "d" if word.isdecimal() else "nn" if _digits_glued(word) else " "
        for word in piece.translate(_SPACES_FOR_SIGNS).split()
    )


_SPACES_FOR_SIGNS = {**dict.fromkeys(map(ord, ",-.;:/|*_>()"), " "), 0x20E3: ""}
_OUTLINES = Remembered(_outline)
_IN_ROW = re.compile(r"n[nd][nd]|dn[nd]|ddn")
"""The fewest words for digits, digits among them counted as words, below which a text needs no closer look."""


def _spelled(lower: str, numerals: _Numerals) -> Iterator[tuple[int, int, int, bool]]:
    tokens: list[re.Match[str]] = []
    for match in _TOKEN.finditer(lower):
        is_near = bool(tokens) and _GAP.fullmatch(lower, tokens[-1].end(), match.start()) is not None
        is_number = _count(match[0], numerals) > 0
        if not (is_near and (is_number or match[0] in numerals.joined)):
            yield from _number(tokens, numerals)
            tokens = []
        if is_number or tokens:
            tokens.append(match)
    yield from _number(tokens, numerals)


def _number(tokens: "list[re.Match[str]]", numerals: _Numerals) -> Iterator[tuple[int, int, int, bool]]:
    """The number that words in a row are, if they are one."""
    while tokens and tokens[-1][0] in numerals.joined:
        tokens.pop()
    words = [word for match in tokens for word in match[0].split("-") if word.isalpha()]
    count = sum(_count(match[0], numerals) for match in tokens)
    is_mixed = len(words) < _WORDS_IN_ROW and len(words) < len(tokens)
    begins = bool(tokens) and (tokens[0][0].partition("-")[0] in _ZEROS or tokens[0][0].startswith("null"))
    is_dialled = begins or (count > _SURELY and tokens[0][0].startswith("0")) or (count in _WHOLE and len(words) > 2)
    if (len(words) >= (_FEWEST_WORDS if is_mixed else _WORDS_IN_ROW) or begins) and count >= _LEAST:
        shown = " ".join(words)
        if not any(shown in counted for counted in numerals.counted):
            is_list = len(tokens) > 2 and tokens[-2][0] in _JOINED and _count(tokens[-3][0], numerals) == 1
            yield tokens[0].start(), tokens[-1].end(), count, (is_mixed or is_list) and not is_dialled


def _count(token: str, numerals: _Numerals) -> int:
    """The digits that a word or words joined by hyphens stand for; 0 where it is no number."""
    if token.isdecimal():
        return len(token)
    parts = token.split("-")
    has_tens = False
    glued = 0
    for part in parts:
        if part in numerals.tens or part.startswith(numerals.starts) or part.endswith(numerals.ends):
            has_tens = True
        elif part not in numerals.digits and part not in _JOINED:
            if not (more := _count_glued(part)):
                return 0
            glued += more - 1
    return len(parts) + glued if glued else 2 if has_tens else 0 if parts[0] in _JOINED else len(parts)


def _count_glued(word: str) -> int:
    """The digits of German and Italian numbers of one word: ``nullachthundert``, ``cinquecentosessanta``."""
    if "hundert" in word or "cento" in word or word.startswith("null"):
        match = _GLUED.fullmatch(word)
        if match is not None:
            return 3 + word.startswith("null") if match["hundred"] else len(_GERMAN.findall(word))
    return _digits_glued(word)


def _digits_glued(word: str) -> int:
    """How many words for digits a word is made of: ``cincocinco``, ``zerosix``; 0 where it is not."""
    if len(word) < _SHORTEST_GLUED:
        return 0
    return next((len(one.findall(word)) for row, one in _numerals().glued if row.fullmatch(word)), 0)


def _spelled_wide(lower: str) -> Iterator[tuple[int, int, int, bool]]:
    row, then, one, readings = _wide()
    cursor = 0
    for stretch in row.finditer(lower):
        start, end = stretch.span()
        is_joined = then.match(lower, end) is not None
        if end <= cursor or not (is_joined or end - start >= _LONG_ROW):
            continue
        end += _JOINED_ROWS * is_joined
        for match in readings.finditer(lower, max(start, cursor), end):
            cursor = match.end()
            shown = match[0].rstrip(_BETWEEN + "-")
            words = one.findall(shown)
            count = len(words) + sum(map(str.isdecimal, shown))
            if len(words) == _WORDS_IN_ROW - 1 and count > _SURELY:
                yield match.start(), match.start() + len(shown), count, True
            if len(words) >= _WORDS_IN_ROW and (
                "".join(words) not in _COUNTED or shown[0] in "0\u96f6\u3007" or count in _WHOLE
            ):
                yield match.start(), match.start() + len(shown), count, False
