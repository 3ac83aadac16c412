"""Where hosts and their paths end in text, and what an address is found as."""

import re
from typing import NamedTuple

from sanitizer.content.contact.spelled import Plain
from sanitizer.content.contact.words import LETTERS
from sanitizer.content.hosts import is_top_level
from sanitizer.lazy import lazy

__all__ = ["LONGEST_HOST", "RUN", "Found", "host_end", "path_end"]

LONGEST_HOST = 253
"""Characters of a host as it is written (RFC 1035, 2.3.4)."""
RUN = lazy(rf"[{LETTERS}](?:[{LETTERS}_-]*)(?:\.[{LETTERS}][{LETTERS}_-]*)*")
_PATH = lazy(r"(?::\d{1,5}(?!\d))?(?:[/?#\\][\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7a~]*)?")
_TRAILING = ".,;:!?'*_-~"


class Found(NamedTuple):
    """An address by its offsets in the plain text."""

    start: int
    end: int
    host: str
    is_sure: bool = True
    path: int = 0
    """Where the host ends."""
    is_doubtful: bool = False
    """Whether it is a host only if its name says so."""


def host_end(plain: Plain, run: re.Match[str]) -> int:
    """Where the host ends that a run of labels begins with, 0 if it has no known suffix.

    What follows the suffix may be the next sentence, or the second part of a compound: ``shop.de-Team``.
    """
    start = run.start()
    host = run[0].rstrip("_-")
    labels = host.split(".")
    suffix, hyphen, rest = labels[-1].partition("-")
    if len(labels) > 1 and is_top_level(labels[-1]):
        return start + len(host)
    second = start + len(host) - len(rest)
    if len(labels) > 1 and hyphen and rest.isalpha() and plain.text[second].isupper() and is_top_level(suffix):
        return second - 1
    end = start + len(host)
    for count in range(len(labels) - 1, 1, -1):
        end -= len(labels[count]) + 1
        if is_top_level(labels[count - 1]):
            return end if plain.text[end + 1].isupper() else 0
    return 0


def path_end(lower: str, end: int) -> int:
    """Where the port and path end that follow a host."""
    match = _PATH.match(lower, end)
    assert match is not None
    path = match[0]
    while path and (
        path[-1] in _TRAILING or (path[-1] in ")]" and path.count(path[-1]) > path.count("(["[path[-1] == "]"]))
    ):
        path = path[:-1]
    return end + len(path)
