"""Names at social networks and invitations to messengers in text.

The name of a network alone is no contact: phone holders and watches are sold for them. It counts with an account beside
it, or where the sentence sends the reader there.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sanitizer.content.contact.accounts import is_answer, is_direct, named_behind
from sanitizer.content.contact.addresses import urls
from sanitizer.content.contact.invitations import (
    Place,
    grammar,
    is_called_there,
    is_inviting,
    is_of_product,
    is_refused,
)
from sanitizer.content.contact.networks import Name, is_network, names_in
from sanitizer.content.contact.spelled import Plain, plain_text
from sanitizer.content.contact.words import social_words
from sanitizer.content.hosts import is_top_level
from sanitizer.content.reading import Reading

__all__ = ["Handle", "handles"]

_BEFORE = 64
"""Characters in front of a network's name in which the sentence sends somebody there."""
_BEHIND = 64
"""The same behind it, and how far an account may be from it."""
_SHORTEST_ALONE = 3
"""Characters of a name with its @ that are no name where no network is named."""
_SENTENCE = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f!?\t]|\n\s*\n")
_AT_HANDLE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}|(?<=[\u3040-\u9fff])@[a-z][a-z0-9_.-]{2,39}")
_HANDLE_BEFORE = re.compile(r"(?<![\w.@/+-])@[^\W\d_][\w.-]{2,39}\s\Z")
_QUOTED_BEHIND = re.compile(r"\s?[\u300c\u300e\"'][^\u300d\u300f\"'\n]{1,40}[\u300d\u300f\"']")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_MADE_IN = re.compile(r"[\u4e00-\u9fff]\Z")
_NUMBERED = re.compile(r"\s?\d{1,3}(?!\d)")
_AT_X = re.compile(
    r"(?<!\w)x(?:[\s:(]{1,3}(?:(?:unter|as|als|sous|come|como)\s)?|\u306e?\u30a2\u30ab\u30a6\u30f3\u30c8[\u306f:]?\s?)\Z"
)
"""A network of one letter, in front of a name there."""
_SAID_OF_PLACE = re.compile(
    r"(?<!\w)(?:on|at|over|via|through|auf|im|bei|beim|\xfcber|\xfcbers|sur|chez|par|dans|en|por|v\xeda|su|sul|nel|tramite)"
    r"\s(?:(?:the|that|dem|der|den|la|le|les|el|lo|il)\s|l')?(?:[^\W\d_]+\s)?\Z|(?:sull'|nell'|sulla\s|nella\s|dall'|chez\sl'|sur\sl'|par\sl')\Z"
)
"""In front of a network that is told: something is there."""
_SAID_BEHIND_PLACE = re.compile(
    r"\s?(?:[:=>\u2192]|\u4e0a|\u91cc|\u641c|\u52a0|\u6211|\u53f7|id|\u627e|\u3067|\u304b\u3089|\u306b(?!\u306a)|\u3078|\u306eid|\u306e\u30a2\u30ab|\u307e\u3067|\u3092\u958b)"
    r"|[^.!?]{0,24}(?<!\w)(?:at sign|handle|user|username|nick|pseudo|usuario|utente|nutzername)(?!\w)"
    r"|[^.!?]{0,24}@[a-z]"
)
_NAMED_SELF = re.compile(
    r"[^.!?]{0,12}(?<!\w)(?:we are|we're|i am|i'm|wir sind|ich bin"
    r"|nos encuentra|me encuentra|mi trova|ci trova|nous sommes|je suis|somos|soy|siamo|sono)[\s:]"
)
_NUMBER_NEAR = re.compile(r"[^\d.!?]{0,32}\+?\d(?:[\s()./-]{0,3}\d){7,14}")
_PARTICLE = re.compile(r"@[\u306f\u3092\u306b\u304c\u3067\u3068\u3082\u306e\u66ff\u6362\u63db\u6539]")
"""What stands behind a sign in Chinese and Japanese, rather than the name with which it begins."""
_ACCOUNT_OF_SHORT = re.compile(r"\s([a-z][\w.-]{5,39})(?=[\s,;:/-])")
_SHORT = frozenset({"fb", "ig", "insta", "snap", "tg", "tiktok", "wa", "wapp", "yt"})
"""Names in front of which and of an account nothing else needs to stand, where the sentence asks to write there."""
_ADDRESSED = re.compile(
    r"(?<!\w)(?:scriv|direct|dm|pn|md|mp|pm|privat|privad|priv\xe9|schreib|nachricht|messag|mensaj|msg|inbox|follow|folg|segu|s\xedg|suiv|\xe9cri|escr\xed|m\xe1nd|mand)"
)
_QUOTED = re.compile(r".?\"\s?@[^\W_]+\s?\"")
"""What is to be read on goods, rather than a name."""
_MENTION = re.compile(r"@[A-Z][a-z]+(?![\w@])")


class Handle(NamedTuple):
    """A way to somebody at a network. Offsets are those of :attr:`Reading.text`."""

    start: int
    end: int
    network: str
    """As it is written; ``""`` where none is named."""
    is_sure: bool = True
    """Whether it can hardly be anything else."""
    is_url: bool = False


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
    names = names_in(plain)
    cursor = 0
    for name in names:
        if found and name.start == cursor + 1 and plain.lower[cursor] == "/":
            cursor = name.end  # "WhatsApp/Telegram: number" is one
        elif name.start >= cursor and (handle := _judged(plain, name)):
            if handle.start < cursor:
                handle = found.pop()._replace(end=handle.end)  # "on Facebook and Instagram" is one
            found.append(handle)
            cursor = handle.end
    if "@" in plain.lower:
        found = _without_overlap(found, _alone(plain, names))
    spans = (plain.span(one.start, one.end) for one in found)
    return tuple(one._replace(start=start, end=end) for one, (start, end) in zip(found, spans, strict=True))


def _judged(plain: Plain, name: Name) -> Handle | None:
    """Whether a network's name takes the reader there, and how far what does reaches."""
    words = grammar()
    before, behind = _sentence_around(plain.lower, name)
    network = plain.text[name.start : name.end]
    if _is_word(plain, name, before, behind):
        return None
    if behind[:2].lstrip()[:1] == '"' and before.rstrip()[-1:] == '"':
        behind = behind.replace('"', " ", 1)  # of a name in quotation marks what follows is not the account
    place = Place(before, behind, _preposition(before, name), words["account"].match(behind))
    if name.kind == "word" and network.islower() and not (place.preposition or words["ours"].search(before)):
        return None
    preposition, past = place.preposition, place.account.end() if place.account else 0
    start = name.start - (len(before) - preposition.start() if preposition else 0)
    if preposition and (handle := _HANDLE_BEFORE.search(before[: preposition.start()])):
        return Handle(name.start - len(before) + handle.start(), name.end, network)
    if name.kind == "described":
        end = _end_of_described(place)
        return Handle(start, name.end + end, network) if end >= 0 and not is_refused(place) else None
    is_ours = words["ours"].search(before) or (place.account and words["ours_far"].search(before))
    if named := _named(place, name, network, is_ours=is_ours is not None):
        return Handle(start, name.end + named, network)
    is_led = name.kind == "name" or preposition or behind[past : past + 2].strip().startswith(":")
    is_sure = (
        (is_led and is_direct(behind, past, network.lower()))
        or name.kind == "parted"
        or network.lower() in social_words()["words"]["alone"]
    )
    if is_sure or plain.is_spelled(name.start, name.end):
        return Handle(start, name.end + past, network)
    if name.kind == "short" or is_of_product(place):
        return None
    is_sent = (is_ours and (name.kind == "name" or place.account)) or is_inviting(place)
    return Handle(start, name.end + past, network) if is_sent and not is_refused(place) else None


def _end_of_described(place: Place) -> int:
    """How far what takes the reader to a network that is told by its sign reaches behind that; -1 if nothing does."""
    if _SAID_OF_PLACE.search(place.before) is None and _SAID_BEHIND_PLACE.match(place.behind) is None:
        return -1
    if number := _NUMBER_NEAR.match(place.behind):
        return number.end()
    if is_called_there(place) or _NAMED_SELF.match(place.behind):
        account = grammar()["is"].match(place.behind)
        return account.end() if account else 0
    return -1


def _preposition(before: str, name: Name) -> re.Match[str] | None:
    match = grammar()["preposition"].search(before)
    return None if match and name.kind == "word" and match[0] == "a " else match  # an article: "a Line dress"


def _named(place: Place, name: Name, network: str, *, is_ours: bool) -> int:
    """Where the account ends that is named beside a network; 0 where none is."""
    words, behind = grammar(), place.behind
    is_of_account = words["account_before"].search(place.before) is not None
    if name.kind == "name" and is_of_account and (quoted := _QUOTED_BEHIND.match(behind)):
        return quoted.end()
    if named := named_behind(place, name, network.lower(), is_ours=is_ours or is_of_account):
        return named
    if (
        network.lower() in _SHORT
        and (bare := _ACCOUNT_OF_SHORT.match(behind))
        and _ADDRESSED.search(behind, bare.end())
    ):
        return bare.end()
    match = words["as"].match(behind) if place.preposition else None
    if match and not is_answer(network, (match[1] or match[2] or match[3]).rstrip(".-:")):
        return match.end()
    return 0


def _is_word(plain: Plain, name: Name, before: str, behind: str) -> bool:
    """Whether a name that is a word too is that word: ``Line 3``, and in Japanese a line of production."""
    if name.kind != "word":
        return False
    word = plain.text[name.start : name.end]
    return (word == "Line" and _NUMBERED.match(behind) is not None) or (
        not word.isascii() and _MADE_IN.search(before) is not None
    )


def _sentence_around(lower: str, name: Name) -> tuple[str, str]:
    before = lower[max(0, name.start - _BEFORE) : name.start]
    behind = lower[name.end : name.end + _BEHIND]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    close = _SENTENCE.search(behind)
    return before[ends[-1] if ends else 0 :], behind[: close.start() + 1] if close else behind


def _alone(plain: Plain, names: list[Name]) -> Iterator[Handle]:
    """Names that begin with an @, whether or not a network is named."""
    inviting = social_words()["inviting"]
    for match in _AT_HANDLE.finditer(plain.lower):
        end = match.start() + len(match[0].rstrip(".-"))
        if end - match.start() > _SHORTEST_ALONE and match[0][1:] not in social_words()["not_handles"]["words"]:
            near = plain.lower[max(0, match.start() - _BEFORE // 2) : end + _BEFORE // 4]
            is_sure = (
                any(word in near for word in inviting["following"])
                or _AT_X.search(plain.lower, max(0, match.start() - 12), match.start()) is not None
                or _is_near(plain.lower, names, match.start())
            )
            if _CJK.match(plain.lower, match.start() - 1) and is_top_level(match[0].rpartition(".")[2]):
                continue  # a mailbox
            if _PARTICLE.match(match[0]):
                continue  # the sign is spoken of
            is_other = (
                _CJK.match(match[0], 1)
                or _MENTION.fullmatch(plain.text, match.start(), end)
                or _QUOTED.match(plain.lower, max(0, match.start() - 2))
            )
            if is_sure or not is_other:
                yield Handle(match.start(), end, "", is_sure=is_sure)


def _is_near(lower: str, names: list[Name], at: int) -> bool:
    """Whether a network is named in front of an @, in its sentence."""
    index = bisect(names, (at,)) - 1
    if index < 0 or at - names[index].end > _BEFORE:
        return False
    return _SENTENCE.search(lower, names[index].end, at) is None
