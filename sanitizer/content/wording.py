"""What a text asks for, offers or says that it must not, by entries of data: words that meet in a sentence.

The entries stand in ``sanitizer/data/wording``, one file a language; :mod:`sanitizer.content.patterns` says how their
patterns are written. A text is read once for all of them. Most sentences have no word of the groups that a file names
as ``anchors``, which ordinary messages seldom have; only those that do are looked at closely.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Literal, NamedTuple

from sanitizer.content.lexicon import CJK, Hit, Letters, Words, word_places, words_of
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
    anchors: int
    """The groups, one bit each, that ordinary messages seldom have."""
    anchor_letters: Letters
    """The phrases of these groups alone, where there are no words."""
    by_anchor: Mapping[int, tuple[tuple[Entry, Pattern], ...]]
    """The patterns of entries by the anchor without which they are not met."""


@lru_cache(maxsize=8)
def wording(reading: Reading) -> Mapping[str, tuple[Match, ...]]:
    """What a text says that it must not, by the name of the rule; of places that overlap, the graver or first."""
    by_rule: dict[str, list[Match]] = {}
    for match in sorted(set(matched(reading)), key=lambda match: (match.start, match.end, match.entry.id)):
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
    if likely:
        places = word_places(lower)
        starts = [start for start, _ in places]
        spans = [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in reading.sentences]
        for number, language in enumerate(LANGUAGES):
            anchors = [index for index, word in enumerate(words) if likely.get(word, 0) >> number & 1]
            if anchors:
                for entry, start, end in _WordsText(book(language), words, spans).found(anchors):
                    yield _match(reading, entry, places[start][0], places[end - 1][1])
    if not lower.isascii() and CJK.search(lower):
        for language in LETTERS:
            known = book(language)
            anchors = [hit.start for hit in known.anchor_letters.hits(lower)]
            if anchors:
                for entry, start, end in _LettersText(known, lower, list(reading.sentences)).found(anchors):
                    yield _match(reading, entry, start, end)


class _Text:
    """A text in words or letters, and the sentences that it falls into."""

    def __init__(self, known: _Book, spans: list[tuple[int, int]]) -> None:
        self._book = known
        self._spans = spans
        self._hits: dict[int, list[Hit]] = {}

    def found(self, anchors: Iterable[int]) -> Iterator[tuple[Entry, int, int]]:
        """Every entry around the places of anchors."""
        starts = [start for start, _ in self._spans]
        for number in dict.fromkeys(bisect_right(starts, anchor) - 1 for anchor in anchors):
            yield from self._met(self._sentence(number), across=False)
            around = range(max(0, number - _AROUND), min(len(starts), number + _AROUND + 1))
            if len(around) > 1:
                yield from self._met(list(chain.from_iterable(map(self._sentence, around))), across=True)

    def _met(self, hits: list[Hit], *, across: bool) -> Iterator[tuple[Entry, int, int]]:
        present = 0
        for hit in hits:
            present |= hit.groups
        left = present & self._book.anchors
        while left:
            anchor = left & -left
            left -= anchor
            for entry, pattern in self._book.by_anchor.get(anchor, ()):
                if entry.is_across >= across and pattern.needed & present == pattern.needed:
                    places = list(matches(pattern, hits))
                    if places and not any(next(matches(other, hits), None) for other in entry.unless):
                        for start, end in places:
                            yield entry, start, end

    def _sentence(self, number: int) -> list[Hit]:
        """The hits of a sentence."""
        hits = self._hits.get(number)
        if hits is None:
            hits = self._hits[number] = self._hits_of(*self._spans[number]) if number >= 0 else []
        return hits

    def _hits_of(self, start: int, end: int) -> list[Hit]:
        raise NotImplementedError


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
    known: Words | Letters = Letters() if language in LETTERS else Words()
    data = load(f"wording/{language}")
    opt_out = load("opt_out")
    offers = ",".join(opt_out["words"].get(language) or opt_out["inside"][language])
    groups = {**data["groups"], "OPT_OUT": f"{data['groups']['OPT_OUT']},{offers}"}
    anchor_letters = Letters()
    for group, phrases in groups.items():
        known.add(group, phrases)
    by_anchor: dict[str, list[tuple[Entry, Pattern]]] = {}
    for entry in _entries(data, known):
        for pattern in entry.patterns:
            for anchor in _anchors_of(pattern, data["anchors"]):
                by_anchor.setdefault(anchor, []).append((entry, pattern))
    if language in LETTERS:
        for anchor in by_anchor:
            anchor_letters.add(anchor, groups.get(anchor, anchor))
    met = {known.bit(anchor): tuple(patterns_) for anchor, patterns_ in by_anchor.items()}
    return _Book(known, sum(met), anchor_letters, met)


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
    """The languages, one bit each, in which the word may be part of an anchor."""
    found = 0
    for number, language in enumerate(LANGUAGES):
        known = book(language)
        assert isinstance(known.lexicon, Words)
        if known.lexicon.keys(word) & known.anchors:
            found |= 1 << number
    return found


def _match(reading: Reading, entry: Entry, start: int, end: int) -> Match:
    words = " ".join(reading.text[start : min(end, start + 2 * SHOWN)].split())
    return Match(entry, start, end, words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "...")
