"""How high boxes are and where in them content stands, reckoned loosely: each place as the least and the most pixels.

What follows from the least and the most holds in any browser.
"""

import math
from heapq import nlargest

from sanitizer.html import css, geometry, room
from sanitizer.html.boxes import Box, Boxes, Item
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.extent import Frame, extent
from sanitizer.html.lines import Line
from sanitizer.html.spacing import Edges, descent, line_height
from sanitizer.html.visibility import BLANK

__all__ = ["Column", "Heights", "Piece", "height_of", "is_row"]

_DEEPEST = 48
"""Boxes in each other that are measured."""
_LETTERS = 64
"""Letters that take as long to measure as a node."""


class Piece:
    """Some content, and the places of its upper and lower end in pixels: the least and the most of each."""

    __slots__ = ("bottom", "bottom_most", "top", "top_most")

    def __init__(self, top: float, top_most: float, bottom: float, bottom_most: float) -> None:
        self.top, self.top_most = top, top_most
        self.bottom, self.bottom_most = bottom, bottom_most

    def move(self, least: float, most: float) -> None:
        """Put it further down."""
        self.top += least
        self.bottom += least
        self.top_most += most
        self.bottom_most += most


class Column:
    """One of several boxes side by side: its pieces, how high it is, and which share of a free height is above it."""

    __slots__ = ("fall", "fall_most", "high", "low", "pieces")

    def __init__(self, low: float, high: float, pieces: list[Piece], fall: tuple[float, float]) -> None:
        self.low = low
        self.high = high
        self.pieces = pieces
        self.fall, self.fall_most = fall


def height_of(boxes: Boxes, box: Box, most: float, enough: float, steps: int) -> tuple[float, bool, int]:
    """Pixels that the content of a box takes in a width of at most ``most``, rather too many; and steps left.

    Pictures of which nobody knows how high they are count as low as they may be; between the two it says whether there
    are none. Stops where the pixels come to ``enough``, and says so where it would take more than ``steps`` nodes.
    """
    heights = Heights(boxes, room.room_of(box[0], most), steps, enough, is_lowest=True)
    heights.content(box)
    return (enough if heights.is_lost else min(heights.high, enough)), heights.is_known, heights.steps


def is_row(box: Box) -> bool:
    """Whether all that a box holds stands side by side, in a row of a table or a flexible box of one line."""
    element, own, _, items = box
    if own.tag == "tr":
        return True
    return (
        own.is_flexible
        and all(isinstance(item, tuple) and item[1].is_column for item in items)
        and "wrap" not in (element.attr("style") or "").lower().replace("nowrap", "")
    )


class Heights:
    """Lays out boxes below each other from a height of 0."""

    def __init__(
        self, boxes: Boxes, width: float, steps: int, enough: float = math.inf, *, is_lowest: bool = False
    ) -> None:
        self.boxes = boxes
        self.holds, self.rows = boxes.holds, boxes.rows
        self.is_lowest = is_lowest
        """Whether pictures of unknown height are taken to be as low as they may be."""
        self.is_known = True
        """Whether there was no such picture."""
        self.measured: Element | None = None
        """The box whose content is measured, without the height that it declares."""
        self.enough = enough
        """Pixels at most after which no more is laid out."""
        self.width = width
        self.steps = steps
        """Nodes that may yet be looked at."""
        self.low = self.high = 0.0
        self.pieces: list[Piece] = []
        self.places: dict[Node, Piece] = {}
        """The pieces by what is first in them; of a row of columns, where its content begins."""
        self.margin = 0.0
        """The last margin, with which the next one may collapse."""
        self.line = Line(boxes)
        self.depth = 0

    @property
    def is_lost(self) -> bool:
        """Whether not everything was measured."""
        return self.steps <= 0

    def content(self, box: Box) -> None:
        """Lay out what a box holds."""
        element, own, frame, items = box
        self.measured = element
        wide, narrow = room.within(element, self.width, self.width)
        if own.display == "cell" and narrow < self.width:
            least = room.least_of_column(self.boxes, box)
            wide, narrow = max(wide, least), max(narrow, least)
        if is_row(box):
            self.row(box, wide, narrow, is_bare=True)
        else:
            self._items(element, frame, items, wide, narrow)
        self._end_line(wide, narrow)

    def row(self, box: Box, wide: float, narrow: float, *, is_bare: bool = False) -> list[Column]:
        """Lay out what stands side by side; those that hold something.

        ``is_bare`` leaves out the height that the row declares, and what holds nothing.
        """
        element, own, frame, items = box
        cells = [item for item in items if isinstance(item, tuple) and item[1].display != "none"]
        if is_bare:
            cells = [cell for cell in cells if cell[0] in self.holds]
        top, top_most, first = self.low, self.high, len(self.pieces)
        columns: list[Column] = []
        height = 0.0
        if not is_bare:
            height = max(own.height.pixels if own.height is not None else 0.0, self._height_around(element))
        low, high = top + height, top_most + height
        ends = [(top_most + height, -1)]
        for cell, widths in zip(cells, room.shared(cells, wide, narrow, self.boxes.pictures), strict=True):
            self.low, self.high, self.margin = top, top_most, 0.0
            start = len(self.pieces)
            self._box(cell, frame, *widths)
            if cell[0] in self.holds:
                self._end_line(wide, narrow)
                columns.append(Column(self.low, self.high, self.pieces[start:], _fall(cell, element)))
            ends.append((self.high, len(columns) - 1 if cell[0] in self.holds else -1))
            low, high = max(low, self.low), max(high, self.high)
            if high >= self.enough:
                break
        self.low, self.high, self.margin = low, high, 0.0
        ends = nlargest(2, ends)
        for index, column in enumerate(columns):
            highest = max(end for end, at in ends if at != index) if len(ends) > 1 else high
            more = highest - top_most - (column.low - top)  # what is unknown of the places above counts once
            if more > 0 and column.fall_most:
                least = max(low - top - (column.high - top_most), 0.0)
                self._move(column.pieces, least * column.fall, more * column.fall_most)
        pieces = self.pieces[first:]
        if pieces:
            self.places[element] = Piece(
                min(piece.top for piece in pieces), min(piece.top_most for piece in pieces), low, high
            )
        return columns

    def _height_around(self, row: Element) -> float:
        """The height of the table of which a row is the only one; 0 where it declares none."""
        group = self.boxes.of.get(row.parent)
        table = self.boxes.of.get(group[0].parent) if group is not None and len(group[3]) == 1 else None
        if table is None or table[0] is self.measured or len(table[3]) > 1 or table[1].height is None:
            return 0.0
        return table[1].height.pixels

    def _move(self, pieces: list[Piece], least: float, most: float) -> None:
        self.steps -= len(pieces)
        for piece in pieces:
            piece.move(least, most)

    # -- what is met ------------------------------------------------------------------------------------------------

    def _items(self, element: Element, frame: Frame, items: list[Item], wide: float, narrow: float) -> None:
        if self.depth >= _DEEPEST:
            self.steps = 0
        self.steps -= len(items)
        if self.steps <= 0:
            return
        self.depth += 1
        is_wrapping = element in self.rows
        top = self.low
        lowest = top
        area = 0.0
        for item in items:
            if isinstance(item, Text):
                self.line.add(item, item.data.strip(BLANK), frame.size)
                self.steps -= len(item.data) // _LETTERS
                if frame.is_preformatted:
                    self.line.breaks += item.data.count("\n")
            elif not isinstance(item, tuple):
                self.line.add(item, "", frame.size)
            else:
                self._box(item, frame, wide, narrow)
                if self.high >= self.enough:
                    break
                if is_wrapping and item[1].is_column:  # it may stand beside the others or below them
                    self._end_line(wide, narrow)
                    box = geometry.box_of(item[0])
                    area += (box.pixels(box.width) or 0.0) * (self.low - top)
                    lowest, self.low = max(lowest, self.low), top
        if is_wrapping:
            self._end_line(wide, narrow)
            self.low = max(lowest, self.low, top + area / max(wide, 1.0))
        self.depth -= 1

    def _box(self, box: Box, around: Frame, wide: float, narrow: float) -> None:
        element, own, frame, items = box
        tag, display = own.tag, own.display
        if tag == "br":
            self.line.add(element, "", around.size)
            self._end_line(wide, narrow)
        elif tag == "img":
            if element in self.holds:
                size = around.size if display == "inline" else 0.0  # a block stands on no line of text
                self.is_known &= self.line.add_picture(element, size, narrow, is_lowest=self.is_lowest)
        elif display == "inline":
            self._items(element, frame, items, wide, narrow)
        elif display != "none":
            self._end_line(wide, narrow)
            if element in self.holds:
                self._block(box, around, wide, narrow)
            else:
                self.steps -= len(items)
                pixels, _ = extent(element, own, around, self.width)
                is_on_line = pixels and display == "beside" and own.is_middle is None and self.boxes.has_struts
                below = descent(around.size) if is_on_line and "float" not in (element.attr("style") or "") else 0.0
                self._skip(own.sides[0].pixels + pixels + own.sides[3].pixels + below)

    def _block(self, box: Box, around: Frame, wide: float, narrow: float) -> None:
        element, own, frame, items = box
        if own.display not in ("row", "cell"):
            wide, narrow = room.within(element, wide, narrow)
        wide, narrow = room.inside(element, around.cell_padding if own.display == "cell" else 0.0, wide, narrow)
        self._margin(own.sides[0].pixels)
        if own.line_above:
            self._piece(element, 1.0, 1.0)
        above, below = _paddings(own, around)
        self._skip(above)
        top, top_most, start = self.low, self.high, len(self.pieces)
        if is_row(box):
            self.row(box, wide, narrow)
        else:
            self._items(element, frame, items, wide, narrow)
            self._end_line(wide, narrow)
            if own.height is not None:
                self._stretch(box, top, top_most, start)
        self._skip(below)
        if own.line_below:
            self._piece(element, 1.0, 1.0)
        self._margin(own.sides[3].pixels)

    def _stretch(self, box: Box, top: float, top_most: float, start: int) -> None:
        """Make a box as high as it declares."""
        _, own, _, _ = box
        height = own.height.pixels if own.height is not None else 0.0
        if not own.is_least:
            self.low, self.high = top + height, top_most + height
            return
        more, more_most = max(top + height - self.high, 0.0), max(top_most + height - self.low, 0.0)
        if own.display == "cell" and more_most:
            fall, fall_most = _fall(box, box[0])
            self._move(self.pieces[start:], more * fall, more_most * fall_most)
        self.low, self.high = max(self.low, top + height), max(self.high, top_most + height)
        self.margin = 0.0

    # -- where things end -------------------------------------------------------------------------------------------

    def _margin(self, pixels: float) -> None:
        if pixels > self.margin:
            self.low += pixels - self.margin
            self.high += pixels - self.margin
            self.margin = pixels

    def _skip(self, pixels: float) -> None:
        if pixels > 0:
            self.low += pixels
            self.high += pixels
            self.margin = 0.0

    def _piece(self, node: Node, least: float, most: float) -> None:
        piece = Piece(self.low, self.high, self.low + least, self.high + most)
        self.pieces.append(piece)
        self.places.setdefault(node, piece)
        self.low, self.high, self.margin = piece.bottom, piece.bottom_most, 0.0

    def _end_line(self, wide: float, narrow: float) -> None:
        line = self.line
        if line.first is None:
            return
        self.line = Line(self.boxes)
        if not line.has_ink:
            self._skip(line_height(line.size))
            return
        self._piece(line.first, *line.height(wide, narrow))
        if line.breaks:
            del self.places[line.first]  # it is one piece, with blank lines inside


def _paddings(own: Edges, around: Frame) -> tuple[float, float]:
    above, below = own.sides[1:3]
    default = around.cell_padding if own.display == "cell" else 0.0
    return (
        default if above.declaration is None else above.pixels,
        default if below.declaration is None else below.pixels,
    )


def _fall(box: Box, row: Element) -> tuple[float, float]:
    """The share of a free height that is above what a cell of a row holds, at least and at most."""
    element, own, frame, _ = box
    if own.display != "cell":
        styles = f"{row.attr('style')} {element.attr('style')}".lower()
        return 0.0, 1.0 if "align" in styles or "auto" in styles else 0.0
    if frame.is_middle is False:
        return 0.0, 0.0
    said = css.winning(element.attr("style") or "").get("vertical-align")
    if (said.value if said else (element.attr("valign") or "").strip().lower()) == "bottom":
        return 1.0, 1.0
    return 0.5, 0.5 if own.is_middle or frame.is_middle is None else 1.0
