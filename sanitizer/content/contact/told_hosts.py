"""Hosts that are told rather than written: ``copper hen, as one word, then dot com``.

The suffix behind a word for the dot is what they have in common. It counts where the same sentence says how the name is
put together, where it is typed, what it ends with, or names the www.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from sanitizer.content.contact.clues import clues_in
from sanitizer.content.contact.words import LETTERS, contact_words, is_calling
from sanitizer.content.hosts import is_top_level
from sanitizer.content.lexicon import CJK

__all__ = ["told_hosts"]

_BEFORE = 120
"""Characters in front of the suffix in which the name is told."""
_BEHIND = 48
"""Characters behind it in which it is told where to type it."""
_CLOSE = 24
"""Characters in front of the dot in which it is said that it comes last."""
_LONGEST_LABEL = 63
_WIDE_LABEL = re.compile(r"[\u3040-\u30ff\u3005-\u3007\u4e00-\u9fffa-z0-9-]+")
_OPENS = "\"'\u300c\u300e\u300a: \uff1a(\n"
_CLOSES = "\"'\u300d\u300f\u300b ,.)\u3002\uff0c\u3001!/\n\u5c31\u8fdb\u770b\u3067\u3092\u3078\u306b"
_NAMES = 6
"""Words in front of the suffix of which the longest is the name."""
_STOP = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f\n\t]")
_NAME = re.compile(rf"(?<![{LETTERS}])[{LETTERS}][{LETTERS}-]{{2,62}}")
_ENDS = re.compile(r"\s?(?:[.,;:!?)\"\u3001\n-]|\Z|\s(?:and|und|et|y|e)\s|[\u3040-\u9fff])")


@cache
def _suffixes() -> "tuple[re.Pattern[str], re.Pattern[str]]":
    """What stands behind a word for the dot: a suffix, or what is said for one; the same in Chinese and Japanese."""
    words = contact_words()
    in_kana = "|".join(word for word, suffix in words["japanese"].items() if is_top_level(suffix))
    letters = "|".join(sorted(words["told_host"]["letters"], key=len, reverse=True))
    return (
        re.compile(
            rf"(?:,?\s{{1,2}}|\s?[(\"'])((?:(?:and|und|et|y|e)\s)?(?:(?:the|die|den|les|las|le)\s)?(?:{letters})"
            rf"|[a-z]{{2,8}}(?![{LETTERS}]))"
        ),
        re.compile(rf"\s?((?:{in_kana})|[^\u3002]{{0,8}}?(?:{letters})|[a-z]{{2,6}}(?![{LETTERS}]))"),
    )


@cache
def _wide_suffixes() -> re.Pattern[str]:
    """A dot behind Chinese or Japanese letters, and the suffix of a host."""
    suffixes = contact_words()["suffixes"]
    wide, beside = ("|".join(sorted(suffixes[name])) for name in ("wide", "beside_wide"))
    return re.compile(rf"\.(?<=[\u3040-\u9fff].)(?:{wide}|(?:{beside})(?![a-z]))")


@cache
def _told() -> "tuple[re.Pattern[str], ...]":
    """Asides, where it is typed, what it ends with, and the www."""
    told = contact_words()["told_host"]
    return tuple(_either(told[name]) for name in ("asides", "typed", "ends", "www"))


def _either(words: "frozenset[str]") -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in ordered if not CJK.search(word))
    glued = "|".join(re.escape(word) for word in ordered if CJK.search(word))
    return re.compile(rf"(?<!\w)(?:{latin})" + (f"|{glued}" if glued else ""))


def told_hosts(lower: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and the likely host of what tells one, in order and apart."""
    within = clues_in(lower)
    if not lower.isascii():
        yield from _wide_hosts(lower)
    dot = contact_words()["dot"]
    said, glued = within & dot["words"], within & dot["glued"]
    if said or glued:
        yield from _told_hosts(lower, said, glued)


def _wide_hosts(lower: str) -> Iterator[tuple[int, int, str]]:
    """Hosts whose name is in Chinese or Japanese letters."""
    cursor = 0
    for match in _wide_suffixes().finditer(lower):
        label = _WIDE_LABEL.match(lower[max(cursor, match.start() - _LONGEST_LABEL) : match.start()][::-1])
        if label is None:
            continue
        start = match.start() - len(label[0])
        before, behind = lower[max(0, start - _BEHIND) : start], lower[match.end() : match.end() + 1]
        is_ascii = match[0][1:].isascii()
        is_apart = bool(before) and before[-1] in _OPENS and (not behind or behind in _CLOSES or is_ascii)
        is_sent = is_calling(before) or _told()[1].search(before) is not None
        if (is_apart or is_sent) and (is_ascii or behind in _CLOSES):
            cursor = match.end()
            yield start, cursor, lower[start:cursor]


def _told_hosts(lower: str, said: frozenset[str], glued: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """A name with its suffix in words."""
    cursor = 0
    for start, match in sorted((*_dots(lower, said), *_dots(lower, glued, is_glued=True)), key=_PLACE):
        first = max(cursor, start - _BEFORE)
        for stop in _STOP.finditer(lower, first, start):
            first = stop.end()
        close = _STOP.search(lower, match.end(), match.end() + _BEHIND)
        last = close.start() if close else min(len(lower), match.end() + _BEHIND)
        if _is_told(lower, start, match, first, last) and (names := [*_NAME.finditer(lower, first, start)]):
            cursor = match.end()
            asides = [aside for told in _told() for aside in told.finditer(lower, first, start)]
            near = [name for name in names[-_NAMES:] if not _is_within(name, asides)] or names
            name = max(reversed(near), key=_length)
            yield (
                name.start(),
                match.end(),
                f"{name[0]}.{match[1]}" if match[1].isascii() and match[1].isalpha() else "",
            )


def _length(match: re.Match[str]) -> int:
    return match.end() - match.start()


_PLACE = itemgetter(0)


def _dots(lower: str, words: frozenset[str], *, is_glued: bool = False) -> "Iterator[tuple[int, re.Match[str]]]":
    """Where a word for the dot begins that stands before what may be a suffix, and that."""
    suffix = _suffixes()[is_glued]
    for word in words:
        at = lower.find(word)
        while at >= 0:
            match = suffix.match(lower, at + len(word))
            if match and (is_glued or not lower[at - 1 : at].isalnum()):
                yield at, match
            at = lower.find(word, at + 1)


def _is_within(name: re.Match[str], asides: list[re.Match[str]]) -> bool:
    return any(aside.start() <= name.start() < aside.end() for aside in asides)


def _is_told(lower: str, dot: int, match: re.Match[str], first: int, last: int) -> bool:
    """Whether the sentence around a dot in words and a suffix says that they are such."""
    suffix = match[1]
    suffixes = contact_words()["suffixes"]
    is_word = suffix.isascii() and suffix.isalpha()
    if is_word and not is_top_level(suffix):
        return False
    aside, typed, ends, www = _told()
    is_aside = aside.search(lower, first, dot) is not None
    is_www = www.search(lower, first, dot) is not None
    is_typed = typed.search(lower, first, last) is not None
    is_last = ends.search(lower, max(first, dot - _CLOSE), dot) is not None
    if not is_word:
        return is_aside or is_www or is_typed or is_last  # described, or in Japanese letters
    if suffix in suffixes["plain"] and (is_aside or is_www):
        return True
    if suffix not in suffixes["said"] and not _ENDS.match(lower, match.end()):
        return False
    if suffix in suffixes["said"] or suffix in suffixes["plain"]:
        return is_aside or is_www or is_typed or is_last
    is_country = suffix in suffixes["words"]
    return is_www or (is_aside and (is_country or is_typed or is_last)) or (is_country and is_typed and is_last)
