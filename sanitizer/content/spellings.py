"""How the parts of addresses are spelled out or split, and what they stand for.

A dot, an @, a slash and ``www`` may be words, stand between brackets or beside spaces, or be other signs.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sanitizer.content.contact_words import LETTERS, contact_words, is_calling
from sanitizer.content.hosts import is_top_level

__all__ = ["SPACES", "Change", "changes", "changes_beside_hosts", "changes_of_letters"]

_NEAR = 60
"""Characters in front of a dot, or what is said for it, in which an @ or www shows what is being spelled."""
SPACES = 3
"""Most spaces and line breaks on each side of what is said for a dot or an @."""
_SYMBOLS = "#*%!$~^\u2605\u2606\u25c6\u25c7\u25cf\u25ce\u25cb\u25a0\u25a1\u25b2\u25b3\u203b"
"""Characters that senders write for an @, saying so beside it."""

_WORD = re.compile(rf"\s{{0,{SPACES}}}([{LETTERS}][{LETTERS}-]{{0,62}})")
_WORD_BACKWARDS = re.compile(rf"[{LETTERS}_.+-]*")
_DOTTED = re.compile(r"\.[a-z]{2}")
_AFTER_AT = re.compile(rf"\s([{LETTERS}][{LETTERS}-]{{0,62}})")
_EXPLAINED = re.compile(
    rf"([{_SYMBOLS}])[\"'\u300d)]?\s{{0,2}}(?:\u3092|\u306f|[\u6362\u63db\u6539\u66ff][\u6210\u4e3a\u70ba\u6362]?[\u4e3a\u6210]?|->|\u2192|durch|with|by|par|por|con)"
    r"\s{0,2}(?:\u534a\u89d2)?[\"'\u300c(]{0,2}@"
)


class Change(NamedTuple):
    pattern: re.Pattern[str]
    settle: "Callable[[str, re.Match[str]], str | None]"
    """What stands for a match, ``None`` where it stays."""
    is_parting: bool = True
    """Whether spaces around it go too."""
    is_cased: bool = False
    """Whether the pattern tells capital letters; the others look at the text in lower case."""


class _Said(NamedTuple):
    """What stands in front of what is said for a dot or an @: the word, and all that is near."""

    before: str
    near: str


def _said(lower: str, start: int) -> _Said | None:
    """``None`` where no letter or digit is in front."""
    edge = start
    while edge > max(0, start - SPACES) and lower[edge - 1].isspace():
        edge -= 1
    near = lower[max(0, edge - _NEAR) : edge]
    match = _WORD_BACKWARDS.match(near[::-1])
    before = match[0][::-1].lstrip("_.+-") if match else ""
    return _Said(before, near) if before else None


# --- letters one by one: w w w . s h o p . c o m --------------------------------------------------------------------

_SPLIT_SIGN = re.compile(r" \S \S(?!\S)")
_LETTER = rf"[{LETTERS}@.:/_-]"
_BETWEEN = re.compile(rf"(?<=(?<![{LETTERS}@./-]){_LETTER}) (?={_LETTER}(?![{LETTERS}]))")


def _close(lower: str, match: re.Match[str]) -> str | None:
    """A space between two letters that stand alone goes where a third one, or an @ or a dot, is next to them."""
    start = match.start()
    is_third = lower[max(0, start - 3)] in ")]." or _THIRD.search(lower, max(0, start - 3), start + 5) is not None
    return "" if is_third and not (lower[start - 1].isdigit() and lower[start + 1].isdigit()) else None


_THIRD = re.compile(rf"(?<![{LETTERS}]){_LETTER} {_LETTER} {_LETTER}(?![{LETTERS}])")
_SPACES_BETWEEN_LETTERS = Change(_BETWEEN, _close, is_parting=False)


def changes_of_letters(text: str, lower: str) -> Iterator[Change]:
    """The changes that a text needs in which letters stand one by one, or words in capitals between small letters."""
    if "DOT" in text:
        yield _CAPITALS
    if _SPLIT_SIGN.search(lower):
        yield _SPACES_BETWEEN_LETTERS


def _capital(text: str, match: re.Match[str]) -> str:
    return "@" if match[0] == "AT" else "."


_CAPITALS = Change(re.compile("(?<=[a-z0-9])(?:AT|DOT)(?=[a-z])"), _capital, is_parting=False, is_cased=True)


# --- what is written for @ ------------------------------------------------------------------------------------------


@cache
def _host_ahead() -> re.Pattern[str]:
    """A label, what stands for the dot, and the next label."""
    dots = contact_words()["dot"]
    said = "|".join(map(re.escape, sorted(dots["words"] | dots["glued"])))
    inside = "|".join(map(re.escape, sorted(dots["bracketed"])))
    gap = rf"\s{{0,{SPACES}}}"
    return re.compile(
        rf"{gap}([{LETTERS}][{LETTERS}-]{{0,62}})({gap}(?:[(\[{{<\u3010]\s?(?:{inside})\s?[)\]}}>\u3011]|{said}){gap}"
        rf"|[-_](?:{said})[-_]|{gap}[.,]{gap}|[\u3002\u30fb\xb7])([a-z][a-z0-9-]{{1,23}})"
    )


def _at(lower: str, match: re.Match[str]) -> str | None:
    """What cannot be a word between two others, such as ``(at)`` or ``arroba``."""
    return "@" if _said(lower, match.start()) and _WORD.match(lower, match.end()) else None


def _at_in_brackets(lower: str, match: re.Match[str]) -> str | None:
    """``(a)`` beside a space begins an item of a list, unless what follows is spelled out or has mailboxes."""
    start, end = match.span()
    is_apart = (start and lower[start - 1].isspace()) or lower[end : end + 1].isspace()
    if match[0][1:-1].strip() == "a" and is_apart and not _is_host_of_mail(_host_ahead().match(lower, end)):
        return None
    return _at(lower, match)


def _is_host_of_mail(ahead: re.Match[str] | None) -> bool:
    """Whether what follows an @ is spelled out too, or is known to have mailboxes."""
    if ahead is None:
        return False
    is_spelled = ahead[2].strip() not in {".", ","} and is_top_level(ahead[3])
    return is_spelled or ahead[1] in contact_words()["mailboxes"]["names"]


def _at_between_spaces(lower: str, match: re.Match[str]) -> str | None:
    """``at`` as a word of its own: what follows is spelled too or has mailboxes, or what is in front announces it."""
    at = match.start()
    if not at or not lower[at - 1].isspace() or (ahead := _AFTER_AT.match(lower, match.end())) is None:
        return None
    host = _host_ahead().match(lower, match.end())
    if host is None:
        is_host = ahead[1] in contact_words()["mailboxes"]["sure"]
    else:
        is_host = _is_host_of_mail(host)
    if not is_host and (host is None or not is_top_level(host[3])):
        return None
    said = _said(lower, at)
    if said is None:
        return None
    is_mail = any(word in said.near for word in contact_words()["at"]["announced"])
    is_announced = said.near[: -len(said.before)].rstrip().endswith(":")
    is_name = is_mail or said.before not in contact_words()["at"]["not_names"]
    return "@" if is_name and (is_host or is_mail or is_announced) else None


def _at_beside_space(lower: str, match: re.Match[str]) -> str | None:
    """An @ with a space behind it, or in front of a host with mailboxes; else what follows is a name at a network."""
    is_after_space = match.start() > 0 and lower[match.start() - 1].isspace()
    is_before_space = lower[match.end()].isspace()
    if not (is_after_space or is_before_space) or (ahead := _host_ahead().match(lower, match.end())) is None:
        return None
    return "@" if is_before_space or ahead[1] in contact_words()["mailboxes"]["names"] else None


def _between(word: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(word)}(?=\s)")


def _bracketed(opening: str, words: frozenset[str]) -> re.Pattern[str]:
    inside = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"{re.escape(opening)}\s?(?:{inside})\s?[)\]}}>\u3011\u300d\u300b|*~]")


def _quoted(sign: str, words: Iterable[str]) -> re.Pattern[str]:
    """A word between two of the same sign, beside spaces."""
    inside = "|".join(sorted(word for word in words if word.isalpha() and len(word) > 1))
    return re.compile(rf"{sign}(?:{inside}){sign}(?=\s)")


_QUOTES = "\"'-/"
_OPENINGS = "([{<\u3010\u300c\u300a|*~"


def _symbol(symbol: str) -> Change:
    return Change(re.compile(rf"{re.escape(symbol)}(?=[{LETTERS}-]{{1,63}}\.)"), _at, is_parting=False)


def _at_changes() -> Iterator[tuple[str, Change]]:
    at = contact_words()["at"]
    for opening in _OPENINGS:
        yield opening, Change(_bracketed(opening, at["bracketed"] | at["glued"]), _at_in_brackets)
    for word in sorted(at["glued"]):
        yield word, Change(re.compile(re.escape(word)), _at)
    for needle, words in at["distinct"].items():
        yield needle, Change(re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?=\s)"), _spaced(_at))
    for sign in _QUOTES:
        yield f"{sign}at{sign}", Change(_quoted(sign, at["bracketed"]), _spaced(_at))
    yield "at", Change(_between("at"), _at_between_spaces)
    yield "@@", Change(re.compile("@{2,3}"), _at, is_parting=False)
    for word in ("-at-", "_at_"):
        yield word, Change(re.compile(word), _at_in_name, is_parting=False)
    yield "@", Change(re.compile(r"@(?=\s|[a-z])"), _at_beside_space)


def _spaced(settle: Callable[[str, re.Match[str]], str | None]) -> Callable[[str, re.Match[str]], str | None]:
    def settled(lower: str, match: re.Match[str]) -> str | None:
        return settle(lower, match) if match.start() and lower[match.start() - 1].isspace() else None

    return settled


def _at_in_name(lower: str, match: re.Match[str]) -> str | None:
    ahead = _host_ahead().match(lower, match.end())
    return (
        _at(lower, match) if ahead and (ahead[2] != "." or ahead[1] in contact_words()["mailboxes"]["names"]) else None
    )


# --- what is written for the dot ------------------------------------------------------------------------------------

_OWN = {"dot": {"de", "it", "es", "in"}, "punkt": {"at", "de"}, "point": {"be"}, "punto": {"it"}}
"""Suffixes that a word for the dot is said before, where they are no words of its language."""
_ENDS = re.compile(r"\s*(?:[.,;:!?)\n]|\Z)")
_GOES_ON = re.compile(r"\s{0,3}@|\s{1,3}(?:at|dot|punkt|point|punto|slash|barra|schr\xe4gstrich)\s|[(\[{]")


def _dot(lower: str, match: re.Match[str]) -> str | None:
    """Between brackets, where no sentence has it."""
    return "." if _said(lower, match.start()) and _WORD.match(lower, match.end()) else None


def _suffix_said(suffix: str) -> Callable[[str, re.Match[str]], str | None]:
    def said(lower: str, match: re.Match[str]) -> str | None:
        return f".{suffix}" if _said(lower, match.start()) else None

    return said


def _dot_said(lower: str, match: re.Match[str]) -> str | None:
    """As a word: the suffix of a host has to follow, and one that is a word itself has to be more than that."""
    said, label = _said(lower, match.start()), _WORD.match(lower, match.end())
    if said is None or label is None or said.before in contact_words()["dot"]["not_hosts"]:
        return None
    suffix = label[1]
    if (
        _is_near_address(said.near)
        or suffix in contact_words()["suffixes"]["said"]
        or _GOES_ON.match(lower, label.end())
    ):
        return "."
    if not is_top_level(suffix) or said.before.isdigit():
        return None
    if suffix in _OWN.get(match[0], ()) or not match[0].isascii():
        return "."
    is_plain = suffix in contact_words()["suffixes"]["plain"]
    if match[0] == "dot" and is_plain:
        return "."
    is_sent = is_calling(said.near) or is_calling(lower[label.end() : label.end() + _NEAR])
    return "." if is_sent and (is_plain or suffix in contact_words()["suffixes"]["words"]) else None


def _is_near_address(near: str) -> bool:
    return "@" in near or "www" in near


def _dot_apart(lower: str, match: re.Match[str]) -> str | None:
    """A dot with a space beside it, in front of a suffix."""
    said, label = _said(lower, match.start()), _WORD.match(lower, match.end())
    is_after_space = match.start() > 0 and lower[match.start() - 1].isspace()
    if said is None or label is None or not (is_after_space or len(match[0]) > 1):
        return None
    if said.before in contact_words()["dot"]["not_hosts"]:
        return None
    labels = said.before.split(".")
    if not is_after_space and len(labels) - (labels[0] == "www") > 1 and is_top_level(labels[-1]):
        return None  # the host has ended, and with it the sentence
    if _is_near_address(said.near) and is_top_level(label[1]):
        return "."
    suffixes = contact_words()["suffixes"]
    if is_after_space and len(match[0]) > 1:
        return "." if label[1] in suffixes["said"] else None
    is_last = is_after_space or _ENDS.match(lower, label.end()) is not None
    is_sent = is_calling(said.near) and (label[1] in suffixes["plain"] or (is_last and label[1] in suffixes["words"]))
    return "." if is_sent or label[1] in {"com", "org"} else None


def _dot_by_sign(lower: str, match: re.Match[str]) -> str | None:
    """A comma, a middle dot or an ideographic full stop between letters."""
    said, label = _said(lower, match.start()), _WORD.match(lower, match.end())
    if said is None or label is None or lower[match.start() - 1].isspace():
        return None
    if match[0] == "\u3002" or (_is_near_address(said.near) and (is_top_level(label[1]) or "www" in said.before)):
        return "."
    if match[0] == ",":
        return "." if label[1] in {"com", "org"} and not said.near.endswith("," + said.before) else None
    return "." if label[1] in contact_words()["suffixes"]["said"] else None


def _dot_changes() -> Iterator[tuple[str, Change]]:
    dot = contact_words()["dot"]
    for opening in _OPENINGS:
        yield opening, Change(_bracketed(opening, dot["bracketed"]), _dot)
    for word in sorted(dot["words"]):
        yield word, Change(_between(word), _spaced(_dot_said))
        yield word, Change(re.compile(rf"-{word}-|_{word}_"), _dot_said, is_parting=False)
    for sign in _QUOTES:
        yield f"dot{sign}", Change(_quoted(sign, dot["bracketed"]), _spaced(_dot))
    for word, suffix in dot["suffixed"].items():
        yield word, Change(re.compile(word), _suffix_said(suffix))
    for word in sorted(dot["glued"]):
        yield word, Change(re.compile(word), _dot_said)
    for sign in ",\u3002\u30fb\xb7\u2022":
        yield sign, Change(re.compile(rf"{sign}(?=[{LETTERS}])"), _dot_by_sign, is_parting=False)
    suffixes = contact_words()["suffixes"]
    said = "|".join(sorted(suffixes["said"] | suffixes["plain"] | suffixes["words"]))
    yield ".", Change(re.compile(rf"\.\s{{0,{SPACES}}}(?=(?:{said})(?![{LETTERS}]))"), _dot_apart)
    for needle in ("@", "www"):
        yield needle, Change(re.compile(rf"\.\s{{0,{SPACES}}}(?=[a-z])"), _dot_apart)


# --- www and slashes ------------------------------------------------------------------------------------------------


def _www(lower: str, match: re.Match[str]) -> str | None:
    return None if match[0] == "www." else "www."


def _www_label(lower: str, match: re.Match[str]) -> str | None:
    return (
        f"{match[1]}."
        if match[2] in contact_words()["suffixes"]["plain"] | contact_words()["suffixes"]["words"]
        else None
    )


def _slash(lower: str, match: re.Match[str]) -> str | None:
    said = _said(lower, match.start())
    return "/" if said and is_top_level(said.before.rpartition(".")[2]) and "." in said.before else None


def _www_changes() -> Iterator[tuple[str, Change]]:
    suffixes = "|".join(sorted(contact_words()["suffixes"]["plain"] | contact_words()["suffixes"]["words"]))
    parted = (
        rf"www(?:\s{{0,2}}(?:[.,\u3002]|dot\s|punkt\s|point\s|punto\s)\s{{0,2}}(?=[{LETTERS}])"
        rf"|\s{{1,2}}(?=[{LETTERS}-]{{2,63}}(?:\s{{0,2}}\.\s{{0,2}}|\s{{1,2}})(?:{suffixes})(?![{LETTERS}])))"
    )
    label = rf"(?<=www\.)([{LETTERS}-]{{2,63}})\s{{1,3}}(?=([a-z]{{2,24}})(?![{LETTERS}]))"
    yield "www", Change(re.compile(parted), _www, is_parting=False)
    yield "www.", Change(re.compile(label), _www_label, is_parting=False)


def changes_beside_hosts(lower: str) -> Iterator[Change]:
    """The changes that a text may need in which a host stands: symbols for the @, and slashes in words."""
    if _DOTTED.search(lower):
        yield from _beside_hosts()
        if "@" in lower and (explained := _EXPLAINED.search(lower)):
            yield _symbol(explained[1])


@cache
def _beside_hosts() -> tuple[Change, ...]:
    names = "|".join(map(re.escape, sorted(contact_words()["mailboxes"]["names"])))
    slashes = "|".join(map(re.escape, sorted(contact_words()["slash"]["words"])))
    return (
        Change(re.compile(rf"[{_SYMBOLS}](?=(?:{names})\.)"), _at, is_parting=False),
        Change(re.compile(rf"(?<=\s)(?:{slashes})(?=\s)"), _slash),
    )


@cache
def changes(*, is_ascii: bool) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """The changes by what is in every text that they can find something in, in the order in which they are made."""
    groups: list[tuple[str, tuple[Change, ...]]] = []
    for family in (_www_changes(), _at_changes(), _dot_changes()):
        own: dict[str, tuple[Change, ...]] = {}
        for needle, change in family:
            own[needle] = (*own.get(needle, ()), change)
        groups += own.items()
    return tuple(group for group in groups if not is_ascii or group[0].isascii())
