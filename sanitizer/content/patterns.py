"""Patterns of words: which words a text has of which groups, and where groups follow each other in a sentence.

Groups and patterns are written in data. A group is a list of phrases, parted by commas: ``gift card*, voucher*``. In a
word, ``*`` stands for any letters at its end or, before it, around it; ``#`` is a number; a phrase behind ``-`` keeps
the words that it covers out of the group. Case and accents make no difference.

A pattern names groups in capitals and words in small letters, in order: ``REWARD ..6 for|against ..3 REVIEW``. ``|``
parts what may stand in a place. ``..6`` lets up to six words stand between, ``..`` any number, nothing none. ``~6`` is
``..6`` in either order of what stands on its sides. Japanese and Chinese know no words: phrases are found anywhere, and
distances are characters.
"""

import functools
import operator
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Hit", "Letters", "Lexicon", "Pattern", "Words", "matches", "patterns"]

_WORD = re.compile(r"[^\W\d_]+|\d+|[%$€£¥★]")
_CJK = re.compile("[\u3041-\u30fa\u4e00-\u9fff]")
_ANY = 1 << 30
"""A distance that no sentence has."""
_LONGEST = 32
"""Letters of a word that are looked at; no phrase has a longer one."""


class Hit(NamedTuple):
    """Words of some groups: from ``start`` to before ``end``, in words, or in characters where there are no words."""

    start: int
    end: int
    groups: int
    """The groups, one bit each."""


class Pattern(NamedTuple):
    """Groups that follow each other."""

    groups: tuple[int, ...]
    """The bits of each: one, or those of the groups that may stand in its place."""
    gaps: tuple[int, ...]
    """How many words may stand before each."""
    needed: int
    """The bits of groups that nothing stands in for: a text without one of them does not meet the pattern."""
    used: int
    """All the bits."""


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    """The words behind the first, or the whole phrase where there are no words."""
    group: int
    is_excluded: bool


class _Starts(NamedTuple):
    """What a word may be or begin."""

    groups: int
    longer: tuple[_Phrase, ...]


@functools.lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    """The word with its letters bare: ``reseña`` is ``resena``."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))


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
        """Make a group known; a group of the same name and phrases is the same."""
        bit = self._bits.setdefault(group, 1 << len(self._bits))
        for phrase in re.split(r"[,\n]+", phrases):
            if phrase := phrase.strip():
                self._add(phrase.removeprefix("-").lower(), bit, is_excluded=phrase.startswith("-"))
        return bit

    def hits(self, lower: str) -> list[Hit]:
        """Where a text in small letters has phrases of groups, in the order of their starts."""
        raise NotImplementedError

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        raise NotImplementedError


class Words(Lexicon):
    """Groups of phrases in languages that put spaces between words."""

    def __init__(self) -> None:
        super().__init__()
        self._phrases: dict[str, list[_Phrase]] = {}
        self._inside: list[str] = []
        self._known = functools.lru_cache(maxsize=16384)(self._looked_up)

    def hits(self, lower: str) -> list[Hit]:
        """Counted in words."""
        words = _WORD.findall(lower)
        if not lower.isascii():
            words = [_bare(word) for word in words]
        found: list[Hit] = []
        excluded: list[Hit] = []
        known = self._known
        for index, word in enumerate(words):
            starts = known(word)
            if starts is None:
                continue
            if starts.groups:
                found.append(Hit(index, index + 1, starts.groups))
            for rest, group, is_excluded in starts.longer:
                end = index + 1 + len(rest)
                if all(map(_same, rest, words[index + 1 : end])) and end <= len(words):
                    (excluded if is_excluded else found).append(Hit(index, end, group))
        return _without(found, excluded)

    def places(self, lower: str) -> list[tuple[int, int]]:
        """Where each word of the text stands."""
        return [word.span() for word in _WORD.finditer(lower)]

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        parts = [_bare(part) for part in re.findall(r"\*?[^\W\d_]+\*?|\d+|[#%$€£¥★]", phrase)]
        first = parts[0] = parts[0] + "*" if re.fullmatch(r"\*\w+", parts[0]) else parts[0]
        if first.startswith("*") and first not in self._phrases:
            self._inside.append(first.strip("*"))
        self._phrases.setdefault(first, []).append(_Phrase(tuple(parts[1:]), group, is_excluded))
        self._known.cache_clear()

    def _looked_up(self, word: str) -> _Starts | None:
        """What is known of a word; asked once for each."""
        phrases = list(self._phrases.get(word, ()))
        word = word[:_LONGEST]
        for length in range(2, len(word) + 1):
            phrases += self._phrases.get(word[:length] + "*", ())
        for inside in self._inside:
            if inside in word:
                phrases += self._phrases[f"*{inside}*"]
        if word.isdigit():
            phrases += self._phrases.get("#", ())
        groups = 0
        for phrase in phrases:
            if not phrase.rest and not phrase.is_excluded:
                groups |= phrase.group
        for phrase in phrases:
            if not phrase.rest and phrase.is_excluded:
                groups &= ~phrase.group
        return _Starts(groups, tuple(phrase for phrase in phrases if phrase.rest)) if phrases else None


class Letters(Lexicon):
    """Groups of phrases in languages without spaces: found anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._phrases: dict[str, dict[str, list[tuple[str, int, bool]]]] = {}
        """Phrases by their first letter and their second, which is ``""`` where there is none."""

    def hits(self, lower: str) -> list[Hit]:
        """Counted in characters."""
        if lower.isascii() or not _CJK.search(lower):
            return []
        found: list[Hit] = []
        excluded: list[Hit] = []
        get = self._phrases.get
        for index, letter in enumerate(lower):
            following = get(letter)
            if following is None:
                continue
            for second in (lower[index + 1 : index + 2], ""):
                for phrase, group, is_excluded in following.get(second, ()):
                    if lower.startswith(phrase, index):
                        (excluded if is_excluded else found).append(Hit(index, index + len(phrase), group))
                if not second:
                    break
        return _without(found, excluded)

    def _add(self, phrase: str, group: int, *, is_excluded: bool) -> None:
        self._phrases.setdefault(phrase[0], {}).setdefault(phrase[1:2], []).append((phrase, group, is_excluded))


def patterns(text: str, lexicon: Lexicon, prefix: str) -> Iterator[Pattern]:
    """The patterns of a text, one a line; groups are those whose names begin with ``prefix``.

    Raises:
        KeyError: a group that is not known.

    """
    for line in filter(None, map(str.strip, text.splitlines())):
        left, either, right = re.split(r"\s+(~\d*)\s+", line) if "~" in line else (line, "", "")
        if not either:
            yield _pattern(line, lexicon, prefix)
            continue
        gap = f"..{either[1:]}"
        yield _pattern(f"{left} {gap} {right}", lexicon, prefix)
        yield _pattern(f"{right} {gap} {left}", lexicon, prefix)


def matches(pattern: Pattern, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    """Where the pattern is met, one after the other: from its first word to its last.

    What follows at once and is of its last group too, as in ``$10 gift card``, belongs to it. Of each beginning of the
    pattern only the last place is kept, so a text takes time in proportion to its length.
    """
    groups, gaps, _, used = pattern
    last = len(groups) - 1
    begun: list[tuple[int, int] | None] = [None] * len(groups)
    whole: tuple[int, int] | None = None
    for start, end, mask in hits:
        if not mask & used:
            continue
        if whole is not None:
            if mask & groups[last] and start <= whole[1]:
                whole = whole[0], max(end, whole[1])
                continue
            yield whole
            whole = None
        for step in range(last, 0, -1):
            before = begun[step - 1]
            if before is not None and mask & groups[step] and 0 <= start - before[1] <= gaps[step]:
                begun[step] = before[0], end
        if mask & groups[0]:
            begun[0] = start, end
        if (whole := begun[last]) is not None:
            begun = [None] * len(groups)
    if whole is not None:
        yield whole


def _pattern(line: str, lexicon: Lexicon, prefix: str) -> Pattern:
    groups: list[int] = []
    gaps: list[int] = []
    gap = needed = 0
    for part in line.split():
        if part.startswith(".."):
            gap = int(part[2:]) if part[2:] else _ANY
            continue
        bits = [
            lexicon.bit(prefix + name) if name[0].isupper() else lexicon.add(prefix + name, name)
            for name in part.split("|")
        ]
        groups.append(functools.reduce(operator.or_, bits))
        gaps.append(gap)
        gap = 0
        if len(bits) == 1:
            needed |= bits[0]
    return Pattern(tuple(groups), tuple(gaps), needed, functools.reduce(operator.or_, groups))


def _same(part: str, word: str) -> bool:
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
            kept.append(Hit(start, end, groups))
    return kept
