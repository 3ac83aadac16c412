"""Boxes that stand in a line: which of them have room beside each other, and what each line leaves free."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Element, Text
from sanitizer.html.geometry import IN_LINE, Box, Layout
from sanitizer.html.letters import share_of
from sanitizer.html.measure import LETTER, size_around

__all__ = ["Placed", "placed"]

_NODES = 64
"""Nodes beside each other that are looked at."""
_SPACE = 5.0
"""CSS pixels of white space between two boxes, at most; none where the text is of size 0."""
_BLANK_SHARE = 0.25
"""Width of a blank as a share of the size of its font."""
_FEWER, _MORE = 0.95, 1.1
"""Shares of the width that words are reckoned to have which they may take in another font."""
_LETTERS = 1024
"""Characters of words that are looked at: they have no room in a line."""
_TOUCHING = 1.0
"""CSS pixels by which boxes above each other may be out of line."""
_NEARLY = 0.75
"""Share of their width to which boxes may be brought so that all have room in one line."""
_BLANK = " \t\n\r\f"
_UNSEEN = frozenset("base head link meta script style template title".split())
_BLOCKS = frozenset("block flex flow-root grid list-item table".split())
"""Displays of boxes that end a line."""


class Placed(NamedTuple):
    """Where a box stands in its line."""

    width: float
    """Pixels that it takes with its insets."""
    free: float
    """Those that are left behind it."""
    has_before: bool
    has_after: bool
    """Whether something follows in its line, or a box in another line begins where it ends, as in rows of cells."""
    fitting: tuple[tuple[Element, float], ...]
    """The boxes of all lines with the widths, without insets, in which all have room in one; empty where that is far
    less than they have."""


class _Member(NamedTuple):
    """A box of a line, or words."""

    element: Element | None
    """``None`` for words."""
    width: float
    insets: float
    has_space: bool
    """Whether white space stands before it."""


def placed(parent: Element, room: float, layout: Layout, new: Mapping[Element, float]) -> dict[Element, Placed]:
    """The boxes of an element that stand in a line with nothing but boxes and words, in so much room.

    Left out are those of which it is not known in which line they stand. ``new`` are the widths that some boxes are
    brought to, in pixels.
    """
    found: dict[Element, Placed] = {}
    space = _BLANK_SHARE * size_around(parent)
    for members in _runs(parent, room, layout, new):
        lines = _lines(members, room, 0.0, _FEWER)
        if lines and lines == _lines(members, room, _SPACE, _MORE):
            found |= _places(members, lines, room, space)
    return found


def _runs(parent: Element, room: float, layout: Layout, new: Mapping[Element, float]) -> Iterator[list[_Member]]:
    """What stands in lines between two blocks, where nothing else is among it."""
    run: list[_Member] = []
    is_known, has_space = True, False
    for index, node in enumerate(islice(parent.children, _NODES + 1)):
        if index == _NODES:
            return
        if isinstance(node, Text) and not node.data.strip(_BLANK):
            has_space = True
        elif isinstance(node, Text):
            run.append(_words(node.data, parent, has_space=has_space))
            has_space = node.data[-1] in _BLANK
        elif isinstance(node, Element) and node.tag not in _UNSEEN:
            box = layout.box(node)
            if box.display in _BLOCKS or node.tag == "br":
                if is_known:
                    yield run
                run, is_known, has_space = [], True, False
            elif box.display == "inline" and node.tag != "img" and len(node) < 2:
                run.append(_words(node.text, node, has_space=has_space))
                has_space = node.text[-1:] in _BLANK
            elif box.display != "none":
                width = _width(node, box, room, new)
                is_known = is_known and width is not None
                run.append(_Member(node, width or 0.0, box.insets(room), has_space))
                has_space = False
    if is_known:
        yield run


def _words(text: str, around: Element, *, has_space: bool) -> _Member:
    has_space = has_space or text[:1] in _BLANK
    return _Member(None, share_of(" ".join(text[:_LETTERS].split())) * size_around(around), 0.0, has_space)


def _width(element: Element, box: Box, room: float, new: Mapping[Element, float]) -> float | None:
    """The pixels of a box without its insets; ``None`` where they depend on what it holds."""
    if box.display not in IN_LINE:
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


def _lines(members: list[_Member], room: float, space: float, share: float) -> list[int]:
    """How many members stand in each line; none where words may be broken, which take so much of their width."""
    lines: list[int] = []
    left = 0.0
    for element, width, insets, has_space in members:
        taken = width * (share if element is None else 1.0) + insets
        between = space if has_space else 0.0
        if lines and taken + between <= left:
            lines[-1] += 1
            left -= taken + between
        elif element is None and taken > (left if lines else room):
            return []
        else:
            lines.append(1)
            left = room - taken
    return lines


def _places(members: list[_Member], lines: list[int], room: float, space: float) -> dict[Element, Placed]:
    fitting: tuple[tuple[Element, float], ...] = ()
    boxes = [(each.element, each.width) for each in members if each.element is not None]
    total, insets = sum(each.width for each in members), sum(each.insets for each in members)
    if len(lines) > 1 and len(boxes) == len(members) and total:
        share = (room - insets - _SPACE * (len(members) - 1)) / total
        if share >= _NEARLY:
            fitting = tuple((element, width * share) for element, width in boxes)
    spots: list[tuple[Element, float, float, bool, bool]] = []
    start = 0
    for count in lines:
        end = 0.0
        for index, (element, width, inset, has_space) in enumerate(members[start : start + count]):
            begin = end + (space if has_space and index else 0.0)
            end = begin + width + inset
            if element is not None:
                spots.append((element, begin, end, index > 0, index < count - 1))
        start += count
    furthest = max((begin for _, begin, _, _, _ in spots), default=0.0)
    return {
        element: Placed(end - begin, max(room - end, 0.0), has_before, has_after or furthest > end - _TOUCHING, fitting)
        for element, begin, end, has_before, has_after in spots
    }
