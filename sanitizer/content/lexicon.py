"""Groups of phrases and where a text has them; how groups are written stands in :mod:`sanitizer.content.patterns`."""

import operator
import re
from collections.abc import Iterator, Sequence
from itertools import compress, count
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from sanitizer.content.words import Remembered, bare

__all__ = [
    "CJK",
    "Hit",
    "Letters",
    "Lexicon",
    "Table",
    "Words",
    "is_part",
    "parts_of",
    "phrases_of",
]

CJK = re.compile("[\u3041-\u30fa\u4e00-\u9fff]")
"""Letters of languages that put no spaces between words."""
_PART = re.compile(r"\*?[^\W\d_]+\*?|\d+|[#%$€£¥★]")
_LONGEST = 32
"""Letters of a word that are looked at; no phrase has a longer one."""


Hit: TypeAlias = tuple[int, int, int]
"""A phrase: its start, its end, in words or in characters where there are none, and the bits of its groups."""
Value = TypeVar("Value")


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    """The words behind the first."""
    group: int
    is_excluded: bool


class _Spelled(NamedTuple):
    phrase: str
    group: int
    is_excluded: bool


class _Starts(NamedTuple):
    """What a word may be or begin."""

    groups: int
    followed: dict[str, tuple[_Phrase, ...]]
    """Phrases by their second word."""
    others: tuple[_Phrase, ...]
    """Phrases whose second word is a beginning or a number."""


def phrases_of(written: str) -> Iterator[str]:
    """The phrases of a group as they are written, parted by commas or lines; in small letters."""
    return filter(None, map(str.strip, written.lower().replace("\n", ",").split(",")))


def parts_of(phrase: str) -> list[str]:
    """The words of a phrase without accents; ``*x`` is ``*x*``."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return phrase.split()
    parts = [bare(part) for part in _PART.findall(phrase)]
    return [part + "*" if part[0] == "*" != part[-1] else part for part in parts] if "*" in phrase else parts


class Table(Generic[Value]):
    """Values by words, by their beginnings (``review*``) and by what is in them (``*rabatt*``); numbers by ``#``."""

    def __init__(self) -> None:
        self._values: dict[str, list[Value]] = {}
        self._inside: list[str] = []

    def add(self, part: str, value: Value) -> None:
        """Make a value known."""
        if part[0] == "*" and part not in self._values:
            self._inside.append(part.strip("*"))
        self._values.setdefault(part, []).append(value)

    def of(self, word: str) -> list[Value]:
        """The values that a word meets."""
        known = self._values
        word = word[:_LONGEST]
        found = list(known.get(word, ()))
        if word.isdigit():
            return found + known.get("#", [])
        for length in range(1, len(word) + 1):
            found += known.get(word[:length] + "*", ())
        for inside in self._inside:
            if inside in word:
                found += known[f"*{inside}*"]
        return found


class Lexicon:
    """Groups of phrases, each known by a bit."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def bit(self, group: str) -> int:
        """The bit of a group that was added.

        Raises:
            KeyError: no such group.

        """
        return self._bits[group]

    def add(self, group: str, phrases: str) -> int:
        """Make phrases of a group known, and say its bit."""
        bit = self._bits.setdefault(group, 1 << len(self._bits))
        for phrase in phrases_of(phrases):
            self._add(phrase.removeprefix("-"), bit, is_excluded=phrase[0] == "-")
        return bit

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        raise NotImplementedError


class Words(Lexicon):
    """Groups of phrases in a language that puts spaces between words."""

    def __init__(self) -> None:
        super().__init__()
        self._phrases = Table[_Phrase]()
        self._starts = Remembered(self._starts_of)

    def hits(self, words: Sequence[str], first: int = 0) -> list[Hit]:
        """Where words without accents, the first being number ``first``, belong to groups; in order."""
        found: list[Hit] = []
        excluded: list[Hit] = []
        known = list(map(self._starts.__getitem__, words))
        for index, starts in compress(enumerate(known), known):
            assert starts is not None
            groups, followed, others = starts
            at = first + index
            if groups:
                found.append((at, at + 1, groups))
            if index + 1 == len(words):
                break
            for rest, group, is_excluded in followed.get(words[index + 1], others):
                behind = words[index + 1 : index + 1 + len(rest)]
                if len(behind) == len(rest) and all(map(is_part, rest, behind)):
                    (excluded if is_excluded else found).append((at, at + 1 + len(rest), group))
        return _without(found, excluded)

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        first, *rest = parts_of(phrase)
        self._phrases.add(first, _Phrase(tuple(rest), group, is_excluded))

    def _starts_of(self, word: str) -> _Starts | None:
        phrases = self._phrases.of(word)
        groups = 0
        for phrase in phrases:
            if not phrase.rest and not phrase.is_excluded:
                groups |= phrase.group
        for phrase in phrases:
            if not phrase.rest and phrase.is_excluded:
                groups &= ~phrase.group
        if not phrases:
            return None
        others = tuple(phrase for phrase in phrases if phrase.rest and phrase.rest[0][-1] in "*#")
        followed: dict[str, tuple[_Phrase, ...]] = {}
        for phrase in phrases:
            if phrase.rest and phrase.rest[0][-1] not in "*#":
                followed[phrase.rest[0]] = (*followed.get(phrase.rest[0], others), phrase)
        return _Starts(groups, followed, others)


class Letters(Lexicon):
    """Groups of phrases in a language without spaces: found anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._pairs: dict[str, list[_Spelled]] = {}
        """Phrases by their first two letters."""
        self._single: dict[str, list[_Spelled]] = {}
        """Phrases of one letter."""

    def hits(self, lower: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Where a text in small letters has phrases of groups between two places, in order."""
        found: list[Hit] = []
        excluded: list[Hit] = []
        pairs, single = self._pairs, self._single
        letters = lower[start:end]
        seconds = lower[start + 1 : start + 1 + len(letters)].ljust(len(letters))
        places = list(compress(count(start), map(pairs.__contains__, map(operator.add, letters, seconds))))
        if single and not single.keys().isdisjoint(letters):
            places = sorted({*places, *compress(count(start), map(single.__contains__, letters))})
        for place in places:
            known = (*single.get(lower[place], ()), *pairs.get(lower[place : place + 2], ()))
            for phrase, group, is_excluded in known:
                if lower.startswith(phrase, place):
                    (excluded if is_excluded else found).append((place, place + len(phrase), group))
        return _without(found, excluded)

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        known = self._single if len(phrase) == 1 else self._pairs
        known.setdefault(phrase[:2], []).append(_Spelled(phrase, group, is_excluded))


def is_part(part: str, word: str) -> bool:
    """Whether a word is what a part of a phrase asks for."""
    if part[-1] != "*":
        return part == word or (part == "#" and word.isdigit())
    return part[1:-1] in word if part[0] == "*" else word.startswith(part[:-1])


def _without(found: list[Hit], excluded: list[Hit]) -> list[Hit]:
    """The hits without the groups that excluded phrases around them take away."""
    if not excluded:
        return found
    barred: dict[int, dict[int, int]] = {}
    for start, end, group in excluded:
        ends = barred.setdefault(group, {})
        for place in range(start, end):
            ends[place] = max(end, ends.get(place, 0))
    kept: list[Hit] = []
    for start, end, groups in found:
        for group, ends in barred.items():
            if groups & group and ends.get(start, 0) >= end:
                groups &= ~group
        if groups:
            kept.append((start, end, groups))
    return kept
