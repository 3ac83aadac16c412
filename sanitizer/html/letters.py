"""How wide words are in the browser's default font, and how many lines they fill."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, repeat

__all__ = ["Words", "lines", "share_of", "space", "words"]

_TIMES = {
    180: "'", 200: "|", 250: " ,.\xa0", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 408: '"', 444: "?acez",
    469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxy", 541: "~", 556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR",
    722: "ADGHKNOQUVXYw", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W",
}  # fmt: skip
"""Letters by their width in Times, which browsers show where no font is named, in thousandths of the size of the font
(Adobe's metrics of Times-Roman)."""
_OTHER = 500
"""That of any other."""
_UNIT = 5
"""Thousandths by which the letters of long texts are told apart, so that a width is one byte."""
_BREAKS = re.compile(rb"[^ \t\r\n\f-]+-*|-+")
_LONGEST = 8192
"""Letters of a text that are measured; what is longer is reckoned by the number of its letters."""

Words = list[float]
"""Widths in CSS pixels of what a line is not broken inside."""


@cache
def _shares() -> dict[str, float]:
    return {letter: width / 1000 for width, letters in _TIMES.items() for letter in letters}


@cache
def _bytes() -> bytes:
    widths = bytearray([_OTHER // _UNIT]) * 256
    for width, letters in _TIMES.items():
        for letter in letters:
            widths[ord(letter)] = round(width / _UNIT)
    return bytes(widths)


def share_of(text: str) -> float:
    """The width of a text as a share of the size of its font."""
    return sum(map(_shares().get, text, repeat(_OTHER / 1000)))


def words(text: str, size: float) -> Words | None:
    """The words of a text in a font of so many pixels; ``None`` for a long one and one in other scripts than Latin."""
    if len(text) > _LONGEST:
        return None
    try:
        encoded = text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    scale = size * _UNIT / 1000
    return [sum(word.translate(_bytes())) * scale for word in _BREAKS.findall(encoded)]


def space(size: float) -> float:
    """Pixels between two words in a font of so many."""
    return size / 4


def lines(given: Sequence[Words], spaces: float, room: float) -> int:
    """How many lines of so many pixels words fill that have ``spaces`` pixels between them."""
    count, left = 0, 0.0
    for width in chain.from_iterable(given):
        if count and width + spaces <= left:
            left -= width + spaces
        else:
            count, left = count + 1, room - width
    return count
