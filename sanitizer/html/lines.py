"""How high lines of text and pictures are, at least and at most.

Words are as wide as in the default font, in other scripts letters are of an average width, and pictures of the size
that they declare. What has no known size is between nothing and far too much.
"""

import math
from itertools import islice

from sanitizer.html import css, geometry, images, letters
from sanitizer.html.boxes import Boxes
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.spacing import descent, line_height

__all__ = ["Line"]

_WIDEST, _NARROWEST = 0.5, 0.3
"""Width of a letter in the default font as a share of its size, at most and at least, over many letters."""
_WIDER, _NARROWER = 1.02, 0.95
"""Width of a word at most and at least, as a share of that in the default font."""
_BOLDER = 1.08
"""Width of bold letters as a share of that of others."""
_BOLD = frozenset("b strong th h1 h2 h3 h4 h5 h6".split())
_AROUND = 4
"""Elements around a text that are asked whether it is bold."""
_LEAST_WIDTH = 50.0
"""CSS pixels of a column, at least."""
_UNKNOWN = 2000.0
"""Pixels that a picture of unknown size may have."""
_PORTRAIT = 2.0
"""Height of a picture of which only the width is known, at most, as a share of it."""
_SHRUNK = 0.5
"""Height of a picture of declared size whose width a narrow box makes smaller, at least, as a share of it."""


class Line:
    """Text and pictures that follow each other, in one line or several."""

    __slots__ = (
        "boxes",
        "breaks",
        "first",
        "has_ink",
        "letters",
        "picture",
        "picture_most",
        "pictures",
        "pictures_width",
        "size",
        "words",
    )

    def __init__(self, boxes: Boxes) -> None:
        self.boxes = boxes
        self.first: Node | None = None
        self.has_ink = False
        self.letters = 0.0
        """Those whose width is not known, times the size of each."""
        self.words: list[letters.Words] = []
        self.breaks = 0
        """Lines that preformatted text ends."""
        self.size = 0.0
        self.pictures = 0
        self.picture = self.picture_most = self.pictures_width = 0.0

    def add(self, node: Node, text: str, size: float) -> None:
        """Go on with a node and what is seen of its text, in a font of so many CSS pixels."""
        is_ink = bool(text) or not isinstance(node, (Text, Element))
        if self.first is None or (is_ink and not self.has_ink):
            self.first = node
        self.has_ink = self.has_ink or is_ink
        if text and (words := letters.words(text, size * (_BOLDER if _is_bold(node) else 1.0))) is not None:
            self.words.append(words)
        elif text:
            self.letters += len(text) * size
        self.size = max(self.size, size)

    def add_picture(self, element: Element, size: float, narrow: float, *, is_lowest: bool) -> bool:
        """Go on with a picture in text of ``size`` pixels, in a box of at least ``narrow`` pixels of width.

        ``is_lowest`` has it as low as it may be where its height is not known. Whether it is.
        """
        self.add(element, "", size)
        if not self.has_ink:
            self.first, self.has_ink = element, True
        width, least, most, is_known = _picture(element, narrow, self.boxes)
        if is_lowest and not is_known:
            most = least
        self.picture = max(self.picture, least)
        self.picture_most = max(self.picture_most, most)
        self.pictures += 1
        self.pictures_width += width
        return is_known

    def height(self, wide: float, narrow: float) -> tuple[float, float]:
        """Pixels that it takes at least and at most, between so much width and so little."""
        narrow = max(narrow, _LEAST_WIDTH)
        line = line_height(self.size)
        fewest, many = self._lines(max(wide, narrow), narrow)
        least, most = fewest * line, many * line
        if self.picture_most:
            least = max(least, self.picture)
            rows = min(1 + math.floor(self.pictures_width / narrow), self.pictures)
            has_words = many > 0 or self.pictures > 1  # white space between two pictures counts
            below = descent(self.size) if has_words or self.boxes.has_struts else 0.0
            most += rows * (self.picture_most + below)
        return least + self.breaks * line, max(most, line) + self.breaks * line

    def _lines(self, wide: float, narrow: float) -> tuple[int, int]:
        """How many lines its text fills at least and at most."""
        exact = sum(map(sum, self.words))
        if not self.letters and not exact:
            return 0, 0
        if self.letters:
            least, most = self.letters * _NARROWEST + exact * _NARROWER, self.letters * _WIDEST + exact * _WIDER
            return max(math.floor(least / wide), 1), math.ceil(most / narrow)
        spaces = letters.space(self.size)
        return letters.lines(self.words, spaces, wide / _NARROWER), letters.lines(self.words, spaces, narrow / _WIDER)


def _is_bold(text: Node) -> bool:
    above = [each for each in islice(text.ancestors, _AROUND) if isinstance(each, Element)]
    return any(each.tag in _BOLD or "bold" in (each.attr("style") or "") for each in above)


def _picture(element: Element, narrow: float, boxes: Boxes) -> tuple[float, float, float, bool]:
    """The width of a picture, its height at least and at most, in pixels, and whether anything tells its height."""
    width, height = images.shown_size(element, boxes.pictures)
    given, tall = (images.dimension(element.attr(name) or "") for name in ("width", "height"))
    if width is None and given is not None and not given.unit:
        width = given.number
    if height is not None:
        return width or 0.0, height, height, True
    if width is None:
        return _UNKNOWN, 0.0, _UNKNOWN, False
    if given is not None and tall is not None and given.number and not given.unit and not tall.unit:
        most = css.parse_length(geometry.values(element.attr("style") or "").get("max-width", ""))
        if most is not None and most.unit != "%":
            width = min(width, css.in_pixels(most, boxes.width) or width)
        height = width * tall.number / given.number
        share = 1.0
        if most is not None and most.unit == "%":
            share = min(max(narrow * most.number / 100 / width, _SHRUNK), 1.0) if width else 1.0
        return width, height * share, height, True
    return width, 0.0, width * _PORTRAIT, False
