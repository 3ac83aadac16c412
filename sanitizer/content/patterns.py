"""Patterns of words: which words a text has of which groups, and where groups follow each other in a sentence.

Groups and patterns are written in data. A group is a list of phrases, parted by commas: ``gift card*, voucher*``. In a
word, ``*`` stands for any letters at its end or, before it, around it; ``#`` is a number; a phrase behind ``-`` keeps
the words that it covers out of the group. Case and accents make no difference.

A pattern names groups in capitals and words in small letters, in order: ``REWARD ..6 for|against ..3 REVIEW``. ``|``
parts what may stand in a place. ``..6`` lets up to six words stand between, ``..`` any number, nothing none. ``~6`` is
``..6`` in either order of what stands on its sides. Japanese and Chinese know no words: phrases are found anywhere, and
distances are characters.
"""

import functools
import operator
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sanitizer.content.lexicon import Hit, Lexicon

__all__ = ["Pattern", "matches", "patterns"]

_ANY = 1 << 30
"""A distance that no sentence has."""


class Pattern(NamedTuple):
    """Groups that follow each other."""

    names: tuple[tuple[str, ...], ...]
    """What may stand in each place, as it is written."""
    groups: tuple[int, ...]
    """The bits of each: one, or those of the groups that may stand in its place."""
    gaps: tuple[int, ...]
    """How many words may stand before each."""
    needed: int
    """The bits of groups that nothing stands in for: a text without one of them does not meet the pattern."""
    used: int
    """All the bits."""


def patterns(text: str, lexicon: Lexicon) -> Iterator[Pattern]:
    """The patterns of a text, one a line. Words that they name become groups of the lexicon.

    Raises:
        KeyError: a group that is not known.

    """
    for line in filter(None, map(str.strip, text.splitlines())):
        left, either, right = re.split(r"\s+(~\d*)\s+", line) if "~" in line else (line, "", "")
        if not either:
            yield _pattern(line, lexicon)
            continue
        gap = f"..{either[1:]}"
        yield _pattern(f"{left} {gap} {right}", lexicon)
        yield _pattern(f"{right} {gap} {left}", lexicon)


def matches(pattern: Pattern, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    """Where the pattern is met, one after the other: from its first word to its last.

    What follows at once and is of its last group too, as in ``$10 gift card``, belongs to it. Of each beginning of the
    pattern only the last place is kept, so a text takes time in proportion to its length.
    """
    _, groups, gaps, _, used = pattern
    last = len(groups) - 1
    begun: list[tuple[int, int] | None] = [None] * len(groups)
    whole: tuple[int, int] | None = None
    for start, end, mask in hits:
        if not mask & used:
            continue
        if whole is not None:
            if mask & groups[last] and start <= whole[1]:
                whole = whole[0], max(end, whole[1])
                continue
            yield whole
            whole = None
        for step in range(last, 0, -1):
            before = begun[step - 1]
            if before is not None and mask & groups[step] and 0 <= start - before[1] <= gaps[step]:
                begun[step] = before[0], end
        if mask & groups[0]:
            begun[0] = start, end
        if (whole := begun[last]) is not None:
            begun = [None] * len(groups)
    if whole is not None:
        yield whole


def _pattern(line: str, lexicon: Lexicon) -> Pattern:
    names: list[tuple[str, ...]] = []
    groups: list[int] = []
    gaps: list[int] = []
    gap = needed = 0
    for part in line.split():
        if part.startswith(".."):
            gap = int(part[2:]) if part[2:] else _ANY
            continue
        names.append(tuple(part.split("|")))
        bits = [lexicon.bit(name) if name[0].isupper() else lexicon.add(name, name) for name in names[-1]]
        groups.append(functools.reduce(operator.or_, bits))
        gaps.append(gap)
        gap = 0
        if len(bits) == 1:
            needed |= bits[0]
    return Pattern(tuple(names), tuple(groups), tuple(gaps), needed, functools.reduce(operator.or_, groups))
