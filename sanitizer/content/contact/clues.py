"""The short strings of which a text must have one to hold a contact detail that is spelled or named.

Those for spelled addresses, for addresses that are told and for names of networks are looked for in one go.
"""

import re
from functools import cache, lru_cache

from sanitizer.content.contact.spelled_changes import changes
from sanitizer.content.contact.words import contact_words, social_words
from sanitizer.content.needles import Needles

__all__ = ["clues_in", "clues_of_mailboxes", "disguised_names", "may_be_disguised"]

_SHAPE = bytes(
    ord("a") if chr(code).isalpha() else ord("0") if chr(code) in "0123456789$@!*^|+" else ord(" ") for code in range(256)
)
"""``a`` for a letter, ``0`` for a digit or a sign that may stand for one."""
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
    described = (needle for of_language in social["described"].values() for needle in of_language["needles"])
    needles = (*described, *words["owning_glued"], *contact_words()["told"]["needles"])
    return Needles((*(needle for needle, _ in changes()), *clues_of_mailboxes(), *names, *needles))


def may_be_disguised(lower: str) -> bool:
    """Whether a digit or a sign stands between letters, or in front of some, as in names with signs for letters."""
    shape = lower.encode("latin-1", "replace").translate(_SHAPE)
    return _LETTER_FOR_SIGN.search(shape) is not None


@cache
def disguised_names() -> re.Pattern[str]:
    """Names of networks with a digit or a sign for at least one letter: ``1n$t@gr4m``, ``wh*tsapp``."""
    disguised = social_words()["disguised"]
    signs: dict[str, str] = disguised["signs"]
    names = "|".join(
        "".join(f"[{letter}{re.escape(signs.get(letter, ''))}*]" for letter in name) for name in disguised["names"]
    )
    return re.compile(rf"(?<![a-z0-9@$*])(?:{names})(?![a-z0-9@$*])")
