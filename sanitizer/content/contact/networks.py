"""The names of messengers and social networks in text, and their hosts."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from sanitizer.content.contact.clues import clues_in, disguised_names
from sanitizer.content.contact.spelled import Plain
from sanitizer.content.contact.told_networks import told_networks
from sanitizer.content.contact.words import LETTERS, social_words
from sanitizer.content.hosts import matches_host
from sanitizer.content.lexicon import CJK

__all__ = ["Name", "is_network", "names_in"]

_LONGEST_SHORT = 10
"""Characters in front of a sign in which a short name is looked for."""
_LAST_WORD = re.compile(r"(?<![^\W\u3040-\u9fff])[a-z]+\Z")
_DOTTED_LAST = re.compile(r"(?<![\w.])([a-z])\.\s?([a-z])\.?\Z")
_KATAKANA = "\u30a1-\u30fa\u30fc"
_KANA = re.compile("[\u3041-\u30fa]")
_NOT_ADDED = "(?<![\u589e\u6dfb\u9644\u53c2\u53e0\u66f4])"
"""In front of the Chinese word for adding they make other words."""
_PARTED = re.compile(r"[._*~\xb7-][a-z][._*~\xb7-]")
_PARTED_WORD = re.compile(r"(?<![a-z0-9])[a-z](?:[._*~\xb7-][a-z]){4,11}(?![a-z0-9])")
_SIGNS_BEHIND = ':@=">\u2192\u2764\u2665'
"""What stands between a short name and an account."""


class Name(NamedTuple):
    """The name of a network in the plain text."""

    start: int
    end: int
    kind: Literal["name", "word", "short", "parted", "described"]
    """``described``: not named, but told by its colour, its sign or what it was called."""


@cache
def _hosts() -> frozenset[str]:
    return frozenset(social_words()["hosts"]["names"])


def is_network(host: str) -> bool:
    """Whether a host, in ASCII, is a network's or a messenger's."""
    return matches_host(host, _hosts())


def names_in(plain: Plain) -> list[Name]:
    """The names of networks in a text, in order."""
    lower = plain.lower
    within = clues_in(lower)
    names = social_words()["names"]
    present = tuple(sorted(name for clue in within & names.keys() for name in names[clue] if name in lower))
    if lower.startswith("ig "):
        present = (*present, "ig")
    if "wx" in present or "vx" in present:
        is_chinese = CJK.search(lower) and not _KANA.search(lower)
        present = present if is_chinese else tuple(name for name in present if name not in ("wx", "vx"))
    found = [Name(*match.span(), "name") for match in _pattern(present).finditer(lower)] if present else []
    words = social_words()["words"]
    cased = tuple(word for word in words["names"] if word.lower() in within and word in plain.text)
    if cased:
        found += [Name(*match.span(), "word") for match in _pattern(cased).finditer(plain.text)]
    small = tuple(word for word in words["small"] if word in within)
    if small:
        found += [Name(*match.span(), "word") for match in _pattern(small).finditer(lower)]
    found += (Name(*span, "name") for span in disguised_names(lower))
    found += (Name(*span, "described") for span in told_networks(lower, within))
    if not within.isdisjoint(words["owning_glued"]):
        found += [Name(*match.span(), "short") for match in _glued_names().finditer(lower)]
    if any(f"{word} " in within for word in words["owned"]):
        found += [Name(*match.span(), "short") for match in _owned_names().finditer(lower)]
    found += _short_names_in(lower)
    if _PARTED.search(lower):
        found += _parted_names_in(lower)
    return sorted(set(found))


def _short_names_in(lower: str) -> Iterator[Name]:
    """Short names in front of a colon and the like, or of an @ with a space before it."""
    short = social_words()["words"]["short"]
    for sign in _SIGNS_BEHIND:
        at = lower.find(sign)
        while at >= 0:
            floor = max(0, at - _LONGEST_SHORT)
            before = lower[floor:at].rstrip()
            end = floor + len(before)
            word = _LAST_WORD.search(before)
            if word and word[0] in short and (sign != "@" or end < at):
                yield Name(end - len(word[0]), end, "short")
            elif (dotted := _DOTTED_LAST.search(before)) and dotted[1] + dotted[2] in short:
                yield Name(floor + dotted.start(), end, "short")
            at = lower.find(sign, at + 1)


def _parted_names_in(lower: str) -> Iterator[Name]:
    """Names whose letters stand apart, as in ``W-h-a-t-s-A-p-p``."""
    known = {name for names in social_words()["names"].values() for name in names}
    for match in _PARTED_WORD.finditer(lower):
        if match[0][::2] in known:
            yield Name(*match.span(), "parted")


@cache
def _glued_names() -> re.Pattern[str]:
    """Short names in front of what Chinese and Japanese call an account."""
    words = social_words()["words"]
    accounts = "|".join(words["owning_glued"])
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(words['short'])}|x|tt)(?=\s?\u306e?(?:{accounts}))")


@cache
def _owned_names() -> re.Pattern[str]:
    """Names that are words as well, in small letters in front of what one has at a network: ``signal username``."""
    words = social_words()["words"]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words['owned'])})(?=\s(?:{'|'.join(words['owning'])})(?!\w))")


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names as words of their own; letters of a script without spaces may stand around, and what German puts behind."""
    ordered = sorted(names, key=len, reverse=True)
    latin = "|".join(re.escape(name) for name in ordered if name.isascii())
    other = "|".join(_unbounded(name) for name in ordered if not name.isascii())
    bounded = (
        rf"(?<![{LETTERS}A-Z@.])(?<![./:]/)(?<!\.\w\w/)(?<!\.\w\w\w/)(?:{latin})(?![{LETTERS}A-Z@]|\.(?:com|net|me|gg|org)(?![{LETTERS}])|-(?:style|like))"
        rf"|(?<![{LETTERS}A-Z@./])(?:{latin})(?=gruppe|seite|kanal|nummer|profil|konto|\d{{5}})"
    )
    return re.compile("|".join(filter(None, (bounded if latin else "", other))))


def _unbounded(name: str) -> str:
    """A name in a script without spaces, but not as a piece of a longer word: ``オンライン``, ``USB站``."""
    if "\u30a1" <= name[0] <= "\u30fc":
        accounts = "|".join(word for word in social_words()["accounts"]["words"] if "\u30a1" <= word[0] <= "\u30fc")
        return rf"(?<![{_KATAKANA}]){name}(?:(?![{_KATAKANA}])|(?={accounts}))"
    first = "(?<![a-z0-9])" if name[0].isascii() else _NOT_ADDED if name[0] == "\u52a0" else ""
    return (
        first
        + re.escape(name)
        + ("(?![a-z\u5f62\u578b\u5b57])" if name[-1].isascii() else "(?!\u4eec)" if name[-1] == "\u6211" else "")
    )
