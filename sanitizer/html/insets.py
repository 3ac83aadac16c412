"""The empty bands beside words and images, added up over the boxes around them, and how to make them smaller.

All is reckoned in CSS pixels at one width of the message. What stands beside a column is no band; a narrow box with one
short line in it, such as a button, leaves none at the end of the line.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sanitizer.html import css, images
from sanitizer.html.direction import said
from sanitizer.html.dom import Element, Node
from sanitizer.html.geometry import Box, Layout, siblings
from sanitizer.html.grid import Grid, may_tell
from sanitizer.html.measure import is_one_line, lead, longest_line
from sanitizer.html.pictures import Pictures
from sanitizer.html.runs import Placed, placed

__all__ = ["SIDES", "Part", "State", "bands", "cut", "is_loose"]

SIDES = ("left", "right")
_LIST_FLOOR = 20.0
"""CSS pixels that a list keeps for its bullets, where that is enough."""
_BODY = 8.0
"""CSS pixels of the default margin of a body."""
_BOXES = frozenset(("block", "table", "list-item", "flow-root", "inline-block", "flex", "grid"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))


class Part(NamedTuple):
    """What one element adds to a band."""

    element: Element
    name: str
    """``margin``, ``padding``, ``border``, ``cellpadding``, ``cellspacing``, ``spacer`` (an empty cell), ``spacing``
    (around an empty cell), ``text-indent``, ``nbsp``, ``auto`` (a margin), ``width`` (what a narrow box leaves free) or
    ``line`` (what the last box of a line leaves free that would have room for the next one, were they a little
    narrower)."""
    side: int
    pixels: float
    width: float = 0.0
    """Of a narrow box: the pixels that it takes."""
    is_centered: bool = False
    """Of a narrow box: whether it leaves the same free on either side."""
    column: tuple[tuple[Element, float], ...] = ()
    """Of an empty cell: those above and below it, and the pixels of width that they ask for; of a line: its boxes and
    those of the next ones, and the widths with which they have room in one line."""
    table: tuple[float, float] = (0.0, 0.0)
    """Of an empty cell in a table that is wider than all its columns ask for, so that each gets more: the pixels that
    the others ask for, and those of the table."""

    @property
    def key(self) -> tuple[Element, str, int]:
        """What is changed when the part is: the attributes of a table serve both sides."""
        return self.element, self.name, self.side if self.name in ("margin", "padding", "spacer") else 0


class State:
    """New pixels for parts, and new widths for narrow boxes, as decided so far for a message of one width."""

    def __init__(self, layout: Layout, reference: float) -> None:
        self.layout = layout
        self.reference = reference
        self.parts: dict[tuple[Element, str, int], float] = {}
        self.given: dict[tuple[Element, str, int], float] = {}
        """What the parts that have new pixels added at first."""
        self.widths: dict[Element, float] = {}
        self.rooms: dict[Element, float] = {}
        """What there is room for where a narrow box stands."""
        self.places: dict[Element, _Place] = {}
        """Inside the elements that were asked for; forgotten with every change."""
        self._grids: dict[Element, Grid] = {}
        self._runs: dict[Element, dict[Element, Placed]] = {}

    def grid(self, table: Element) -> Grid:
        """The columns of a table."""
        found = self._grids.get(table)
        if found is None:
            found = self._grids[table] = Grid(table, self.layout)
        return found

    def placed(self, element: Element, room: float) -> Placed | None:
        """Where a box stands in its line, in so much room; ``None`` where that is not known."""
        parent = element.parent
        if not isinstance(parent, Element):
            return None
        found = self._runs.get(parent)
        if found is None:
            found = self._runs[parent] = placed(parent, room, self.layout, self.widths)
        return found.get(element)

    def forget(self) -> None:
        """Forget what is known inside the elements, since something was changed."""
        self.places.clear()
        self._runs.clear()


class _Place(NamedTuple):
    """What is known inside an element."""

    room: float | None
    """What is left for the next box; ``None`` where columns share it in a way that is not known."""
    left: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()
    shielded: tuple[bool, bool] = (False, False)
    """Whether a column stands beside it on that side."""
    table: tuple[Element, float] | None = None
    """The table around, with the padding of its cells."""


def _place(element: Element, state: State) -> _Place:
    places = state.places
    inside: _Place | None = None
    way: list[Element] = []
    node: Node | None = element
    while isinstance(node, Element):
        inside = places.get(node)
        if inside is not None:
            break
        way.append(node)
        node = node.parent
    if inside is None:
        inside = _Place(state.reference)
    for each in reversed(way):
        inside = places[each] = _entered(inside, each, state)
    return inside


def _entered(outside: _Place, element: Element, state: State) -> _Place:
    """What is known inside an element from what is known outside it."""
    box = state.layout.box(element)
    if box.is_plain and not (box.display == "cell" and outside.table):
        return outside
    room, left, right, shielded, table = outside
    parts: list[Part] = []
    line: Placed | None = None
    if box.shrinks and box.display != "table":
        line = state.placed(element, room) if room is not None and box.display == "inline-block" else None
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
        found = _beside(element, room, outside.table, state)
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
        parts = [
            part if part.name == "spacer" else part._replace(pixels=known(part.key, part.pixels)) for part in parts
        ]
    if room is not None and parts:
        room -= sum([part.pixels for part in parts])
    if box.display == "table":
        table = element, box.cell_padding or 0.0
    if room is not None and box.display != "cell" and line is None:
        narrow, room = _narrow(element, box, room, state)
        parts += narrow
    if not parts and shielded == outside.shielded:
        return _Place(room, left, right, shielded, table)
    left = () if shielded[0] else (*left, *(part for part in parts if part.pixels and not part.side))
    right = () if shielded[1] else (*right, *(part for part in parts if part.pixels and part.side))
    return _Place(room, left, right, shielded, table)


def _loose(
    cell: Element, box: Box, room: float | None, table: tuple[Element, float] | None, state: State
) -> Part | None:
    """What the last cell of a row leaves free that says how wide it is, in a table that is as wide as its cells."""
    asked = box.pixels(box.width)
    if room is None or table is None or not asked or not is_loose(table[0], state.layout.box(table[0])):
        return None
    if len(state.grid(table[0]).column(cell)) > 1:
        return None  # what the cells above and below it hold makes it as wide as it is, or depends on it
    for each in siblings(cell, before=True):
        beside = state.layout.box(each)
        pixels = beside.pixels(beside.width) or longest_line(each, state.layout.pictures)
        if pixels is None:
            return None
        inner = 2 * table[1] if beside.padding == (None, None) else beside.insets(room)
        room -= pixels + inner + state.layout.box(table[0]).spacing
    width = state.widths.get(cell, asked)
    own = 2 * table[1] if box.padding == (None, None) else box.insets(room)
    free = room - width - own
    if free <= 0 or is_one_line(cell, width):
        return None
    state.rooms[cell] = room
    return Part(cell, "width", 1, free, width)


def is_loose(table: Element, box: Box) -> bool:
    """Whether a table is as wide as its columns ask for, and these stand side by side."""
    if box.width is not None or box.max_width is not None or box.min_width is not None:
        return False
    return "writing-mode" not in (table.attr("style") or "")


def _begins_at_right(element: Node | None) -> bool:
    """Whether lines in an element begin at the right."""
    return isinstance(element, Element) and said(element) == "rtl"


def _beside(
    cell: Element, room: float | None, table: tuple[Element, float] | None, state: State
) -> tuple[bool, bool, list[Part]]:
    """Whether columns stand at the left and at the right of a cell, and the empty cells beside it."""
    columns = [False, False]
    spacers: list[Part] = []
    grid: Grid | None = None
    for side in (0, 1):
        for each in siblings(cell, before=not side):
            if state.layout.first_content(each) is not None:
                columns[side] = True
                break
            if table is not None:
                grid = grid or state.grid(table[0])
                if grid.is_filled(each):
                    columns[side] = True
                    break
            spacers += _spacer(each, side, room or 0.0, table, grid, state)
    if spacers and any(columns):
        spacers = [part for part in spacers if not columns[part.side]]
    return columns[0], columns[1], spacers


def _spacer(
    cell: Element, side: int, room: float, table: tuple[Element, float] | None, grid: Grid | None, state: State
) -> list[Part]:
    """What an empty cell adds, which is as wide as the widest of its column."""
    layout, new = state.layout, state.parts
    asked: list[tuple[Element, float]] = []
    for each in [cell] if grid is None else grid.column(cell):
        pixels = new.get((each, "spacer", side))
        if pixels is None and (width := layout.box(each).width) is not None:
            pixels = css.in_pixels(width, room)
        if pixels:
            asked.append((each, pixels))
    if not asked and grid is not None and (pixels := grid.shared(cell, room)):
        asked = [(cell, pixels)]
    if not asked:
        return []
    widest, pixels = max(asked, key=_pixels_asked)
    others = tuple(each for each in asked if each[0] is not widest)
    parts = [Part(widest, "spacer", side, pixels, column=others)]
    if grid is not None and 0 < (total := grid.asked(new)) < room:
        parts = [parts[0]._replace(pixels=pixels * room / total, table=(total - pixels, room))]
    if table is not None:
        box = layout.box(widest)
        given = 2 * table[1] if box.padding == (None, None) else sum(box.inset(each, room) for each in (0, 1))
        if taken := given + layout.box(table[0]).spacing:
            parts.append(Part(widest, "spacing", side, taken))
    return parts


def _pixels_asked(asked: tuple[Element, float]) -> float:
    return asked[1]


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
    return part.name in ("border", "nbsp", "spacing") or (part.element.tag == "body" and part.pixels <= _BODY)


def cut(parts: Sequence[Part], limit: float, state: State) -> list[Part]:
    """Makes the parts of one side smaller until they are within the limit, the biggest and outermost first.

    Gives those that were changed. Borders and the body's own margin stay, and lists keep room for their bullets while
    that is enough.
    """
    over = sum(part.pixels for part in parts) - limit
    changed: list[Part] = []
    widened: set[Element] = set()
    for floor in (_LIST_FLOOR, 0.0):
        for part in sorted(parts, key=lambda part: -part.pixels):
            now = part.pixels if part.name == "spacer" else state.parts.get(part.key, part.pixels)
            least = floor if part.name == "padding" and part.element.tag in _LISTS else 0.0
            if over <= 0 or _is_given(part) or now <= least or part.element in widened:
                continue
            new = 0.0 if part.name in ("auto", "line") else max(math.floor(now - over), least)
            if part.name == "line":
                state.widths.update(part.column)
            elif part.name == "width":
                more = (now - new) * (2 if part.is_centered else 1)
                inner = [each for each in parts[parts.index(part) :] if each.name == "width"]
                for each in inner:  # what is inside would leave free what the box around it gains
                    state.widths[each.element] = math.ceil(each.width + more)
                widened.update(each.element for each in inner)
                changed += inner[1:]
            else:
                state.given.setdefault(part.key, part.pixels)
                asked, room = part.table
                state.parts[part.key] = math.floor(new * asked / (room - new)) if room else new
                for beside, pixels in part.column:
                    if pixels > state.parts[part.key]:
                        other = part._replace(element=beside, pixels=pixels)
                        state.parts[other.key] = state.parts[part.key]
                        changed.append(other)
            state.forget()
            over -= now - new
            changed.append(part)
    return changed
