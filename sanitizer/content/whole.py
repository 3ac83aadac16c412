"""What a message says as a whole: whether it holds nothing but thanks, or nothing but a confirmation.

Decided by what it has not: no question, no word of a problem, a request or a decision, and next to no word beyond those
by which one thanks, wishes well and offers help or, for a confirmation, tells of an order on its way. The words stand
in ``sanitizer/data/wording``, under ``[words]``: ``THANKING`` or ``CONFIRMING`` must be there, ``PROBLEM`` must not.
The rest is of ``COURTESY`` and, for a confirmation, ``CONFIRMATION``, but for lines that begin with ``GREETING`` and
for what follows ``CLOSING``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sanitizer.content.reading import Reading
from sanitizer.content.wording import Spoken, spoken

__all__ = ["confirmation_only", "thanks_only"]

LONGEST = 1200
"""Characters of a text that is looked at: one that only thanks is short."""
_UNKNOWN = 4
"""Of so many words of a sentence one may be unknown, such as what was bought."""
_SEGMENT = re.compile(r"[^\n\t.!;\u3002\uff01]+")
_WORD = re.compile(r"[^\W\d_]+|\d+|[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_LETTER = re.compile(r"[^\W_]|[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_GREETING = 6
"""Words, or letters where there are no words, that a line of greeting has at most."""
_CLOSING = {_WORD: 12, _LETTER: 32}
"""Words, or letters, at most from the closing of a letter to its end."""


def thanks_only(reading: Reading) -> tuple[int, int] | None:
    """Where a text thanks or offers help, if it does nothing else; offsets in :attr:`Reading.text`."""
    return _only(reading, "THANKING", ("COURTESY",))


def confirmation_only(reading: Reading) -> tuple[int, int] | None:
    """Where a text confirms an order, a shipment, a delivery or a refund, if it does nothing else."""
    return _only(reading, "CONFIRMING", ("COURTESY", "CONFIRMATION"))


def _only(reading: Reading, core: str, known: tuple[str, ...]) -> tuple[int, int] | None:
    if len(reading.text) > LONGEST or "?" in reading.text:
        return None
    for marked in _marked(reading):
        at = next(iter(marked.of(core)), None)
        if at is not None and not marked.of("PROBLEM") and _is_covered(reading, marked, (core, *known)):
            return at
    return None


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text with the places of one language's groups."""

    said: Spoken
    language: str
    places: tuple[tuple[int, int, int], ...]
    """From where to where in the text, and the groups."""

    def of(self, *groups: str) -> list[tuple[int, int]]:
        """The places of some groups."""
        bits = 0
        for group in groups:
            bits |= self.said.book.lexicon.bit(f"{self.language}.{group}")
        return [(start, end) for start, end, mask in self.places if mask & bits]


@lru_cache(maxsize=8)
def _marked(reading: Reading) -> tuple[_Marked, ...]:
    found: list[_Marked] = []
    for said in spoken(reading):
        words = said.places(reading.lower)
        places = tuple(
            (hit.start, hit.end, hit.groups)
            if words is None
            else (words[hit.start][0], words[hit.end - 1][1], hit.groups)
            for hit in said.hits
        )
        found += [_Marked(said, language, places) for language in said.book.languages]
    return tuple(found)


def _is_covered(reading: Reading, marked: _Marked, groups: tuple[str, ...]) -> bool:
    """Whether the groups leave next to no word over."""
    known = {place for start, end in marked.of(*groups) for place in range(start, end)}
    named = known | {place for start, end in marked.of("CONFIRMATION") for place in range(start, end)}
    greetings = {start for start, _ in marked.of("GREETING")}
    closings = {start for start, _ in marked.of("CLOSING")}
    neutral = marked.said.book.neutral.get(marked.language, "")
    unit = _LETTER if neutral else _WORD
    segments = list(_segments(reading.text, unit))
    for index, words in enumerate(segments):
        starts = [word.start() for word in words]
        if greetings.intersection(starts[:_GREETING]) and len(words) <= _GREETING:
            continue
        if starts[0] in closings and sum(map(len, segments[index:])) <= _CLOSING[unit]:
            break
        unknown = 0
        for word in words:
            is_name = not neutral and marked.language != "de" and word is not words[0] and word[0][0].isupper()
            unknown += not (word.start() in known or word[0] in neutral or (is_name and word.start() not in named))
        if unknown * _UNKNOWN > len(words):
            return False
    return True


def _segments(text: str, word: re.Pattern[str]) -> Iterator[list[re.Match[str]]]:
    """The words of each sentence or line."""
    for segment in _SEGMENT.finditer(text):
        if words := list(word.finditer(text, *segment.span())):
            yield words
