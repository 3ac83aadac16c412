"""Names at social networks and invitations to messengers in text.

The name of a network alone is no contact: phone holders and watches are sold for them. It counts with an account beside it,
or where the sentence sends the reader there.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sanitizer.content.addresses import urls
from sanitizer.content.hosts import matches_host
from sanitizer.content.reading import Reading
from sanitizer.content.spelled import LETTERS, Plain
from sanitizer.data import load

__all__ = ["Handle", "handles", "is_network"]

_BEFORE = 64
"""Characters in front of a network's name in which the sentence sends somebody there."""
_BEHIND = 40
"""The same behind it, and how far an account may be from it."""
_SENTENCE = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f!?\t]|\n\s*\n")
_HANDLE = r"@[^\W_][\w.-]{1,39}"
_AT_HANDLE = re.compile(rf"(?<![\w.@/+-]){_HANDLE}")
_NUMBER = re.compile(r"[\s:(]{0,3}(?:\+|00)?\d[\d\s()./-]{5,20}\d")


class Handle(NamedTuple):
    """A way to somebody at a network. Offsets are those of :attr:`Reading.text`."""

    start: int
    end: int
    network: str
    """As it is written; ``""`` where none is named."""
    is_sure: bool = True
    """Whether it can hardly be anything else."""
    is_url: bool = False


@cache
def _words() -> dict[str, Any]:
    return load("social")


@cache
def _hosts() -> frozenset[str]:
    return frozenset(_words()["hosts"]["names"])


def is_network(host: str) -> bool:
    """Whether a host, in ASCII, is a network's or a messenger's."""
    return matches_host(host, _hosts())
