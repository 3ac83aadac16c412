"""What a text asks for, offers or says that it must not, by entries of data: words that meet in a sentence.

The entries stand in ``sanitizer/data/wording``, one file a language; :mod:`sanitizer.content.patterns` says how their
patterns are written. A text is read once for all of them. Most sentences have no word of the groups that a file names
as ``anchors``, which ordinary messages seldom have; only those that do are looked at closely.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from sanitizer.content.books import Book, Entry, book
from sanitizer.content.lexicon import CJK, Hit, Letters, Words, word_places, words_in, words_of
from sanitizer.content.patterns import Pattern, matches
from sanitizer.content.phrase_index import letter_anchors, word_anchors
from sanitizer.content.reading import Reading

__all__ = ["LONGEST_PHRASE", "Match", "matched", "wording"]

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
    if found := word_anchors(words_in(lower)):
        words = words_of(lower)
        places = word_places(lower)
        starts = [start for start, _ in places]
        spans = [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in reading.sentences]
        for language, anchors in found.items():
            for entry, start, end in _WordsText(book(language), words, spans).found(anchors):
                yield _match(reading, entry, places[start][0], places[end - 1][1])
    if not lower.isascii() and CJK.search(lower):
        for language, anchors in letter_anchors(lower).items():
            for entry, start, end in _LettersText(book(language), lower, reading.sentences).found(anchors):
                yield _match(reading, entry, start, end)


class _Text:
    """A text in words or letters, and the sentences that it falls into."""

    def __init__(self, known: Book, spans: Sequence[tuple[int, int]]) -> None:
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
    def __init__(self, known: Book, words: list[str], spans: Sequence[tuple[int, int]]) -> None:
        super().__init__(known, spans)
        self._words = words

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Words)
        return self._book.lexicon.hits(self._words[start:end], start)


class _LettersText(_Text):
    def __init__(self, known: Book, lower: str, spans: Sequence[tuple[int, int]]) -> None:
        super().__init__(known, spans)
        self._lower = lower

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Letters)
        return self._book.lexicon.hits(self._lower, start, end)


def _match(reading: Reading, entry: Entry, start: int, end: int) -> Match:
    words = " ".join(reading.text[start : min(end, start + 2 * SHOWN)].split())
    return Match(entry, start, end, words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "...")
