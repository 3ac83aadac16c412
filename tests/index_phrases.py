"""Makes the index of phrases of ``sanitizer/data/wording`` and writes it: ``python -m tests.index_phrases``.

A pattern is looked for where its anchor stands: the one of its places that ordinary messages have least often. A phrase
of an anchor stands in the index under the word of it that is met least; in Japanese and Chinese under the letter, with
the next. How often that is, is counted in the sentences of ``fixtures/content`` that say nothing wrong, but for the
service messages of ``train``, with which speed is measured.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from sanitizer.content.books import INDEX, LANGUAGES, LETTERS, SPACED, needs, wording_data
from sanitizer.content.lexicon import Letters, Words, is_part, parts_of, phrases_of
from sanitizer.content.reading import Reading
from sanitizer.content.words import words_of
from tests.eval_content import Split, sentences

DATA = Path(__file__).resolve().parent.parent / "sanitizer" / "data"

SPLITS: tuple[Split, ...] = ("train", "development", "classifier")
FILES = ("service", "email-address", "phone-number", "social-handle", "url", "emoji", "emoticon")
"""Files whose sentences are as ordinary messages are; those about wording are near what is looked for."""
SHARED = 3
"""Languages that have an anchor, from which on it alone says of none of them that it is spoken."""


def made() -> str:
    """The index as it has to be in the file."""
    shared, beside = _shared()
    index = {
        "met": {language: _met(language) for language in LANGUAGES},
        "words": _words(shared),
        "beside": beside,
        "letters": _letters(),
        "whole": _whole(),
    }
    return json.dumps(index, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


@cache
def _ordinary(language: str) -> tuple[str, ...]:
    """Messages in small letters that say nothing that is looked for here."""
    wrong = {entry["rule"].removeprefix("text-") for entry in wording_data(language)["entry"]}
    return tuple(
        Reading(sentence.text).lower
        for split in SPLITS
        for sentence in sentences(split)
        if sentence.language == language
        and sentence.file in FILES
        and wrong.isdisjoint(sentence.kinds | sentence.maybe)
        and (split, sentence.file) != ("train", "service")
    )


@cache
def _met(language: str) -> Mapping[str, int]:
    """How many ordinary messages have a phrase of a group, or a word that patterns name, if any has."""
    known: Words | Letters = Letters() if language in LETTERS else Words()
    data = wording_data(language)
    named = {name for entry in data["entry"] for name in entry["match"].replace("|", " ").split()}
    names = {name for name in named if name[0] not in ".~"}
    bits = {known.add(name, data["groups"].get(name, name)): name for name in sorted(names)}
    count = Counter[str]()
    for text in _ordinary(language):
        hits = known.hits(text) if isinstance(known, Letters) else known.hits(words_of(text))
        count.update({name for bit, name in bits.items() if any(groups & bit for _, _, groups in hits)})
    return dict(count)


def _anchors(language: str) -> list[str]:
    return list(dict.fromkeys(phrase for anchors, _ in needs(language, _met(language)) for phrase in anchors))


def _words(shared: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """The anchors of each language by their rarest word."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for number, language in enumerate(SPACED):
        for phrase in sorted(_anchors(language)):
            parts = parts_of(phrase)
            place = _rarest(parts, language)
            written = f"{number} {'?' if phrase in shared[language] else place} {' '.join(parts)}"
            if written not in index[parts[place]]:
                index[parts[place]].append(written)
    return index


def _shared() -> tuple[dict[str, set[str]], dict[str, int]]:
    """Anchors that several languages have, by language; and words, one of which each text has that needs such a one."""
    count = Counter(stem for language in SPACED for stem in {phrase.strip("*") for phrase in _anchors(language)})
    shared: dict[str, set[str]] = {}
    beside: defaultdict[str, int] = defaultdict(int)
    for number, language in enumerate(SPACED):
        alone: set[str] = set()
        shared[language] = set()
        for anchors, others in needs(language, _met(language)):
            many = {phrase for phrase in anchors if " " not in phrase and count[phrase.strip("*")] >= SHARED}
            (shared[language] if others else alone).update(many)
            for phrase in min(others, key=_times_anywhere, default=[]) if many else ():
                parts = parts_of(phrase)
                beside[parts[_rarest(parts, language)]] |= 1 << number
        shared[language] -= alone
    return shared, beside


@cache
def _times(part: str, language: str) -> int:
    """How often ordinary messages have a word of a phrase."""
    return sum(times for word, times in _words_met(language).items() if is_part(part, word))


@cache
def _words_met(language: str) -> Counter[str]:
    if language in LETTERS:
        return Counter(chain.from_iterable(_ordinary(language)))
    return Counter(word for text in _ordinary(language) for word in words_of(text))


def _times_anywhere(phrases: list[str]) -> int:
    """How often messages of any language have a phrase of some, at most."""
    parts = [parts_of(phrase) for phrase in phrases]
    return sum(min(sum(_times(part, language) for language in SPACED) for part in each) for each in parts)


def _rarest(parts: list[str], language: str) -> int:
    """The place of the word that is met least; of the longest if equal."""
    return min(range(len(parts)), key=lambda place: (_times(parts[place], language), -len(parts[place].strip("*#"))))


def _letters() -> dict[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for language in LETTERS:
        met = _words_met(language)
        for phrase in _anchors(language):
            place = min(range(len(phrase) - 1), key=lambda place: met[phrase[place]], default=0)
            index[phrase[place : place + 2]].append(f"{LANGUAGES.index(language)} {place} {phrase}")
    return {key: sorted(set(phrases)) for key, phrases in index.items()}


def _whole() -> dict[str, int]:
    index: defaultdict[str, int] = defaultdict(int)
    for number, language in enumerate(SPACED):
        for written in wording_data(language)["whole"].values():
            for phrase in phrases_of(written):
                if phrase[0] != "-":
                    parts = parts_of(phrase)
                    index[parts[_rarest(parts, language)]] |= 1 << number
    return index


def main() -> None:
    (DATA / INDEX).write_text(made(), encoding="utf-8")
    print(f"written: {DATA / INDEX}")


if __name__ == "__main__":
    main()
