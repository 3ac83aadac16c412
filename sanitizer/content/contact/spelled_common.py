"""What the ways of spelling an @ and a dot have in common."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sanitizer.content.contact.words import LETTERS

__all__ = [
    "NEAR",
    "OPENINGS",
    "QUOTES",
    "SPACES",
    "WORD",
    "Change",
    "Said",
    "between",
    "bracketed",
    "glued",
    "quoted",
    "said_before",
    "spaced",
]

NEAR = 60
"""Characters in front of a dot, or what is said for it, in which an @ or www shows what is being spelled."""
SPACES = 3
"""Most spaces and line breaks on each side of what is said for a dot or an @."""
WORD = re.compile(rf"\s{{0,{SPACES}}}([{LETTERS}][{LETTERS}-]{{0,62}})")
_WORD_BACKWARDS = re.compile(rf"[{LETTERS}_.+-]*")


@dataclass(frozen=True)
class Change:
    expression: str
    settle: "Callable[[str, re.Match[str]], str | None]"
    """What stands for a match, ``None`` where it stays."""
    is_parting: bool = True
    """Whether spaces around it go too."""
    is_cased: bool = False
    """Whether the pattern tells capital letters; the others look at the text in lower case."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled where it is first needed: a text seldom needs one of the hundred."""
        return re.compile(self.expression)


class Said(NamedTuple):
    """What stands in front of what is said for a dot or an @: the word, and all that is near."""

    before: str
    near: str


def said_before(lower: str, start: int) -> Said | None:
    """``None`` where no letter or digit is in front."""
    edge = start
    while edge > max(0, start - SPACES) and lower[edge - 1].isspace():
        edge -= 1
    near = lower[max(0, edge - NEAR) : edge]
    match = _WORD_BACKWARDS.match(near[::-1])
    before = match[0][::-1].lstrip("_.+-") if match else ""
    return Said(before, near) if before else None


def between(word: str) -> str:
    return rf"{re.escape(word)}(?=\s)"


def bracketed(opening: str, words: frozenset[str]) -> str:
    inside = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return rf"{re.escape(opening)}\s?(?:{inside})\s?[)\]}}>\u3011\u300d\u300b|*~]"


def glued(word: str) -> str:
    """A word of a script without spaces, also apart from its neighbours by commas or their quotation marks."""
    return rf"(?:[\u300d\u300f\"]?\s?|\u3001){re.escape(word)}(?:\u3001|\s?[\u300c\u300e\"]?)"


def quoted(sign: str, words: Iterable[str]) -> str:
    """A word between two of the same sign, beside spaces."""
    inside = "|".join(sorted(word for word in words if word.isalpha() and len(word) > 1))
    return rf"{sign}(?:{inside}){sign}(?=\s)"


QUOTES = "\"'-/"
OPENINGS = "([{<\u3010\u300c\u300a|*~"


def spaced(settle: Callable[[str, re.Match[str]], str | None]) -> Callable[[str, re.Match[str]], str | None]:
    def settled(lower: str, match: re.Match[str]) -> str | None:
        return settle(lower, match) if match.start() and lower[match.start() - 1].isspace() else None

    return settled
