"""Text in which addresses that are spelled out or split stand as addresses, with the way back to the text.

``name (at) shop [dot] com``, ``w w w . shop . com``, ``shop,com`` and the like become ``name@shop.com`` and so on. Whether
what comes out is an address is not decided here; only if it is does the change matter.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sanitizer.content.hosts import is_top_level
from sanitizer.data import load

__all__ = ["LETTERS", "Plain", "contact_words", "is_calling", "plain_text"]

LETTERS = (
    "0-9a-z\u00df-\u00f6\u00f8-\u024f\u0250-\u02af\u0370-\u03ff\u0400-\u0481\u048a-\u052f\u0561-\u0587\uab70-\uabbf"
    "\u1d00-\u1d7f\u1e00-\u1eff"
)
"""What labels of hosts are made of in running text, lower case, as the inside of a character class: digits and letters
of scripts that look like Latin. Chinese and Japanese letters are not among them: hosts stand between them without a
space."""
_NEAR = 60
"""Characters in front of a dot, or what is said for it, in which an @ or www shows what is being spelled."""
_SPACES = 3
"""Most spaces and line breaks on each side of what is said for a dot or an @."""
_SYMBOLS = "#*%!$~^\u2605\u2606\u25c6\u25c7\u25cf\u25cb\u25a0\u25a1\u25b2\u25b3\u203b"
"""Characters that senders write for an @, saying so beside it."""

_WORD = re.compile(rf"\s{{0,{_SPACES}}}([{LETTERS}][{LETTERS}-]{{0,62}})")
_WORD_BACKWARDS = re.compile(rf"[{LETTERS}_.+-]*")
_DOTTED = re.compile(r"\.[a-z]{2}")
_EXPLAINED = re.compile(
    rf"([{_SYMBOLS}])[\"'\u300d)]?\s{{0,2}}(?:\u3092|\u306f|[\u6362\u63db\u6539\u66ff][\u6210\u4e3a\u70ba\u6362]?[\u4e3a\u6210]?|->|\u2192|durch|with|by|par|por|con)"
    r"\s{0,2}(?:\u534a\u89d2)?[\"'\u300c(]{0,2}@"
)


def contact_words() -> dict[str, Any]:
    """The words of ``contact_words.toml``, lists as sets."""
    return _words()


@cache
def _words() -> dict[str, Any]:
    return {
        table: {name: frozenset(words) if isinstance(words, list) else words for name, words in lists.items()}
        for table, lists in load("contact_words").items()
    }


class _Change(NamedTuple):
    pattern: re.Pattern[str]
    settle: "Callable[[str, re.Match[str]], str | None]"
    """What stands for a match, ``None`` where it stays."""
    is_parting: bool = True
    """Whether spaces around it go too."""


class Plain:
    """A text with spelled addresses written plainly."""

    __slots__ = ("_source", "_steps", "lower", "text")

    def __init__(self, text: str, lower: str) -> None:
        self._source = self.text = text
        self.lower = lower
        """The text in lower case, with the same offsets."""
        self._steps: list[tuple[list[int], list[int]]] = []
        if _SPLIT_SIGN.search(lower):
            self._apply(_SPACES_BETWEEN_LETTERS)
        for needle, changes in _changes(self.lower.isascii()):
            if needle in self.lower:
                for change in changes:
                    self._apply(change)
        if _DOTTED.search(self.lower):
            for change in _after_hosts():
                self._apply(change)
            if "@" in self.lower and (explained := _EXPLAINED.search(self.lower)):
                self._apply(_symbol(explained[1]))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text that came in of ``text[start:end]``, which is not empty."""
        last = end - 1
        for ours, theirs in reversed(self._steps):
            start, last = _back(ours, theirs, start), _back(ours, theirs, last)
        return start, last + 1

    def is_spelled(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` is not as it came in."""
        if not self._steps:
            return False
        first, last = self.span(start, end)
        return self._source[first:last] != self.text[start:end]

    def _apply(self, change: _Change) -> None:
        text, lower = self.text, self.lower
        pieces: list[str] = []
        small: list[str] = []
        ours, theirs = [0], [0]
        cursor = length = 0
        for match in change.pattern.finditer(lower):
            start, end = match.span()
            if start < cursor or (now := change.settle(lower, match)) is None:
                continue
            if change.is_parting:
                start, end = _widened(lower, start, end, cursor)
            pieces += text[cursor:start], now
            small += lower[cursor:start], now
            length += start - cursor
            ours += length, length + len(now)
            theirs += start, end
            length += len(now)
            cursor = end
        if cursor:
            self.text = "".join((*pieces, text[cursor:]))
            self.lower = "".join((*small, lower[cursor:]))
            self._steps.append((ours, theirs))


@lru_cache(maxsize=4)
def plain_text(text: str, lower: str) -> Plain:
    """A text with spelled addresses written plainly; the last ones are remembered, as several rules ask."""
    return Plain(text, lower)


def _back(ours: list[int], theirs: list[int], offset: int) -> int:
    index = bisect_right(ours, offset) - 1
    at = theirs[index] + offset - ours[index]
    return at if index + 1 == len(theirs) else min(at, max(theirs[index], theirs[index + 1] - 1))


def _widened(lower: str, start: int, end: int, floor: int) -> tuple[int, int]:
    for _ in range(_SPACES):
        start -= start > floor and lower[start - 1].isspace()
        end += end < len(lower) and lower[end].isspace()
    return start, end


class _Said(NamedTuple):
    """Where a dot or an @ is said: the word before, the place behind, and what is near in front."""

    before: str
    behind: int
    near: str


def _said(lower: str, start: int, end: int) -> _Said | None:
    """``None`` where no letter or digit is in front."""
    edge = start
    while edge > max(0, start - _SPACES) and lower[edge - 1].isspace():
        edge -= 1
    near = lower[max(0, edge - _NEAR) : edge]
    match = _WORD_BACKWARDS.match(near[::-1])
    before = match[0][::-1].lstrip("_.+-") if match else ""
    return _Said(before, end, near) if before else None


# --- letters one by one: w w w . s h o p . c o m --------------------------------------------------------------------

_SPLIT_SIGN = re.compile(r" \S \S(?!\S)")
_LETTER = rf"[{LETTERS}@.:/_-]"
_BETWEEN = re.compile(rf"(?<=(?<![{LETTERS}@./-]){_LETTER}) (?={_LETTER}(?![{LETTERS}]))")


def _close(lower: str, match: re.Match[str]) -> str | None:
    """A space between two letters that stand alone goes where a third one, or an @ or a dot, is next to them."""
    start = match.start()
    is_third = _THIRD.search(lower, max(0, start - 3), start + 5) is not None
    return "" if is_third and not (lower[start - 1].isdigit() and lower[start + 1].isdigit()) else None


_THIRD = re.compile(rf"(?<![{LETTERS}]){_LETTER} {_LETTER} {_LETTER}(?![{LETTERS}])")
_SPACES_BETWEEN_LETTERS = _Change(_BETWEEN, _close, is_parting=False)


# --- what is written for @ ------------------------------------------------------------------------------------------


@cache
def _host_ahead() -> re.Pattern[str]:
    """A label, what stands for the dot, and the next label."""
    dots = _words()["dot"]
    said = "|".join(map(re.escape, sorted(dots["words"] | dots["glued"])))
    inside = "|".join(map(re.escape, sorted(dots["bracketed"])))
    gap = rf"\s{{0,{_SPACES}}}"
    return re.compile(
        rf"{gap}([{LETTERS}][{LETTERS}-]{{0,62}})({gap}(?:[(\[{{<\u3010]\s?(?:{inside})\s?[)\]}}>\u3011]|{said}){gap}"
        rf"|[-_](?:{said})[-_]|{gap}[.,]{gap}|[\u3002\u30fb\xb7])([a-z][a-z0-9-]{{1,23}})"
    )


def _at(lower: str, match: re.Match[str]) -> str | None:
    """What cannot be a word between two others, such as ``(at)`` or ``arroba``."""
    return "@" if _said(lower, match.start(), match.end()) and _WORD.match(lower, match.end()) else None


def _at_between_spaces(lower: str, match: re.Match[str]) -> str | None:
    """``at`` as a word of its own: what follows is spelled out too, or is known to have mailboxes."""
    ahead = _host_ahead().match(lower, match.end())
    if ahead is None or not match.start() or not lower[match.start() - 1].isspace():
        return None
    said = _said(lower, match.start(), match.end())
    if said is None or said.before in _words()["at"]["not_names"]:
        return None
    is_spelled = ahead[2].strip() not in {".", ","} and is_top_level(ahead[3])
    return "@" if is_spelled or ahead[1] in _words()["mailboxes"]["names"] else None


def _at_beside_space(lower: str, match: re.Match[str]) -> str | None:
    """An @ with a space behind it, or in front of a host with mailboxes; else what follows is a name at a network."""
    ahead = _host_ahead().match(lower, match.end())
    if ahead is None or not match.start():
        return None
    is_handle = lower[match.start() - 1].isspace() and not lower[match.end()].isspace()
    return "@" if not is_handle or ahead[1] in _words()["mailboxes"]["names"] else None


def _between(word: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(word)}(?=\s)")


def _bracketed(opening: str, words: frozenset[str]) -> re.Pattern[str]:
    inside = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"{re.escape(opening)}\s?(?:{inside})\s?[)\]}}>\u3011\u300d\u300b|*~]")


_OPENINGS = "([{<\u3010\u300c\u300a|*~"


def _symbol(symbol: str) -> _Change:
    return _Change(re.compile(rf"{re.escape(symbol)}(?=[{LETTERS}-]{{1,63}}\.)"), _at, is_parting=False)


def _at_changes() -> Iterator[tuple[str, _Change]]:
    at = _words()["at"]
    for opening in _OPENINGS:
        yield opening, _Change(_bracketed(opening, at["bracketed"] | at["glued"]), _at)
    for word in sorted(at["glued"]):
        yield word, _Change(re.compile(re.escape(word)), _at)
    for needle, words in at["distinct"].items():
        yield needle, _Change(re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?=\s)"), _spaced(_at))
    yield "at", _Change(_between("at"), _at_between_spaces)
    for word in ("-at-", "_at_"):
        yield word, _Change(re.compile(word), _at_in_name, is_parting=False)
    yield "@", _Change(re.compile(r"@(?=\s|[a-z])"), _at_beside_space)


def _spaced(settle: Callable[[str, re.Match[str]], str | None]) -> Callable[[str, re.Match[str]], str | None]:
    def settled(lower: str, match: re.Match[str]) -> str | None:
        return settle(lower, match) if match.start() and lower[match.start() - 1].isspace() else None

    return settled


def _at_in_name(lower: str, match: re.Match[str]) -> str | None:
    ahead = _host_ahead().match(lower, match.end())
    return _at(lower, match) if ahead and (ahead[2] != "." or ahead[1] in _words()["mailboxes"]["names"]) else None


# --- what is written for the dot ------------------------------------------------------------------------------------

_OWN = {"dot": {"de", "it", "es", "in"}, "punkt": {"at", "de"}, "point": {"be"}, "punto": {"it"}}
"""Suffixes that a word for the dot is said before, where they are no words of its language."""
_GOES_ON = re.compile(r"\s{0,3}@|\s{1,3}(?:at|dot|punkt|point|punto|slash|barra|schr\xe4gstrich)\s|[(\[{]")


def _dot(lower: str, match: re.Match[str]) -> str | None:
    """Between brackets, where no sentence has it."""
    return "." if _said(lower, match.start(), match.end()) and _WORD.match(lower, match.end()) else None


def _dot_said(lower: str, match: re.Match[str]) -> str | None:
    """As a word: the suffix of a host has to follow, and one that is a word itself has to be more than that."""
    said, label = _said(lower, match.start(), match.end()), _WORD.match(lower, match.end())
    if said is None or label is None or said.before in _words()["dot"]["not_hosts"]:
        return None
    suffix = label[1]
    if _is_near_address(said.near) or suffix in _words()["suffixes"]["said"] or _GOES_ON.match(lower, label.end()):
        return "."
    if not is_top_level(suffix) or said.before.isdigit():
        return None
    if suffix in _OWN.get(match[0], ()) or not match[0].isascii():
        return "."
    is_sent = is_calling(said.near) or is_calling(lower[label.end() : label.end() + _NEAR])
    return "." if is_sent and suffix in _words()["suffixes"]["words"] else None


def _is_near_address(near: str) -> bool:
    return "@" in near or "www" in near


def is_calling(near: str) -> bool:
    """Whether a text, in lower case, has words that send somebody to a host."""
    return any(word in near for word in _words()["calling"]["words"])


def _dot_apart(lower: str, match: re.Match[str]) -> str | None:
    """A dot with a space beside it, in front of a suffix."""
    said, label = _said(lower, match.start(), match.end()), _WORD.match(lower, match.end())
    is_after_space = match.start() > 0 and lower[match.start() - 1].isspace()
    if said is None or label is None or not (is_after_space or len(match[0]) > 1):
        return None
    if said.before in _words()["dot"]["not_hosts"]:
        return None
    labels = said.before.split(".")
    if not is_after_space and len(labels) - (labels[0] == "www") > 1 and is_top_level(labels[-1]):
        return None  # the host has ended, and with it the sentence
    if _is_near_address(said.near) and is_top_level(label[1]):
        return "."
    is_usual = label[1] in (
        {"com", "org"} if not (is_after_space and len(match[0]) > 1) else _words()["suffixes"]["said"]
    )
    return "." if is_usual else None


def _dot_by_sign(lower: str, match: re.Match[str]) -> str | None:
    """A comma, a middle dot or an ideographic full stop between letters."""
    said, label = _said(lower, match.start(), match.end()), _WORD.match(lower, match.end())
    if said is None or label is None or lower[match.start() - 1].isspace():
        return None
    if match[0] == "\u3002" or (_is_near_address(said.near) and (is_top_level(label[1]) or "www" in said.before)):
        return "."
    if match[0] == ",":
        return "." if label[1] in {"com", "org"} and not said.near.endswith("," + said.before) else None
    return "." if label[1] in _words()["suffixes"]["said"] else None


def _dot_changes() -> Iterator[tuple[str, _Change]]:
    dot = _words()["dot"]
    for opening in _OPENINGS:
        yield opening, _Change(_bracketed(opening, dot["bracketed"]), _dot)
    for word in sorted(dot["words"]):
        yield word, _Change(_between(word), _spaced(_dot_said))
        yield word, _Change(re.compile(rf"-{word}-|_{word}_"), _dot_said, is_parting=False)
    for word in sorted(dot["glued"]):
        yield word, _Change(re.compile(word), _dot_said)
    for sign in ",\u3002\u30fb\xb7\u2022":
        yield sign, _Change(re.compile(rf"{sign}(?=[{LETTERS}])"), _dot_by_sign, is_parting=False)
    said = "|".join(sorted(_words()["suffixes"]["said"]))
    yield ".", _Change(re.compile(rf"\.\s{{0,{_SPACES}}}(?=(?:{said})(?![{LETTERS}]))"), _dot_apart)
    for needle in ("@", "www"):
        yield needle, _Change(re.compile(rf"\.\s{{0,{_SPACES}}}(?=[a-z])"), _dot_apart)


# --- www and slashes ------------------------------------------------------------------------------------------------


def _www(lower: str, match: re.Match[str]) -> str | None:
    return None if match[0] == "www." else "www."


def _www_label(lower: str, match: re.Match[str]) -> str | None:
    return f"{match[1]}." if match[2] in _words()["suffixes"]["plain"] | _words()["suffixes"]["words"] else None


def _slash(lower: str, match: re.Match[str]) -> str | None:
    said = _said(lower, match.start(), match.end())
    return "/" if said and is_top_level(said.before.rpartition(".")[2]) and "." in said.before else None


def _www_changes() -> Iterator[tuple[str, _Change]]:
    suffixes = "|".join(sorted(_words()["suffixes"]["plain"] | _words()["suffixes"]["words"]))
    parted = (
        rf"www(?:\s{{0,2}}(?:[.,\u3002]|dot\s|punkt\s|point\s|punto\s)\s{{0,2}}(?=[{LETTERS}])"
        rf"|\s{{1,2}}(?=[{LETTERS}-]{{2,63}}(?:\s{{0,2}}\.\s{{0,2}}|\s{{1,2}})(?:{suffixes})(?![{LETTERS}])))"
    )
    label = rf"(?<=www\.)([{LETTERS}-]{{2,63}})\s{{1,3}}(?=([a-z]{{2,24}})(?![{LETTERS}]))"
    yield "www", _Change(re.compile(parted), _www, is_parting=False)
    yield "www.", _Change(re.compile(label), _www_label, is_parting=False)


@cache
def _after_hosts() -> tuple[_Change, ...]:
    """What is looked for only where a host is: a symbol for the @, in front of one with mailboxes; slashes in words."""
    names = "|".join(map(re.escape, sorted(_words()["mailboxes"]["names"])))
    slashes = "|".join(map(re.escape, sorted(_words()["slash"]["words"])))
    return (
        _Change(re.compile(rf"[{_SYMBOLS}](?=(?:{names})\.)"), _at, is_parting=False),
        _Change(re.compile(rf"(?<=\s)(?:{slashes})(?=\s)"), _slash),
    )


@cache
def _changes(is_ascii: bool) -> tuple[tuple[str, tuple[_Change, ...]], ...]:  # noqa: FBT001
    """The changes by what is in every text that they can find something in, in the order in which they are made."""
    groups: list[tuple[str, tuple[_Change, ...]]] = []
    for changes in (_www_changes(), _at_changes(), _dot_changes()):
        own: dict[str, tuple[_Change, ...]] = {}
        for needle, change in changes:
            own[needle] = (*own.get(needle, ()), change)
        groups += own.items()
    return tuple(group for group in groups if not is_ascii or group[0].isascii())
