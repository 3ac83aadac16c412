"""Boxes that stand in a line: which of them have room beside each other, and what each line leaves free."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Element, Text
from sanitizer.html.geometry import Box, Layout
from sanitizer.html.measure import LETTER

__all__ = ["Placed", "placed"]

_NODES = 64
"""Nodes beside each other that are looked at."""
_SPACE = 5.0
"""CSS pixels of white space between two boxes, at most; none where the text is of size 0."""
_NEARLY = 0.75
"""Share of their width to which boxes may be brought so that all have room in one line."""
_BLANK = " \t\n\r\f"


class Placed(NamedTuple):
    """Where a box stands in its line."""

    width: float
    """Pixels that it takes with its insets."""
    free: float
    """Those that its line leaves free, if no box follows in it."""
    has_before: bool
    has_after: bool
    fitting: tuple[tuple[Element, float], ...]
    """The boxes of all lines with the widths, without insets, in which all have room in one; empty where that is far
    less than they have."""


def placed(parent: Element, room: float, layout: Layout, new: Mapping[Element, float]) -> dict[Element, Placed]:
    """The boxes of an element that holds nothing but boxes in a line, in so much room; none where that is not known.

    ``new`` are the widths that some of them are brought to, in pixels.
    """
    members: list[tuple[Element, float, float]] = []
    spaces = 0
    for index, node in enumerate(islice(parent.children, _NODES + 1)):
        if isinstance(node, Text):
            if node.data.strip(_BLANK):
                return {}
            spaces += 1
        elif isinstance(node, Element):
            box = layout.box(node)
            width = _width(node, box, room, new)
            if width is None or index == _NODES:
                return {}
            members.append((node, width, box.insets(room)))
    lines = _lines(members, room, 0.0)
    if lines != _lines(members, room, _SPACE if spaces else 0.0):
        return {}
    return _places(members, lines, room)


def _width(element: Element, box: Box, room: float, new: Mapping[Element, float]) -> float | None:
    """The pixels of a box without its insets; ``None`` where they depend on what it holds."""
    if box.display != "inline-block":
        return None
    if (given := new.get(element)) is not None:
        return given
    width, most, least = (
        None if each is None else css.in_pixels(each, room) for each in (box.width, box.max_width, box.min_width)
    )
    if width is None:
        if most is None or not _fills(element, most):
            return None
        width = most
    return max(width if most is None else min(width, most), least or 0.0)


def _fills(element: Element, pixels: float) -> bool:
    """Whether some words in the box are longer than so many pixels."""
    nodes = islice(element.descendants, _NODES)
    return any(len(node.data.strip()) * LETTER > pixels for node in nodes if isinstance(node, Text))


def _lines(members: list[tuple[Element, float, float]], room: float, space: float) -> list[int]:
    """How many boxes stand in each line."""
    lines: list[int] = []
    left = 0.0
    for _, width, insets in members:
        if lines and width + insets + space <= left:
            lines[-1] += 1
            left -= width + insets + space
        else:
            lines.append(1)
            left = room - width - insets
    return lines


def _places(members: list[tuple[Element, float, float]], lines: list[int], room: float) -> dict[Element, Placed]:
    fitting: tuple[tuple[Element, float], ...] = ()
    total, insets = sum(width for _, width, _ in members), sum(each for _, _, each in members)
    if len(lines) > 1 and total and (share := (room - insets - _SPACE * (len(members) - 1)) / total) >= _NEARLY:
        fitting = tuple((element, width * share) for element, width, _ in members)
    found: dict[Element, Placed] = {}
    start = 0
    for count in lines:
        line = members[start : start + count]
        start += count
        free = max(room - sum(width + inset for _, width, inset in line), 0.0)
        for at, (element, width, inset) in enumerate(line):
            is_last = at == count - 1
            found[element] = Placed(width + inset, free if is_last else 0.0, at > 0, not is_last, fitting)
    return found
