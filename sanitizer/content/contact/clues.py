"""The short strings of which a text must have one to hold a contact detail that is spelled or named.

Those for spelled addresses, for addresses that are told and for names of networks are looked for in one go.
"""

import re
from functools import cache, lru_cache

from sanitizer.content.contact.spelled_changes import changes
from sanitizer.content.contact.words import contact_words, social_words
from sanitizer.content.needles import Needles

__all__ = ["DISGUISED", "clues_in", "clues_of_mailboxes", "disguised_names"]

DISGUISED = "disguised name"
"""The clue that the name of a network is written with signs for letters."""


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
    described = social["described"]["needles"]
    return Needles(
        (*(needle for needle, _ in changes()), *clues_of_mailboxes(), *names, *described, *words["owning_glued"]),
        {DISGUISED: disguised_names()},
    )


@cache
def disguised_names() -> re.Pattern[str]:
    """Names of networks with a digit or a sign for at least one letter: ``1n$t@gr4m``, ``wh*tsapp``."""
    disguised = social_words()["disguised"]
    signs: dict[str, str] = disguised["signs"]
    names = "|".join(
        "".join(f"[{letter}{re.escape(signs.get(letter, ''))}*]" for letter in name) for name in disguised["names"]
    )
    any_sign = re.escape("".join(sorted(set("".join(signs.values())) - set("abcdefghijklmnopqrstuvwxyz"))))
    return re.compile(rf"(?<![a-z0-9@$*])(?=[a-z]{{0,9}}[{any_sign}*][a-z0-9{any_sign}*])(?:{names})(?![a-z0-9@$*])")
