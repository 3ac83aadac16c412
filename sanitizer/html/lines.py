"""How high lines of text and pictures are, at least and at most.

Letters are taken to be of an average width, pictures of the size that they declare. What has no known size is between
nothing and far too much.
"""

import math

from sanitizer.html import css, geometry, images
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.pictures import Pictures
from sanitizer.html.spacing import descent, line_height

__all__ = ["Line"]

_WIDEST, _NARROWEST = 0.5, 0.3
"""Width of a letter in the default font as a share of its size, at most and at least, over many letters."""
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
        "breaks",
        "first",
        "has_ink",
        "letters",
        "picture",
        "picture_most",
        "pictures",
        "pictures_width",
        "size",
    )

    def __init__(self) -> None:
        self.first: Node | None = None
        self.has_ink = False
        self.letters = 0.0
        """Times the size of each."""
        self.breaks = 0
        """Lines that preformatted text ends."""
        self.size = 0.0
        self.pictures = 0
        self.picture = self.picture_most = self.pictures_width = 0.0

    def add(self, node: Node, letters: float, size: float) -> None:
        """Go on with a node; ``letters`` is the size of its font in CSS pixels times how many it has."""
        is_ink = letters > 0 or not isinstance(node, (Text, Element))
        if self.first is None or (is_ink and not self.has_ink):
            self.first = node
        self.has_ink = self.has_ink or is_ink
        self.letters += letters
        self.size = max(self.size, size)

    def add_picture(
        self, element: Element, size: float, message: float, pictures: Pictures, *, is_lowest: bool
    ) -> bool:
        """Go on with a picture in text of ``size`` pixels, in a message of so many pixels of width.

        ``is_lowest`` has it as low as it may be where its height is not known. Whether it is.
        """
        self.add(element, 0.0, size)
        if not self.has_ink:
            self.first, self.has_ink = element, True
        width, least, most, is_known = _picture(element, message, pictures)
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
        least = max(math.floor(self.letters * _NARROWEST / max(wide, narrow)), 1) * line if self.letters else 0.0
        most = math.ceil(self.letters * _WIDEST / narrow) * line
        if self.picture_most:
            least = max(least, self.picture)
            rows = min(1 + math.floor(self.pictures_width / narrow), self.pictures)
            most += rows * (self.picture_most + descent(self.size))
        return least + self.breaks * line, max(most, line) + self.breaks * line


def _picture(element: Element, message: float, pictures: Pictures) -> tuple[float, float, float, bool]:
    """The width of a picture, its height at least and at most, in pixels, and whether anything tells its height."""
    width, height = images.shown_size(element, pictures)
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
            width = min(width, css.in_pixels(most, message) or width)
        height = width * tall.number / given.number
        return width, height if most is None or most.unit != "%" else height * _SHRUNK, height, True
    return width, 0.0, width * _PORTRAIT, False
