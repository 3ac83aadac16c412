"""The empty bands beside words and images, added up over the boxes around them, and how to make them smaller.

All is reckoned in CSS pixels at one width of the message. What stands beside a column is no band; a narrow box with one
short line in it, such as a button, leaves none at the end of the line.
"""

import math
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sanitizer.html import css, images
from sanitizer.html.dom import Element
from sanitizer.html.geometry import CELLS, Box, around, box_of, content

__all__ = ["SIDES", "Part", "State", "bands", "cut"]

SIDES = ("left", "right")
_LIST_FLOOR = 20.0
"""CSS pixels that a list keeps for its bullets, where that is enough."""
_LETTER = 7.0
"""CSS pixels of a letter of 16 px on average, on the small side."""
_BESIDE = 32
"""Cells of a row that are looked at on either side."""
_DESCENDANTS = 64
"""Elements that are looked at to see whether a box holds one line."""
_LINES = frozenset("br p div li tr h1 h2 h3 h4 h5 h6 dt dd blockquote pre hr".split())
_BOXES = frozenset(("block", "table", "list-item", "flow-root", "inline-block"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))


class Part(NamedTuple):
    """What one element adds to a band."""

    element: Element
    name: str
    """``margin``, ``padding``, ``border``, ``cellpadding``, ``cellspacing``, ``spacer`` (an empty cell), ``auto`` (a
    margin) or ``width`` (what a narrow box leaves free)."""
    side: int
    pixels: float
    width: float = 0.0
    """Of a narrow box: the pixels that it takes."""
    is_centered: bool = False
    """Of a narrow box: whether it leaves the same free on either side."""

    @property
    def key(self) -> tuple[Element, str, int]:
        """What is changed when the part is: the attributes of a table serve both sides."""
        return self.element, self.name, self.side if self.name in ("margin", "padding", "spacer") else 0


class State:
    """New pixels for parts, and new widths for narrow boxes, as decided so far."""

    def __init__(self) -> None:
        self.parts: dict[tuple[Element, str, int], float] = {}
        self.widths: dict[Element, float] = {}
        self.rooms: dict[Element, float] = {}
        """What there is room for where a narrow box stands."""
        self.given: dict[tuple[Element, str, int], float] = {}
        """What the parts that have new pixels added at first."""

    def pixels(self, part: Part) -> float:
        """What the part adds now."""
        return self.parts.get(part.key, part.pixels)


class _Walk:
    """The way from the body to an element."""

    def __init__(self, reference: float, state: State) -> None:
        self.state = state
        self.room: float | None = reference
        """What is left for the next box; ``None`` where columns share it in a way that is not known."""
        self.parts: tuple[list[Part], list[Part]] = ([], [])
        self.shielded = [False, False]
        self.tables: list[tuple[Element, Box]] = []
        self.reference = reference

    def add(self, part: Part) -> float:
        part = part._replace(pixels=self.state.pixels(part))
        if part.pixels and not self.shielded[part.side]:
            self.parts[part.side].append(part)
        return part.pixels

    def enter(self, element: Element) -> None:
        box = box_of(element)
        if box.display in ("inline", "row") and element.tag != "img":
            return
        if box.shrinks and element.tag != "table":
            self.room = None  # a float or a box in a line: what stands beside it is not known
        if box.display == "cell":
            self._columns(element)
            if box.padding == (None, None) and self.tables:
                table, outer = self.tables[-1]
                for side in (0, 1):
                    self._take(self.add(Part(table, "cellpadding", side, outer.cell_padding or 0.0)))
        around_ = self.reference if self.room is None else self.room
        for side in (0, 1):
            for name, length in (("margin", box.margin[side]), ("padding", box.padding[side])):
                of = around_ if length is not None and length.unit == "%" else self.reference
                if length is not None and (pixels := css.in_pixels(length, of)):
                    self._take(self.add(Part(element, name, side, pixels)))
            self._take(self.add(Part(element, "border", side, box.border[side])))
            self._take(self.add(Part(element, "cellspacing", side, box.spacing)))
        if box.display == "table":
            self.tables.append((element, box))
        if box.display != "cell":
            self._narrow(element, box)

    def _take(self, pixels: float) -> None:
        if self.room is not None:
            self.room -= pixels

    def _columns(self, cell: Element) -> None:
        for side, beside in ((0, _siblings(cell, before=True)), (1, _siblings(cell, before=False))):
            for each in beside:
                if any(content(each)):
                    self.shielded[side] = True
                    self.parts[side].clear()
                    self.room = None
                    break
                width = box_of(each).width
                if width is not None and (pixels := css.in_pixels(width, self.room or 0.0)):
                    self._take(self.add(Part(each, "spacer", side, pixels)))

    def _narrow(self, element: Element, box: Box) -> None:
        """What a box that is narrower than what is around it leaves free."""
        if self.room is None or element.tag == "body" or not (box.display in _BOXES or element.tag == "img"):
            return
        own = 0.0
        if box.display == "table":  # its width counts from edge to edge
            own = sum(box.border) + 2 * box.spacing
        room = self.room + own
        self.state.rooms[element] = room
        width = self.state.widths.get(element) or _used_width(element, box, room)
        if width is None or width >= room:
            return
        free = room - width
        left, right = box.is_auto
        name = "width" if element.tag != "img" and (box.width or box.max_width) else "auto"
        if left:
            is_both = right or name == "auto"
            for side in (0, 1) if is_both else (0,):
                self.add(Part(element, name, side, free / 2 if right else free, width, right))
        elif name == "width" and not _is_one_line(element, width):
            self.add(Part(element, name, 1, free, width))
        self.room = width - own


def _siblings(cell: Element, *, before: bool) -> Iterator[Element]:
    node = cell.previous_sibling if before else cell.next_sibling
    for _ in range(_BESIDE):
        if node is None:
            return
        if isinstance(node, Element) and node.tag in CELLS:
            yield node
        node = node.previous_sibling if before else node.next_sibling


def _used_width(element: Element, box: Box, room: float) -> float | None:
    """The pixels that a box takes of so much room, without its insets; ``None`` where that is all or not known."""
    if element.tag == "img":
        return images.size_of(element).width if box.display == "block" or any(box.is_auto) else None
    given = [css.in_pixels(each, room) for each in (box.width, box.max_width) if each is not None]
    pixels = [each for each in given if each is not None]
    if pixels:
        return min(pixels)
    if box.display == "table" and any(box.is_auto):
        longest = _longest_line(element)
        return None if longest is None else longest * _LETTER
    return None


def _longest_line(element: Element) -> int | None:
    """Letters of the longest row of a table; ``None`` where images or very much count too."""
    longest = 0
    for index, each in enumerate(islice(element.iter_elements(), _DESCENDANTS + 1)):
        if index == _DESCENDANTS or each.tag == "img":
            return None
        if each.tag == "tr":
            longest = max(longest, len(" ".join(each.text.split())))
    return longest


def _is_one_line(element: Element, width: float) -> bool:
    """Whether all that the box holds stands in one line."""
    lines = 0
    for index, each in enumerate(islice(element.iter_elements(), _DESCENDANTS + 1)):
        lines += each.tag in _LINES
        if lines > 1 or index == _DESCENDANTS:
            return False
    return len(" ".join(element.text.split())) * _LETTER <= width


def bands(element: Element, reference: float, state: State) -> tuple[list[Part], list[Part]]:
    """What makes up the left and the right band beside what the element holds, the outermost first."""
    walk = _Walk(reference, state)
    for each in reversed([element, *around(element)]):
        walk.enter(each)
    return walk.parts


def cut(parts: list[Part], limit: float, state: State) -> list[Part]:
    """Makes the parts of one side smaller until they are within the limit, the biggest and outermost first.

    Gives those that were changed. Borders stay, and lists keep room for their bullets while that is enough.
    """
    over = sum(part.pixels for part in parts) - limit
    changed: list[Part] = []
    for floor in (_LIST_FLOOR, 0.0):
        for part in sorted(parts, key=lambda part: -part.pixels):
            now = state.parts.get(part.key, part.pixels)
            least = floor if part.name == "padding" and part.element.tag in _LISTS else 0.0
            if over <= 0 or part.name == "border" or now <= least or part.element in state.widths:
                continue
            new = 0.0 if part.name == "auto" else max(math.floor(now - over), least)
            if part.name == "width":
                state.widths[part.element] = math.ceil(part.width + (now - new) * (2 if part.is_centered else 1))
            else:
                state.given.setdefault(part.key, part.pixels)
                state.parts[part.key] = new
            over -= now - new
            changed.append(part)
    return changed
