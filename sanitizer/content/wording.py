"""What a text asks for, offers or says that it must not, by entries of data: words that meet in a sentence.

The entries stand in ``sanitizer/data/wording``, one file a language; :mod:`sanitizer.content.patterns` says how their
patterns are written. A text is read once for all of them. Most sentences have no word of the groups that a file names
as ``anchors``, which ordinary messages seldom have; only those that do are looked at closely.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from sanitizer.content.books import Book, Entry, book
from sanitizer.content.lexicon import Hit, Letters, Words
from sanitizer.content.patterns import Pattern, matches
from sanitizer.content.phrase_index import letter_anchors, word_anchors
from sanitizer.content.reading import Reading
from sanitizer.content.words import TextWords, bare

__all__ = ["LONGEST_PHRASE", "Match", "matched", "wording"]

SHOWN = 60
"""Characters of what was found that are told."""
LONGEST_PHRASE = 8
"""Words of the longest phrase."""
LONGEST_SENTENCE = 2000
"""Characters of a sentence that is read in one piece."""
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
    words = TextWords(lower)
    if found := word_anchors(words.words):
        pieces = _pieces(reading.sentences)
        for language, anchors in found.items():
            text = _WordsText(book(language), pieces, words)
            for entry, start, end in text.found(map(words.start, anchors)):
                yield _match(reading, entry, words.start(start), words.end(end - 1))
    if reading.is_wide and (found := letter_anchors(lower)):
        pieces = _pieces(reading.sentences)
        for language, anchors in found.items():
            for entry, start, end in _LettersText(book(language), pieces, lower).found(anchors):
                yield _match(reading, entry, start, end)


class _Pieces(NamedTuple):
    """The sentences of a text, those that are very long in parts; offsets in the text."""

    starts: list[int]
    ends: list[int]


def _pieces(sentences: Iterable[tuple[int, int]]) -> _Pieces:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sentences:
        for first in range(start, end, LONGEST_SENTENCE):
            starts.append(first)
            ends.append(min(first + LONGEST_SENTENCE, end))
    return _Pieces(starts, ends)


class _Text:
    """A text in words or letters, and the sentences that it falls into."""

    def __init__(self, known: Book, pieces: _Pieces) -> None:
        self._book = known
        self._starts, self._ends = pieces
        self._hits: dict[int, list[Hit]] = {}

    def found(self, anchors: Iterable[int]) -> Iterator[tuple[Entry, int, int]]:
        """Every entry around the offsets of anchors."""
        starts = self._starts
        for number in dict.fromkeys(bisect_right(starts, anchor) - 1 for anchor in anchors):
            hits = self._sentence(number)
            yield from self._met(hits, across=False)
            around = range(max(0, number - _AROUND), min(len(starts), number + _AROUND + 1))
            if len(around) > 1 and any(groups & self._book.across for _, _, groups in hits):
                yield from self._met(list(chain.from_iterable(map(self._sentence, around))), across=True)

    def _met(self, hits: list[Hit], *, across: bool) -> Iterator[tuple[Entry, int, int]]:
        present = 0
        for _, _, groups in hits:
            present |= groups
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
            hits = self._hits[number] = self._hits_of(self._starts[number], self._ends[number]) if number >= 0 else []
        return hits

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        raise NotImplementedError


def _is_met(pattern: Pattern, hits: list[Hit], present: int) -> bool:
    return pattern.needed & present == pattern.needed and next(matches(pattern, hits), None) is not None


class _WordsText(_Text):
    def __init__(self, known: Book, pieces: _Pieces, words: TextWords) -> None:
        super().__init__(known, pieces)
        self._words = words

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Words)
        first, last = self._words.behind(start), self._words.behind(end)
        return self._book.lexicon.hits(list(map(bare, self._words.words[first:last])), first)


class _LettersText(_Text):
    def __init__(self, known: Book, pieces: _Pieces, lower: str) -> None:
        super().__init__(known, pieces)
        self._lower = lower

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        assert isinstance(self._book.lexicon, Letters)
        return self._book.lexicon.hits(self._lower, start, end)


def _match(reading: Reading, entry: Entry, start: int, end: int) -> Match:
    words = " ".join(reading.text[start : min(end, start + 2 * SHOWN)].split())
    return Match(entry, start, end, words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "...")
