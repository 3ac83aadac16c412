"""Networks that are told rather than named: ``the bird app``, ``l'appli au petit fantôme``, ``绿色软件``.

By language: a kind of service beside a mark of one (its colour, its sign, what it was called), and what tells one by
itself. They are looked for around the marks alone, and there only where a kind of service is near.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from sanitizer.content.contact.words import social_words
from sanitizer.content.lexicon import CJK

__all__ = ["clues_of_told_networks", "told_networks"]

_AROUND, _AROUND_WIDE = 36, 14
"""Characters beside a mark in which the kind of service stands; in Chinese and Japanese it takes fewer."""


@dataclass(frozen=True)
class _Language:
    needles: frozenset[str]
    near: tuple[str, ...]
    """A kind of service behind a space, or what tells one by itself."""
    expression: str
    around: int
    """Characters beside a mark in which the kind of service stands."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled for a text that has a mark and, near it, a kind of service."""
        return re.compile(self.expression)


@cache
def _languages() -> tuple[_Language, ...]:
    languages = []
    for words in social_words()["described"].values():
        kinds, marks, links = ("|".join(words[part]) for part in ("kinds", "marks", "links"))
        alone = "|".join(map(re.escape, words["alone"]))
        if CJK.search(kinds):
            pattern = rf"(?:{marks})(?:{links})?[^\W\d_a-z]{{0,3}}?(?:{kinds})|{alone}"
        else:
            pattern = (
                rf"(?<!\w)(?:(?:{kinds})\s(?:(?:{links})\s?(?:[^\W\d_]+\s){{0,2}})?(?:{marks})(?!\w)"
                rf"|(?:{marks})[\s-](?:[^\W\d_]+\s)?(?:{kinds})(?!\w)|(?:{alone})(?!\w))"
            )
        space, around = ("", _AROUND_WIDE) if CJK.search(kinds) else (" ", _AROUND)
        near = tuple(
            {before + kind for kind in words["kinds"] for before in {space, space and "'"}} | {*words["alone"]}
        )
        beside = (
            pair for colour in words.get("colours", ()) for kind in words["kinds"] for pair in _pairs(colour, kind)
        )
        languages.append(_Language(frozenset((*words["needles"], *beside)), near, pattern, around))
    return tuple(languages)


def _pairs(colour: str, kind: str) -> tuple[str, str]:
    return f"{colour} {kind}", f"{kind} {colour}"


def clues_of_told_networks() -> frozenset[str]:
    """The short strings of which a text must have one to tell a network."""
    return frozenset[str]().union(*(language.needles for language in _languages()))


def told_networks(lower: str, within: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Start and end of what tells a network, in a text that has the clues ``within``."""
    padded = f" {lower}"
    for language in _languages():
        for needle in within & language.needles:
            at = lower.find(needle)
            while at >= 0:
                first, last = max(0, at - language.around), at + len(needle) + language.around
                window = padded[first : last + 1]
                if any(word in window for word in language.near):
                    yield from (match.span() for match in language.pattern.finditer(lower, first, last))
                at = lower.find(needle, last)
