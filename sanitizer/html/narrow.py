"""What does not fit on a narrow screen, and how much room there is for it."""

from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.boxes import Box, Boxes
from sanitizer.html.dom import Element, Text
from sanitizer.html.geometry import Layout
from sanitizer.html.least import (
    TOLERANCE,
    Column,
    Widths,
    Wrap,
    cells_of,
    is_padded,
    not_wrapped,
    rows,
    size_of,
    width_of,
    wrapping,
)

__all__ = ["LINED", "Rigid", "rigid"]

_LEAST = 4.0
"""Pixels that a word or a picture is given at least."""
_ENOUGH = 120.0
"""Pixels of a column of text that needs no more."""
_PADDED = 32.0
"""Pixels at both sides of a box together that stay."""
LINED = 8.0
"""Pixels of a border that stay."""
_SPACED = 0.25
"""Part of the room in a table that is left between its cells, at most."""
_SEEN = 0.25
"""Part of its width that a picture keeps."""
_WIDE = 20.0
"""Pixels between cells up to which they stay."""


class Rigid(NamedTuple):
    """A word, a line or a picture that is wider than the room for it on a narrow screen."""

    element: Element
    """The picture, or the block that holds the words."""
    pixels: float
    room: float
    kind: str
    """``word``, ``line`` (one that is not to be wrapped), ``row`` (of a flexible box), ``image``, ``box`` (one that
    declares its width), ``least`` (its least width), ``padding``, ``border`` or ``cellspacing`` (the room being what is
    left)."""
    keeper: Element | None = None
    """What says that the line is not to be wrapped."""
    cell: Element | None = None
    """The cell around that has others beside it."""
    cell_room: float = 0.0
    """Pixels that are left for what that cell holds."""
    cell_wide: float = 0.0
    """Those that are left for it on a usual screen, as far as it takes them."""


def rigid(boxes: Boxes, layout: Layout, viewport: float, *, more: float) -> list[Rigid]:
    """What makes a body wider than a screen of so many pixels, in the order of the document; each block once.

    ``more`` are the pixels that a usual screen has more.
    """
    widths = Widths(boxes, layout, viewport, has_images=True)
    if widths.is_plainly_narrow() or widths.of_body() <= viewport + TOLERANCE:
        return []
    return _Narrow(boxes, widths, more).read()


class _Narrow:
    """Finds what does not fit, from the outside to the inside."""

    def __init__(self, boxes: Boxes, widths: Widths, more: float) -> None:
        self.body = boxes.body
        self.more = more
        self.widths = widths
        self.texts = Widths(boxes, widths.layout, widths.viewport, has_images=False)
        self.texts.of_body()
        self.blocks: set[Element] = set()
        self.found: list[Rigid] = []

    def read(self) -> list[Rigid]:
        place = _Place(self.widths.viewport, self.body[0], None, 0.0)
        self._box(self.body, place, self.widths.outermost())
        return self.found

    def _box(self, box: Box, place: "_Place", wrap: Wrap, insets: float | None = None) -> None:
        element, own, _, items = box
        if own.tag == "img":
            pixels = self.widths.image(element) if own.display != "none" else 0.0
            if pixels > max(place.room, _LEAST) + TOLERANCE:
                around = self.widths.layout.box(element).insets(self.widths.viewport)
                left = self._bordered(element, around, place.room * (1 - _SEEN))
                if pixels - around + left > place.room + TOLERANCE:
                    room = max(place.room - left, (pixels - around) * _SEEN)
                    self.found.append(Rigid(element, pixels, room, "image"))
            return
        least = self.widths.of.get(element)
        if least is None or least <= place.room + TOLERANCE:
            return
        if element.attrs or own.tag == "pre":
            wrap = wrapping(box, wrap)
        if insets is None:
            insets = self.widths.insets(box)
            insets = self._padded(box, insets, max(place.room - min(_ENOUGH, least - insets), _PADDED))
        insets = self._bordered(element, insets, place.room - min(_ENOUGH, max(least - insets, 0.0)))
        room = place.room - insets
        if (pixels := self.widths.declared(box)) > max(room, _LEAST) + TOLERANCE:
            narrowest = self.widths.pixels(self.widths.layout.box(element).min_width) or 0.0
            kind = "least" if narrowest > room + TOLERANCE else "box"
            self.found.append(Rigid(element, pixels, max(room, _LEAST), kind))
        if own.display == "table":
            self._table(box, place._replace(room=room), wrap)
            return
        if own.display != "inline":
            place, wrap = place._replace(block=element), wrap._replace(refuser=None)
        if own.is_flexible and not_wrapped(box):
            pixels = self.widths.of.get(element, 0.0)
            self.found.append(Rigid(element, pixels, max(place.room, _LEAST), "row"))
        self._text(box, place._replace(room=room), wrap)
        for item in items:
            if isinstance(item, tuple):
                self._box(item, place._replace(room=room), wrap)

    def _padded(self, box: Box, pixels: float, most: float) -> float:
        """What stays of so many pixels at the sides of a box."""
        placed = self.widths.layout.box(box[0])
        given = sum([css.in_pixels(each, 0.0) or 0.0 for name, _, each in placed.sides if name == "padding"])
        if box[1].display == "cell" and is_padded(box[0]):
            given = 2 * box[2].cell_padding
        if pixels <= most + TOLERANCE or given <= _LEAST:
            return pixels
        left = max(given - (pixels - most), 0.0)
        self.found.append(Rigid(box[0], given, left, "padding"))
        return pixels - given + left

    def _bordered(self, element: Element, pixels: float, most: float) -> float:
        """What stays of so many pixels at the sides of an element, of which borders are to give way."""
        given = self.widths.layout.box(element).border
        if pixels <= most + TOLERANCE or max(given) <= LINED:
            return pixels
        left = sum([min(each, LINED) for each in given])
        self.found.append(Rigid(element, sum(given), left, "border"))
        return pixels - sum(given) + left

    def _text(self, box: Box, place: "_Place", wrap: Wrap) -> None:
        """The words and lines of a box that do not fit."""
        items, room = box[3], max(place.room, _LEAST)
        kept = self.texts.items(items, size_of(box, wrap), wrap) if wrap.keeper is not None else 0.0
        if kept > room:
            self.found.append(
                Rigid(place.block, kept, room, "line", wrap.keeper, place.cell, place.cell_room, place.cell_wide)
            )
        wrap = wrap._replace(keeper=None)
        size = size_of(box, wrap)
        pixels = max((width_of(item.data, size, wrap) for item in items if isinstance(item, Text)), default=0.0)
        target = wrap.refuser or place.block
        if pixels > room + TOLERANCE and target not in self.blocks:
            self.blocks.add(target)
            self.found.append(Rigid(target, pixels, room, "word", None, place.cell, place.cell_room, place.cell_wide))

    def _table(self, table: Box, place: "_Place", wrap: Wrap) -> None:
        between = self.widths.layout.box(table[0]).spacing
        columns = self.widths.columns(table, wrap)
        texts = self.texts.columns(table, wrap)
        columns = [each._replace(texts=text.least) for each, text in zip(columns, texts, strict=True)]
        room = place.room - self.widths.between(table[0], columns)
        given = between * (len(columns) + 1)
        if between > _WIDE and given > (most := max(place.room, 0.0) * _SPACED) and "cellspacing" in table[0].attrs:
            self.found.append(Rigid(table[0], between, between * most / given, "cellspacing"))
            room = place.room + 2 * between - most
        shares, wide = _shares(columns, room), _shares(columns, room + self.more)
        for row, wrap_ in rows(table, wrap):
            if row[1].display != "row":
                self._box(row, place, wrap_)
                continue
            cells = list(cells_of(row))
            total = sum([self.widths.of.get(cell[0], 0.0) for cell, _, _ in cells]) or 1.0
            is_spanned = any(span > 1 for _, _, span in cells)
            is_shared = len(cells) > 1 or len(columns) > 1
            for cell, at, _ in cells:
                insets = self.widths.insets(cell)
                least = self.widths.of.get(cell[0], 0.0)
                if is_spanned:
                    share = max(room, _LEAST) * least / total
                    most = min(least, max(room + self.more, _LEAST) * least / total) - insets
                else:
                    share, padding = shares[at]
                    most = wide[at][0] - wide[at][1]
                    if is_shared and least > share + TOLERANCE:
                        insets = self._padded(cell, insets, padding)
                inside = place._replace(room=share)
                if is_shared:
                    inside = inside._replace(cell=cell[0], cell_room=max(share - insets, _LEAST), cell_wide=most)
                self._box(cell, inside, wrap_, insets if is_shared else None)


class _Place(NamedTuple):
    """Where a box stands."""

    room: float
    block: Element
    """The block around."""
    cell: Element | None = None
    cell_room: float = 0.0
    cell_wide: float = 0.0


def _shares(columns: list[Column], room: float) -> list[tuple[float, float]]:
    """The room of each column, and the padding in it: pictures give way first, then paddings, then words."""
    paddings = [each.padding for each in columns]
    words = [max(each.texts - each.padding, 0.0) for each in columns]
    pictures = [each.least - max(each.texts, each.padding) for each in columns]
    left = room - sum(words) - sum(paddings)
    if left < 0:
        floors = [min(each, _PADDED) for each in paddings]
        given, floor = sum(paddings), sum(floors)
        share = max(given + left - floor, 0.0) / (given - floor or 1.0)
        paddings = [low + (each - low) * share for low, each in zip(floors, paddings, strict=True)]
        if (given := sum(paddings)) > (most := max(room - sum(words), room / 5, 0.0)):
            paddings = [each * most / given for each in paddings]
        share = min(max(room - sum(paddings), 0.0) / (sum(words) or 1.0), 1.0)
        words = [each * share for each in words]
        left = 0.0
    share = min(left / (sum(pictures) or 1.0), 1.0)
    return [(sum(each[:2]) + each[2] * share, each[0]) for each in zip(paddings, words, pictures, strict=True)]
