"""What the words around digits call them: a number to call, a number of something else, and whose."""

import re
from functools import cache
from typing import Literal, NamedTuple

from sanitizer.content.words import Remembered
from sanitizer.data import load
from sanitizer.lazy import lazy

__all__ = ["Label", "label_of"]

Kind = Literal["call", "reach", "topic", "other", "none"]
"""``call``: somebody is to be called; ``reach``: perhaps; ``topic``: something is named that calls are about;
``other``: the digits are of something else."""

_REACH = 80
"""Characters before digits in which their label is looked for."""
_BEHIND = 32
"""Characters behind digits in which their label is looked for when there is none before them."""
_FOLLOWS = 16
"""Characters between a word that asks to call and one that may, which do not change what is asked."""
_WORD = lazy(r"[^\W\d_\u3040-\u9fff]+(?:/[^\W\d_](?![^\W\d_]))?")
_LONE = lazy(r"\W*(?:[^\W\u3040-\u9fff]{1,7}|\u756a\u53f7|\u53f7\u7801|\u865f\u78bc)[\u306f\u662f\u4e3a]?\W*")
"""One word that says no more than that a number follows."""
_SIGN = lazy(
    "[\u260e\u260f\u2706\U0001f4de\U0001f4f1\U0001f4f2\U0001f57b-\U0001f57f]\ufe0f?[ :]{0,3}[(+]?\\Z"
    "|[\u6253\u62e8\u64a5] ?\\Z"
)
"""A telephone that is drawn, and the Chinese words for calling, which other words begin with too."""
_BREAK = lazy(r"[!?\u3002]+\s*|\.\s+(?=[^\W\d_a-z])|\n\s*\n")
_TO = lazy(r"(?<!\w)(?:to|at|on|au|le|al|el|allo|alla|lo|an die|auf die|unter|ist die)\s?[+(]?\Z")
"""In front of a number that is dialled, whatever was spoken of before."""
_NUMBER = lazy(r"\d(?:[ .\-/()]?\d){4}")


class Label(NamedTuple):
    """What the words around digits say of them."""

    kind: Kind
    is_owned: bool
    """Whether they are said to be a carrier's, a manufacturer's or a warranty provider's."""


class _Lexicon(NamedTuple):
    words: dict[str, str]
    stems: dict[str, tuple[str, ...]]
    phrases: dict[str, list[tuple[str, str]]]
    """Of several words each, by the first one."""
    wide: dict[str, str]
    """In Chinese and Japanese, where nothing parts words."""
    wide_in_text: "re.Pattern[str]"


_WITH_PRONOUN = ("nos", "me", "ci", "mi")
"""How Spanish and Italian words end that say who is to be called."""
_KINDS = ("call", "other", "reach", "topic", "thing", "number", "owner", "self")
"""The kinds of words; where a word is of several, the first counts."""


@cache
def _lexicon() -> _Lexicon:
    words: dict[str, str] = {}
    stems: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    phrases: dict[str, list[tuple[str, str]]] = {}
    wide: dict[str, str] = {}
    data = load("phone_words")
    for kind in _KINDS:
        for entry in (entry for entries in data[kind].values() for entry in entries):
            if entry[0] >= "\u3000":
                wide.setdefault(entry, kind)
            elif entry.endswith("*"):
                stems[kind].append(entry[:-1])
            elif entry.isalpha() or _WORD.fullmatch(entry):
                words.setdefault(entry, kind)
            else:
                first = _WORD.match(entry)
                phrases.setdefault(first[0] if first else entry, []).append((entry, kind))
    return _Lexicon(
        words,
        {kind: tuple(found) for kind, found in stems.items()},
        phrases,
        wide,
        re.compile("|".join(sorted(wide, key=len, reverse=True))),
    )


def label_of(text: str, start: int, end: int) -> Label:
    """The label of ``text[start:end]``."""
    before = _cut(text[max(0, start - _REACH) : start]).lower()
    kinds = _marks(before)
    owner = next((kind for _, kind in reversed(kinds) if kind in ("owner", "self")), "")
    kind = "call" if _SIGN.search(before) else _nearest(before, kinds)
    if kind == "other" and _TO.search(before):
        kind = _asked(kinds)
    if kind == "none" or not owner:
        behind = text[end : end + _BEHIND]
        stop = _BREAK.search(behind)
        behind = (behind[: stop.start()] if stop else behind).lower()
        marks = _marks(behind)
        if kind == "none":
            kind = _behind(behind, marks)
        owner = owner or next((kind for _, kind in marks if kind in ("owner", "self")), "")
    return Label(kind, owner == "owner")


def _asked(marks: list[tuple[int, str]]) -> Kind:
    """What is asked where something else is spoken of before a number: "fax the customs paper to"."""
    found = {kind for _, kind in marks}
    return "call" if "call" in found else "reach" if "reach" in found else "other"


def _cut(window: str) -> str:
    """The part of what stands before digits that may speak of them."""
    last = 0
    for stop in _BREAK.finditer(window):
        if stop.end() < len(window):
            last = stop.end()
    return window[last:]


def _marks(window: str) -> list[tuple[int, str]]:
    """The words of a window that are known: where each ends and its kind, in order."""
    lexicon = _lexicon()
    found: list[tuple[int, str]] = []
    for match in _WORD.finditer(window):
        word = match[0]
        if kind := _KIND_OF[word]:
            found.append((match.end(), kind))
            if kind in ("call", "reach") and word.endswith(_WITH_PRONOUN):
                found.append((match.end(), "self"))
        for phrase, of_phrase in lexicon.phrases.get(word, ()):
            if window.startswith(phrase, match.start()):
                found.append((match.start() + len(phrase), of_phrase))
    if not window.isascii():
        found += ((match.end(), lexicon.wide[match[0]]) for match in lexicon.wide_in_text.finditer(window))
    return sorted(found, key=lambda mark: (mark[0], mark[1] == "call"))


def _kind_of(word: str) -> str:
    """The kind of a word in small letters; ``""`` if it says nothing of digits."""
    lexicon = _lexicon()
    if word in lexicon.words:
        return lexicon.words[word]
    for kind, stems in lexicon.stems.items():
        if stems and word.startswith(stems):
            return kind
    if len(word) > 4 and word.endswith("nr"):
        return "call" if word.startswith(("tel", "handy", "mobil", "ruf", "fax", "fest")) else "other"
    if word.endswith(("hotline", "telefon", "rufnummer", "telefonnummer", "handynummer", "mobilnummer")):
        return "call"
    return "other" if len(word) > 7 and word.endswith(("nummer", "code", "patrone")) else ""


_KIND_OF = Remembered(_kind_of)


def _nearest(window: str, marks: list[tuple[int, str]]) -> Kind:
    """The kind of the label before digits: the word next to them decides, as far as it says something by itself."""
    kind: Kind = "none"
    place = -1
    is_lone = _LONE.fullmatch(window) is not None
    for end, found in marks:
        follows = end - place < _FOLLOWS
        if found == "call" or found == "topic" or found == "other":
            kind = "call" if found == "call" else "topic" if found == "topic" else "other"
        elif found == "reach":
            kind = "call" if kind == "call" and follows else "reach"
        elif found == "thing":
            kind = "topic" if kind == "topic" else "other"
        elif found == "number" and not (kind in ("call", "reach") and follows) and not is_lone:
            kind = "other"
        else:
            continue
        place = end
    if kind == "other" and _NUMBER.search(window, place):
        return "none"
    return kind


def _behind(window: str, marks: list[tuple[int, str]]) -> Kind:
    """What is said behind the digits, where another number does not stand nearer to it."""
    for end, kind in marks:
        if kind == "call" or kind == "other" or kind == "reach":
            if _NUMBER.search(window, end) or _NUMBER.search(window[:end]):
                return "none"
            return "call" if kind == "call" else "other" if kind == "other" else "reach"
    return "none"
