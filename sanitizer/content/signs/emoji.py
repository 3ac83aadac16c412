"""Emoji and decorative symbols in a text, cluster by cluster as a reader sees them (UTS 51).

Signs that belong to ordinary text are none: ©, ® and ™, list markers, currency, mathematics, arrows between words, the
punctuation of any script.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from sanitizer.content.removal import begins_line, ends_line, removal
from sanitizer.content.signs.emoji_table import PICTURES, VARIED
from sanitizer.lazy import lazy

__all__ = ["Kind", "Symbol", "find_symbols", "may_hold_symbols"]

Kind = Literal["emoji", "decoration", "mark"]
"""``mark``: a tick or a cross, which may stand for yes or no, or for a list marker."""


class Symbol(NamedTuple):
    """What was found; ``start`` and ``end`` are offsets of the text that was looked at."""

    start: int
    end: int
    kind: Kind
    edit: tuple[int, int, str] | None
    """What to put where instead; ``None`` where taking it out may take out what is said."""


_TWINS = "\u2605\u2606\u2661\u2729-\u2730\u2765"
"""Stars and hearts that are read as the emoji of that name."""
_STARS = "\u2042\u2055\u2605\u2606\u2721-\u274b\u274d\u274f-\u2752\u2756\u2b51\u2b52\u2bea\u2beb\u26e4-\u26e7"
_HEARTS = "\u2661\u2763-\u2767\u0f3a-\u0f3d\ua9c1\ua9c2"
_DRAWINGS = (
    "\u2600-\u2604\u2607-\u260f\u2613\u2616-\u2639\u263a-\u263f\u2641\u2643-\u2660\u2662-\u266c\u2668\u267c-\u269f"
    "\u26a0-\u26ff\u2701-\u2712\u2719-\u2720"
)
_BEYOND = "\U0001f000-\U0001f0ff\U0001f300-\U0001f67f\U0001f780-\U0001f7ff\U0001f900-\U0001faff"
_DECORATION = _STARS + _HEARTS + _DRAWINGS + _BEYOND
"""Drawn for the eye: stars, hearts, flowers, notes, weather, chess, cards. Not: boxes to tick, signs of sex and of
recycling, sharp and flat, ※ and 〒."""
_MARKS = "\u2713\u2714\u2717\u2718"
_ARROWS = "\u2794\u2798-\u27af\u27b1-\u27be\u261a-\u261f"
_SHAPES = "\u2580-\u25ff\u2b12-\u2b4f\u2b53-\u2b59"
"""List markers and, in Japanese, marks of a table or of a name left out; decoration from three in a row."""
_VARIED_SHAPES = "\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc"
_BOXES = "\u2500-\u257f"
"""Lines between parts of a text; decoration from two in a row beside words."""
_ALWAYS = "\U0001f300-\U0001f3fa\U0001f400-\U0001f51e\U0001f520-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff"
"""Pictures that write and say nothing."""
_TONES = "\U0001f3fb-\U0001f3ff"
_GLUE = f"\ufe0e\ufe0f\u200d\u20e3{_TONES}\U000e0020-\U000e007f"
"""Selectors, the joiner, the key, tones of skin and tags: what follows a sign goes with it."""
_CLUSTER = (
    rf"(?P<keys>(?:[0-9#*]\ufe0f?\u20e3[{_GLUE}]*)+)"
    rf"|(?P<letters>(?:[\U0001f1e6-\U0001f1ff][{_GLUE}]*)+)"
    rf"|(?P<pictures>(?:[{_ALWAYS}][{_GLUE}]*)+)"
    rf"|(?P<emoji>(?:[{PICTURES}]|[{VARIED}](?=[\ufe0f\u200d{_TONES}]))[{_GLUE}]*"
    rf"(?:(?<=\u200d)[{PICTURES}{VARIED}][{_GLUE}]*)*)"
    rf"|(?P<mark>[{_MARKS}]+)"
    rf"|(?P<arrow>[{_ARROWS}][{_GLUE}]*)"
    rf"|(?P<decoration>[{_DECORATION}][{_GLUE}]*)"
    rf"|(?P<shape>[{_SHAPES}]+)[{_GLUE}]*"
    rf"|(?P<box>[{_BOXES}]+)[{_GLUE}]*"
)
_NEAR = 3
"""Most blanks between clusters that go together, and one."""
_FIRST = f"[{VARIED}{_HEARTS}\u2042\u2055\u20e3\u231a-\u2bff\U0001f000-\U0001ffff]"
"""What a cluster may begin with, or be a key by. One class is looked for ten times as fast as the whole pattern."""
_WRITES = {
    "\U0001f170": "A", "\U0001f171": "B", "\U0001f17e": "O", "\U0001f17f": "P", "\U0001f18e": "AB", "\U0001f191": "CL",
    "\U0001f192": "COOL", "\U0001f193": "FREE", "\U0001f194": "ID", "\U0001f195": "NEW", "\U0001f196": "NG",
    "\U0001f197": "OK", "\U0001f198": "SOS", "\U0001f199": "UP", "\U0001f19a": "VS", "\U0001f51f": "10",
    "\u203c": "!!", "\u2049": "!?", "\u24c2": "M", "\u2753": "?", "\u2754": "?", "\u2755": "!", "\u2757": "!",
    **{sign: sign for sign in "\u00a9\u00ae\u2122"},
}  # fmt: skip
"""Emoji that write something, and what: the sign itself where only its selector is too much."""
_SAYS = {
    "\u27a1": "\u2192", "\u2b05": "\u2190", "\u2b06": "\u2191", "\u2b07": "\u2193", "\u2934": "\u2197",
    "\u2935": "\u2198", "\u2795": "+", "\u2796": "\u2212", "\u2716": "\u00d7", "\u2797": "\u00f7",
}  # fmt: skip
"""Emoji that say something between two words, and the sign of plain text for it."""


_RATING = lazy("(?=.{3,10}\\Z)\u2605+\u2606+")
"""Stars of which some are left empty: how much of something there is."""
_STARS_OF = lazy("[\u2605\u2606]+")
_CARD = lazy("[\u2660-\u2667]\\s?(?:10|[2-9AKQJ])(?!\\w)")
_TEMPO = lazy("[\u2669-\u266c]\\s?=\\s?\\d")
_TELEPHONE = lazy(r"[\u260e\u260f]\s?[:\uff1a]?\s?[+(]?\d")
_NAMED_BEHIND = lazy(
    r"[\"'\u300d\u300f]?(?:\u3092|[\u306e\u7684]?(?:\u5370|\u30de\u30fc\u30af|\u30dc\u30bf\u30f3|\u30ad\u30fc|\u8a18\u53f7|\u30a2\u30a4\u30b3\u30f3|\u952e|\u53f7|\u6807"
    r"|\u56fe\u6807|\u7b26\u53f7|\u6309\u94ae|\u96f6\u4ef6)"
    r"|[ -](?i:symbol|sign|button|key|icon|mark|setting|taste|zeichen)(?!\w))"
)
_NAMED_BEFORE = lazy(
    r"(?i:symbol|sign|button|key|icon|mark|piece|zeichen|taste|symbole|signe|touche|s\xedmbolo|signo|tecla|simbolo|segno|tasto|nota)s?"
    r"[ :]{1,2}[\"'(]?\Z|[\u5e26\u6309\u6807\u300c\u300e]\Z"
)
_NEAR_NAME = 16
"""Characters in front of a sign in which it is called one."""


@cache
def _patterns() -> "tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]":
    """What is looked for first, a cluster, and what is read as an emoji without a selector too."""
    return re.compile(_FIRST), re.compile(_CLUSTER), re.compile(f"[{VARIED}{_TWINS}]")


def may_hold_symbols(text: str) -> bool:
    """Whether a symbol may stand in a text whose pieces are run together."""
    return (
        not text.isascii()
        and re.search(f"{_FIRST}|[{_DECORATION}{_MARKS}{_ARROWS}{_SHAPES}{_BOXES}]", text) is not None
    )


def find_symbols(text: str) -> list[Symbol]:
    """The symbols of a text as it is shown, in order; those that stand together and go are one."""
    if text.isascii():
        return []
    found: list[Symbol] = []
    chain: list[re.Match[str]] = []
    for match in _clusters(text):
        if chain and not _is_near(text, chain[-1], match):
            found += () if _is_said(text, chain) else _of_chain(text, chain)
            chain = []
        chain.append(match)
    if chain and not _is_said(text, chain):
        found += _of_chain(text, chain)
    return _apart(found)


def _apart(found: list[Symbol]) -> list[Symbol]:
    """The symbols, none of which takes a blank that the one before it takes."""
    cursor = 0
    for index, symbol in enumerate(found):
        if symbol.edit:
            start, end, plain = symbol.edit
            if start < cursor:
                found[index] = symbol._replace(edit=(cursor, end, plain))
            cursor = end
    return found


def _clusters(text: str) -> "Iterator[re.Match[str]]":
    first, cluster, _ = _patterns()
    cursor = 0
    while found := first.search(text, cursor):
        start = found.start()
        if text[start] == "\u20e3":
            start = max(cursor, start - (2 if text[start - 1 : start] == "\ufe0f" else 1))
        match = cluster.match(text, start)
        if match:
            yield match
        cursor = max(found.end(), match.end() if match else 0)


def _is_near(text: str, one: "re.Match[str]", other: "re.Match[str]") -> bool:
    """Whether two clusters touch, or would be taken out with the blanks between them."""
    gap = text[one.end() : other.start()] if other.start() - one.end() < _NEAR else "far"
    return not gap or (not gap.strip(" ") and not {one.lastgroup, other.lastgroup} & {"shape", "box"})


def _of_chain(text: str, chain: "list[re.Match[str]]") -> Iterator[Symbol]:
    """The symbols of clusters that stand together; few shapes and lines alone are ordinary text."""
    boxes = sum(len(match["box"]) for match in chain if match["box"])
    keeps = {
        "shape": sum(len(match["shape"] or "1") for match in chain if _is_shape(match)) < 3,
        "box": boxes < 2
        or (all(match["box"] for match in chain) and _is_alone(text, chain[0].start(), chain[-1].end())),
    }
    run: list[re.Match[str]] = []
    for match in chain:
        kind = match.lastgroup or ""
        if keeps.get(kind):
            plain = None
        elif _is_shape(match):
            plain = match[0][0] if keeps["shape"] else ""
        else:
            plain = _instead(text, match)
        if plain == "":
            run.append(match)
            continue
        if run:
            yield _removed(text, run)
            run = []
        if plain is not None:
            yield Symbol(*match.span(), "decoration" if kind == "arrow" else "emoji", (*match.span(), plain))
        elif kind == "mark":
            yield Symbol(*match.span(), "mark", None)
    if run:
        yield _removed(text, run)


def _is_said(text: str, chain: "list[re.Match[str]]") -> bool:
    """Whether signs that are drawn as text belong to what is said: a rating, a card, a button called by its sign."""
    if any(match.lastgroup not in ("decoration", "arrow") or len(match[0]) > 1 for match in chain):
        return False
    start, end = chain[0].start(), chain[-1].end()
    if chain[0].lastgroup == "arrow":
        is_plain = len(chain) == 1 and not _patterns()[2].match(text[start])
        return is_plain and not (begins_line(text, start) or ends_line(text, end))
    shown = text[start:end]
    if _RATING.fullmatch(shown):
        return True
    if _STARS_OF.fullmatch(shown) and (text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()):
        return True
    if any(pattern.match(text, start) for pattern in (_CARD, _TEMPO, _TELEPHONE)):
        return True
    if len(chain) > 1:
        return False
    before = text[max(0, start - _NEAR_NAME) : start]
    return _NAMED_BEHIND.match(text, end) is not None or _NAMED_BEFORE.search(before) is not None


def _is_shape(match: "re.Match[str]") -> bool:
    return match["shape"] is not None or match[0][0] in _VARIED_SHAPES


def _removed(text: str, run: "list[re.Match[str]]") -> Symbol:
    start, end = run[0].start(), run[-1].end()
    kind: Kind = "emoji" if any(map(_is_emoji, run)) else "decoration"
    return Symbol(start, end, kind, (*removal(text, start, end), ""))


def _is_emoji(match: "re.Match[str]") -> bool:
    """Whether it is an emoji, with a selector or without, or read as one."""
    if match.lastgroup in ("emoji", "letters", "pictures"):
        return True
    return match.lastgroup in ("decoration", "arrow") and _patterns()[2].match(match[0]) is not None


def _is_alone(text: str, start: int, end: int) -> bool:
    return begins_line(text, start) and ends_line(text, end)


def _instead(text: str, match: "re.Match[str]") -> str | None:
    """What is written in the place of a cluster, mostly nothing; ``None`` for what must not be changed."""
    shown, kind = match[0], match.lastgroup
    if kind == "mark":
        return None
    if kind == "keys":
        return _digits(text, match)
    if kind == "letters":
        letters = [chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in shown if "\U0001f1e6" <= sign <= "\U0001f1ff"]
        return "".join(letters) if len(letters) % 2 else ""
    sign = shown[0]
    if sign in _SAYS or kind == "arrow":
        at_edge = begins_line(text, match.start()) or ends_line(text, match.end())
        return "" if at_edge else _SAYS.get(sign, "\u2192")
    if kind != "emoji":
        return ""
    if sign in _WRITES:
        return _WRITES[sign]
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain != sign and plain[0].isalpha() and sign != "\u2139" else ""


def _digits(text: str, match: "re.Match[str]") -> str:
    """What keys say; at the beginning of a line they number it."""
    digits = "".join(sign for sign in match[0] if sign in "0123456789#*")
    if not (digits.isdecimal() and begins_line(text, match.start())):
        return digits
    follows = text[match.end() : match.end() + 1]
    return digits + ("" if follows in ".):" else "." if follows.isspace() else ". ")
