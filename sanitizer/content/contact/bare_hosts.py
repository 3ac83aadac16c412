"""Hosts without a scheme in text, told from a missing space, the name of a file or an abbreviation."""

from collections.abc import Iterator

from sanitizer.content.contact.host_runs import LONGEST_HOST, RUN, Found, host_end, path_end
from sanitizer.content.contact.lookalikes import mixes_scripts
from sanitizer.content.contact.spelled import Plain
from sanitizer.content.contact.words import LETTERS, contact_words, is_calling
from sanitizer.content.hosts import ascii_host
from sanitizer.lazy import lazy

__all__ = ["bare_hosts"]

_AROUND = 48
"""Characters in front of a bare host in which words send somebody to it; half of it behind."""
_LONG = 11
"""Characters of a host at the start of a sentence that is hardly a first word with the next one."""
_LABEL = 4
"""Characters of each label of three that are hardly abbreviations."""
_DOTTED = lazy(r"\.[^\W\d_]")
_BACK = lazy(rf"[{LETTERS}_.-]*")
_ENDS_PHRASE = lazy(r"[.,;:!?)\]\"']*(?:\s*\n|\Z|\s*[.,;:!?)(\]\"-])|[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_FILE_WORDS = lazy(
    r"file|datei|fichier|archivo|attach|anhang|joint|adjunt|allegat|script|folder|ordner"
    r"|\u30d5\u30a1\u30a4\u30eb|\u6dfb\u4ed8|\u6587\u4ef6|\u9644\u4ef6"
)
_MODEL = lazy(
    r"(?=[^.]*\d)(?=[^.]*[A-Z])[A-Z0-9-]+\.[A-Za-z]+"
    r"|[A-Z]{1,4}(?:[.-][A-Z0-9]{1,5}){0,3}[.-]\d{1,5}\.[A-Z]{2}"
)
"""Part numbers in capitals and digits, with the country that they are for."""
_PARTICLE = lazy(r"[\u306b\u3067\u3078\u3092\u3082\u4e0a]|\u304b\u3089")
"""What Japanese and Chinese put behind a place where something is done."""
_LAST_WORD = lazy(r"[^\W\d_]+\Z")


def bare_hosts(plain: Plain, taken: list[Found]) -> Iterator[Found]:
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
        back = _BACK.match(lower[max(cursor, dot.start() - LONGEST_HOST) : dot.start()][::-1])
        before = back[0][::-1].lstrip("_.-") if back else ""
        run = RUN.match(lower, dot.start() - len(before)) if before else None
        cursor = max(dot.end(), run.end() if run else 0)
        if run and (end := host_end(plain, run)) and (found := _judged(plain, run.start(), end)):
            cursor = max(cursor, found.end)
            yield found


def _judged(plain: Plain, start: int, end: int) -> Found | None:
    """A bare host, if it is one."""
    lower, suffixes = plain.lower, contact_words()["suffixes"]
    host, path = lower[start:end], path_end(lower, end)
    *names, name, suffix = host.split(".")
    near, behind = lower[max(0, start - _AROUND) : start], lower[path : path + _AROUND // 2]
    is_sent = is_calling(near) or any(word in behind for word in contact_words()["calling"]["behind"])
    is_called = is_sent or _is_announced(near, lower, path) or _PARTICLE.match(behind) is not None
    if _is_something_else(plain, start, end, is_called=is_called or path > end, is_sent=is_sent or path > end):
        return None
    ascii_form = ascii_host(host)
    found = Found(start, path, ascii_form, path=end)
    doubtful = found._replace(is_sure=False, is_doubtful=True)
    is_plain, is_word = suffix in suffixes["plain"], suffix in suffixes["words"]
    if _is_nested(names, name, suffix) or ((is_plain or is_word) and (path > end or plain.is_spelled(start, end))):
        return found
    if suffix in suffixes["files"] and not is_plain:
        return found._replace(is_sure=False) if is_sent and not _FILE_WORDS.search(near) else doubtful
    if is_plain or is_word or mixes_scripts(ascii_form):
        is_host = not is_word or is_called or _stands_alone(lower, start, path, host)
        return found._replace(is_sure=is_called) if is_host else doubtful
    is_long = bool(names) and min(map(len, (*names, name))) >= _LABEL
    if len(suffix) == 2:
        is_apart = is_called or is_long
    else:
        is_apart = is_called and near.rstrip()[-1:] != ":"  # else a name: "Snap: lamp.kids"
    is_host = path > end or is_sent or is_apart or is_calling(behind)
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
