"""The short strings of which a text must have one to hold a contact detail that is spelled or named.

Those for spelled addresses, for addresses that are told and for names of networks are looked for in one go.
"""

import re
from functools import cache, lru_cache

from sanitizer.content.contact.spelled_changes import changes
from sanitizer.content.contact.words import contact_words, social_words
from sanitizer.content.needles import Needles

__all__ = ["DISGUISED", "TOLD_HOST", "TOLD_MAILBOX", "WIDE_HOST", "clues_in", "clues_of_mailboxes", "disguised_names", "wide_suffixes"]

DISGUISED = "disguised name"
"""The clue that the name of a network is written with signs for letters."""


TOLD_HOST = "told host"
"""The clue that a word for a dot stands in a text, by itself or in front of a suffix."""
TOLD_MAILBOX = "told mailbox"
"""The clue that somebody who has mailboxes is named."""


WIDE_HOST = "host in Chinese or Japanese letters"


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
        {DISGUISED: disguised_names(), TOLD_HOST: _dots(), TOLD_MAILBOX: _PROVIDERS, WIDE_HOST: wide_suffixes()},
    )


_PROVIDERS = re.compile("google|microsoft|yahoo|apple|gmx|\u8c37\u6b4c|\u4f01\u9e45|\u817e\u8baf|\u9e45\u5382|\u7f51\u6613|\u732a\u5382|qq|\u65b0\u6d6a|\u30b0\u30fc\u30b0\u30eb|\u30e4\u30d5\u30fc|\u30a2\u30c3\u30d7\u30eb|\u30b8\u30fc\u30e1\u30fc\u30eb")


@cache
def wide_suffixes() -> re.Pattern[str]:
    """A dot between Chinese or Japanese letters and the suffix of a host."""
    suffixes = contact_words()["suffixes"]
    wide = "|".join(sorted(suffixes["wide"]))
    return re.compile(rf"[.\u3002](?:(?<=[\u3040-\u9fff].)|(?<=[\u3040-\u9fff][a-z0-9].))(?:{wide}|(?:com|net|cn|jp|tw|hk|shop)(?![a-z]))")


def _dots() -> re.Pattern[str]:
    dot = contact_words()["dot"]
    suffixes = "|".join(sorted({*contact_words()["japanese"], *contact_words()["told_host"]["letters"]}))
    glued = "|".join(sorted(dot["glued"]))
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(dot['words']))})(?!\w)|(?:{glued})(?:[a-z]|{suffixes}|[^\u3002]{{0,8}}?(?:{suffixes}))")


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
