"""What is written for the @ of an e-mail address: ``(at)``, ``arroba``, ``chiocciola`` and the like."""

import re
from collections.abc import Iterator
from functools import cache

from sanitizer.content.contact.spelled_common import (
    OPENINGS,
    QUOTES,
    SPACES,
    WORD,
    Change,
    between,
    bracketed,
    glued,
    quoted,
    said_before,
    spaced,
)
from sanitizer.content.contact.words import LETTERS, contact_words
from sanitizer.content.hosts import is_top_level
from sanitizer.content.lexicon import CJK

__all__ = ["at_changes", "changes_of_symbols"]

_SYMBOLS = (
    "#*%!$~^&+=\u03c9\u03a9\xa7\u266a\u2661\u2665\u2764\u2605\u2606\u25c6\u25c7\u25cf\u25ce\u25cb\u25a0\u25a1\u25b2\u25b3"
    "\u203b"
)
"""Characters that senders write for an @, saying so beside it."""

_AFTER_AT = re.compile(rf"\s([{LETTERS}][{LETTERS}-]{{0,62}})")
_ENDS = re.compile(r"\s*(?:[.,;:!?)\n]|\Z|[\u3040-\u9fff])")
_EXPLAINED = re.compile(
    rf"([{_SYMBOLS}])[\"'\u300d)]?\s{{0,2}}"
    r"(?:\u3092|\u306f|[\u6362\u63db\u6539\u66ff][\u6210\u4e3a\u70ba\u6362]?[\u4e3a\u6210]?|->|\u2192|durch|with|by|par|por|con|=)"
    r"\s{0,2}(?:\u534a\u89d2)?[\"'\u300c(]{0,2}@"
)


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
    return "@" if said_before(lower, match.start()) and WORD.match(lower, match.end()) else None


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
    is_apart = ahead[2][0].isspace()
    is_spelled = (is_apart or ahead[2].strip() not in {".", ","}) and is_top_level(ahead[3])
    return is_spelled or ahead[1] in contact_words()["mailboxes"]["names"]


def _at_between_spaces(lower: str, match: re.Match[str]) -> str | None:
    """``at`` as a word of its own: what follows is spelled too or has mailboxes, or what is in front announces it."""
    at = match.start()
    if not at or not lower[at - 1].isspace() or (ahead := _AFTER_AT.match(lower, match.end())) is None:
        return None
    host = _host_ahead().match(lower, match.end())
    if host and host[2][0] == "," and host[2][-1].isspace():
        host = None  # a comma of the sentence
    if host is None:
        is_host = ahead[1] in contact_words()["mailboxes"]["sure"] and _ENDS.match(lower, ahead.end()) is not None
    else:
        is_host = _is_host_of_mail(host)
    if not is_host and (host is None or not is_top_level(host[3])):
        return None
    said = said_before(lower, at)
    if said is None:
        return None
    is_mail = any(word in said.near for word in contact_words()["at"]["announced"])
    is_announced = said.near[: -len(said.before)].rstrip().endswith(":")
    is_name = (is_mail and host is not None) or said.before not in contact_words()["at"]["not_names"]
    return "@" if is_name and (is_host or is_mail or is_announced) else None


def _at_beside_mailbox(lower: str, match: re.Match[str]) -> str | None:
    """``bei`` and the like in front of a host whose dot is spelled, if it has mailboxes or the text speaks of mail."""
    host, said = _host_ahead().match(lower, match.end()), said_before(lower, match.start())
    if host is None or said is None or not _is_host_of_mail(host):
        return None
    is_mail = any(word in said.near for word in contact_words()["at"]["announced"])
    is_spelled = host[2].strip() != "." and host[1] in contact_words()["mailboxes"]["names"]
    return "@" if is_mail or is_spelled else None


def _at_in_japanese(lower: str, match: re.Match[str]) -> str | None:
    """What is said for the @ too where the name is in Japanese letters, and so is the provider."""
    if _at(lower, match):
        return "@"
    is_name = match.start() > 0 and CJK.match(lower, match.start() - 1) is not None
    return "@" if is_name and _providers().match(lower, match.end()) else None


@cache
def _providers() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(contact_words()["mailboxes"]["sure"])))
    in_kana = "|".join(sorted(word for word, name in contact_words()["japanese"].items() if len(name) > len("com")))
    return re.compile(rf"\s?(?:{in_kana}|{names})(?![a-z])")


def _japanese(lower: str, match: re.Match[str]) -> str:
    """A provider or a suffix in Japanese letters behind what is said for the sign in front of it."""
    word: str = contact_words()["japanese"][match[0].strip()]
    return word


def _at_beside_space(lower: str, match: re.Match[str]) -> str | None:
    """An @ with a space behind it, or in front of a host with mailboxes; else what follows is a name at a network."""
    is_after_space = match.start() > 0 and lower[match.start() - 1].isspace()
    is_before_space = lower[match.end()].isspace()
    if not (is_after_space or is_before_space) or (ahead := _host_ahead().match(lower, match.end())) is None:
        return None
    return "@" if is_before_space or ahead[1] in contact_words()["mailboxes"]["names"] else None


def changes_of_symbols(lower: str) -> Iterator[Change]:
    """The changes of another symbol to the @: in front of a host with mailboxes, or where the text says so."""
    yield _before_mailboxes()
    if "@" in lower and (explained := _EXPLAINED.search(lower)):
        pattern = rf"{re.escape(explained[1])}(?=[{LETTERS}-]{{1,63}}\.)"
        yield Change(pattern, _at, is_parting=False)


@cache
def _before_mailboxes() -> Change:
    names = "|".join(map(re.escape, sorted(contact_words()["mailboxes"]["names"])))
    return Change(rf"[{_SYMBOLS}](?=(?:{names})\.)", _at, is_parting=False)


def at_changes() -> Iterator[tuple[str, Change]]:
    at = contact_words()["at"]
    inside = at["bracketed"].union(at["glued"], *at["distinct"].values())
    for opening in OPENINGS:
        yield opening, Change(bracketed(opening, inside), _at_in_brackets)
    for word in sorted(contact_words()["japanese"]):
        yield word, Change(rf"(?<=[@\u30c8\u3068\u30af\u304f\u3001])\s?{word}", _japanese, is_parting=False)
    for word in sorted(at["glued"]):
        yield word, Change(glued(word), _at_in_japanese)
    for word in sorted(at["beside"]):
        yield word, Change(between(word), spaced(_at_beside_mailbox))
    for needle, words in at["distinct"].items():
        said = "|".join(map(re.escape, words))
        yield needle, Change(rf"(?:{said})(?=\s)", spaced(_at))
        yield needle, Change(rf"[,+_/|]\s?(?:{said})\s?[,+_/|]\s?", _at, is_parting=False)
    for word in ("@", "at"):
        yield "+", Change(rf"\s?\+\s?\"?{word}\"?\s?\+\s?\"?", _at, is_parting=False)
    for sign in QUOTES:
        yield f"{sign}at{sign}", Change(quoted(sign, at["bracketed"]), spaced(_at))
    yield "at", Change(between("at"), _at_between_spaces)
    yield "@@", Change("@{2,3}", _at, is_parting=False)
    for word in ("-at-", "_at_"):
        yield word, Change(word, _at_in_name, is_parting=False)
    yield "@", Change(r"@(?=\s|[a-z])", _at_beside_space)


def _at_in_name(lower: str, match: re.Match[str]) -> str | None:
    ahead = _host_ahead().match(lower, match.end())
    return (
        _at(lower, match) if ahead and (ahead[2] != "." or ahead[1] in contact_words()["mailboxes"]["names"]) else None
    )
