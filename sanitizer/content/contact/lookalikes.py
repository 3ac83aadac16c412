"""Hosts that are made to be taken for another one."""

import re
import unicodedata
from functools import cache, lru_cache

from sanitizer.content.hosts import decoded, matches_host
from sanitizer.data import load

__all__ = ["imitated", "mixes_scripts"]

_SHORTEST_WITHIN = 5
"""Letters from which a name counts within a longer word too: ``amazonhelp``; ``ebay`` would be found in other words."""
_HYPHENS = re.compile(r"[-_]")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Scripts whose letters look like those of another; that Latin stands beside Chinese or Japanese letters is usual."""


@lru_cache(maxsize=1024)
def imitated(host: str, known: frozenset[str]) -> str:
    """Whose name a host (in ASCII, ``xn--`` for other scripts) bears that is not below one of the ``known``, or ``""``.

    The name is the first label of a known host, such as ``amazon``: as it is, in characters that look the same, or
    beside other words.
    """
    if matches_host(host, known):
        return ""
    for label in host.split("."):
        words = _HYPHENS.split(_skeleton(label))
        for name, alike in _names(known):
            if alike in words or (len(alike) >= _SHORTEST_WITHIN and any(_is_edged(word, alike) for word in words)):
                return name
    return ""


def mixes_scripts(host: str) -> bool:
    """Whether one label of a host has letters of scripts that look alike, such as Latin and Cyrillic."""
    return "xn--" in host and any(len(_scripts(decoded(label))) > 1 for label in host.split("."))


def _is_edged(word: str, name: str) -> bool:
    return word.startswith(name) or word.endswith(name)


@lru_cache(maxsize=16)
def _names(known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The names of known hosts, each with the form in which it is compared."""
    return tuple((name, _skeleton(name)) for name in sorted({host.partition(".")[0] for host in known}) if name)


def _skeleton(label: str) -> str:
    """A label with every character replaced by the one that it may be taken for, marks gone."""
    bare = unicodedata.normalize("NFKD", decoded(label.lower()))
    alike = "".join(character for character in bare if not unicodedata.combining(character)).translate(_letters())
    for pair, letter in _pairs():
        alike = alike.replace(pair, letter)
    return alike


@cache
def _letters() -> dict[int, str]:
    """The characters that are taken for a letter; ``i``, ``l`` and ``1`` count as one."""
    data = load("confusables")
    digits = {ord(digit): letter for letter, digits in data["digits"].items() for digit in digits}
    alike = {ord(other): letter for letter, others in data["letters"].items() for other in others}
    return {other: digits.get(ord(letter), letter) for other, letter in alike.items()} | digits


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((pair, letter) for letter, pair in load("confusables")["pairs"].items())


def _scripts(label: str) -> set[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in label if letter.isalpha())
    return {name for name in names if name in _SCRIPTS}
