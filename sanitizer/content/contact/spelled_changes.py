"""How the parts of addresses are spelled out or split, and what they stand for.

A dot, an @, a slash and ``www`` may be words, stand between brackets or beside spaces, or be other signs; letters may
stand one by one.
"""

import re
from collections.abc import Iterator
from functools import cache

from sanitizer.content.contact.spelled_at import at_changes, changes_of_symbols
from sanitizer.content.contact.spelled_common import (
    Change,
    said_before,
)
from sanitizer.content.contact.spelled_dot import dot_changes
from sanitizer.content.contact.words import LETTERS, contact_words
from sanitizer.content.hosts import is_top_level

__all__ = ["changes", "changes_beside_hosts", "changes_of_letters"]

_DOTTED = re.compile(r"\.[a-z]{2}")

_SPLIT_SIGN = re.compile(r" \S \S(?!\S)")
_LETTER = rf"[{LETTERS}@.:/_-]"
_BETWEEN = rf" (?={_LETTER}(?![{LETTERS}]))(?<=(?<![{LETTERS}@./-]){_LETTER} )"


def _close(lower: str, match: re.Match[str]) -> str | None:
    """A space between two letters that stand alone goes where a third one, or an @ or a dot, is next to them."""
    start = match.start()
    is_third = lower[max(0, start - 3)] in ")]." or _THIRD.search(lower, max(0, start - 3), start + 5) is not None
    return "" if is_third and not (lower[start - 1].isdigit() and lower[start + 1].isdigit()) else None


_THIRD = re.compile(rf"(?<![{LETTERS}]){_LETTER} {_LETTER} {_LETTER}(?![{LETTERS}])")
_SPACES_BETWEEN_LETTERS = Change(_BETWEEN, _close, is_parting=False)


_PICTURES = "[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?"
_PICTURED = re.compile(
    rf"(?<=[a-z0-9]){_PICTURES}(?=(?:com|net|org|fr|jp|cn|uk|eu|ch|nl)(?!\.?[{LETTERS}-])"
    r"|(?:de|es|it)\s{0,2}(?:[\n.,;:!?()\u2013-]|\Z))"
)
"""A picture, or a star, circle or arrow, between a name and a suffix."""
_DOT_PICTURED = Change(_PICTURED.pattern, lambda *_: ".", is_parting=False)
_AT_PICTURED = Change(
    rf"(?<=[a-z0-9]){_PICTURES}(?=[a-z0-9][a-z0-9-]{{1,62}}\.[a-z])", lambda *_: "@", is_parting=False
)


def changes_of_letters(text: str, lower: str) -> Iterator[Change]:
    """The changes that a text needs with letters one by one, capitals between small letters or pictures for signs."""
    if not lower.isascii() and _PICTURED.search(lower):
        yield _DOT_PICTURED
        yield _AT_PICTURED
    if "DOT" in text or "AT" in text:
        yield _CAPITALS
    if _SPLIT_SIGN.search(lower):
        yield _SPACES_BETWEEN_LETTERS


def _capital(text: str, match: re.Match[str]) -> str:
    return "@" if match[0] == "AT" else "."


_CAPITALS = Change("A(?<=[a-z0-9]A)T(?=[a-z])|D(?<=[a-z0-9]D)OT(?=[a-z])", _capital, is_parting=False, is_cased=True)


def _www(lower: str, match: re.Match[str]) -> str | None:
    return None if match[0] == "www." else "www."


def _www_label(lower: str, match: re.Match[str]) -> str | None:
    return (
        f"{match[1]}."
        if match[2] in contact_words()["suffixes"]["plain"] | contact_words()["suffixes"]["words"]
        else None
    )


def _slash(lower: str, match: re.Match[str]) -> str | None:
    said = said_before(lower, match.start())
    return "/" if said and is_top_level(said.before.rpartition(".")[2]) and "." in said.before else None


def _www_changes() -> Iterator[tuple[str, Change]]:
    suffixes = "|".join(sorted(contact_words()["suffixes"]["plain"] | contact_words()["suffixes"]["words"]))
    parted = (
        rf"www(?:\s{{0,2}}(?:[.,\u3002]|dot\s|punkt\s|point\s|punto\s)\s{{0,2}}(?=[{LETTERS}])"
        rf"|\s{{1,2}}(?=[{LETTERS}-]{{2,63}}(?:\s{{0,2}}\.\s{{0,2}}|\s{{1,2}})(?:{suffixes})(?![{LETTERS}])))"
    )
    label = rf"(?<=www\.)([{LETTERS}-]{{2,63}})\s{{1,3}}(?=([a-z]{{2,24}})(?![{LETTERS}]))"
    yield "www", Change(parted, _www, is_parting=False)
    yield "www.", Change(label, _www_label, is_parting=False)


def changes_beside_hosts(lower: str) -> Iterator[Change]:
    """The changes that a text may need in which a host stands: symbols for the @, and slashes in words."""
    if _DOTTED.search(lower):
        yield from changes_of_symbols(lower)
        yield _slashes()


@cache
def _slashes() -> Change:
    words = "|".join(map(re.escape, sorted(contact_words()["slash"]["words"])))
    return Change(rf"(?<=\s)(?:{words})(?=\s)", _slash)


@cache
def changes() -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """The changes by what is in every text that they can find something in, in the order in which they are made."""
    groups: list[tuple[str, tuple[Change, ...]]] = []
    for family in (_www_changes(), at_changes(), dot_changes()):
        own: dict[str, tuple[Change, ...]] = {}
        for needle, change in family:
            own[needle] = (*own.get(needle, ()), change)
        groups += own.items()
    return tuple(groups)
