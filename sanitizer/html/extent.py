"""The height of boxes that hold nothing that is seen."""

from itertools import islice

from sanitizer.html import images
from sanitizer.html.dom import Element, Text
from sanitizer.html.spacing import Edges, edges, line_height
from sanitizer.html.typography import MEDIUM

__all__ = ["TINY", "WHITE", "Frame", "extent", "highest", "is_picture"]

WHITE = " \t\n\r\f"
TINY = 3.0
"""CSS pixels; an image no larger either way shows nothing."""
_LOOKED_AT = 64
"""Elements in an empty one that are asked for their height."""


class Frame:
    """What an open element hands to what it holds."""

    __slots__ = ("cell_padding", "font", "is_flexible", "is_middle", "is_preformatted", "size", "spacing")

    def __init__(self, around: "Frame | None", own: Edges) -> None:
        self.font, self.size = own.font, own.font.pixels
        self.is_preformatted = own.is_preformatted
        self.is_middle = own.is_middle
        self.is_flexible = own.is_flexible
        if around is None:
            self.cell_padding, self.spacing = own.cell_padding, own.spacing
            return
        if own.is_preformatted is None:
            self.is_preformatted = around.is_preformatted
        if own.display == "table":
            self.is_middle = None
            self.cell_padding, self.spacing = own.cell_padding, own.spacing
            return
        self.cell_padding, self.spacing = around.cell_padding, around.spacing
        if own.is_middle is None and own.display in ("row", "cell", "block"):
            self.is_middle = around.is_middle


def extent(element: Element, own: Edges, around: Frame, message: float) -> tuple[float, float]:
    """Pixels that an element without content takes between its margins, and those it takes without its height.

    ``message`` is the width of the message.
    """
    if own.display == "none":
        return 0.0, 0.0
    frame = Frame(around, own)
    lines = inner = 0.0
    has_line = False
    for child in element.children:
        if isinstance(child, Text):
            if child.data.strip(WHITE):
                has_line = True
        elif not isinstance(child, Element):
            continue
        elif child.tag == "br":
            lines += line_height(frame.size)
            has_line = False
        elif child.tag == "img":
            inner = max(inner, images.size_of(child).height or 0.0)
            has_line = True
        else:
            inside = edges(child, frame.font, message)
            pixels, _ = extent(child, inside, frame, message)
            if own.display == "row":
                inner = max(inner, pixels)
            elif inside.display == "inline":
                lines = max(lines, pixels)
            elif pixels:
                inner += pixels + inside.sides[0].pixels + inside.sides[3].pixels
    if has_line:
        lines += line_height(frame.size)
    if own.display == "table" and inner:
        inner += frame.spacing * 2
    padding = own.sides[1].pixels + own.sides[2].pixels
    if own.display == "cell":
        padding = sum(around.cell_padding if side.declaration is None else side.pixels for side in own.sides[1:3])
    floor = inner + lines + padding
    height = own.height.pixels if own.height is not None else 0.0
    return (max(floor, height) if own.is_least else height), floor


def highest(element: Element, message: float) -> Element | None:
    """What declares the greatest height in an element without content; ``None`` where nothing does."""
    found, pixels = None, 0.0
    for inner in islice(element.iter_elements(), _LOOKED_AT):
        height = edges(inner, MEDIUM, message).height
        if height is not None and height.pixels > pixels:
            found, pixels = inner, height.pixels
    return found


def is_picture(element: Element, size: images.Size) -> bool:
    if size.is_within(TINY) or images.is_spacer(element.attr("src") or ""):
        return False
    return not any(side is not None and side <= 1 for side in size)
