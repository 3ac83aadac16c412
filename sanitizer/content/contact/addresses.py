"""E-mail addresses, URLs and bare hosts in text, also spelled out or split.

An address with a scheme, ``www``, a path or an ``@`` is sure. A bare host is told from a missing space, the name of a
file or an abbreviation by its suffix and by the words around it.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sanitizer.content.contact.described import described
from sanitizer.content.contact.lookalikes import mixes_scripts
from sanitizer.content.contact.spelled import Plain, plain_text
from sanitizer.content.contact.words import LETTERS, contact_words, is_calling
from sanitizer.content.hosts import ascii_host, is_top_level
from sanitizer.content.reading import Reading
from sanitizer.lazy import lazy

__all__ = ["Address", "doubtful_hosts", "emails", "urls"]

_LONGEST_MAILBOX = 64
"""Characters in front of an @ (RFC 5321, 4.5.3.1.1)."""
_LONGEST_HOST = 253
"""Characters of a host as it is written (RFC 1035, 2.3.4)."""
_MAILTO = "mailto:"
_AROUND = 48
"""Characters in front of a bare host in which words send somebody to it; half of it behind."""

_LONG = 11
"""Characters of a host at the start of a sentence that is hardly a first word with the next one."""
_LABEL = 4
"""Characters of each label of three that are hardly abbreviations."""

_DOTTED = lazy(r"\.[^\W\d_]")
_RUN = lazy(rf"[{LETTERS}](?:[{LETTERS}_-]*)(?:\.[{LETTERS}][{LETTERS}_-]*)*")
_BACK = lazy(rf"[{LETTERS}_.-]*")
_MAILBOX_BACK = lazy(rf"[{LETTERS}_.+%'-]*")
_EXPLICIT = lazy(
    rf"(?<![{LETTERS}])(?:(?:h(?:t{{1,3}}|xx|\*\*)ps?|ftp)\s?(?:\[?[:;]?\]?\s?[/\\]{{1,3}}|[/\\]{{2,3}})\s?"
    r"|www\d?\.(?=[^\s.]))"
)
_AUTHORITY = lazy(rf"[^\s<>\"'`|{{}}/\\?#\u3000-\u303f\ue000-\uf8ff\uff00-\uffef]{{0,{_LONGEST_HOST}}}")
_PATH = lazy(r"(?::\d{1,5}(?!\d))?(?:[/?#\\][\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7a~]*)?")
_TRAILING = ".,;:!?'*_-~"
_CJK = lazy(r"[\u2e80-\u9fff\uac00-\ud7af]")
_ENDS_PHRASE = lazy(r"[.,;:!?)\]\"']*(?:\s*\n|\Z|\s*[.,;:!?)(\]\"-])|[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_FILE_WORDS = lazy(
    r"file|datei|fichier|archivo|attach|anhang|joint|adjunt|allegat|script|folder|ordner"
    r"|\u30d5\u30a1\u30a4\u30eb|\u6dfb\u4ed8|\u6587\u4ef6|\u9644\u4ef6"
)
_MODEL = lazy(r"(?=[^.]*\d)(?=[^.]*[A-Z])[A-Z0-9-]+\.[A-Za-z]+")
"""Part numbers in capitals and digits, with the country that they are for."""
_PARTICLE = lazy(r"[\u306b\u3067\u3078\u3092\u3082\u4e0a]|\u304b\u3089")
"""What Japanese and Chinese put behind a place where something is done."""
_LAST_WORD = lazy(r"[^\W\d_]+\Z")


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


class _Found(NamedTuple):
    """An address by its offsets in the plain text."""

    start: int
    end: int
    host: str
    is_sure: bool = True
    path: int = 0
    """Where the host ends."""
    is_doubtful: bool = False
    """Whether it is a host only if its name says so."""


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
    bare = list(_bare(plain, sorted(taken)))
    told = sorted((*explicit, *(found for found in bare if not found.is_doubtful)))
    doubtful = (found for found in bare if found.is_doubtful)
    return tuple(mails), tuple(_address(plain, one) for one in told), tuple(_address(plain, one) for one in doubtful)


def _address(plain: Plain, found: _Found, within: str = "") -> Address:
    written = plain.text[found.start : found.end]
    value = "".join(written.split())
    is_spelled = value != written or plain.is_spelled(found.start, found.end)
    is_bare = found.path == found.end and _EXPLICIT.match(plain.lower, found.start) is None
    return Address(*plain.span(found.start, found.end), value, found.host, found.is_sure, is_spelled, is_bare, within)


def _explicit(plain: Plain) -> Iterator[_Found]:
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
        run = _RUN.match(plain.lower, start)
        end = _host_end(plain, run) if run else 0
        if not end:
            is_dotted = "." in authority[0][start - authority.start() :]
            if match[0].startswith("www") or not (is_dotted or (run and "://" in match[0])):
                cursor = max(authority.end(), run.end() if run else 0)
                continue
            end = (run if run and not _CJK.search(authority[0]) else authority).end()
        host = ascii_host(plain.lower[start:end])
        path = _path_end(plain.lower, end)
        cursor = path
        yield _Found(match.start(), path, host, path=end)


def _path_end(lower: str, end: int) -> int:
    """Where the port and path end that follow a host."""
    match = _PATH.match(lower, end)
    assert match is not None
    path = match[0]
    while path and (
        path[-1] in _TRAILING or (path[-1] in ")]" and path.count(path[-1]) > path.count("(["[path[-1] == "]"]))
    ):
        path = path[:-1]
    return end + len(path)


def _emails(plain: Plain) -> Iterator[_Found]:
    lower, cursor = plain.lower, 0
    at = lower.find("@")
    while at >= 0:
        box = _MAILBOX_BACK.match(lower[max(cursor, at - _LONGEST_MAILBOX) : at][::-1])
        run = _RUN.match(lower, at + 1)
        if box and run and (name := box[0][::-1].lstrip(".+%'-")):
            start, cursor = at - len(name), run.end()
            start -= len(_MAILTO) * lower.startswith(_MAILTO, max(0, start - len(_MAILTO)), start)
            if end := _host_end(plain, run):
                yield _Found(start, end, ascii_host(lower[run.start() : end]), path=end)
            elif run[0] in contact_words()["mailboxes"]["sure"]:
                yield _Found(start, run.end(), run[0], is_sure=False, path=run.end())
        at = lower.find("@", max(at + 1, cursor))


def _host_end(plain: Plain, run: re.Match[str]) -> int:
    """Where the host ends that a run of labels begins with, 0 if it has no known suffix.

    What follows the suffix may be the next sentence, or the second part of a compound: ``shop.de-Team``.
    """
    start = run.start()
    host = run[0].rstrip("_-")
    labels = host.split(".")
    suffix, hyphen, rest = labels[-1].partition("-")
    if len(labels) > 1 and is_top_level(labels[-1]):
        return start + len(host)
    second = start + len(host) - len(rest)
    if len(labels) > 1 and hyphen and rest.isalpha() and plain.text[second].isupper() and is_top_level(suffix):
        return second - 1
    end = start + len(host)
    for count in range(len(labels) - 1, 1, -1):
        end -= len(labels[count]) + 1
        if is_top_level(labels[count - 1]):
            return end if plain.text[end + 1].isupper() else 0
    return 0


def _bare(plain: Plain, taken: list[_Found]) -> Iterator[_Found]:
    """Hosts without a scheme, outside of what is taken."""
    lower, cursor, index = plain.lower, 0, 0
    for dot in _DOTTED.finditer(lower):
        if dot.start() < cursor:
            continue
        while index < len(taken) and taken[index].end <= dot.start():
            cursor = max(cursor, taken[index].end)
            index += 1
        if index < len(taken) and taken[index].start <= dot.start():
            cursor = taken[index].end
            continue
        back = _BACK.match(lower[max(cursor, dot.start() - _LONGEST_HOST) : dot.start()][::-1])
        before = back[0][::-1].lstrip("_.-") if back else ""
        run = _RUN.match(lower, dot.start() - len(before)) if before else None
        cursor = max(dot.end(), run.end() if run else 0)
        if run and (end := _host_end(plain, run)) and (found := _judged(plain, run.start(), end)):
            cursor = max(cursor, found.end)
            yield found


def _judged(plain: Plain, start: int, end: int) -> _Found | None:
    """A bare host, if it is one."""
    lower, suffixes = plain.lower, contact_words()["suffixes"]
    host, path = lower[start:end], _path_end(lower, end)
    *names, name, suffix = host.split(".")
    near, behind = lower[max(0, start - _AROUND) : start], lower[path : path + _AROUND // 2]
    is_sent = is_calling(near) or any(word in behind for word in contact_words()["calling"]["behind"])
    is_called = is_sent or _is_announced(near, lower, path) or _PARTICLE.match(behind) is not None
    if _is_something_else(plain, start, end, is_called=is_called or path > end, is_sent=is_sent or path > end):
        return None
    ascii_form = ascii_host(host)
    found = _Found(start, path, ascii_form, path=end)
    doubtful = found._replace(is_sure=False, is_doubtful=True)
    is_plain, is_word = suffix in suffixes["plain"], suffix in suffixes["words"]
    if _is_nested(names, name, suffix) or ((is_plain or is_word) and (path > end or plain.is_spelled(start, end))):
        return found
    if suffix in suffixes["files"] and not is_plain:
        return found._replace(is_sure=False) if is_sent and not _FILE_WORDS.search(near) else doubtful
    if is_plain or is_word or mixes_scripts(ascii_form):
        is_host = not is_word or is_called or _stands_alone(lower, start, path, host)
        return found._replace(is_sure=is_called) if is_host else doubtful
    is_country = len(suffix) == 2 and (is_called or (bool(names) and min(map(len, (*names, name))) >= _LABEL))
    is_host = path > end or is_sent or is_country or is_calling(behind)
    return found._replace(is_sure=path > end) if is_host else doubtful


def _is_something_else(plain: Plain, start: int, end: int, *, is_called: bool, is_sent: bool) -> bool:
    """Whether it is a piece of a path, an abbreviation, a part number, a number, or two sentences without a space."""
    host = plain.text[start:end]
    *names, name, suffix = host.lower().split(".")
    before = plain.lower[start - 1] if start else " "
    if before in "@/\\#$=&%{" or _is_masked(before) or _is_capital(host, suffix):
        return True
    if not names and name in contact_words()["suffixes"]["not_hosts"]:
        return True
    is_number = name.isdigit() and suffix not in {"com", "net", "cn"}
    return is_number or (not is_sent and _MODEL.fullmatch(host) is not None) or (len(name) == 1 and not is_called)


def _stands_alone(lower: str, start: int, end: int, host: str) -> bool:
    """Whether a suffix that is a word too ends the phrase, follows a long first word, or is no word of the language."""
    if _ENDS_PHRASE.match(lower, end):
        return True
    is_first = not lower[:start].rstrip(" \"'(")[-1:].strip(".!?\n\u3002") if start else True
    return (is_first and len(host) >= _LONG) or _is_no_word(lower, start, end, host.rpartition(".")[2])


def _is_masked(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _is_capital(host: str, suffix: str) -> bool:
    """Whether the suffix is the first word of a sentence: it alone begins with a capital letter."""
    return host[-len(suffix)].isupper() and not host.isupper() and suffix not in {"com", "net", "org"}


def _is_nested(names: list[str], name: str, suffix: str) -> bool:
    """Whether a suffix stands within the host, as in ``amazon.com.shop.example``."""
    plain = contact_words()["suffixes"]["plain"]
    return any(label in plain for label in names[1:]) or (bool(names) and name in plain and len(suffix) > 2)


def _is_no_word(lower: str, start: int, end: int, suffix: str) -> bool:
    """Whether the language around, as far as it shows, does not have the suffix as a word."""
    around = lower[max(0, start - _AROUND) : end + _AROUND]
    return any(word in around for word in contact_words()["suffixes"]["safe"].get(suffix, ()))


def _is_announced(near: str, lower: str, end: int) -> bool:
    """Whether a preposition or a colon is in front, or nothing else stands in the line."""
    before = near.rstrip(" \"'(\u300c")
    if not before or before[-1] in "\n\t":
        return end == len(lower) or lower[end] in "\n\t"
    if before[-1] == ":":
        return True
    word = _LAST_WORD.search(before[-12:])
    prepositions = contact_words()["calling"]["prepositions"]
    return before[-1] in prepositions or bool(word and word[0] in prepositions)
