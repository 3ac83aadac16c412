"""What a message says as a whole: whether it holds nothing but thanks, or nothing but a confirmation.

Decided by what it has not: no question, no word of a problem, a request or a decision, and next to no word beyond those
by which one thanks, wishes well and offers help or, for a confirmation, tells of an order on its way. The words stand
in ``sanitizer/data/wording``, under ``[whole]``: ``THANKING`` or ``CONFIRMING`` must be there, ``PROBLEM`` must not.
The rest is of ``COURTESY`` and, for a confirmation, ``CONFIRMATION``, but for lines that begin with ``GREETING`` and
for what follows ``CLOSING``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sanitizer.content.books import LETTERS, SPACED, wording_data
from sanitizer.content.lexicon import Hit, Letters, Words, phrases_of
from sanitizer.content.phrase_index import languages_of
from sanitizer.content.reading import Reading
from sanitizer.content.words import TextWords, bare

__all__ = ["confirmation_only", "thanks_only"]

LONGEST = 800
"""Characters of a text that is looked at: one that only thanks is short."""
_FAMILIAR = 0.55
"""Share of its words, at least, that the lists have one by one."""
_UNKNOWN = 0.25
"""Share of the words of a sentence that may be unknown, such as what was bought."""
_UNKNOWN_BESIDE = 0.34
"""The same for a sentence that confirms."""
_WORD = re.compile(r"[^\W\d_]+|\d+|[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_LETTER = re.compile(r"[^\W_]|[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_GREETING = 6
"""Words, or letters where there are no words, that a line of greeting has at most."""
_CLOSING = {_WORD: 12, _LETTER: 32}
"""Words, or letters, at most from the closing of a letter to its end."""
_SEGMENT = re.compile(r"[^\n\t.!;\u3002\uff01]+")


class _Vocabulary(NamedTuple):
    language: str
    lexicon: Words | Letters
    deciding: Words | Letters
    """The groups that decide of most messages that nothing of the others matters."""
    neutral: str
    """Letters that carry little meaning, where there are no words."""


class _Text(NamedTuple):
    """A short text with the places of the groups of one language."""

    vocabulary: _Vocabulary
    places: tuple[tuple[int, int, int], ...]
    """From where to where, and the groups."""

    def of(self, *groups: str) -> list[tuple[int, int]]:
        """The places of some groups."""
        bits = 0
        for group in groups:
            bits |= self.vocabulary.lexicon.bit(group)
        return [(start, end) for start, end, mask in self.places if mask & bits]


class Only(NamedTuple):
    """Where a text says the one thing that it says; offsets in :attr:`Reading.text`."""

    start: int
    end: int
    sentences: int
    """Its sentences and lines, less those of greeting and closing."""


def thanks_only(reading: Reading) -> Only | None:
    """Where a text thanks or offers help, if it does nothing else."""
    return _only(reading, "THANKING", ("COURTESY",))


def confirmation_only(reading: Reading) -> Only | None:
    """Where a text confirms an order, a shipment, a delivery or a refund, if it does nothing else."""
    return _only(reading, "CONFIRMING", ("COURTESY", "CONFIRMATION"))


def _only(reading: Reading, core: str, known: tuple[str, ...]) -> Only | None:
    if len(reading.text) > LONGEST or "?" in reading.text:
        return None
    for text in _courteous(reading):
        at = next(iter(text.of(core)), None)
        if at is not None and (sentences := _covered(reading, text, (core, *known))):
            return Only(*at, sentences)
    return None


@lru_cache(maxsize=8)
def _courteous(reading: Reading) -> tuple[_Text, ...]:
    """The text in the languages of which it has enough words, and no word of a problem."""
    lower = reading.lower
    found: list[_Text] = []
    text = TextWords(lower)
    words = list(map(bare, text.words))
    masks = languages_of(words)
    for number, language in enumerate(SPACED):
        if sum(mask >> number & 1 for mask in masks) < _FAMILIAR * len(words):
            continue
        vocabulary = _vocabulary(language)
        assert isinstance(vocabulary.lexicon, Words)
        assert isinstance(vocabulary.deciding, Words)
        if not _may_be(vocabulary, vocabulary.deciding.hits(words)):
            continue
        hits = vocabulary.lexicon.hits(words)
        spans = ((text.start(first), text.end(last - 1), groups) for first, last, groups in hits)
        found.append(_Text(vocabulary, tuple(spans)))
    for language in LETTERS if reading.is_wide else ():
        if _core(language).search(lower) is None:
            continue
        vocabulary = _vocabulary(language)
        assert isinstance(vocabulary.lexicon, Letters)
        assert isinstance(vocabulary.deciding, Letters)
        if _may_be(vocabulary, vocabulary.deciding.hits(lower)):
            found.append(_Text(vocabulary, tuple(vocabulary.lexicon.hits(lower))))
    return tuple(found)


def _may_be(vocabulary: _Vocabulary, hits: Sequence[Hit]) -> bool:
    """Whether there are thanks or something that is confirmed, and no problem."""
    problem = vocabulary.deciding.bit("PROBLEM")
    return bool(hits) and not any(groups & problem for _, _, groups in hits)


def _covered(reading: Reading, text: _Text, groups: tuple[str, ...]) -> int:
    """The sentences and lines of which the groups leave next to no word over; 0 if they leave more of one."""
    known = {place for start, end in text.of(*groups) for place in range(start, end)}
    told = known | {place for start, end in text.of("CONFIRMATION") for place in range(start, end)}
    confirming = {start for start, _ in text.of("CONFIRMING")} if "CONFIRMING" in groups else set()
    greetings = {start for start, _ in text.of("GREETING")}
    closings = {start for start, _ in text.of("CLOSING")}
    _, lexicon, _, neutral = text.vocabulary
    unit = _WORD if isinstance(lexicon, Words) else _LETTER
    may_be_name = isinstance(lexicon, Words) and text.vocabulary.language != "de"
    segments = list(_segments(reading.text, unit))
    covered = 0
    for index, words in enumerate(segments):
        starts = [word.start() for word in words]
        if len(words) <= _GREETING and greetings.intersection(starts):
            continue
        if starts[0] in closings and sum(map(len, segments[index:])) <= _CLOSING[unit]:
            break
        unknown = 0
        for start, word in zip(starts, words, strict=True):
            is_name = may_be_name and start != starts[0] and word[0][0].isupper() and start not in told
            unknown += not (start in known or word[0] in neutral or is_name)
        if unknown > len(words) * (_UNKNOWN_BESIDE if confirming.intersection(starts) else _UNKNOWN):
            return 0
        covered += 1
    return covered


def _segments(text: str, unit: re.Pattern[str]) -> Iterator[list[re.Match[str]]]:
    """The words of each sentence or line."""
    for segment in _SEGMENT.finditer(text):
        if words := list(unit.finditer(text, *segment.span())):
            yield words


@cache
def _core(language: str) -> re.Pattern[str]:
    """Thanks, and what confirms, in a language without spaces."""
    data = wording_data(language)["whole"]
    return re.compile("|".join(map(re.escape, phrases_of(f"{data['THANKING']},{data['CONFIRMING']}"))))


@cache
def _vocabulary(language: str) -> _Vocabulary:
    data = dict(wording_data(language)["whole"])
    neutral = data.pop("neutral", "")
    kind = Letters if language in LETTERS else Words
    known, deciding = kind(), kind()
    for group, phrases in data.items():
        known.add(group, phrases)
        if group in ("PROBLEM", "THANKING", "CONFIRMING"):
            deciding.add(group, phrases)
    return _Vocabulary(language, known, deciding, neutral)
