"""What is written for the dot of a host: ``[dot]``, ``punto``, a comma, an ideographic full stop and the like."""

import re
from collections.abc import Callable, Iterator

from sanitizer.content.contact.spelled_common import (
    NEAR,
    OPENINGS,
    QUOTES,
    SPACES,
    WORD,
    Change,
    Said,
    between,
    bracketed,
    glued,
    said_before,
    spaced,
)
from sanitizer.content.contact.words import LETTERS, contact_words, is_calling
from sanitizer.content.hosts import is_top_level

__all__ = ["dot_changes"]


_OWN = {"dot": {"de", "it", "es", "in"}, "punkt": {"at", "de"}, "point": {"be"}, "punto": {"it"}}
"""Suffixes that a word for the dot is said before, where they are no words of its language."""
_LEAST_TOLD = 5
"""Characters of a label in front of a comma that stands for a dot."""
_ALSO_WORDS = frozenset({"app", "ca", "ch", "co", "online", "shop", "site", "store", "vip", "website"})
_TELLS = re.compile(
    r"(?:(?<!\w)(?:is|at|visit|ist|hei\xdft|lautet|auf|unter|bei|est|c'est|sur|es|en|\xe8|su|called|named)\s|:\s?|[\u306f\u662f]\s?)[\"'\u300c]?\Z"
)
_ENDS_OR_BRACKET = re.compile(r"\s*(?:[.,;:!?)(\n]|\Z|[\u3040-\u9fff])")
_ENDS = re.compile(r"\s*(?:[.,;:!?)\n]|\Z)")
_ENDS_SAID = re.compile(r"\s*(?:[.,;:!?)(\n\"-]|\Z|[\u3040-\u9fff])|\s(?:and|und|et|y|e|o|ou|oder)\s")
_GOES_ON = re.compile(r"\s{0,3}@|\s{1,3}(?:at|dot|punkt|point|punto|slash|barra|schr\xe4gstrich)\s|[(\[{]")


def _dot(lower: str, match: re.Match[str]) -> str | None:
    """Between brackets, where no sentence has it."""
    return "." if said_before(lower, match.start()) and WORD.match(lower, match.end()) else None


def _suffix_said(suffix: str) -> Callable[[str, re.Match[str]], str | None]:
    def settle(lower: str, match: re.Match[str]) -> str | None:
        return f".{suffix}" if said_before(lower, match.start()) else None

    return settle


def _dot_said(lower: str, match: re.Match[str]) -> str | None:
    """As a word: the suffix of a host has to follow, and one that is a word itself has to be more than that."""
    said, label = said_before(lower, match.start()), WORD.match(lower, match.end())
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
    is_sent = is_calling(said.near) or is_calling(lower[label.end() : label.end() + NEAR])
    is_word = suffix in contact_words()["suffixes"]["words"] and not (
        suffix == "de" and match[0] in {"punto", "point"} and _ENDS_SAID.match(lower, label.end()) is None
    )
    is_other = match[0] == "dot" and _ENDS_SAID.match(lower, label.end()) is not None
    return "." if is_sent and (is_plain or is_word or is_other) else None


def _is_near_address(near: str) -> bool:
    return "@" in near or "www" in near


def _dot_apart(lower: str, match: re.Match[str]) -> str | None:
    """A dot with a space beside it, in front of a suffix."""
    said, label = said_before(lower, match.start()), WORD.match(lower, match.end())
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
    is_last = _ENDS.match(lower, label.end()) is not None
    if is_after_space and len(match[0]) > 1:
        is_usual = label[1] in suffixes["said"] or (is_last and label[1] in suffixes["plain"] | suffixes["words"])
        return "." if is_usual else None
    is_last = is_last or is_after_space
    is_sent = is_calling(said.near) and (label[1] in suffixes["plain"] or (is_last and label[1] in suffixes["words"]))
    return "." if is_sent or (label[1] in {"com", "org"} and is_last) else None


def _dot_by_sign(lower: str, match: re.Match[str]) -> str | None:
    """A comma, a middle dot or an ideographic full stop between letters."""
    said, label = said_before(lower, match.start()), WORD.match(lower, match.end())
    if said is None or label is None or lower[match.start() - 1].isspace():
        return None
    if match[0] == "\u3002" or (_is_near_address(said.near) and (is_top_level(label[1]) or "www" in said.before)):
        return "."
    if match[0] == ",":
        if said.near.endswith("," + said.before):
            return None
        return "." if label[1] in {"com", "org"} or _is_told(lower, said, label) else None
    return "." if label[1] in contact_words()["suffixes"]["said"] else None


def _is_told(lower: str, said: Said, label: re.Match[str]) -> bool:
    """Whether a shop or a page is said to be what stands on both sides of a comma."""
    suffixes = contact_words()["suffixes"]
    is_last = _ENDS_OR_BRACKET.match(lower, label.end()) is not None
    is_suffix = label[1] in suffixes["plain"] and (is_last or label[1] not in _ALSO_WORDS)
    if not is_suffix and not (is_last and label[1] in suffixes["words"]):
        return False
    before = said.near[: -len(said.before)]
    return _TELLS.search(before) is not None and is_calling(before) and len(said.before) >= _LEAST_TOLD


def dot_changes() -> Iterator[tuple[str, Change]]:
    dot = contact_words()["dot"]
    for opening in OPENINGS:
        yield opening, Change(bracketed(opening, dot["bracketed"]), _dot)
    for word in sorted(dot["words"]):
        yield word, Change(between(word), spaced(_dot_said))
        for sign in "-_":
            apart = rf"{sign}(?<!\s.){word}{sign}"
            yield f"{sign}{word}{sign}", Change(apart, _dot_said, is_parting=False)
        for sign in QUOTES:
            yield f"{sign}{word}{sign}", Change(rf"{sign}{word}{sign}(?=\s)", spaced(_dot))
    for word, suffix in dot["suffixed"].items():
        yield word, Change(word, _suffix_said(suffix))
    for word in sorted(dot["glued"]):
        yield word, Change(glued(word), _dot_said)
    for sign in ",\u3002\u30fb\xb7\u2022":
        yield sign, Change(rf"{sign}(?=[{LETTERS}])", _dot_by_sign, is_parting=False)
    suffixes = contact_words()["suffixes"]
    said = "|".join(sorted(suffixes["said"] | suffixes["plain"] | suffixes["words"]))
    yield ".", Change(rf"\.\s{{0,{SPACES}}}(?=(?:{said})(?![{LETTERS}]))", _dot_apart)
    for needle in ("@", "www"):
        yield needle, Change(rf"\.\s{{0,{SPACES}}}(?=[a-z])", _dot_apart)
