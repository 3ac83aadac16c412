"""The short strings of which a text must have one to hold a contact detail that is spelled or named.

Those for spelled addresses, for addresses that are told and for names of networks are looked for in one go.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sanitizer.content.contact.spelled_changes import changes
from sanitizer.content.contact.told_networks import clues_of_told_networks
from sanitizer.content.contact.words import contact_words, social_words
from sanitizer.content.needles import Needles

__all__ = ["clues_in", "clues_of_mailboxes", "disguised_names"]

_SHAPE = bytes(
    ord("a") if chr(code).isalpha() else ord("0") if chr(code) in "0123456789$@!*^|+" else ord(" ")
    for code in range(256)
)
"""``a`` for a letter, ``0`` for a digit or a sign that may stand for one."""
_LONGEST_NAME = 12
"""Characters of the longest name of a network."""
_LETTER_FOR_SIGN = re.compile(rb"0(?:(?<=a0)0?a|aaa)")


@lru_cache(maxsize=4)
def clues_in(lower: str) -> frozenset[str]:
    """Those that a text in small letters has."""
    return frozenset(_needles().within(lower))


@cache
def clues_of_mailboxes() -> frozenset[str]:
    """What tells that the parts of an address are named one by one, or a mailbox by its provider."""
    words = contact_words()
    described = words["described"]
    own = (described["signs"], described["parts"], words["named"]["providers"], words["mailboxes"]["sure"])
    return frozenset({"@"}.union(*own))


@cache
def _needles() -> Needles:
    social = social_words()
    words = social["words"]
    owned = (f"{word} " for word in words["owned"])
    names = (*social["names"], *words["small"], *map(str.lower, words["names"]), *owned)
    needles = (*clues_of_told_networks(), *words["owning_glued"], *contact_words()["told"]["needles"])
    return Needles((*(needle for needle, _ in changes()), *clues_of_mailboxes(), *names, *needles))


def disguised_names(lower: str) -> Iterator[tuple[int, int]]:
    """Start and end of the names of networks in which a digit or a sign stands for a letter: ``1n$t@gr4m``."""
    shape = lower.encode("latin-1", "replace").translate(_SHAPE)
    cursor = 0
    for odd in _LETTER_FOR_SIGN.finditer(shape):
        if odd.start() >= cursor:
            cursor = odd.end() + _LONGEST_NAME
            for match in _disguised().finditer(lower, max(0, odd.start() - _LONGEST_NAME), cursor):
                if not match[0].isalpha():
                    yield match.span()


@cache
def _disguised() -> re.Pattern[str]:
    """Names of networks with a digit or a sign, or a star, for any letter."""
    disguised = social_words()["disguised"]
    signs: dict[str, str] = disguised["signs"]
    names = "|".join(
        "".join(f"[{letter}{re.escape(signs.get(letter, ''))}*]" for letter in name) for name in disguised["names"]
    )
    return re.compile(rf"(?<![a-z0-9@$*])(?:{names})(?![a-z0-9@$*])")
