"""Names at social networks and invitations to messengers in text.

The name of a network alone is no contact: phone holders and watches are sold for them. It counts with an account beside it,
or where the sentence sends the reader there.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from sanitizer.content.addresses import urls
from sanitizer.content.hosts import matches_host
from sanitizer.content.reading import Reading
from sanitizer.content.spelled import LETTERS, Plain, plain_text
from sanitizer.data import load

__all__ = ["Handle", "handles", "is_network"]

_BEFORE = 64
"""Characters in front of a network's name in which the sentence sends somebody there."""
_BEHIND = 40
"""The same behind it, and how far an account may be from it."""
_LONGEST_SHORT = 10
"""Characters in front of a colon or an @ in which a short name is looked for."""
_SENTENCE = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f!?\t]|\n\s*\n")
_TOKEN = r"@?[^\W_][\w.:-]{1,39}"
_AT_HANDLE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}")
_HANDLE_BEFORE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}\s\Z")
_AT_BEHIND = re.compile(r"\u306f?[\s(\"'\u300c]{0,3}(@[^\W_][\w.-]{1,39})")
_COLON_BEHIND = re.compile(rf"\s{{0,2}}[:=]\s{{0,2}}[\"'\u300c(]?({_TOKEN})")
_QUOTED_BEHIND = re.compile(r"\s?[\u300c\u300e\"'][^\u300d\u300f\"'\n]{1,40}[\u300d\u300f\"']")
_GLUED_BEHIND = re.compile(r"\s?(?:\u53f7|\u865f)?\s?([a-z0-9][a-z0-9_-]{4,39})")
_NUMBER_BEHIND = re.compile(r"(?:\s{0,2}(?:me|us|uns|mich|at|:))*\s{0,2}\(?(?:\+|00)?\d[\d\s()./-]{5,20}\d")
_ME_BEHIND = re.compile(r"\s(?:me|us)(?!\w)")
_CJK_BEHIND = re.compile(
    r"\s?(?:\u3067|\u304b\u3089|\u306b|\u306e\u53cb|\u516c\u5f0f|\u3082|\u3092|@|\u300c|\u30da\u30fc\u30b8)"
)
_LAST_WORD = re.compile(r"(?<!\w)[a-z]+\Z")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_COLON_OR_AT = re.compile(r"[:@]")


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


def handles(reading: Reading) -> tuple[Handle, ...]:
    """The names at networks and the invitations in a text, in order."""
    invitations = tuple(
        Handle(url.start, url.end, url.host, is_url=True) for url in urls(reading) if is_network(url.host)
    )
    found = _found(reading.text, reading.lower)
    if not invitations or not found:
        return found or invitations
    kept = [one for one in found if not any(one.start < url.end and url.start < one.end for url in invitations)]
    return tuple(sorted((*kept, *invitations)))


@lru_cache(maxsize=4)
def _found(text: str, lower: str) -> tuple[Handle, ...]:
    plain = plain_text(text, lower)
    found: list[Handle] = []
    cursor = 0
    for name in _names_in(plain):
        if name.start >= cursor and (handle := _judged(plain, name)):
            found.append(handle)
            cursor = handle.end
    if "@" in plain.lower:
        found += _alone(plain, found)
    return tuple(
        one._replace(start=start, end=end) for one in sorted(found) for start, end in (plain.span(one.start, one.end),)
    )


class _Name(NamedTuple):
    """The name of a network in the plain text."""

    start: int
    end: int
    kind: Literal["name", "word", "short"]


def _names_in(plain: Plain) -> list[_Name]:
    lower = plain.lower
    present = [name for needle, names in _needles(lower.isascii()) if needle in lower for name in names]
    found = [_Name(*match.span(), "name") for match in _pattern(tuple(present)).finditer(lower)] if present else []
    cased = tuple(word for word in _words()["words"]["names"] if word in plain.text)
    if cased:
        found += [_Name(*match.span(), "word") for match in _pattern(cased).finditer(plain.text)]
    found += _short_names_in(lower)
    return sorted(found)


def _short_names_in(lower: str) -> Iterator[_Name]:
    """Short names in front of a colon, or of an @ with a space before it."""
    short = _words()["words"]["short"]
    for match in _COLON_OR_AT.finditer(lower):
        floor = max(0, match.start() - _LONGEST_SHORT)
        before = lower[floor : match.start()].rstrip()
        end = floor + len(before)
        word = _LAST_WORD.search(before)
        if word and word[0] in short and (match[0] == ":" or end < match.start()):
            yield _Name(end - len(word[0]), end, "short")


@cache
def _needles(is_ascii: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    needles = _words()["names"].items()
    return tuple((needle, tuple(names)) for needle, names in needles if not is_ascii or needle.isascii())


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names as words of their own; letters of a script without spaces may stand around, and what German puts behind."""
    ordered = sorted(names, key=len, reverse=True)
    latin = "|".join(re.escape(name) for name in ordered if name.isascii())
    other = "|".join(
        re.escape(name) + ("(?![a-z])" if name[-1].isascii() else "") for name in ordered if not name.isascii()
    )
    bounded = (
        rf"(?<![{LETTERS}A-Z@./])(?:{latin})(?![{LETTERS}A-Z@]|\.(?:com|net|me|gg|org)(?![{LETTERS}])|-(?:style|like))"
        rf"|(?<![{LETTERS}A-Z@./])(?:{latin})(?=gruppe|seite|kanal|nummer|profil|konto|\d{{5}})"
    )
    return re.compile("|".join(filter(None, (bounded if latin else "", other))))


@cache
def _grammar() -> dict[str, re.Pattern[str]]:
    """The patterns of what stands before and behind a name, made of the words."""
    words = _words()

    def either(*lists: list[str]) -> str:
        return "|".join(sorted((re.escape(word) for each in lists for word in each), key=len, reverse=True))

    latin = [word for word in words["accounts"]["words"] if not _CJK.search(word)]
    glued = [word for word in words["accounts"]["words"] if _CJK.search(word)]
    account, ours = either(latin), either(words["ours"]["words"])
    prepositions = either(words["inviting"]["prepositions"])
    return {
        "account": re.compile(rf"(?:'s|\u306e)?[\s-]{{0,2}}(?:{account})(?![{LETTERS}])|\s?(?:{either(glued)})"),
        "is": re.compile(
            rf"(?:\s{{1,2}}(?:{either(words['accounts']['is'])})\s{{1,2}}|\s?(?:{either(words['accounts']['is_glued'])})\s?)"
            rf"[\"'\u300c]?({_TOKEN})"
        ),
        "ours": re.compile(
            rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{0,2}}(?:(?:{account})\s(?:\w{{1,4}}\s)?)\Z"
            rf"|(?<!\w)(?:{ours})\s\Z|(?:{either(words['ours']['glued'])})\s?\Z"
        ),
        "ours_far": re.compile(rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{1,2}}\Z"),
        "preposition": re.compile(rf"(?<!\w)(?:{prepositions})\s(?:(?:{ours}|the|la|le)\s)?\Z"),
        "account_before": re.compile(rf"(?<!\w)(?:{account})\s(?:\w{{1,4}}\s)?\Z"),
    }


def _judged(plain: Plain, name: _Name) -> Handle | None:
    """Whether a network's name takes the reader there, and how far what does reaches."""
    lower, grammar = plain.lower, _grammar()
    before, behind = _sentence_around(lower, name)
    preposition = grammar["preposition"].search(before)
    account = grammar["account"].match(behind)
    place = account.end() if account else 0
    start = name.start - (len(before) - preposition.start() if preposition else 0)
    if preposition and (handle := _HANDLE_BEFORE.search(before[: preposition.start()])):
        start = name.start - len(before) + handle.start()
        return Handle(start, name.end, plain.text[name.start : name.end])
    network = plain.text[name.start : name.end]
    if named := _named(behind, place, name.kind, is_account=account is not None, is_cjk=not network.isascii()):
        return Handle(start, name.end + named, network)
    if name.kind == "short":
        return None
    is_ours = grammar["ours"].search(before) or (account and grammar["ours_far"].search(before))
    if is_ours and name.kind == "name":
        return Handle(start, name.end + place, network)
    is_direct = _NUMBER_BEHIND.match(behind, place) or _ME_BEHIND.match(behind)
    if (
        is_direct
        and lower[name.start : name.end] in _words()["phones"]["names"]
        and (name.kind == "name" or preposition)
    ):
        return Handle(start, name.end + place, network)
    return Handle(start, name.end + place, network) if _is_inviting(before, behind, preposition, account) else None


def _sentence_around(lower: str, name: _Name) -> tuple[str, str]:
    before = lower[max(0, name.start - _BEFORE) : name.start]
    behind = lower[name.end : name.end + _BEHIND]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    close = _SENTENCE.search(behind)
    return before[ends[-1] if ends else 0 :], behind[: close.start() + 1] if close else behind


def _named(behind: str, place: int, kind: str, *, is_account: bool, is_cjk: bool) -> int:
    """Where the account ends that is named behind a network, 0 if none is."""
    match = _AT_BEHIND.match(behind, place)
    if match is None and (kind != "word" or is_account):
        match = _COLON_BEHIND.match(behind, place)
    if match is None and is_account:
        match = _grammar()["is"].match(behind, place)
    if match is None and is_cjk:
        match = _GLUED_BEHIND.match(behind, place)
    if match:
        return match.start(1) + len(match[1].rstrip(".-:"))
    quoted = _QUOTED_BEHIND.match(behind, place) if is_account else None
    return quoted.end() if quoted else 0


def _is_inviting(before: str, behind: str, preposition: re.Match[str] | None, account: re.Match[str] | None) -> bool:
    """Whether the sentence sends the reader to the network."""
    words = _words()["inviting"]
    if preposition and any(word in before or word in behind for word in words["words"]):
        return True
    if account and any(word in before for word in words["words"]):
        return True
    if _CJK_BEHIND.match(behind) and any(word in behind for word in words["glued"]):
        return True
    return any(word in before[-6:] or word in behind[:6] for word in words["glued"])


def _alone(plain: Plain, found: list[Handle]) -> Iterator[Handle]:
    """Names that begin with an @, beside no network."""
    taken = [(one.start, one.end) for one in found]
    for match in _AT_HANDLE.finditer(plain.lower):
        end = match.start() + len(match[0].rstrip(".-"))
        if end - match.start() <= 3 or match[0][1:] in _words()["not_handles"]["words"]:
            continue
        if not any(start <= match.start() < stop for start, stop in taken):
            before = plain.lower[max(0, match.start() - _BEFORE // 2) : match.start()]
            yield Handle(
                match.start(), end, "", is_sure=any(word in before for word in _words()["inviting"]["following"])
            )
