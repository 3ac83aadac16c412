r"""Faces made of letters and signs: ``:-)``, ``^_^``, ``(^o^)/``, ``orz``, and what in Japanese and Chinese is a laugh.

The same signs are punctuation, ratios, labels and code far more often, so what stands around them decides.
"""

import re
from collections.abc import Iterator
from functools import cache

from sanitizer.content.signs.kaomoji import ASCII_FACES, is_kaomoji
from sanitizer.data import load
from sanitizer.lazy import lazy

__all__ = ["find_emoticons", "may_hold_emoticons"]

_WESTERN = r"(?P<eyes>[:;=8B%])(?P<tear>[',]?)(?P<nose>[-o^~]?)(?P<mouth>\)+|\(+|D+|[]\[PpOo03xXcCSsb/\\|*{}<>$#@?&])"
_MIRRORED = r"(?:\(+|\)+)[-o^']?[:;](?![:;)(])"
_FACE = (
    rf"(?P<ascii>{ASCII_FACES})"
    r"|(?P<free>[\^\u2267]\s?[\u03c9\u25bd\u2200]\s?[\^\u2266]|\u0ca0[_\u76ca]?\u0ca0|[U\u222a]\u30fb\u03c9\u30fb[U\u222a]|\u0ca5[_\ufe4f]\u0ca5|T\ufe4fT|\xac_?\xac)"
)
_SHRUG = r"(?: ?\u0304)?\\_?\(\u30c4\)_?/(?: ?\u0304)?"
_BEAR = r"\u0295[^\u0294\n]{1,8}\u0294"
_BOW = r"m\( ?_ ?_ ?\)m|_\(\._\.\)_|_\| ?\u0304\|\s?[\u25cbO]|_?\(:3[\u300d\]]?\s?\u2220\)_?"
_ROUND = (
    r"\((?P<face>[^()\n\t]{2,20})\)(?P<after>(?:-?[\u2606\u2605\u266a\u2661\u2727\u2740\u273f]|[\u30ce\u309e](?![\u30a1-\u30fa])"
    r"|[\u0648\u06f6\u0e07\u256f\u256e\u256d\u250c\u2518\u2513\u251b\u2283\u1557\u1564\u0669\u06f9/\\]|\s?\(?\s?\u253b\u2501+\u253b){0,4})"
)
_OPEN = (
    r"\((?:\u30fb[_\u03c9.-]?\u30fb|\u309c?o\u309c?|-_?-|;;)[;?!\u30fd]|\(\s?[\u0301'`;T]\u0414\u2282\u30fd?"
    r"|<?[oO]?\([*#]?\s[\u0304\u0306]\s?[()3\u03b5\u25bd_]\s?[\u0304\u0306][*#]?\)(?:[oO](?![a-zA-Z])|>)?"
)
"""Faces whose brackets do not close, or are mouths too."""
_ARMS = (
    "\\/\u30fd\u30fe\u0669\u03a3\u2570\u2510\u2514\u256e\u256d\u250f\u2517\u1566\u1559\u10da\u2282\u0e07\u06f6"
    "\u266a\u2606\u2605\u2727\u273f\u2740"
)
_HANDS = "obdqO"
"""Letters that are hands when they stand on both sides of a face."""
_SOBS = lazy(r"(?<![A-Za-z0-9_.@/-])(?:T\^T|Q[AwW]Q|qwq|[OU]w[OU]|(?<=[\u3040-\u9fff])TAT)(?![A-Za-z0-9_.@/^-])")
_LAUGH = r"\((?P<laugh>[\u3040-\u30ff\u4e00-\u9fff]{1,2})\)"
_STICKER = r"\[(?P<laugh>[\u4e00-\u9fff]{1,2})\]"
_COMMON = "いすたてのまんるよねだしかな。"
"""Letters that hardly a sentence in Japanese is without."""
_WWW = r"w+(?![A-Za-z0-9_.:/-])"
_BEFORE_WWW = lazy(r"[\u3041-\u30fe\u4e00-\u9fff\u3002!?\u3001\u300d)]")
_BEFORE_W = lazy(r"[\u3041-\u309f\u30fc\u3002!?]")
_AFTER_W = lazy(r"(?=$|[\s\u3002!?\u3001)\u300d])(?!\s*[\d\u00d7=:])")
_HEART = lazy(r"<(?:/|\\)?3+(?![\d.,%]*\d|%)")
_LAUGHING = lazy(
    r"(?<![^\W_\u3040-\u9fff])(?<![:=/.#-])"
    r"(?:(?<![\u3040-\u9fff])(?:xD+|XD+)|xDD+|XDD+|(?<=[\u54c8\u5475\u563f\u563b\u5566\u4e86\u5440\u54e6\u554a\u5427\u7b11\u5594])(?:xD|XD))"
    r"(?![^\W_]|-|\s*\d)"
)
_PROSTRATE = lazy(
    r"[oO\u56e7](?:(?:(?<![A-Za-z0-9_@.-][oO])|(?<=\.\.[oO]))rz(?![A-Za-z0-9_@.-])|(?<=\u56e7)(?:rz)?"
    r"|(?<=[\u3040-\u9fff ]O)TZ(?=\s*$))"
)
_BORED = lazy(r"(?<!\S)-\.-(?!\S)|(?<=[\u3040-\u9fff])\s?= =(?=\s*(?:[!\u3002,~]|$))")
_CHEER = lazy(r"(?<!\S)\\o/(?!\S)")
_ENDS = frozenset({"", *" \n\t\u3000\u00a0.!?,)\"'\u2026\u3002\u3001"})
"""What may stand behind a face; the empty string is an end of the text."""
_SENTENCE_ENDS = ("", "\n", ".", "!", "?")
_STARTS = _ENDS | {"("}


_ODD = r"[^\x00-\xac\xae-\u024f\u2010-\u2022\u2026\u20ac\u2122]"
"""Not in ordinary text of European languages: what may be a face by itself, or hides between the signs of one."""
_SIGNS = (
    r"[:;=()<](?:(?<=[:;=])['\u2018\u2019\xb4]?[-o^~\u2010-\u2015]?[)(]|(?<=[()])[-o^']?[:;]|(?<==)[-~]?[]\[DP/\\]|(?<=[:;=]),[)(DP]"
    r"|(?<=[:;])['\u2018\u2019\xb4]?[-^~\u2010-\u2015]?[]\[DPpOoxXcCSsb03/\\|*{}<>$#@?&]"
    r"|(?<=<)[/\\]?3|(?<=\()[^()]{0,64}[;>=~@T`-][^()]{0,64}\))"
)
"""Begins with one class of signs, which is looked for ten times as fast as ways to go on."""
_SOBBING = {"^": ("T^T",), "Q": ("QAQ", "wQ", "WQ"), "q": ("qwq",), "w": ("wO", "wU"), "A": ("TAT",)}
"""By a sign of theirs: one sign is looked for ten times as fast as two."""
_PIECES = (
    *(
        "-.-",
        "= =",
        "^",
        "_",
        "><",
        ">.<",
        ";-;",
        "o.O",
        "O.o",
        "orz",
        "Orz",
        "OTZ",
        "\\o/",
        "xD",
        "XD",
        "8-",
        "B-",
        "%-",
    ),
    *(face for faces in _SOBBING.values() for face in faces),
)
"""What the other faces have within them."""


def may_hold_emoticons(text: str) -> bool:
    """Whether an emoticon may stand in a text whose pieces are run together, without what parts them when shown."""
    if any(piece in text for piece in _PIECES):
        return True
    return (not text.isascii() and _pattern(_ODD).search(text) is not None) or _pattern(_SIGNS).search(text) is not None


def find_emoticons(text: str) -> list[tuple[int, int]]:
    """Start and end of each emoticon of a text made alike, in order and apart."""
    found: list[tuple[int, int]] = []
    for look in (_western, _faces, _hearts, _words):
        found += look(text)
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(load("emoticons")[name])


@cache
def _pattern(expression: str) -> "re.Pattern[str]":
    return re.compile(expression)


def _western(text: str) -> Iterator[tuple[int, int]]:
    """``:-)`` and its kin, lying on either side."""
    for match in _pattern(_WESTERN).finditer(text):
        start, end = match.span()
        if _is_face(text, match) and not _in_address(text, start):
            yield (start - 1 if text[start - 1 : start] == ">" else start), end
    if "(:" in text or "(;" in text or "(-" in text or " ):" in text:
        for match in _pattern(_MIRRORED).finditer(text):
            if _stands_alone(text, *match.span()) and not _is_bracket(text, match):
                yield match.span()


def _is_bracket(text: str, match: "re.Match[str]") -> bool:
    """Whether the bracket of a face opens or closes something else."""
    if match[0][0] == ")":
        return _is_in_brackets(text, match.start())
    return ")" in text[match.end() : match.end() + 80].partition("\n")[0]


def _is_face(text: str, match: "re.Match[str]") -> bool:
    eyes, nose, mouth = match["eyes"], match["nose"] or match["tear"], match["mouth"]
    before, after = _around(text, *match.span())
    if mouth[0] in ")(" and eyes in ":;=":
        return _is_round_face(text, match, before, after)
    begins = before in _STARTS or before == ">" if eyes in ":;" else before in _ENDS
    begins = begins or (match["nose"] == "-" and "\u3040" <= before <= "\u9fff")
    if not begins or after not in _ENDS:
        return False
    if eyes in "8B%":
        return match["nose"] == "-" and mouth[0] in ")(DPp"
    if nose:
        return match["nose"] != "o" or mouth[0] in ")("
    word = _word_before(text, match.start())
    if eyes == "=":
        return len(word) != 1 and (mouth[0] in "DP" or (mouth[0] in "/\\[]" and after in _SENTENCE_ENDS))
    if mouth[0] not in "DPpOo3xS/\\|*]":
        return False
    return word not in _known("labels") and not word[-1:].isdigit()


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters before and after a span; empty at the ends of the text."""
    return text[max(0, start - 1) : start], text[end : end + 1]


def _is_round_face(text: str, match: "re.Match[str]", before: str, after: str) -> bool:
    """Whether a colon, semicolon or equals sign before a bracket is a face."""
    start, end = match.span()
    has_nose = bool(match["nose"] or match["tear"])
    if match["nose"] == "o" and before not in _STARTS:
        return False
    if before in (":", ";", "=", "/") or (before == "(" and not has_nose) or (before.isdigit() and not has_nose):
        return False
    if match["mouth"][0] == "(":
        return after in _ENDS and (has_nose or ")" not in text[end : end + 80].partition("\n")[0])
    if match["eyes"] == "=" and (before not in _STARTS or after not in _ENDS):
        return False
    if after.isalnum() and before not in _STARTS:
        return False
    glued = before not in _STARTS or before == ")"
    return has_nose or not (glued and _is_in_brackets(text, start))


def _is_in_brackets(text: str, start: int) -> bool:
    line = text[max(0, start - 120) : start].rpartition("\n")[2]
    return line.rfind("(") > line.rfind(")")


def _word_before(text: str, start: int) -> str:
    """The word before a place, in lower case."""
    words = text[max(0, start - 30) : start].lower().split()
    return words[-1] if words else ""


def _in_address(text: str, start: int) -> bool:
    """Whether the signs are within an address of the web or of mail."""
    if start == 0 or text[start - 1].isspace():
        return False
    token = text[max(0, start - 100) : start].split()[-1]
    return "://" in token or "www." in token or "@" in token


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    begins = not before or before.isspace() or (before >= "\u3040" and not "\ue000" <= before <= "\uf8ff")
    return begins and (end == len(text) or text[end] in _ENDS)


def _faces(text: str) -> Iterator[tuple[int, int]]:
    """``^_^`` and kaomoji."""
    if (
        "^" in text
        or "_" in text
        or "\xac" in text
        or "><" in text
        or ">.<" in text
        or ";-;" in text
        or "o.O" in text
        or "O.o" in text
    ):
        for match in _pattern(_FACE).finditer(text):
            if match["free"] or _is_free_face(text, match):
                yield match.span()
    if "\u30c4" in text or "\u0295" in text or "_" in text:
        for expression in (_SHRUG, _BEAR, _BOW):
            yield from (match.span() for match in _pattern(expression).finditer(text))
    if "(" in text:
        yield from (match.span() for match in _pattern(_OPEN).finditer(text))
        for match in _pattern(_ROUND).finditer(text):
            if is_kaomoji(match["face"]):
                yield _with_arms(text, match)
    if not text.isascii():
        yield from _laughs(text)


def _laughs(text: str) -> Iterator[tuple[int, int]]:
    """What Japanese and Chinese write for a face or a laugh."""
    for opening, expression in (("(", _LAUGH), ("[", _STICKER)):
        if opening in text:
            for match in _pattern(expression).finditer(text):
                if match["laugh"] in _known("laughs"):
                    yield match.span()
    if "w" not in text or not any(letter in text for letter in _COMMON):
        return
    for match in _pattern(_WWW).finditer(text):
        start, end = match.span()
        is_long = end - start > 1
        begins = start > 0 and (_BEFORE_WWW if is_long else _BEFORE_W).match(text, start - 1)
        if begins and (is_long or _AFTER_W.match(text, end)):
            yield start, end


def _is_free_face(text: str, match: "re.Match[str]") -> bool:
    """Whether a face without brackets is one: words and formulas have the same signs."""
    before, after = _around(text, *match.span())
    if after == "=" == before and (start := match.start()) > 0:
        before, after = _around(text, start - 1, match.end() + 1)
    if after and (after.isascii() and (after.isalnum() or after in "_^=/\\")):
        return False
    if match[0].startswith("^"):
        return not before.isdigit() and before not in ("^", ")", "_", "\\") and not _in_address(text, match.start())
    return before in _STARTS or before == "%" == after or not before.isascii()


def _with_arms(text: str, match: "re.Match[str]") -> tuple[int, int]:
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and before in _ARMS:
        start -= 1
    elif after == "\u3065" in match["face"]:
        end += 1
    elif before and before in _HANDS and after in _HANDS and not text[max(0, start - 2) : start - 1].isalnum():
        start, end = start - 1, end + 1
    return start, end


def _hearts(text: str) -> Iterator[tuple[int, int]]:
    if "<" not in text:
        return
    for match in _HEART.finditer(text):
        follows = text[match.end() : match.end() + 20]
        word = re.match(r"\s*([^\W\d_]*)", follows)
        if follows[:1].isalpha() or (word and word[1].lower() in _known("units")):
            continue
        if text[match.start() - 1 : match.start()] not in _STARTS:
            continue
        if _word_before(text, match.start()) not in _known("measures"):
            yield match.span()


def _words(text: str) -> Iterator[tuple[int, int]]:
    if "rz" in text or "\u56e7" in text or ("Z" in text and "OTZ" in text):
        yield from (match.span() for match in _PROSTRATE.finditer(text))
    if any(sign in text and any(face in text for face in faces) for sign, faces in _SOBBING.items()):
        yield from (match.span() for match in _SOBS.finditer(text))
    if "-.-" in text or ("=" in text and "= =" in text):
        yield from (match.span() for match in _BORED.finditer(text))
    if "\\" in text and "\\o/" in text:
        yield from (match.span() for match in _CHEER.finditer(text))
    if "xD" in text or "XD" in text:
        for match in _LAUGHING.finditer(text):
            after = text[match.end() : match.end() + 1]
            is_last = after in _SENTENCE_ENDS and _word_before(text, match.start()) not in _known("series")
            is_sure = is_last or match[0][0] == "x"
            if is_sure and not _in_address(text, match.start()):
                yield match.span()
