"""Which languages have something to say of a text, and where, so that no other book is made.

The index is made of the books: each phrase of an anchor (:class:`sanitizer.content.books.Book`) under its rarest word
or letters, and the words of the lists of :mod:`sanitizer.content.whole`. A word of a text costs one look-up; a new one
is looked up by its beginnings and by what is in it too, and remembered.

In the file ``words`` and ``letters`` are lists of phrases by key, each as the number of its language, the place of the
key in it and the phrase, such as ``"0 1 gift card*"``. A ``?`` for the place is a word that many languages have, such
as ``amazon``; it counts where the text has a word of ``beside`` too. ``beside`` and ``whole`` have languages by word, a
bit each.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, compress
from typing import NamedTuple

from sanitizer.content.books import LANGUAGES, index
from sanitizer.content.lexicon import Table, is_part
from sanitizer.content.words import Remembered, bare

__all__ = ["languages_of", "letter_anchors", "word_anchors"]


class _Phrase(NamedTuple):
    language: str
    before: tuple[str, ...]
    """The words before the key."""
    behind: tuple[str, ...]


class _Phrases(NamedTuple):
    """What a word is the key of."""

    alone: tuple[str, ...]
    """Languages in which the word is a phrase."""
    shared: tuple[str, ...]
    """Languages in which it is one if a word of ``beside`` stands in the text too."""
    by_next: Mapping[str, tuple[_Phrase, ...]]
    """Phrases by the word behind the key."""
    by_last: Mapping[str, tuple[_Phrase, ...]]
    """Phrases by the word before the key."""
    others: tuple[_Phrase, ...]
    """Phrases in which the next word is a beginning or a number."""


class _Spelled(NamedTuple):
    language: str
    before: int
    """Letters before the key."""
    phrase: str


def word_anchors(words: Sequence[str]) -> dict[str, list[int]]:
    """The places of anchors among the words of a text in small letters, accents kept or not, by language."""
    found: dict[str, list[int]] = {}
    doubtful: list[tuple[str, int]] = []
    last = len(words) - 1
    known = list(map(_phrases().__getitem__, words))
    for at, phrases in compress(enumerate(known), known):
        assert phrases is not None
        alone, shared, by_next, by_last, others = phrases
        for language in alone:
            found.setdefault(language, []).append(at)
        doubtful += ((language, at) for language in shared)
        if by_next and at < last:
            others += by_next.get(bare(words[at + 1]), ())
        if by_last and at:
            others += by_last.get(bare(words[at - 1]), ())
        for language, before, behind in others:
            start = at - len(before)
            if start >= 0 and _are(before, words[start:at]) and _are(behind, words[at + 1 : at + 1 + len(behind)]):
                found.setdefault(language, []).append(start)
    if doubtful:
        beside = 0
        for languages in map(_languages("beside").__getitem__, words):
            beside |= languages
        for language, at in doubtful:
            if beside >> LANGUAGES.index(language) & 1:
                found.setdefault(language, []).append(at)
    return found


def letter_anchors(lower: str) -> dict[str, list[int]]:
    """The places of anchors in a text in small letters of a language without spaces, by language."""
    firsts, by_key = _spelled()
    found: dict[str, list[int]] = {}
    for match in firsts.finditer(lower):
        place = match.start()
        for language, before, phrase in by_key.get(lower[place : place + 2], by_key.get(lower[place], ())):
            if lower.startswith(phrase, max(0, place - before)):
                found.setdefault(language, []).append(place - before)
    return found


def languages_of(words: Iterable[str]) -> list[int]:
    """The languages of each word in whose lists of :mod:`sanitizer.content.whole` it may be, a bit each."""
    return list(map(_languages("whole").__getitem__, words))


def _are(parts: Sequence[str], words: Sequence[str]) -> bool:
    return len(parts) == len(words) and all(is_part(part, bare(word)) for part, word in zip(parts, words, strict=True))


@cache
def _phrases() -> Remembered[_Phrases | None]:
    table = Table[list[str]]()
    for key, phrases in index()["words"].items():
        table.add(key, phrases)
    return Remembered(lambda word: _of_key(chain.from_iterable(table.of(bare(word)))))


def _of_key(written: Iterable[str]) -> _Phrases | None:
    alone: set[str] = set()
    shared: set[str] = set()
    by_next: dict[str, tuple[_Phrase, ...]] = {}
    by_last: dict[str, tuple[_Phrase, ...]] = {}
    others: tuple[_Phrase, ...] = ()
    for each in written:
        number, place, *parts = each.split(" ")
        if len(parts) == 1:
            (shared if place == "?" else alone).add(LANGUAGES[int(number)])
            continue
        phrase = _Phrase(LANGUAGES[int(number)], tuple(parts[: int(place)]), tuple(parts[int(place) + 1 :]))
        if phrase.behind and phrase.behind[0][-1] not in "*#":
            by_next[phrase.behind[0]] = (*by_next.get(phrase.behind[0], ()), phrase)
        elif phrase.before and phrase.before[-1][-1] not in "*#":
            by_last[phrase.before[-1]] = (*by_last.get(phrase.before[-1], ()), phrase)
        else:
            others += (phrase,)
    if not (alone or shared or by_next or by_last or others):
        return None
    return _Phrases(tuple(alone), tuple(shared - alone), by_next, by_last, others)


@cache
def _spelled() -> tuple[re.Pattern[str], dict[str, tuple[_Spelled, ...]]]:
    """The first letters of keys, and the phrases by key."""
    written = index()["letters"]
    by_key = {key: tuple(map(_spelled_phrase, (*own, *written.get(key[:-1], ())))) for key, own in written.items()}
    firsts = "".join(sorted({key[0] for key in by_key}))
    return re.compile(f"[{re.escape(firsts)}]"), by_key


def _spelled_phrase(written: str) -> _Spelled:
    number, place, phrase = written.split(" ", 2)
    return _Spelled(LANGUAGES[int(number)], int(place), phrase)


@cache
def _languages(name: str) -> Remembered[int]:
    table = Table[int]()
    for part, languages in index()[name].items():
        table.add(part, languages)

    def found_out(word: str) -> int:
        found = 0
        for languages in table.of(bare(word)):
            found |= languages
        return found

    return Remembered(found_out)
