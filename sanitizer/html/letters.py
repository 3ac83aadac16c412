"""How wide words are in the browser's default font, and how many lines they fill."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

__all__ = ["Words", "lines", "space", "words"]

_WIDTHS = (
    (34, "|"), (36, "'"), (50, " ,."), (56, "/:;\\ijlt"), (67, "!()-I[]`fr"), (78, "Js"), (82, '"'), (89, "?acez"),
    (94, "^"), (96, "{}"), (100, "#$*0123456789_bdghknopquvxy"), (108, "~"), (111, "FPS"), (113, "+<=>"),
    (122, "ELTZ"), (133, "BCR"), (144, "ADGHKNOQUVXYw"), (156, "&m"), (167, "%"), (178, "M"), (184, "@"), (189, "W"),
)  # fmt: skip
"""Letters by their width in Times, in parts of the size of the font (Adobe's metrics of Times Roman)."""
_UNITS = 200
_OTHER = 100
"""Width of any other letter of the Latin alphabets."""
_BREAKS = re.compile(r"[^ \t\r\n\f-]+-*|-+")
_LONGEST = 8192
"""Letters of a text that are measured; what is longer is reckoned by the number of its letters."""

Words = list[float]
"""Widths in CSS pixels of what a line is not broken inside."""


@cache
def _table() -> bytes:
    widths = bytearray([_OTHER]) * 256
    for width, letters in _WIDTHS:
        for letter in letters:
            widths[ord(letter)] = width
    return bytes(widths)


def words(text: str, size: float) -> Words | None:
    """The words of a text in a font of so many pixels; ``None`` for a long one and one in other scripts than Latin."""
    if len(text) > _LONGEST:
        return None
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return None
    scale = size / _UNITS
    return [sum(word.encode("cp1252").translate(_table())) * scale for word in _BREAKS.findall(text)]


def space(size: float) -> float:
    """Pixels between two words in a font of so many."""
    return size / 4


def lines(given: Sequence[Words], spaces: float, room: float) -> int:
    """How many lines of so many pixels words fill that have ``spaces`` pixels between them."""
    count, left = 0, 0.0
    for width in _all(given):
        if count and width + spaces <= left:
            left -= width + spaces
        else:
            count, left = count + 1, room - width
    return count


def _all(given: Sequence[Words]) -> Iterator[float]:
    for each in given:
        yield from each
