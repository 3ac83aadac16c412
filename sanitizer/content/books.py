"""What is known of each language: the entries of ``sanitizer/data/wording``, one file a language, ready for matching.

A book is made when a text is first met that may have something of it, which :mod:`sanitizer.content.phrase_index` tells
without a book.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from sanitizer.content.lexicon import Letters, Words, phrases_of
from sanitizer.content.patterns import Pattern, patterns
from sanitizer.data import load

__all__ = ["INDEX", "LANGUAGES", "LETTERS", "SPACED", "Book", "Entry", "book", "index", "needs", "wording_data"]

INDEX = "phrase_index.json"
"""File in ``sanitizer/data`` that is made of the books and of ordinary messages: ``python -m tests.index_phrases``."""

SPACED = ("en", "de", "fr", "es", "it")
"""Languages that put spaces between words."""
LETTERS = ("ja", "zh")
"""Languages that do not."""
LANGUAGES = (*SPACED, *LETTERS)


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


class Book(NamedTuple):
    """The entries of a language."""

    lexicon: Words | Letters
    anchors: int
    """The bits of the anchors: of each pattern what ordinary messages have least often."""
    across: int
    """The bits of those that entries of more than one sentence have."""
    by_anchor: Mapping[int, tuple[tuple[Entry, Pattern], ...]]
    """The patterns of entries by the anchor without which they are not met."""


@cache
def wording_data(language: str) -> dict[str, Any]:
    """The file of a language; the words that opt-outs are looked for by in HTML too are among its groups."""
    data = load(f"wording/{language}")
    opt_out = load("opt_out")
    offers = ",".join(opt_out["words"].get(language) or opt_out["inside"][language])
    data["groups"]["OPT_OUT"] += f",{offers}"
    return data


@cache
def index() -> dict[str, dict[str, Any]]:
    """The index as it is in the file; :mod:`sanitizer.content.phrase_index` tells of what it has."""
    known: dict[str, dict[str, Any]] = json.loads(
        resources.files("sanitizer.data").joinpath(INDEX).read_text(encoding="utf-8")
    )
    return known


@cache
def book(language: str) -> Book:
    """What is known of a language."""
    data = wording_data(language)
    met = index()["met"][language]
    known: Words | Letters = Letters() if language in LETTERS else Words()
    for group, phrases in data["groups"].items():
        known.add(group, phrases)
    by_anchor: dict[int, list[tuple[Entry, Pattern]]] = {}
    across = 0
    for entry in _entries(data, known):
        for pattern in entry.patterns:
            for anchor in _anchors_of(pattern, met):
                bit = known.bit(anchor)
                by_anchor.setdefault(bit, []).append((entry, pattern))
                across |= bit if entry.is_across else 0
    return Book(known, sum(by_anchor), across, {bit: tuple(found) for bit, found in by_anchor.items()})


def needs(language: str, met: Mapping[str, int]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Of every pattern of a language, the phrases of its anchors and those of each other place.

    A text that does not have one of the anchors, and one of each place, does not meet the pattern. ``met`` says how
    many ordinary messages have a phrase of a group, or a word.
    """
    data = wording_data(language)
    known: Words | Letters = Letters() if language in LETTERS else Words()
    for group in data["groups"]:
        known.add(group, "")

    def phrases(names: Iterable[str]) -> list[str]:
        return [each for name in names for each in phrases_of(data["groups"].get(name, name)) if each[0] != "-"]

    for entry in _entries(data, known):
        for pattern in entry.patterns:
            anchors = _anchors_of(pattern, met)
            others = list(pattern.names)
            others.remove(next(names for names in others if set(anchors) <= set(names)))
            yield phrases(anchors), list(map(phrases, others))


def _anchors_of(pattern: Pattern, met: Mapping[str, int]) -> tuple[str, ...]:
    """What a text must have one of to meet the pattern: what is met least; a group, or the longest words, if equal."""

    def cost(names: tuple[str, ...]) -> tuple[int, int, int]:
        return sum(met.get(name, 0) for name in names), sum(name[0].islower() for name in names), -min(map(len, names))

    return min(pattern.names, key=cost)


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
