"""The empty bands beside words and images, added up over the boxes around them, and how to make them smaller.

All is reckoned in CSS pixels at one width of the message. What stands beside a column is no band; a narrow box with one
short line in it, such as a button, leaves none at the end of the line.
"""

import math
from collections.abc import Iterator, Sequence

from sanitizer.html import css, images
from sanitizer.html.direction import said
from sanitizer.html.dom import Element, Node
from sanitizer.html.geometry import IN_LINE, Box, siblings
from sanitizer.html.grid import may_tell
from sanitizer.html.measure import is_one_line, lead, longest_line
from sanitizer.html.parts import EMPTY, Part, Place, State
from sanitizer.html.pictures import Pictures
from sanitizer.html.runs import Placed
from sanitizer.html.spacers import columns_beside

__all__ = ["SIDES", "Part", "State", "bands", "cut", "is_loose"]

SIDES = ("left", "right")
_LIST_FLOOR = 20.0
"""CSS pixels that a list keeps for its bullets, where that is enough."""
_BODY = 8.0
"""CSS pixels of the default margin of a body."""
_BOXES = frozenset(("block", "table", "list-item", "flow-root", "inline-block", "flex", "grid"))
_WHOLE = frozenset(("auto", "line", "spacing"))
"""Parts of which nothing is kept that need not be."""
_LISTS = frozenset(("ul", "ol", "menu", "dir"))


def _place(element: Element, state: State) -> Place:
    places = state.places
    inside: Place | None = None
    way: list[Element] = []
    node: Node | None = element
    while isinstance(node, Element):
        inside = places.get(node)
        if inside is not None:
            break
        way.append(node)
        node = node.parent
    if inside is None:
        inside = Place(state.reference)
    for each in reversed(way):
        inside = places[each] = _entered(inside, each, state)
    return inside


def _entered(outside: Place, element: Element, state: State) -> Place:
    """What is known inside an element from what is known outside it."""
    box = state.layout.box(element)
    if box.is_plain and not (box.display == "cell" and outside.table):
        return outside
    room, left, right, shielded, table = outside
    parts: list[Part] = []
    line: Placed | None = None
    if box.shrinks and box.display != "table":
        line = state.placed(element, room) if room is not None and box.display in IN_LINE else None
        if line is not None and room is not None:
            state.rooms.update(dict.fromkeys((element, *(each for each, _ in line.fitting)), room))
        room = None if line is None else line.width  # of other boxes it is not known what stands beside them
    if line is not None:
        before, after = (1, 0) if _begins_at_right(element.parent) else (0, 1)
        beside = line.has_before, line.has_after
        shielded = shielded[0] or beside[before], shielded[1] or beside[after]
        if line.free and not shielded[after] and not is_one_line(element, line.width):
            name = "line" if line.fitting else "width"
            free = Part(element, name, after, line.free, line.width - box.insets(line.width), column=line.fitting)
            left, right = (left, (*right, free)) if after else ((*left, free), right)
    if box.display == "cell":
        found = columns_beside(element, room, outside.table, state)
        shielded = shielded[0] or found[0], shielded[1] or found[1]
        is_last = box.width is not None and not shielded[1]
        loose = _loose(element, box, room, table, state) if is_last else None
        if loose is not None:
            parts.append(loose)
            room = state.rooms[element]
        elif any(found[:2]) and room is not None:
            is_told = outside.table is not None and may_tell(outside.table[0], element, state.layout)
            room = state.grid(outside.table[0]).told(element, room) if is_told and outside.table else None
        parts += found[2]
        if table is not None and table[1] and box.padding == (None, None):
            parts += (Part(table[0], "cellpadding", side, table[1]) for side in (0, 1))
        table = None
    of = state.reference if room is None else room
    for name, side, length in box.sides:
        pixels = css.in_pixels(length, of if length.unit == "%" else state.reference)
        parts.append(Part(element, name, side, pixels or 0.0))
    if state.parts:
        known = state.parts.get
        parts = [part if part.name in EMPTY else part._replace(pixels=known(part.key, part.pixels)) for part in parts]
    if room is not None and parts:
        room -= sum([part.pixels for part in parts])
    if box.display == "table":
        table = element, box.cell_padding or 0.0
    if room is not None and box.display != "cell" and line is None:
        narrow, room = _narrow(element, box, room, state)
        parts += narrow
    if not parts and shielded == outside.shielded:
        return Place(room, left, right, shielded, table)
    left = () if shielded[0] else (*left, *(part for part in parts if part.pixels and not part.side))
    right = () if shielded[1] else (*right, *(part for part in parts if part.pixels and part.side))
    return Place(room, left, right, shielded, table)


def _loose(
    cell: Element, box: Box, room: float | None, table: tuple[Element, float] | None, state: State
) -> Part | None:
    """What the last cell of a row leaves free that says how wide it is, in a table that is as wide as its cells."""
    if room is None or table is None or not box.pixels(box.width) or not is_loose(table[0], state.layout.box(table[0])):
        return None
    widest, width = cell, 0.0
    column = state.grid(table[0]).column(cell)
    for each in column:
        above = state.layout.box(each)
        asked = state.widths.get(each) or above.pixels(above.width)
        if not asked:
            return None  # what a cell above or below it holds makes it as wide as it is, or depends on it
        if asked > width:
            widest, width = each, asked
    for each in siblings(cell, before=True):
        beside = state.layout.box(each)
        pixels = beside.pixels(beside.width) or longest_line(each, state.layout.pictures)
        if pixels is None:
            return None
        inner = 2 * table[1] if beside.padding == (None, None) else beside.insets(room)
        room -= pixels + inner + state.layout.box(table[0]).spacing
    own = 2 * table[1] if box.padding == (None, None) else box.insets(room)
    free = room - width - own
    if free <= 0 or is_one_line(cell, width):
        return None
    state.rooms.update(dict.fromkeys(column, room))
    others = tuple((each, width) for each in column if each is not widest)
    return Part(widest, "width", 1, free, width, column=others)


def is_loose(table: Element, box: Box) -> bool:
    """Whether a table is as wide as its columns ask for, and these stand side by side."""
    if box.width is not None or box.max_width is not None or box.min_width is not None:
        return False
    return "writing-mode" not in (table.attr("style") or "")


def _begins_at_right(element: Node | None) -> bool:
    """Whether lines in an element begin at the right."""
    return isinstance(element, Element) and said(element) == "rtl"


def _narrow(element: Element, box: Box, room: float, state: State) -> tuple[list[Part], float]:
    """What a box that is narrower than what is around it leaves free, and the room inside it."""
    tag = element.tag
    if (
        tag == "body"
        or not (box.width or box.max_width or box.is_auto[0])
        or (box.display not in _BOXES and tag != "img")
        or box.floats
    ):
        return [], room
    own = 0.0
    if box.display == "table":  # its width counts from edge to edge
        own = sum(box.border) + 2 * box.spacing
        room += own
    state.rooms[element] = room
    width = state.widths.get(element) or _used_width(element, box, room, state.layout.pictures)
    if width is None or width >= room:
        return [], room - own
    free = room - width
    left, right = box.is_auto
    name = "width" if tag != "img" and (box.width or box.max_width) else "auto"
    if state.parts.get((element, "auto", 0)) is not None:
        return [], width - own
    if left:
        sides = (0, 1) if right or name == "auto" else (0,)
        share = free / 2 if right else free
        return [Part(element, name, side, share, width, right) for side in sides], width - own
    if name == "width" and not is_one_line(element, width):
        return [Part(element, name, 1, free, width)], width - own
    return [], width - own


def _used_width(element: Element, box: Box, room: float, pictures: Pictures) -> float | None:
    """The pixels that a box takes of so much room, without its insets; ``None`` where that is all or not known."""
    if element.tag == "img":
        return images.shown_size(element, pictures).width if box.display == "block" or any(box.is_auto) else None
    given = [css.in_pixels(each, room) for each in (box.width, box.max_width) if each is not None]
    pixels = [each for each in given if each is not None]
    if pixels:
        return min(pixels)
    if box.display == "table" and any(box.is_auto):
        return longest_line(element, pictures)
    return None


def bands(element: Element, state: State) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What makes up the left and the right band beside what the element holds, the outermost first."""
    inside = _place(element, state)
    pixels = lead(element, state.reference if inside.room is None else inside.room)
    if not pixels or any(inside.shielded):
        return inside.left, inside.right
    blanks = Part(element, "nbsp", 0, pixels)
    if _begins_at_right(element):
        return inside.left, (*inside.right, blanks)
    return (*inside.left, blanks), inside.right


def _is_given(part: Part) -> bool:
    """Whether a part stays as it is: borders, blanks, and the margin that a body has by itself, often without a tag."""
    return part.name in ("border", "nbsp") or (part.element.tag == "body" and part.pixels <= _BODY)


def _in_order(parts: Sequence[Part]) -> Iterator[tuple[Part, float]]:
    """The parts in the order in which they are made smaller, each with the pixels that it keeps."""
    biggest = sorted((part for part in parts if not _is_given(part)), key=lambda part: -part.pixels)
    for floor in (_LIST_FLOOR, 0.0):
        for part in biggest:
            if part.name != "spacing":
                yield part, floor if part.name == "padding" and part.element.tag in _LISTS else 0.0
    yield from ((part, part.width) for part in biggest if part.name == "spacing")


def cut(parts: Sequence[Part], limit: float, state: State) -> list[Part]:
    """Makes the parts of one side smaller until they are within the limit, the biggest and outermost first.

    Gives those that were changed. Borders and the body's own margin stay; lists keep room for their bullets, and empty
    cells their padding, while that is enough.
    """
    over = sum(part.pixels for part in parts) - limit
    changed: list[Part] = []
    widened: set[Element] = set()
    for part, least in _in_order(parts):
        now = part.pixels if part.name in EMPTY else state.parts.get(part.key, part.pixels)
        if over <= 0 or now <= least or part.element in widened:
            continue
        new = least if part.name in _WHOLE else max(math.floor(now - over), least)
        if part.name == "line":
            state.widths.update(part.column)
        elif part.name == "width":
            more = (now - new) * (2 if part.is_centered else 1)
            inner = [each for each in parts[parts.index(part) :] if each.name == "width"]
            for each in inner:  # what is inside would leave free what the box around it gains
                new_width = math.ceil(each.width + more)
                state.widths.update(dict.fromkeys((each.element, *(cell for cell, _ in each.column)), new_width))
            widened.update(each.element for each in inner)
            changed += inner[1:]
            changed += (each._replace(element=cell) for each in inner for cell, _ in each.column)
        else:
            state.given.setdefault(part.key, part.pixels)
            asked, room = part.table
            given = math.floor(new * asked / (room - new)) if room else new
            if part.name == "share":  # of a hundred, where the columns ask for more together
                given = max(min(given, math.floor(100 * new / room)), 1)
            state.parts[part.key] = given
            for cell, pixels in part.column:
                if pixels > state.parts[part.key]:
                    other = part._replace(element=cell, pixels=pixels)
                    state.parts[other.key] = state.parts[part.key]
                    changed.append(other)
        state.forget()
        over -= now - new
        changed.append(part)
    return changed
