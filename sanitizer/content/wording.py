"""What a text asks for, offers or says that it must not, by entries of data: words that meet in a sentence.

The entries stand in ``sanitizer/data/wording``, one file a language; :mod:`sanitizer.content.patterns` says how their
patterns are written. A text is read once for all of them. Most sentences have no word of the groups that a file names
as ``anchors``, which ordinary messages seldom have; only those that do are looked at closely.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, Literal, NamedTuple

from sanitizer.content.lexicon import CJK, Hit, Letters, Table, Words, word_places, words_of
from sanitizer.content.patterns import Pattern, matches, patterns
from sanitizer.content.reading import Reading
from sanitizer.data import load

__all__ = ["LANGUAGES", "LETTERS", "Entry", "Match", "matched", "wording"]

LANGUAGES = ("en", "de", "fr", "es", "it")
"""Languages that put spaces between words."""
LETTERS = ("ja", "zh")
"""Languages that do not."""
SHOWN = 60
"""Characters of what was found that are told."""
LONGEST_PHRASE = 8
"""Words of the longest phrase."""
LONGEST_SENTENCE = 400
"""Words, or letters where there are no words, of a sentence that is read in one piece."""
MOST = 1000
"""Places that are told of a text: who wrote more of them need not know every one."""
_AROUND = 2
"""Sentences before and behind one in which an entry of more than one sentence is looked for."""


class Entry(NamedTuple):
    """One way to say one thing, in one language."""

    id: str
    rule: str
    """The rule that reports it, by name."""
    grade: Literal["error", "warning"]
    reason: str
    """What it says."""
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    """What, met in the same sentence, makes it something else."""
    is_across: bool
    """Whether it may be spread over sentences that follow each other."""


class Match(NamedTuple):
    """An entry in a text, from its first word to its last; offsets in :attr:`Reading.text`."""

    entry: Entry
    start: int
    end: int
    words: str
    """What stands there, on one line, cut short."""

    @property
    def told(self) -> str:
        """What it says, and by which words."""
        return f"{self.entry.reason} ({self.words})"


class _Book(NamedTuple):
    """The entries of a language."""

    lexicon: Words | Letters
    seldom: Words | Letters
    """The anchors alone: groups that ordinary messages seldom have, and words that stand in their place."""
    anchors: int
    """Their bits in the lexicon."""
    across: int
    """The bits of those that entries of more than one sentence have."""
    by_anchor: Mapping[int, tuple[tuple[Entry, Pattern], ...]]
    """The patterns of entries by the anchor without which they are not met."""


@lru_cache(maxsize=8)
def wording(reading: Reading) -> Mapping[str, tuple[Match, ...]]:
    """What a text says that it must not, by the name of the rule; of places that overlap, the graver or first."""
    by_rule: dict[str, list[Match]] = {}
    found = set(islice(matched(reading), MOST))
    for match in sorted(found, key=lambda match: (match.start, -match.end, match.entry.id)):
        told = by_rule.setdefault(match.entry.rule, [])
        if not told or match.start >= told[-1].end:
            told.append(match)
        elif match.entry.grade == "error" != told[-1].entry.grade:
            told[-1] = match
    return {rule: tuple(told) for rule, told in by_rule.items()}


def matched(reading: Reading) -> Iterator[Match]:
    """Every entry in a text; one may be told of the same place more than once."""
    lower = reading.lower
    words = words_of(lower)
    likely = {word: languages for word in set(words) if (languages := _languages_of(word))}
    near = [(index, likely[word]) for index, word in enumerate(words) if word in likely] if likely else ()
    places: list[tuple[int, int]] = []
    for number, language in enumerate(LANGUAGES):
        known = book(language)
        anchors = list(_anchors(known, words, [index for index, languages in near if languages >> number & 1]))
        if anchors:
            places = places or word_places(lower)
            starts = [start for start, _ in places]
            spans = [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in reading.sentences]
            for entry, start, end in _WordsText(known, words, spans).found(anchors):
                yield _match(reading, entry, places[start][0], places[end - 1][1])
    for language in LETTERS if not lower.isascii() and CJK.search(lower) else ():
        known = book(language)
        anchors = [hit.start for hit in known.seldom.hits(lower)]
        if anchors:
            for entry, start, end in _LettersText(known, lower, list(reading.sentences)).found(anchors):
                yield _match(reading, entry, start, end)


def _anchors(known: _Book, words: list[str], near: list[int]) -> Iterator[int]:
    """The places of anchors, of which ``near`` are words that may belong to one."""
    assert isinstance(known.seldom, Words)
    first = end = 0
    for index in (*near, len(words) + 2 * LONGEST_PHRASE):
        if index - LONGEST_PHRASE >= end:
            yield from (hit.start for hit in known.seldom.hits(words[first:end], first))
            first = max(0, index - LONGEST_PHRASE)
        end = index + LONGEST_PHRASE


class _Text:
    """A text in words or letters, and the sentences that it falls into."""

    def __init__(self, known: _Book, spans: list[tuple[int, int]]) -> None:
        self._book = known
        self._spans = [
            (first, min(first + LONGEST_SENTENCE, end))
            for start, end in spans
            for first in range(start, end, LONGEST_SENTENCE)
        ]
        self._hits: dict[int, list[Hit]] = {}

    def found(self, anchors: Iterable[int]) -> Iterator[tuple[Entry, int, int]]:
        """Every entry around the places of anchors."""
        starts = [start for start, _ in self._spans]
        for number in dict.fromkeys(bisect_right(starts, anchor) - 1 for anchor in anchors):
            hits = self._sentence(number)
            yield from self._met(hits, across=False)
            around = range(max(0, number - _AROUND), min(len(starts), number + _AROUND + 1))
            if len(around) > 1 and any(hit.groups & self._book.across for hit in hits):
                yield from self._met(list(chain.from_iterable(map(self._sentence, around))), across=True)

    def _met(self, hits: list[Hit], *, across: bool) -> Iterator[tuple[Entry, int, int]]:
        present = 0
        for hit in hits:
            present |= hit.groups
        excused: dict[str, bool] = {}
        left = present & self._book.anchors
        while left:
            anchor = left & -left
            left -= anchor
            for entry, pattern in self._book.by_anchor[anchor]:
                if entry.is_across < across or pattern.needed & present != pattern.needed:
                    continue
                places = list(matches(pattern, hits))
                if places and entry.id not in excused:
                    excused[entry.id] = any(_is_met(other, hits, present) for other in entry.unless)
                for start, end in places if places and not excused[entry.id] else ():
                    yield entry, start, end

    def _sentence(self, number: int) -> list[Hit]:
        """The hits of a sentence."""
        hits = self._hits.get(number)
        if hits is None:
            hits = self._hits[number] = self._hits_of(*self._spans[number]) if number >= 0 else []
        return hits

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        raise NotImplementedError


def _is_met(pattern: Pattern, hits: list[Hit], present: int) -> bool:
    return pattern.needed & present == pattern.needed and next(matches(pattern, hits), None) is not None


class _WordsText(_Text):
    def __init__(self, known: _Book, words: list[str], spans: list[tuple[int, int]]) -> None:
        super().__init__(known, spans)
        self._words = words

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Words)
        return self._book.lexicon.hits(self._words[start:end], start)


class _LettersText(_Text):
    def __init__(self, known: _Book, lower: str, spans: list[tuple[int, int]]) -> None:
        super().__init__(known, spans)
        self._lower = lower

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Letters)
        return self._book.lexicon.hits(self._lower, start, end)


@cache
def book(language: str) -> _Book:
    """What is known of a language."""
    data = load(f"wording/{language}")
    common = re.split(r"[,\s]+", data["whole"]["COURTESY"] + data["whole"]["CONFIRMATION"])
    known, seldom = (Letters(), Letters()) if language in LETTERS else (Words(), Words(frozenset(common)))
    opt_out = load("opt_out")
    offers = ",".join(opt_out["words"].get(language) or opt_out["inside"][language])
    groups = {**data["groups"], "OPT_OUT": f"{data['groups']['OPT_OUT']},{offers}"}
    for group, phrases in groups.items():
        known.add(group, phrases)
    by_anchor: dict[str, list[tuple[Entry, Pattern]]] = {}
    for entry in _entries(data, known):
        for pattern in entry.patterns:
            for anchor in _anchors_of(pattern, data["anchors"]):
                by_anchor.setdefault(anchor, []).append((entry, pattern))
    for anchor in by_anchor:
        seldom.add(anchor, groups.get(anchor, anchor))
    met = {known.bit(anchor): tuple(found) for anchor, found in by_anchor.items()}
    across = sum(bit for bit, found in met.items() if any(entry.is_across for entry, _ in found))
    return _Book(known, seldom, sum(met), across, met)


def _anchors_of(pattern: Pattern, seldom: list[str]) -> tuple[str, ...]:
    """What a text must have one of to meet the pattern: groups that are seldom, else the place of the longest words."""
    for group in seldom:
        if (group,) in pattern.names:
            return (group,)
    for names in pattern.names:
        if set(names) <= set(seldom):
            return names
    plain = [names for names in pattern.names if not any(name[0].isupper() for name in names)]
    return max(plain or pattern.names, key=lambda names: min(map(len, names)))


def _entries(data: dict[str, Any], known: Words | Letters) -> Iterator[Entry]:
    for table in data["entry"]:
        unless = f"{data['unless'].get(table['rule'], '')}\n{table.get('unless', '')}"
        yield Entry(
            table["id"],
            table["rule"],
            table["grade"],
            table["reason"],
            tuple(patterns(table["match"], known)),
            tuple(patterns(unless, known)),
            table.get("across", False),
        )


@lru_cache(maxsize=16384)
def _languages_of(word: str) -> int:
    """The languages, one bit each, in which the word may belong to an anchor."""
    found = 0
    for languages in _keys().of(word):
        found |= languages
    return found


@cache
def _keys() -> Table[int]:
    """The longest word of each phrase of an anchor, with its language as a bit."""
    found = Table[int]()
    for number, language in enumerate(LANGUAGES):
        seldom = book(language).seldom
        assert isinstance(seldom, Words)
        for key in seldom.keys:
            found.add(key, 1 << number)
    return found


def _match(reading: Reading, entry: Entry, start: int, end: int) -> Match:
    words = " ".join(reading.text[start : min(end, start + 2 * SHOWN)].split())
    return Match(entry, start, end, words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "...")
