"""How wide boxes are, at least and at most, as far as start tags and few words tell."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice

from sanitizer.html import css, geometry, letters
from sanitizer.html.boxes import Box, Boxes, Item
from sanitizer.html.dom import Element, Text
from sanitizer.html.extent import Frame
from sanitizer.html.images import shown_size
from sanitizer.html.pictures import Pictures

__all__ = ["inside", "least_of_column", "longest_line", "room_inside", "room_of", "shared", "within"]

_AROUND = 8
"""Elements around one that are asked for their width."""
_NODES = 64
"""Nodes of a cell that are measured."""
_BESIDE = 24
"""Rows of a table, and nodes of each, that are looked at."""
_FIRST = 4
"""Nodes in a cell that are asked for their width."""
_WIDER = 1.1
"""Width of letters at most, as in bold ones, as a share of the usual."""


def room_of(element: Element, most: float) -> float:
    """The pixels that boxes around an element declare as their width, at most ``most``."""
    for above in islice(element.ancestors, _AROUND):
        if isinstance(above, Element) and above.attrs and (pixels := _declared(above, most)) is not None:
            return pixels
    return most


def room_inside(element: Element, most: float) -> float:
    """The pixels that an element or one around it declares as its width, at most ``most``."""
    pixels = _declared(element, most) if element.attrs else None
    return room_of(element, most) if pixels is None else pixels


def _declared(element: Element, most: float) -> float | None:
    """The pixels that a box declares as its width, or has at most, if no more than ``most``; else ``None``."""
    box = geometry.box_of(element)
    given = [each for each in (box.width, box.max_width) if each is not None and each.unit != "%"]
    return min(most, *(css.in_pixels(each, most) or most for each in given), most) if given else None


def within(element: Element, wide: float, narrow: float, count: int = 1) -> tuple[float, float]:
    """The width of an element, at most and at least, in so much room or so little for ``count`` side by side."""
    if not element.attrs:
        return wide, narrow / count
    width = geometry.box_of(element).width
    pixels = css.in_pixels(width, wide) if width is not None else None
    if width is None or not pixels:
        return wide, narrow / count
    if width.unit == "%":
        return min(pixels, wide), min(narrow * width.number / 100, narrow)
    return min(pixels, wide), min(pixels, wide if count > 1 else narrow)


def least_of_column(boxes: Boxes, cell: Box) -> float:
    """Pixels that boxes declare which the cells of a column hold, that of a cell, as far as the first rows tell.

    A column is no narrower than they are, whatever its cells declare (CSS 2.2, 17.5.2.2).
    """
    row = boxes.of.get(cell[0].parent)
    group = boxes.of.get(row[0].parent) if row is not None else None
    if row is None or group is None:
        return 0.0
    index = next((at for at, item in enumerate(islice(row[3], _BESIDE)) if item is cell), _BESIDE)
    key = group[0], index
    if key not in boxes.columns:
        rows = [item[3] for item in islice(group[3], _BESIDE) if isinstance(item, tuple)]
        table = boxes.of.get(group[0].parent)
        style = (table[0].attr("style") or "") if table is not None else ""
        is_fixed = geometry.values(style).get("table-layout") == "fixed"
        boxes.columns[key] = 0.0 if is_fixed else max((_least_in(cells, index) for cells in rows), default=0.0)
    return boxes.columns[key]


def _least_in(cells: Sequence[Item], index: int) -> float:
    """Pixels that a box declares in one of the cells of a row; 0 where another spans several columns."""
    first = list(islice(cells, index + 1))
    if len(first) <= index or any(isinstance(cell, tuple) and "colspan" in cell[0].attrs for cell in first):
        return 0.0
    cell = first[index]
    held = islice(cell[3], _FIRST) if isinstance(cell, tuple) else ()
    boxes = (geometry.box_of(item[0]) for item in held if isinstance(item, tuple) and item[0].attrs)
    return max((box.pixels(box.width) or 0.0 for box in boxes), default=0.0)


def inside(element: Element, cell_padding: float, wide: float, narrow: float) -> tuple[float, float]:
    """The width of what an element holds, if its own is so many pixels at most and at least.

    ``cell_padding`` is that at each side of a cell that declares none.
    """
    box = geometry.box_of(element)
    if box.is_plain and not cell_padding:
        return wide, narrow
    insets = box.insets(wide)
    if box.padding == (None, None):
        insets += 2 * cell_padding
    if box.width is None:
        return max(wide - insets, 0.0), max(narrow - insets, 0.0)
    return wide, max(narrow - insets, 0.0) if box.width.unit == "%" else narrow


def shared(cells: Sequence[Box], wide: float, narrow: float, pictures: Pictures) -> Iterator[tuple[float, float]]:
    """The widths of boxes side by side, at most and at least; one without a width gets what the others leave."""
    count = len(cells)
    if count < 2:
        yield from (within(cell[0], wide, narrow) for cell in cells)
        return
    taken = [_taken(cell, wide, pictures) for cell in cells]
    least, most = sum(each[0] for each in taken), sum(each[1] for each in taken if each[1] < math.inf)
    endless = sum(each[1] == math.inf for each in taken)
    for cell, (own_least, own_most) in zip(cells, taken, strict=True):
        some, few = within(cell[0], wide, narrow, count)
        if geometry.box_of(cell[0]).width is None:
            if own_most == math.inf and endless == 1:
                few = max(few, narrow - most)
            elif not endless:
                few = max(few, narrow - most + own_most)
            some = max(min(some, wide - least + own_least), few)
        yield some, few


def _taken(cell: Box, wide: float, pictures: Pictures) -> tuple[float, float]:
    """Pixels that a cell takes of its row at least and at most."""
    element, _, frame, items = cell
    box = geometry.box_of(element)
    insets = box.insets(wide)
    if box.width is not None:
        pixels = (css.in_pixels(box.width, wide) or 0.0) + insets
        return 0.0 if box.width.unit == "%" else pixels, pixels
    longest, _ = _longest(items, frame, pictures, _NODES)
    return 0.0, longest + insets + 2 * frame.cell_padding


def longest_line(item: Item, frame: Frame, pictures: Pictures) -> float:
    """Pixels of the longest line of something, as far as it is known, rather too many; else 0."""
    pixels, _ = _longest([item], frame, pictures, _NODES)
    return pixels if pixels < math.inf else 0.0


def _longest(items: Sequence[Item], frame: Frame, pictures: Pictures, nodes: int) -> tuple[float, int]:
    """Pixels of the longest line, at most, and how many of so many nodes are left; infinite for what is not known."""
    longest = line = 0.0
    for item in items:
        nodes -= 1
        pixels = math.inf
        if nodes < 0:
            return math.inf, 0
        if isinstance(item, Text):
            if (words := letters.words(item.data, frame.size)) is not None:
                pixels = (sum(words) + letters.space(frame.size) * len(words)) * _WIDER
        elif isinstance(item, tuple):
            element, own, inside, held = item
            box = geometry.box_of(element)
            if own.display == "none":
                continue
            if own.tag == "img":
                pixels = shown_size(element, pictures).width or math.inf
            else:
                pixels, nodes = _longest(held, inside, pictures, nodes)
            pixels = max(pixels, box.pixels(box.width) or 0.0) + box.insets(0.0)
            if own.display == "cell":
                pixels += 2 * inside.cell_padding + inside.spacing
            if own.tag == "br" or own.display in ("block", "table", "row"):
                longest, line = max(longest, line, pixels), 0.0
                continue
        line += pixels
    return max(longest, line), nodes
