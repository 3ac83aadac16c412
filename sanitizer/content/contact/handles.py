"""Names at social networks and invitations to messengers in text.

The name of a network alone is no contact: phone holders and watches are sold for them. It counts with an account beside
it, or where the sentence sends the reader there.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from sanitizer.content.contact.addresses import urls
from sanitizer.content.contact.spelled import Plain, plain_text
from sanitizer.content.contact.words import LETTERS
from sanitizer.content.hosts import matches_host
from sanitizer.content.reading import Reading
from sanitizer.data import load

__all__ = ["Handle", "handles", "is_network"]

_BEFORE = 64
"""Characters in front of a network's name in which the sentence sends somebody there."""
_BEHIND = 40
"""The same behind it, and how far an account may be from it."""
_BESIDE = 10
"""Characters beside a name in which a Chinese or Japanese word sends the reader there."""
_CLOSE = 24
"""Characters behind a name in which a word says that somebody is there."""
_SHORTEST_ALONE = 3
"""Characters of a name with its @ that are no name where no network is named."""
_LONGEST_SHORT = 10
"""Characters in front of a colon or an @ in which a short name is looked for."""
_SENTENCE = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f!?\t]|\n\s*\n")
_ACCOUNT = r"@?(?=[\w.:-]*[^\W\d_])[^\W_][\w.:-]{1,39}"
_AT_HANDLE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}")
_HANDLE_BEFORE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}\s\Z")
_AT_BEHIND = re.compile(
    r"(?:\u306f|\u662f|\s(?:is|ist|lautet|est|es|\xe8)(?=\s))?[\s:(\"'\u300c]{0,3}(@[^\W_][\w.-]{1,39})"
)
_COLON_BEHIND = re.compile(rf"\s{{0,2}}[:=]\s{{0,2}}[\"'\u300c(]?({_ACCOUNT})")
_QUOTED_BEHIND = re.compile(r"\s?[\u300c\u300e\"'][^\u300d\u300f\"'\n]{1,40}[\u300d\u300f\"']")
_GLUED_BEHIND = re.compile(r"\s?[\u53f7\u865f]?[\s:]{0,2}([a-z0-9][a-z0-9_-]{4,39})")
_ODD = re.compile(r"[@\d_.]")
_ODD_BEHIND = re.compile(r"\s+((?=\w*[\d._])[^\W_][\w.-]{3,39})")
_NUMBER_BEHIND = re.compile(
    r"(?:[\s:,/&]|(?:me|us|uns|mich|an|al|au|at|on|or|and|oder|ou|o|unter|only|please|number|no|viber|telegram|whatsapp|signal"
    r"|wechat|line)(?!\w)){0,8}\(?(?:\+|00)?\d(?!\d\d-\d{7}-)[\d\s()./-]{5,20}\d"
)
_ADDED_BEFORE = re.compile(r"(?:add|find|follow|message|search|text)\s(?=\w*[\d_.])[\w.]{3,40}\s\Z")
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
    invitations = [Handle(url.start, url.end, url.host, is_url=True) for url in urls(reading) if is_network(url.host)]
    found = _found(reading.text, reading.lower)
    return tuple(_without_overlap(invitations, found)) if invitations else found


def _without_overlap(first: list[Handle], second: Iterable[Handle]) -> list[Handle]:
    """Both in order, without those of the second that overlap one of the first, which is in order."""
    kept = list(first)
    for one in second:
        index = bisect(first, one)
        if not any(other.start < one.end and one.start < other.end for other in first[max(0, index - 1) : index + 1]):
            kept.append(one)
    return sorted(kept)


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
        found = _without_overlap(found, _alone(plain))
    spans = (plain.span(one.start, one.end) for one in found)
    return tuple(one._replace(start=start, end=end) for one, (start, end) in zip(found, spans, strict=True))


class _Name(NamedTuple):
    """The name of a network in the plain text."""

    start: int
    end: int
    kind: Literal["name", "word", "short"]


def _names_in(plain: Plain) -> list[_Name]:
    lower = plain.lower
    present = [name for needle, names in _needles(is_ascii=lower.isascii()) if needle in lower for name in names]
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
def _needles(*, is_ascii: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
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
            rf"[\"'\u300c]?({_ACCOUNT})"
        ),
        "ours": re.compile(
            rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{0,2}}(?:(?:{account})\s(?:\w{{1,4}}\s)?)\Z"
            rf"|(?<!\w)(?:{ours})\s\Z|(?:{either(words['ours']['glued'])})\s?\Z"
        ),
        "ours_far": re.compile(rf"(?<!\w)(?:{ours})\s(?:[\w-]+\s){{1,2}}\Z"),
        "preposition": re.compile(rf"(?<!\w)(?:{prepositions})\s(?:(?:{ours}|the|la|le)\s)?\Z"),
        "account_before": re.compile(rf"(?<!\w)(?:{account})\s(?:\w{{1,4}}\s)?\Z"),
        "as": re.compile(rf"\s(?:{either(words['accounts']['as'])})\s({_ACCOUNT})"),
        "inviting": re.compile(either(words["inviting"]["words"])),
        "help": re.compile(rf"(?<!\w)(?:{either(words['inviting']['help'])})"),
        "person": re.compile(
            rf"(?<!\w)(?:{either(words['persons']['words'])})(?!\w)|(?:{either(words['persons']['endings'])})(?!\w)"
        ),
        "conditional": re.compile(rf"(?<!\w)(?:{either(words['persons']['conditional'])})"),
        "product": re.compile(either(words["products"]["words"])),
        "strong": re.compile(rf"(?<!\w)(?:{either(words['accounts']['strong'])})(?!\w)"),
        "inviting_glued": re.compile(either(words["inviting"]["glued"])),
    }


def _judged(plain: Plain, name: _Name) -> Handle | None:
    """Whether a network's name takes the reader there, and how far what does reaches."""
    lower, grammar = plain.lower, _grammar()
    before, behind = _sentence_around(lower, name)
    network = plain.text[name.start : name.end]
    preposition = grammar["preposition"].search(before)
    start = name.start - (len(before) - preposition.start() if preposition else 0)
    if preposition and (handle := _HANDLE_BEFORE.search(before[: preposition.start()])):
        return Handle(name.start - len(before) + handle.start(), name.end, network)
    account = grammar["account"].match(behind)
    place = account.end() if account else 0
    named = _named(behind, place, name.kind, network.lower(), is_account=account is not None)
    match = grammar["as"].match(behind) if preposition else None
    if not named and match and not _is_answer(network, match[1].rstrip(".-:")):
        named = match.end()
    if not named and name.kind == "name" and grammar["account_before"].search(before):
        named = match.end() if (match := _QUOTED_BEHIND.match(behind)) else 0
    if named:
        return Handle(start, name.end + named, network)
    is_led = name.kind == "name" or preposition or behind[place : place + 2].strip().startswith(":")
    if is_led and _is_direct(behind, place, network.lower()):
        return Handle(start, name.end + place, network)
    if name.kind == "short":
        return None
    is_ours = grammar["ours"].search(before) or (account and grammar["ours_far"].search(before))
    if (is_ours and name.kind == "name") or _is_inviting(before, behind, preposition, account):
        return Handle(start, name.end + place, network)
    return None


def _is_direct(behind: str, place: int, network: str) -> bool:
    """Whether a number follows the name, or somebody is to be written to: ``WhatsApp me``."""
    if network not in _words()["phones"]["names"]:
        return False
    return (_NUMBER_BEHIND.match(behind, place) or _ME_BEHIND.match(behind)) is not None


def _sentence_around(lower: str, name: _Name) -> tuple[str, str]:
    before = lower[max(0, name.start - _BEFORE) : name.start]
    behind = lower[name.end : name.end + _BEHIND]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    close = _SENTENCE.search(behind)
    return before[ends[-1] if ends else 0 :], behind[: close.start() + 1] if close else behind


def _named(behind: str, place: int, kind: str, network: str, *, is_account: bool) -> int:
    """Where the account ends that is named behind a network, 0 if none is."""
    is_numbered = not network.isascii() or network == "qq"
    match = _AT_BEHIND.match(behind, place)
    if match is None and (kind != "word" or is_account):
        match = _COLON_BEHIND.match(behind, place)
    if match is None and is_account:
        match = _grammar()["is"].match(behind, place) or _ODD_BEHIND.match(behind, place)
    if match is None and is_numbered:
        match = _GLUED_BEHIND.match(behind, place)
    if match and not _is_answer(network, match[1].rstrip(".-:")):
        return match.start(1) + len(match[1].rstrip(".-:"))
    quoted = _QUOTED_BEHIND.match(behind, place) if is_account else None
    return quoted.end() if quoted else 0


def _is_answer(network: str, account: str) -> bool:
    """Whether what follows a name is a word rather than an account: ``WhatsApp: yes``, ``Snap: push here``."""
    is_doubtful = network in _words()["words"]["doubtful"] and not _ODD.search(account)
    return is_doubtful or account in _words()["answers"]["words"]


def _is_inviting(before: str, behind: str, preposition: re.Match[str] | None, account: re.Match[str] | None) -> bool:
    """Whether the sentence sends the reader to the network."""
    grammar = _grammar()
    if (preposition or account) and grammar["inviting"].search(before):
        return True
    if preposition and _leads_there(before[: preposition.start()], behind):
        return True
    if grammar["strong"].search(account[0] if account else ""):
        return True
    if (match := grammar["account_before"].search(before)) and grammar["strong"].search(match[0]):
        return True
    return _is_inviting_glued(before, behind, is_account=account is not None)


def _leads_there(before: str, behind: str) -> bool:
    """Whether what stands around a preposition and a network says that somebody is there."""
    grammar = _grammar()
    if _ADDED_BEFORE.search(before) or grammar["inviting"].search(behind):
        return True
    if grammar["conditional"].search(before):
        return False
    return any(grammar[name].search(words) for name in ("person", "help") for words in (before, behind[:_CLOSE]))


def _is_inviting_glued(before: str, behind: str, *, is_account: bool) -> bool:
    """The same in Chinese and Japanese."""
    grammar = _grammar()
    glued = grammar["inviting_glued"]
    if (is_account or _CJK_BEHIND.match(behind)) and glued.search(behind):
        return True
    near = before[-_BESIDE:], behind[:_BESIDE]
    return any(map(glued.search, near)) and not grammar["product"].search(near[1])


def _alone(plain: Plain) -> Iterator[Handle]:
    """Names that begin with an @, whether or not a network is named."""
    following = _words()["inviting"]["following"]
    for match in _AT_HANDLE.finditer(plain.lower):
        end = match.start() + len(match[0].rstrip(".-"))
        if end - match.start() > _SHORTEST_ALONE and match[0][1:] not in _words()["not_handles"]["words"]:
            before = plain.lower[max(0, match.start() - _BEFORE // 2) : match.start()]
            yield Handle(match.start(), end, "", is_sure=any(word in before for word in following))
