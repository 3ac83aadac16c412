"""E-mail addresses, URLs and bare hosts in text, also spelled out or split.

An address with a scheme, ``www``, a path or an ``@`` is sure. A bare host is told from a missing space, the name of a
file or an abbreviation by its suffix and by the words around it.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from sanitizer.content.contact.bare_hosts import bare_hosts
from sanitizer.content.contact.described import described
from sanitizer.content.contact.host_runs import LONGEST_HOST, RUN, Found, host_end, path_end
from sanitizer.content.contact.spelled import Plain, plain_text
from sanitizer.content.contact.told_hosts import told_hosts
from sanitizer.content.contact.words import LETTERS, contact_words
from sanitizer.content.hosts import ascii_host
from sanitizer.content.reading import Reading
from sanitizer.lazy import lazy

__all__ = ["Address", "doubtful_hosts", "emails", "urls"]

_LONGEST_MAILBOX = 64
"""Characters in front of an @ (RFC 5321, 4.5.3.1.1)."""
_ENDS_MAIL = 48
"""Characters behind an address that is told in which the suffix of its host may be told too."""
_START = itemgetter(0)
_MAILTO = "mailto:"
_MAILBOX_BACK = lazy(rf"[{LETTERS}_.+%'-]*")
_EXPLICIT = lazy(
    rf"(?<![{LETTERS}])(?:(?:h?t{{1,3}}ps?|h(?:xx|\*\*)ps?|ftp)\s?(?:\[?[:;]?\]?\s?[/\\]{{1,3}}|[/\\]{{2,3}})\s?"
    r"|www\d?\.(?=[^\s.]))"
)
_AUTHORITY = lazy(rf"[^\s<>\"'`|{{}}/\\?#\u3000-\u303f\ue000-\uf8ff\uff00-\uffef]{{0,{LONGEST_HOST}}}")
_AMOUNT = lazy(r"\d+(?:[.,]\d+)?(?:[vawk]|m[avw]|ma?h|k?hz|fps|rpm|dpi|px|mm|kg)(?![a-z])")
"""On both sides of an @ they are what something runs with: ``9V@500mA``."""
_CJK = lazy(r"[\u2e80-\u9fff\uac00-\ud7af]")


class Address(NamedTuple):
    """An address in a text. Offsets are those of :attr:`Reading.text`."""

    start: int
    end: int
    value: str
    """As it is written plainly, without white space."""
    host: str
    """In ASCII and lower case; ``""`` for one that cannot be looked up."""
    is_sure: bool = True
    """Whether it can hardly be anything else."""
    is_spelled: bool = False
    """Whether it is spelled out or split."""
    is_bare: bool = False
    """Whether it is a host alone."""
    within: str = ""
    """The host of the URL that an e-mail address is part of."""


def emails(reading: Reading) -> tuple[Address, ...]:
    """The e-mail addresses in a text, in order."""
    return _addresses(reading.text, reading.lower)[0]


def urls(reading: Reading) -> tuple[Address, ...]:
    """The URLs and bare hosts in a text, in order."""
    return _addresses(reading.text, reading.lower)[1]


def doubtful_hosts(reading: Reading) -> tuple[Address, ...]:
    """What has the form of a host, and may as well be two words without a space: a host only if its name says so."""
    return _addresses(reading.text, reading.lower)[2]


@lru_cache(maxsize=4)
def _addresses(text: str, lower: str) -> tuple[tuple[Address, ...], tuple[Address, ...], tuple[Address, ...]]:
    plain = plain_text(text, lower)
    explicit = list(_explicit(plain)) if any(sign in plain.lower for sign in ("/", "\\", "www")) else []
    mails: list[Address] = []
    taken = list(explicit)
    for found in _emails(plain):
        index = bisect(explicit, found)
        url = explicit[index - 1] if index and found.start < explicit[index - 1].end else None
        if url is None:
            taken.append(found)
        elif found.start < url.path:
            continue
        mails.append(_address(plain, found, url.host if url else ""))
    if not mails:
        mails += (Address(start, end, text[start:end], "", is_spelled=True) for start, end in described(text, lower))
        if text == plain.text:
            taken += (Found(mail.start, mail.end, "") for mail in mails)
    bare = list(bare_hosts(plain, sorted(taken)))
    hosts = [_address(plain, found) for found in sorted((*explicit, *(one for one in bare if not one.is_doubtful)))]
    if mails and not mails[0].host:
        hosts = [host for host in hosts if not _is_of_mail(host, mails)]
    if not mails and not hosts:
        hosts += (
            Address(start, end, text[start:end], ascii_host(host), is_spelled=True, is_bare=True)
            for start, end, host in told_hosts(lower)
        )
    return tuple(mails), tuple(hosts), tuple(_address(plain, found) for found in bare if found.is_doubtful)


def _is_of_mail(host: Address, mails: list[Address]) -> bool:
    """Whether a host is that of an address that is told, or the suffix of it, told behind."""
    index = bisect(mails, host.end, key=_START) - 1
    return index >= 0 and host.start < mails[index].end + _ENDS_MAIL


def _address(plain: Plain, found: Found, within: str = "") -> Address:
    written = plain.text[found.start : found.end]
    value = "".join(written.split())
    is_spelled = value != written or plain.is_spelled(found.start, found.end)
    is_bare = found.path == found.end and _EXPLICIT.match(plain.lower, found.start) is None
    return Address(*plain.span(found.start, found.end), value, found.host, found.is_sure, is_spelled, is_bare, within)


def _explicit(plain: Plain) -> Iterator[Found]:
    """What begins with a scheme or ``www``."""
    cursor = 0
    for match in _EXPLICIT.finditer(plain.lower):
        if match.start() < cursor:
            continue
        start = match.start() if match[0].startswith("www") else match.end()
        authority = _AUTHORITY.match(plain.lower, start)
        assert authority is not None
        user = authority[0].rpartition("@")[0]
        if user and not _CJK.search(user):
            start += len(user) + 1
        run = RUN.match(plain.lower, start)
        end = host_end(plain, run) if run else 0
        if not end:
            is_dotted = "." in authority[0][start - authority.start() :]
            if match[0].startswith("www") or not (is_dotted or (run and "://" in match[0])):
                cursor = max(authority.end(), run.end() if run else 0)
                continue
            end = (run if run and not _CJK.search(authority[0]) else authority).end()
        host = ascii_host(plain.lower[start:end])
        path = path_end(plain.lower, end)
        cursor = path
        yield Found(match.start(), path, host, path=end)


def _emails(plain: Plain) -> Iterator[Found]:
    lower, cursor = plain.lower, 0
    at = lower.find("@")
    while at >= 0:
        box = _MAILBOX_BACK.match(lower[max(cursor, at - _LONGEST_MAILBOX) : at][::-1])
        run = RUN.match(lower, at + 1)
        if box and run and (name := box[0][::-1].lstrip(".+%'-")):
            if _AMOUNT.fullmatch(name) and _AMOUNT.match(run[0]):
                at = lower.find("@", at + 1)
                continue
            start, cursor = at - len(name), run.end()
            start -= len(_MAILTO) * lower.startswith(_MAILTO, max(0, start - len(_MAILTO)), start)
            if end := host_end(plain, run):
                yield Found(start, end, ascii_host(lower[run.start() : end]), path=end)
            elif run[0] in contact_words()["mailboxes"]["sure"]:
                yield Found(start, run.end(), run[0], is_sure=False, path=run.end())
        elif run and at and _is_mailbox_in_kana(plain, at, run):
            cursor = run.end()
            yield Found(at, cursor, ascii_host(run[0]), path=cursor)
        at = lower.find("@", max(at + 1, cursor))


def _is_mailbox_in_kana(plain: Plain, at: int, run: re.Match[str]) -> bool:
    """Whether an @ that was told stands behind Japanese or Chinese letters and before a host with mailboxes."""
    is_mail = run[0].partition(".")[0] in contact_words()["mailboxes"]["names"] and "." in run[0]
    return is_mail and _CJK.match(plain.lower, at - 1) is not None and plain.is_spelled(at, at + 1)
