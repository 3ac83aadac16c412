"""What addresses are made of in running text, and the words that announce or spell them."""

from functools import cache
from typing import Any

from sanitizer.data import load

__all__ = ["LETTERS", "contact_words", "is_calling", "social_words"]

LETTERS = (
    "0-9a-z\u00df-\u00f6\u00f8-\u024f\u0250-\u02af\u0370-\u03ff\u0400-\u0481\u048a-\u052f\u0561-\u0587\uab70-\uabbf"
    "\u1d00-\u1d7f\u1e00-\u1eff"
)
"""What labels of hosts are made of in running text, lower case, as the inside of a character class: digits and letters
of scripts that look like Latin. Chinese and Japanese letters are not among them: hosts stand between them without a
space."""


@cache
def contact_words() -> dict[str, Any]:
    """The words of ``contact_words.toml``, lists as sets."""
    return {
        table: {name: frozenset(words) if isinstance(words, list) else words for name, words in lists.items()}
        for table, lists in load("contact_words").items()
    }


@cache
def social_words() -> dict[str, Any]:
    """The words of ``social.toml``."""
    return load("social")


def is_calling(near: str) -> bool:
    """Whether a text, in lower case, has words that send somebody to a host."""
    return any(word in near for word in contact_words()["calling"]["words"])
