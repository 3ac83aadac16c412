"""Phone numbers in a text: written in digits, split, with letters for digits, or spelled out.

Order ids, dates, prices, sizes and part numbers are digits too, and many are valid phone numbers of some country. So
what stands around digits decides first, then how they are written, then the numbering plans.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from sanitizer.content.phone.labels import label_of
from sanitizer.content.phone.words import find_spelled
from sanitizer.content.reading import Reading
from sanitizer.lazy import lazy

__all__ = ["Phone", "find_phones"]


class Phone(NamedTuple):
    """A phone number: ``start`` and ``end`` are offsets of :attr:`Reading.text`."""

    start: int
    end: int
    certainty: Literal["sure", "likely"]
    """``sure`` with a plus sign, brackets or a word that asks to call; ``likely`` by its form and a numbering plan."""
    is_owned: bool
    """Whether it is said to be a carrier's, a manufacturer's or a warranty provider's."""


_BETWEEN = r"[ .\-/()\u00b7\u2022_*~|\u20e3\u30fc\u306e]{0,3}"
_RUN = lazy(rf"[0-9](?:{_BETWEEN}[0-9]){{6,}}")
"""Seven digits or more with what may stand between the groups of a number."""
_CLUSTER = lazy(rb"0(?:[^0]{0,3}0){6,}")
"""Digits that are near each other, in :func:`_marked` text: where there is none, no run is looked for."""
_SINGLES = lazy(r"[0-9](?: ?[,;:] ?[0-9](?![0-9])){6,}")
_ORDINARY = lazy(r"\d{3}-\d{7}-\d{7}|[0-3]?\d([-./])[0-3]?\d\1(?:19|20)\d\d|(?:19|20)\d\d([-./])[01]?\d\2[0-3]?\d")
"""An order id or a date: the digits of most messages, which need no closer look."""
_BROKEN = lazy(rf"\+\d(?:{_BETWEEN}\n?\d){{6,14}}")
_MASK = lazy(
    r"(?=[\d\u20ac$\u00a3\u00a5])(?:(?<!\d)(?<!\d[-./])(?:"
    r"\d{3}-\d{7}-\d{7}"
    r"|(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1[0-3]?\d"
    r"|[0-3]?\d([-./])[0-3]?\d\2(?:(?:19|20)\d\d|\d\d)"
    r"|20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r")(?![-./]?\d)"
    r"|(?<![\d-])(?:[01]\d|2[0-3])[0-5]\d ?- ?(?:[01]\d|2[0-4])[0-5]\d(?![\d-])"
    r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?: ?(?:-|to|bis|\u00e0|a|~) ?\d{1,2}:\d\d)?"
    r"|[\u20ac$\u00a3\u00a5] ?\d[\d., ]{0,14}"
    r"|(?<!\d)\d[\d.,' ]{0,14}(?:[\u20ac$\u00a3\u00a5\u5186\u5143%\u2103\u00b0\u00d7]|(?:EUR|USD|GBP|JPY|CNY|mm|cm"
    r"|m|km|kg|g|ml|l|mAh|Ah|Wh|W|V|Hz|kHz|MHz|GHz|KB|MB|GB|TB|px|dpi|rpm|lbs?|oz|in|ft)(?![^\W_]))"
    r"|(?<![\w.,+-])(?:\d{1,3}(?:,\d{3}){2,}|[1-9]\d{0,2}(?: 000){2,})(?!\d)"
    r"|(?<![\w.])[1-9]?\d\.\d{4,}(?![\d.-])"
    r"|(?<!\w)\d{1,5}(?:[.,]\d{1,3})?(?: ?[x\u00d7] ?\d{1,5}(?:[.,]\d{1,3})?){1,3})"
)
"""Order ids, dates, times, money, amounts with a unit, sizes."""
_LATIN = "A-Za-z\u00c0-\u024f"
_LETTERS = lazy(rf"[\doOlI](?<![{_LATIN}0-9].)(?:(?<=\d)|(?=[oOlI]*\d))[\doOlI]+(?![{_LATIN}0-9])")
_LETTERS_ALONE = lazy(r"[oOlI](?<=\d[-. ].)[oOlI]{1,3}(?=[-. ]\d)")
_LETTER_BY_DIGIT = lazy(r"[0-9][ .-]?[oOlI]{1,4}(?![A-Za-z\u00c0-\u024f_])")
_MAYBE_LETTER_BY_DIGIT = lazy(rb"0[ .-]?[oOlI]{1,4}(?![A-RT-Za-z_])")
"""The same in :func:`_marked` text, where letters of other languages are not told."""
_RUN_WITH_LETTERS = lazy(rf"[0-9oOlI](?:{_BETWEEN}[0-9oOlI]){{6,}}")
_TOLD = lazy(
    r"(?:letters?(?!\w)|lettres|letras|lettere|buchstaben|\u6587\u5b57|\u5b57\u6bcd|\u82f1\u5b57)[^\d.!?:\n]{0,40}",
    re.IGNORECASE,
)
"""What says that letters stand for digits: then more letters may."""
_RUN_WITH_TOLD = lazy(rf"(?<![{_LATIN}])[0-9oOlISBEZG](?:{_BETWEEN}[0-9oOlISBEZG]){{7,}}(?![{_LATIN}])")
_NEAR = 30
"""Characters within which a letter for a digit has the six others of a run."""
_DIALLED = lazy(r"(?<!\w)marque (?:el |al )?\Z", re.IGNORECASE)
"""What in Spanish asks to dial is a brand in French, of which nobody spells the digits."""
_FOR_DIGITS = str.maketrans("oOlI", "0011")
_FOR_DIGITS_TOLD = str.maketrans("oOlISBEZG", "001158326")
_ONE_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_TOLL_FREE = "8(?:00|33|44|55|66|77|88)"
_MAYBE_VANITY = lazy(rf"{_TOLL_FREE}\)?[-. ][A-Z0-9-]{{0,4}}[A-Z]{{3}}")
_VANITY = lazy(rf"(?<!\d)(?:1[-. ])?\(?{_TOLL_FREE}\)?[-. ][A-Z0-9]{{0,3}}-?[A-Z]{{3}}[A-Z0-9-]{{0,8}}(?!\w)")
_SPLIT = lazy(r"[ ]*[/|~][ ]+|[ ]{2,}|[ ]-[ ]|[/|](?=0|\+)|[ ](?=\+)")
_TRUNK = lazy(r"[ ](?=0[1-9])")
"""Where a number may begin within digits, by the prefix for calls within a country."""
_NORTH_AMERICAN = lazy(r"(?:1[-. ])?\(?[2-9]\d\d\)?[-. ]{1,2}\d{3}[-. ]\d{4}")
_MOBILE = lazy(r"0(?:1[567]\d{8,9}|7\d{9}|[67]\d{8}|[789]0\d{8})|1[3-9]\d{9}")
"""Mobile numbers as people write them without a blank: German, British, French, Japanese, Chinese."""
_GROUPED_MOBILE = lazy(r"0[789]0([-. \u30fc])\d{4}\1\d{4}|1[3-9]\d([- ])\d{4}\2\d{4}")
"""Japanese and Chinese ones with blanks or hyphens."""
_OCTETS = lazy(r"\d{1,3}(?:\.\d{1,3}){3}")
_THOUSANDS = lazy(r"[2-9](?:[ .]\d{3}){3}")
_LONGEST = 15
"""Digits of the longest number (ITU-T E.164)."""
_COUNT = "0123456789012345678909876543210987654321"


def find_phones(reading: Reading, regions: tuple[str, ...]) -> list[Phone]:
    """The phone numbers of a text, in order; numbers without a country are read with the plans of ``regions``."""
    found = [*_in_digits(reading, regions), *_in_words(reading)]
    found.sort(key=lambda phone: (phone.start, -phone.end))
    apart: list[Phone] = []
    for phone in found:
        if not apart or phone.start >= apart[-1].end:
            apart.append(phone)
    return apart


def _in_words(reading: Reading) -> Iterator[Phone]:
    for start, end, count, needs_label in find_spelled(reading):
        label = label_of(reading.text, start, end)
        is_other = label.kind == "other" and not _DIALLED.search(reading.text, max(0, start - 12), start)
        if not is_other and (label.kind != "none" or not needs_label):
            sure = label.kind != "none" or count > 8
            yield Phone(start, end, "sure" if sure else "likely", label.is_owned)


def _in_digits(reading: Reading, regions: tuple[str, ...]) -> Iterator[Phone]:
    text, clusters = _clusters(reading.text)
    for match in _within(clusters, _RUN, text):
        if not (_ORDINARY.fullmatch(match[0]) or _is_in_word(text, match.start())):
            for start, end in _candidates(text, *match.span()):
                yield from _judged(text, start, end, regions)
    if _MAYBE_VANITY.search(text):
        for match in _VANITY.finditer(text):
            yield Phone(*match.span(), "sure", label_of(reading.text, *match.span()).is_owned)
    for match in _within(clusters, _SINGLES, text):
        yield from _judged(text, *match.span(), regions)
    if "+" in text and "\n" in text:
        for match in _BROKEN.finditer(text):
            yield from _judged(text, match.start() + 1, match.end(), regions)


def _clusters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Where seven digits or more are near each other, and the text with digits for letters that stand for them."""
    marked = _marked(text)
    if _MAYBE_LETTER_BY_DIGIT.search(marked) and _TOLD.search(text):
        text = _TOLD.sub(lambda match: " " * len(match[0]), text)  # which speaks of digits that are no others
        text = _RUN_WITH_TOLD.sub(lambda match: match[0].translate(_FOR_DIGITS_TOLD), text)
        marked = _marked(text)
    clusters = [match.span() for match in _CLUSTER.finditer(marked)]
    if any(text[run.start() - 1 : run.start()] in ("o", "O", "l", "I") for run in _within(clusters, _RUN, text)) or any(
        (letter := _LETTER_BY_DIGIT.match(text, found.start()))
        and _RUN_WITH_LETTERS.search(text, max(0, letter.start() - _NEAR), letter.end() + _NEAR)
        for found in _MAYBE_LETTER_BY_DIGIT.finditer(marked)
    ):
        for letters in (_LETTERS, _LETTERS_ALONE):
            text = letters.sub(lambda match: match[0].translate(_FOR_DIGITS), text)
        clusters = [match.span() for match in _CLUSTER.finditer(_marked(text))]
    return text, clusters


def _marked(text: str) -> bytes:
    """The text with one byte for each character, 0 for all digits: a known byte is found ten times as fast as a set."""
    return text.encode("ascii", "replace").translate(_ONE_DIGIT)


def _within(spans: Iterable[tuple[int, int]], pattern: "re.Pattern[str]", text: str) -> "list[re.Match[str]]":
    return [match for start, end in spans for match in pattern.finditer(text, start, end)]


def _candidates(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of a run of digits may be a phone number, without order ids, dates, prices and sizes."""
    first = max(0, start - 24)
    window = text[first : end + 12]
    masked = _MASK.sub(lambda match: "\0" * len(match[0]), window)
    for match in _RUN.finditer(masked, start - first, end - first):
        begin, past = match.start() + first, match.end() + first
        if _digits(match[0]) <= _LONGEST:
            yield begin, past
        else:
            yield from _pieces(text, begin, past)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers of a list of numbers."""
    for begin, past in _split(_SPLIT, text, start, end):
        if _digits(text[begin:past]) <= _LONGEST:
            yield begin, past
        elif text[begin] == "0":
            yield from (
                piece for piece in _split(_TRUNK, text, begin, past) if _digits(text[slice(*piece)]) <= _LONGEST
            )


def _split(gaps: "re.Pattern[str]", text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cursor = start
    for gap in gaps.finditer(text, start, end):
        if _digits(text[cursor : gap.start()]) > 6:
            yield cursor, gap.start()
            cursor = gap.end()
    if _digits(text[cursor:end]) > 6:
        yield cursor, end


def _digits(shown: str) -> int:
    return sum(map(str.isdecimal, shown))


def _judged(text: str, start: int, end: int, regions: tuple[str, ...]) -> Iterable[Phone]:
    """The phone number at ``text[start:end]``, if it is one."""
    shown = text[start:end]
    begin, has_plus, has_bracket = _opening(text, start, shown)
    if _is_attached(text, begin, end):
        return ()
    number = " ".join(re.findall(r"\d+", shown))
    digits = number.replace(" ", "")
    if has_plus:
        number = f"+{number}"
    elif number.startswith("00") and _is_assigned(f"+{number[2:].lstrip()}", regions):
        has_plus = True
    label = label_of(text, begin, end)
    is_told_apart = _is_told_apart(shown, digits)
    if label.kind == "other" and not (number[0] == "+" and _is_assigned(number, regions)):
        return ()
    certainty: Literal["sure", "likely"] = "sure"
    if label.kind == "call" or is_told_apart:
        is_phone = True
    elif has_plus:
        is_phone = len(digits) > 8 or label.kind == "reach"
    elif label.kind == "topic":
        is_phone = shown != digits and _is_likely(shown, number, digits, regions)
    elif has_bracket or label.kind == "reach":
        is_phone = _is_shaped(shown, number, digits, regions)
    else:
        certainty = "likely"
        is_phone = digits not in _COUNT and len(digits) > 8 and _is_likely(shown, number, digits, regions)
    return (Phone(begin, end, certainty, label.is_owned),) if is_phone else ()


_APART = lazy(r"\d(?:(?:[^\w]|_){1,3}\d(?!\d)){8,}")
"""Digits one by one, as many as a number with its area has."""


def _is_told_apart(shown: str, digits: str) -> bool:
    """Whether something stands between all digits, which are not in the order in which one counts: ``6*7*1 5*5*0``."""
    return _APART.fullmatch(shown) is not None and "".join(sorted(digits)) != digits and len(set(digits)) > 2


def _opening(text: str, start: int, shown: str) -> tuple[int, bool, bool]:
    """Where the number begins with what stands before its digits; whether that is a plus sign or a bracket."""
    begin = start
    has_bracket = ")" in shown[2:8] and (text[begin - 1 : begin] == "(" or "(" in shown)
    if text[begin - 1 : begin] == "(":
        begin -= 1
    blank = text[begin - 1 : begin] == " "
    if text[begin - 1 - blank : begin - blank] == "+" and not text[begin - 2 - blank : begin - 1 - blank].isalnum():
        return begin - 1 - blank, True, has_bracket
    return begin if has_bracket else start, False, has_bracket


def _is_attached(text: str, start: int, end: int) -> bool:
    """Whether the digits are a piece of something longer: of a part number, an address, an amount."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    if (
        behind[:1].isascii()
        and (behind[:1].isalpha() or behind[:1] in ("_", "@", "="))
        and not re.match(r"x ?\d|ext", behind)
    ):
        return True
    if behind[:1] in ("-", "/", ".") and behind[1:].isascii() and behind[1:].isalpha():
        return not _goes_on(text, start, end)
    if before[-1:] in ("#", "_", "@", "=", "&", "\u2116", "$", "\u20ac", "\u00a3"):
        return True
    if before[-1:] in ("-", "/", ".") and before[:1].isascii() and before[:1].isalnum():
        return not _calls(text, start)
    return _is_in_word(text, start)


def _is_in_word(text: str, start: int) -> bool:
    """Whether a letter stands against the digits that is not of a word that asks to call."""
    before = text[start - 1 : start]
    return before.isascii() and before.isalpha() and not _calls(text, start)


_WORD_BEHIND = lazy(r"[/.][^\W\d_]{3,}(?![\w/])|[/.][^\W\d_]{1,2} ")


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence goes on behind digits that are to be called: ``718.555.0191/leave a message``."""
    return _WORD_BEHIND.match(text, end) is not None and label_of(text, start, end).kind == "call"


_CALLS = lazy(r"(?:tel|phone|call|fax|whatsapp|mobil|cell|wa\.me|hotline)[-/.:]?$", re.IGNORECASE)
_ADDS = lazy(r"(?<![a-z0-9])(?:wx|vx|v|wechat|weixin)[-:]?$", re.IGNORECASE)
_CHINESE_MOBILE = lazy(r"1[3-9]\d([- ]?)\d{4}\1\d{4}(?!\d)")


def _calls(text: str, start: int) -> bool:
    """Whether a word that asks to call stands against the digits."""
    if _CALLS.search(text, max(0, start - 12), start):
        return True
    return _CHINESE_MOBILE.match(text, start) is not None and _ADDS.search(text, max(0, start - 8), start) is not None


def _is_shaped(shown: str, number: str, digits: str, regions: tuple[str, ...]) -> bool:
    """Whether digits that may be called look like a phone number."""
    is_written_so = shown != digits or digits[0] == "0" or len(digits) > 8
    return is_written_so and (digits[0] == "0" or len(digits) < 12 or _is_assigned(number, regions))


def _is_likely(shown: str, number: str, digits: str, regions: tuple[str, ...]) -> bool:
    """Whether digits that nobody asks to call are written as a phone number is."""
    if shown == digits:
        return _MOBILE.fullmatch(digits) is not None
    if _OCTETS.fullmatch(shown) or _THOUSANDS.fullmatch(shown):
        return False
    if _NORTH_AMERICAN.fullmatch(shown) or _GROUPED_MOBILE.fullmatch(shown):
        return True
    return _is_assigned(number, regions)


def _is_assigned(number: str, regions: tuple[str, ...]) -> bool:
    from sanitizer.content.phone.plans import is_assigned  # loads the plans, which most texts never need

    return is_assigned(number, regions)
