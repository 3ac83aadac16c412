"""E-mail addresses that are told in a sentence: who has the mailbox, and what stands in front of the @."""

import re
from collections.abc import Iterator
from functools import cache

from sanitizer.content.contact.clues import clues_in, clues_of_mailboxes
from sanitizer.content.contact.words import LETTERS, contact_words
from sanitizer.content.lexicon import CJK

__all__ = ["described"]

_AROUND = 96
"""Characters beside what is said of the @ in which the host is named."""
_NEAR = 40
"""Characters beside the @ in which its place is told."""
_STOP = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f\n\t]")
_FAMILIAR = frozenset({"google", "qq", "126", "163"})
"""Providers whose names mean a mailbox without more in Japanese and Chinese alone."""
_NAME = re.compile(rf"[{LETTERS}]{{3,}}")


@cache
def _patterns() -> "tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]":
    words = contact_words()["described"]
    hosts = contact_words()["mailboxes"]

    def either(name: str) -> str:
        return "|".join(sorted(map(re.escape, words[name]), key=len, reverse=True))

    dots = "|".join(map(re.escape, sorted(contact_words()["dot"]["words"] | contact_words()["dot"]["glued"])))
    sure = "|".join(sorted(map(re.escape, hosts["sure"]), key=len, reverse=True))
    return (
        re.compile(rf"@(?!\s?[a-z0-9])|{either('signs')}"),
        re.compile(either("places")),
        re.compile(either("parts")),
        re.compile(
            rf"(?<![{LETTERS}@.-])(?:[{LETTERS}-]{{2,63}}(?:(?:\.[a-z]{{2,3}}){{1,2}}|\s?(?:{dots})\s?[a-z]{{2,3}})|{sure}"
            rf"|g, ?m, ?x|(?:{dots})\s(?:com|net|org|eu)|(?:com|net|org)(?<=[,.]\s...))(?![{LETTERS}.-]*[{LETTERS}])"
        ),
    )


def described(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Start and end of what tells an address, in order and apart."""
    clues = clues_in(lower)
    if not clues.isdisjoint(contact_words()["told"]["needles"]):
        yield from _told(lower)
    if not (within := clues & clues_of_mailboxes()):
        return
    yield from _of_provider(lower, within)
    words = contact_words()["described"]
    if "@" not in within and within.isdisjoint(words["signs"]) and within.isdisjoint(words["parts"]):
        return
    sign, place, part, _ = _patterns()
    cursor = 0
    for match in sorted((*sign.finditer(lower), *part.finditer(lower)), key=re.Match.start):
        start, end = match.span()
        near = lower[max(0, start - _NEAR) : end + _NEAR]
        if start < cursor or (match.re is sign and not place.search(near)):
            continue
        if span := _with_host(lower, start, end):
            cursor = span[1]
            yield span


@cache
def _provider() -> "tuple[re.Pattern[str], ...]":
    """A mailbox by its provider in front of a name, behind one, and without one."""
    words = contact_words()["named"]

    def either(name: str) -> str:
        return "|".join(sorted(map(re.escape, words[name]), key=len, reverse=True))

    name = rf"[{LETTERS}][{LETTERS}_.-]{{3,39}}"
    odd = rf"((?=[a-z.-]*[\d_.])(?=[\d_.-]*[a-z]){name})"
    providers, sure = either("providers"), "|".join(sorted(contact_words()["mailboxes"]["sure"]))
    hosts = "|".join(map(re.escape, sorted(contact_words()["mailboxes"]["names"])))
    return (
        re.compile(
            rf"(?<![{LETTERS}@.])(?:{providers})(?:[\s-]?(?:{either('boxes')})(?:\s?(?:{either('is')})+\s?|\s)|\s?:\s?)"
            rf"(?:qq\s?\u53f7)?{odd}"
        ),
        re.compile(rf"(?<![{LETTERS}@.])({name})\u306e(?:{providers})(?=\u307e\u3067|\u5b9b|\u3067\u3059|\u3078)"),
        re.compile(rf"(?<![{LETTERS}@.]){odd}\s(?:{either('behind')})\s(?:{sure})(?![{LETTERS}.])"),
        re.compile(rf"(?<![{LETTERS}_.+%-])@(?:{hosts})\.[a-z]{{2,3}}(?![{LETTERS}])"),
    )


def _of_provider(lower: str, within: frozenset[str]) -> Iterator[tuple[int, int]]:
    """``my Gmail address is name_1``, ``nameのGmailまで``."""
    if within - _FAMILIAR or CJK.search(lower):
        yield from sorted(match.span() for pattern in _provider() for match in pattern.finditer(lower))


@cache
def _told_patterns() -> "tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]":
    """Whose mailbox it is, how its name is put together, and that it is another's."""
    told = contact_words()["told"]
    yours = "|".join(sorted(told["yours"]))
    return (
        re.compile(rf"(?<![{LETTERS}])(?:{'|'.join(sorted(told['mailboxes'], key=len, reverse=True))})"),
        re.compile("|".join(f"(?<![{LETTERS}]){name}" for name in sorted(told["names"]))),
        re.compile(rf"(?:(?<!\w)(?:{yours})\s|(?:{yours}))\Z"),
    )


def _told(lower: str) -> Iterator[tuple[int, int]]:
    """``my nickname, then 2009, with Google's mail``."""
    mailbox, name, yours = _told_patterns()
    cursor = 0
    for match in mailbox.finditer(lower):
        first, last = _sentence(lower, match.start(), match.end())
        if first >= cursor and not yours.search(lower, max(0, match.start() - 8), match.start()):
            named = name.search(lower, first, match.start()) or name.search(lower, match.end(), last)
            if named and named.end() != match.start():
                cursor = match.end()
                yield min(named.start(), match.start()), max(named.end(), match.end())


def _sentence(lower: str, start: int, end: int) -> tuple[int, int]:
    """The part of the sentence that is near."""
    first, last = max(0, start - _AROUND), min(len(lower), end + _AROUND)
    for stop in _STOP.finditer(lower, first, start):
        first = stop.end()
    close = _STOP.search(lower, end, last)
    return first, close.start() if close else last


def _with_host(lower: str, start: int, end: int) -> tuple[int, int] | None:
    """What is said of the @ with the host, if one is named in the same sentence."""
    first, last = _sentence(lower, start, end)
    host = _patterns()[3].search(lower, first, last)
    if host is None or not _NAME.search(lower, first, last):
        return None
    return min(host.start(), start), max(host.end(), end)
