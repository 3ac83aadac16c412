"""What a text asks for, offers or says that it must not, by entries of data: words that meet in a sentence.

The entries stand in ``sanitizer/data/wording``, one file a language; :mod:`sanitizer.content.patterns` says how their
patterns are written. A text is read once for all of them, and only entries whose words it has are looked for.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Literal, NamedTuple

from sanitizer.content.patterns import Hit, Letters, Lexicon, Pattern, Words, matches, patterns
from sanitizer.content.reading import Reading
from sanitizer.data import load

__all__ = ["LANGUAGES", "LETTERS", "Book", "Entry", "Match", "Spoken", "book", "matched", "spoken", "wording"]

LANGUAGES = ("en", "de", "fr", "es", "it")
"""Languages that put spaces between words."""
LETTERS = ("ja", "zh")
"""Languages that do not."""
SHOWN = 60
"""Characters of what was found that are told."""


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
    sentences: int
    """How many sentences in a row it may stand in."""


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


class Book(NamedTuple):
    """The groups and entries of some languages; the name of a group begins with its language, as in ``en.REVIEW``."""

    languages: tuple[str, ...]
    lexicon: Lexicon
    entries: tuple[Entry, ...]
    neutral: Mapping[str, str]
    """Letters that carry little meaning, by language, where there are no words."""


class Spoken(NamedTuple):
    """A text in the words, or the letters, that a book knows."""

    book: Book
    hits: tuple[Hit, ...]

    def places(self, lower: str) -> list[tuple[int, int]] | None:
        """Where each word of the text, in small letters, stands; ``None`` where hits are in characters."""
        return self.book.lexicon.places(lower) if isinstance(self.book.lexicon, Words) else None


@cache
def book(languages: tuple[str, ...]) -> Book:
    """What is known of some languages."""
    known: Lexicon = Letters() if languages == LETTERS else Words()
    opt_out = load("opt_out")
    files = {language: load(f"wording/{language}") for language in languages}
    for language, data in files.items():
        for group, phrases in data["words"].items():
            known.add(f"{language}.{group}", phrases)
        offers = opt_out["words"].get(language) or opt_out["inside"][language]
        known.add(f"{language}.OPT_OUT", ",".join(offers))
    entries = tuple(chain.from_iterable(_entries(data, known, f"{language}.") for language, data in files.items()))
    return Book(languages, known, entries, {language: data.get("neutral", "") for language, data in files.items()})


def _entries(data: dict[str, Any], known: Lexicon, prefix: str) -> Iterator[Entry]:
    for table in data["entry"]:
        unless = f"{data['unless'].get(table['rule'], '')}\n{table.get('unless', '')}"
        yield Entry(
            table["id"],
            table["rule"],
            table["grade"],
            table["reason"],
            tuple(patterns(table["match"], known, prefix)),
            tuple(patterns(unless, known, prefix)),
            table.get("sentences", 1),
        )


@lru_cache(maxsize=8)
def wording(reading: Reading) -> Mapping[str, tuple[Match, ...]]:
    """What a text says that it must not, by the name of the rule; of places that overlap, the graver or first."""
    by_rule: dict[str, list[Match]] = {}
    for match in sorted(matched(reading), key=lambda match: (match.start, match.end)):
        told = by_rule.setdefault(match.entry.rule, [])
        if not told or match.start >= told[-1].end:
            told.append(match)
        elif match.entry.grade == "error" != told[-1].entry.grade:
            told[-1] = match
    return {rule: tuple(told) for rule, told in by_rule.items()}


def matched(reading: Reading) -> Iterator[Match]:
    """Every entry in a text, sentence by sentence."""
    for said in spoken(reading):
        present = 0
        for hit in said.hits:
            present |= hit.groups
        likely = [entry for entry in said.book.entries if _has_words(entry, present)]
        if likely:
            yield from _in_sentences(likely, said, reading)


@lru_cache(maxsize=8)
def spoken(reading: Reading) -> tuple[Spoken, ...]:
    """A text in the words of the languages that its script allows."""
    books = map(book, (LANGUAGES, LETTERS) if not reading.text.isascii() else (LANGUAGES,))
    return tuple(Spoken(known, hits) for known in books if (hits := tuple(known.lexicon.hits(reading.lower))))


def sentence_hits(said: Spoken, reading: Reading) -> tuple[list[list[Hit]], list[tuple[int, int]] | None]:
    """The hits of each sentence, and where each word stands; those that reach into a second sentence are none's."""
    places = said.places(reading.lower)
    starts = [start for start, _ in reading.sentences]
    found: list[list[Hit]] = [[] for _ in starts]
    for hit in said.hits:
        start, end = (hit.start, hit.end) if places is None else (places[hit.start][0], places[hit.end - 1][1])
        index = bisect_right(starts, start) - 1
        if index >= 0 and end <= reading.sentences[index][1]:
            found[index].append(hit)
    return found, places


def _in_sentences(entries: list[Entry], said: Spoken, reading: Reading) -> Iterator[Match]:
    found, places = sentence_hits(said, reading)
    for index, hits in enumerate(found):
        present = 0
        for hit in hits:
            present |= hit.groups
        if not present:
            continue
        for entry in entries:
            around = hits
            if entry.sentences > 1:
                around = list(chain.from_iterable(found[index : index + entry.sentences]))
            elif not _has_words(entry, present):
                continue
            for start, end in _places_of(entry, around):
                if start <= hits[-1].start:
                    place = (start, end) if places is None else (places[start][0], places[end - 1][1])
                    yield Match(entry, *place, _shortened(reading.text[place[0] : place[1]]))


def _places_of(entry: Entry, hits: list[Hit]) -> Iterator[tuple[int, int]]:
    places = chain.from_iterable(matches(pattern, hits) for pattern in entry.patterns)
    first = next(places, None)
    if first is None or any(next(matches(pattern, hits), None) for pattern in entry.unless):
        return
    yield first
    yield from places


def _shortened(words: str) -> str:
    words = " ".join(words[: 2 * SHOWN].split())
    return words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "..."


def _has_words(entry: Entry, present: int) -> bool:
    return any(pattern.needed & present == pattern.needed for pattern in entry.patterns)
