"""Widths and insets of boxes as a browser would lay them out, reckoned from start tags alone.

An element's box is read from its style attribute, its presentational attributes and the browser's default sheet (HTML
standard, 15.3). Lengths are CSS pixels. What depends on words or pictures is not reckoned: a table cell without a width
may be as wide as its table.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sanitizer.html import borders, css, images
from sanitizer.html.css import Length
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.markup import BLOCK
from sanitizer.html.pictures import Pictures

__all__ = [
    "ABOVE",
    "CELLS",
    "IN_LINE",
    "SIZED",
    "Box",
    "Container",
    "Layout",
    "around",
    "box_of",
    "content",
    "length",
    "values",
]

ABOVE = 64
"""Elements above one that are looked at, so that deep nesting costs no more."""
CELLS = frozenset(("td", "th"))
_BESIDE = 16
"""Nodes on each side of a cell that are looked at for columns."""
_NODES = 64
"""Nodes that are looked at to see whether a cell holds anything."""
_EMPTY = 512
"""Nodes without words that are looked at to see what holds the first: pictures that are drawn by boxes have many."""
_BLANK = " \t\n\r\f\xa0\u200b\u200c"
_LONGEST = 32
"""Characters of a length; a longer one is none that a person wrote."""
SIZED = frozenset(("table", "td", "th", "hr", "img", "pre", "col"))
"""Elements with a ``width`` attribute of their own."""
_BODY = 8.0
_DEFAULTS = {
    "body": (_BODY, _BODY), "blockquote": (40.0, 40.0), "figure": (40.0, 40.0), "ul": (40.0, 0.0), "ol": (40.0, 0.0),
    "menu": (40.0, 0.0), "dir": (40.0, 0.0), "dd": (40.0, 0.0), "fieldset": (16.0, 16.0),
}  # fmt: skip
"""Left and right inset of the browser's default sheet, in CSS pixels: a margin, but the padding of lists."""
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BY_TAG = frozenset(("inherit", "revert", "revert-layer"))
"""Values of ``display`` of which the first is most often that of the tag."""
IN_LINE = frozenset(("inline-block", "inline-flex", "inline-grid"))
"""Displays of boxes that stand in a line of words."""
_SHRINKING = IN_LINE | {"inline-table", "table"}
_ROWS = frozenset("tr tbody thead tfoot col colgroup".split())


_MARGINS = {
    "body": (("margin-left", "leftmargin", "marginwidth"), ("margin-right", "rightmargin", "marginwidth")),
    "img": (("margin-left", "hspace"), ("margin-right", "hspace")),
}
"""Attributes that are margins (HTML standard, 15.3.3 and 15.4.3); the first that is there counts."""


class Box(NamedTuple):
    """What a start tag says of its element's box; a length is ``None`` where nothing is declared."""

    tag: str
    display: str
    """``block``, ``table``, ``row`` (of a table or several), ``cell``, ``inline``, or another value of the property."""
    width: Length | None
    min_width: Length | None
    max_width: Length | None
    margin: tuple[Length | None, Length | None]
    """Left and right; ``None`` for ``auto`` and what is not understood."""
    is_auto: tuple[bool, bool]
    """Whether the left and the right margin are ``auto``."""
    padding: tuple[Length | None, Length | None]
    border: tuple[float, float]
    spacing: float
    """Of a table: between its edge and its cells."""
    cell_padding: float | None
    """Of a table: the padding of its cells that have none of their own."""
    shrinks: bool
    """Whether it is as wide as its content where it has no width."""
    floats: bool
    """Whether its style puts it at a side, so that it has no automatic margins."""
    sides: tuple[tuple[str, int, Length], ...]
    """Names, sides and lengths of its margins, paddings, borders, spacing and indent that are not 0."""
    is_plain: bool
    """Whether it adds nothing at the sides and takes all the room."""

    def inset(self, side: int, width: float) -> float:
        """The pixels between its outer edge and its content at a side (0 left, 1 right), shares being of ``width``."""
        return sum(css.in_pixels(each, width) or 0.0 for name, at, each in self.sides if at == side)

    def insets(self, width: float) -> float:
        """Those of both sides."""
        return sum([css.in_pixels(each, width) or 0.0 for _, _, each in self.sides])

    def pixels(self, given: Length | None) -> float | None:
        """A declared length that is no share, in CSS pixels."""
        if given is None or given.unit in ("%", "vw"):
            return None
        return css.in_pixels(given, 0.0)


@lru_cache(maxsize=8192)
def values(style: str) -> Mapping[str, str]:
    """The value that counts of each property of a style attribute, in lower case, the stronger ones later."""
    ordered = sorted(css.winning(style).items(), key=lambda pair: pair[1].important)
    return {name: each.value for name, each in ordered}


def length(value: str) -> Length | None:
    """A single length or percentage of a sane number of characters; ``None`` for anything else."""
    return css.parse_length(value) if len(value) <= _LONGEST else None


def box_of(element: Element) -> Box:
    """The box of an element."""
    tag = element.tag
    if not element.attrs:
        return _box(tag, "", "", "", "", None)
    width = element.attr("width") or "" if tag in SIZED else ""
    style = element.attr("style") or ""
    for names in _MARGINS.get(tag, ()):
        given = next((found for name in names[1:] if (found := images.dimension(element.attr(name) or ""))), None)
        if given is not None and not given.unit:
            style = f"{names[0]}:{given.number:g}px;{style}"
    if tag == "table":
        more = element.attr("cellpadding") or "", element.attr("cellspacing") or "", element.attr("border")
        return _box(tag, style, width, *more)
    return _box(tag, style, width, "", "", element.attr("border") if tag == "img" else None)


@lru_cache(maxsize=8192)
def _box(tag: str, style: str, width: str, padding: str, spacing: str, border: str | None) -> Box:
    styled = values(style)
    display = css.display(styled.get("display", ""))
    if not display or display in _BY_TAG:
        display = _display(tag)
    attribute = images.dimension(width) if width else None
    default = _DEFAULTS.get(tag, (0.0, 0.0))
    as_padding = tag in _LISTS
    edge = images.dimension(border) if border else None
    line = edge.number if edge is not None else 1.0 if border is not None and tag == "table" else 0.0
    left, right = _sided(styled, "margin")
    gap = 0.0
    if tag == "table" and styled.get("border-collapse") != "collapse":
        given = images.dimension(spacing) if spacing else None
        gap = given.number if given else 2.0
    cells = images.dimension(padding) if padding else None
    margin = _lengths((left, right), (0.0, 0.0) if as_padding else default)
    if display == "cell":
        margin = None, None  # CSS 2.1, 8.3: margins do not apply to cells
    inner = _lengths(_sided(styled, "padding"), default if as_padding else (0.0, 0.0))
    if tag == "table" and styled.get("border-collapse") == "collapse":
        inner = None, None  # CSS 2.1, 17.6.2: such a table has no padding
    width_ = length(styled["width"]) if "width" in styled else attribute
    most = length(styled.get("max-width", ""))
    lines = borders.drawn(styled, line)
    auto = left == "auto", right == "auto"
    floats = styled.get("float", "none") != "none"
    shrinks = floats or display in _SHRINKING
    spaced = tuple(Length(pixels, "px") for pixels in (*lines, gap, gap))
    names = ("margin", "margin", "padding", "padding", "border", "border", "cellspacing", "cellspacing")
    sides = tuple(
        (name, index % 2, each)
        for index, (name, each) in enumerate(zip(names, (*margin, *inner, *spaced), strict=True))
        if each is not None and each.number
    )
    if display != "inline" and (indent := length(styled.get("text-indent", ""))) and indent.number:
        sides += (("text-indent", 0, indent),)
    adds = bool(sides or width_ or most or shrinks or tag == "table" or any(auto))
    return Box(
        tag=tag,
        display=display,
        width=width_,
        min_width=length(styled.get("min-width", "")),
        max_width=most,
        margin=margin,
        is_auto=auto,
        padding=inner,
        border=lines,
        spacing=gap,
        cell_padding=(cells.number if cells else 1.0) if tag == "table" else None,
        shrinks=shrinks,
        floats=floats,
        sides=sides,
        is_plain=not adds or (display in ("row", "inline") and tag != "img"),
    )


def _display(tag: str) -> str:
    if tag == "table":
        return tag
    if tag in CELLS:
        return "cell"
    if tag in _ROWS:
        return "row"
    return "block" if tag in BLOCK else "inline"


def _sided(styled: Mapping[str, str], name: str) -> tuple[str, str]:
    """The value at the left and at the right, ``""`` where there is none; the later of a shorthand and a longhand."""
    found = ["", ""]
    for key, value in styled.items():
        if not key.startswith(name):
            continue
        rest = key[len(name) :]
        if rest == "":
            if (four := css.sides(value)) is not None:
                found = [four[3], four[1]]
        elif rest in ("-left", "-inline-start"):
            found[0] = value
        elif rest in ("-right", "-inline-end"):
            found[1] = value
        elif rest == "-inline" and (parts := value.split()):
            found = [parts[0], parts[-1]]
    return found[0], found[1]


def _lengths(sided: tuple[str, str], default: tuple[float, float]) -> tuple[Length | None, Length | None]:
    left, right = (
        length(text) if text else Length(number, "px") if number else None
        for text, number in zip(sided, default, strict=True)
    )
    return left, right


def around(element: Element) -> Iterator[Element]:
    """The elements around one, the nearest first, a limited number."""
    return (each for each in islice(element.ancestors, ABOVE) if isinstance(each, Element))


def siblings(cell: Element, *, before: bool) -> Iterator[Element]:
    """The cells on one side of a cell in its row, the nearest first, a limited number."""
    node = cell.previous_sibling if before else cell.next_sibling
    for _ in range(_BESIDE):
        if node is None:
            return
        if isinstance(node, Element) and node.tag in CELLS:
            yield node
        node = node.previous_sibling if before else node.next_sibling


def content(element: Element) -> tuple[bool, int]:
    """Whether the element holds words, and how many images that are no spacers; much for what is too long to tell."""
    words, pictures = False, 0
    for index, node in enumerate(element.descendants):
        if index == _NODES:
            return True, _NODES
        if isinstance(node, Text):
            words = words or bool(node.data.strip(_BLANK))
        elif isinstance(node, Element):
            pictures += node.tag == "img" and not images.is_spacer(node.attr("src") or "")
    return words, pictures


def first_content(element: Element) -> Element | None:
    """What holds the first words, or the first image that is no spacer; the element itself if that is far inside."""
    for index, node in enumerate(element.descendants):
        if index == _EMPTY:
            return element
        if isinstance(node, Text):
            if node.data.strip(_BLANK):
                return node.parent if isinstance(node.parent, Element) else element
        elif isinstance(node, Element) and node.tag == "img" and not images.is_spacer(node.attr("src") or ""):
            return node
    return None


class Container(NamedTuple):
    """What bounds the width of an element: a share of the viewport, or of so many CSS pixels if those are fewer."""

    share: float
    pixels: float | None
    is_definite: bool
    """Whether it is that wide whatever it holds."""
    is_column: bool
    """Whether another column stands beside it."""

    def width(self, viewport: float) -> float:
        """At most so wide in a viewport of this width that has no margins of its own."""
        return self.share * (viewport if self.pixels is None else min(self.pixels, viewport))


class _Room(NamedTuple):
    """What there is inside an element."""

    left: float
    """CSS pixels that all insets around leave."""
    columns: int
    """Into how many columns beside each other that is divided."""
    padding: float
    """Pixels that the table around pads the next cell with at both sides, if that has no padding of its own."""
    outermost: str
    """Tag of the outermost box."""


class Layout:
    """The boxes of a tree, each worked out once. The tree must not change in between."""

    __slots__ = ("_boxes", "_columns", "_contents", "_rooms", "pictures")

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self._boxes: dict[Element, Box] = {}
        self._columns: dict[Element, list[Element]] = {}
        self._contents: dict[Element, Element | None] = {}
        self._rooms: dict[float, dict[Element, _Room]] = {}

    def box(self, element: Element) -> Box:
        """The box of an element."""
        found = self._boxes.get(element)
        if found is None:
            found = self._boxes[element] = box_of(element)
        return found

    def first_content(self, element: Element) -> Element | None:
        """What :func:`first_content` finds."""
        if element not in self._contents:
            self._contents[element] = first_content(element)
        return self._contents[element]

    def columns(self, cell: Element) -> list[Element]:
        """A cell and those in its row that hold something to see; of very many cells only the nearest."""
        found = self._columns.get(cell)
        if found is None:
            beside = (each for before in (True, False) for each in siblings(cell, before=before))
            found = self._columns[cell] = [cell, *(each for each in beside if self.first_content(each) is not None)]
        return found

    def container(self, element: Element) -> Container:
        """What holds the element. Insets are not taken off."""
        share = 1.0
        lone: float | None = None
        is_definite, is_column = True, False
        for above in around(element):
            box = self.box(above)
            if box.display in ("inline", "row"):
                continue
            lengths = [each for each in (box.width, box.max_width) if each is not None]
            pixels = [value for each in lengths if (value := box.pixels(each)) is not None]
            shares = [each.number / 100 for each in lengths if each.unit == "%"]
            if box.display == "cell":
                beside = self.columns(above)
                if len(beside) == 1:
                    lone = min(pixels, default=lone)
                    continue
                is_column = True
                if pixels:
                    return Container(share, min(pixels), is_definite, is_column)
                is_definite = is_definite and bool(shares)
                if shares:
                    share *= min(*shares, 1.0)
                elif all(content(each) == (False, 1) for each in beside):
                    share /= len(beside)
                continue
            if pixels:
                return Container(share, min(pixels), is_definite, is_column)
            if shares:
                share *= min(*shares, 1.0)
            elif box.display == "table" and lone is not None:
                return Container(share, lone, is_definite, is_column)
            elif box.shrinks:
                is_definite = False
            lone = None
        return Container(share, None, is_definite, is_column)

    def room_around(self, element: Element, viewport: float) -> float:
        """The width that the insets of all around the element leave in a viewport."""
        inside = self._inside(element.parent, viewport)
        return inside.left if inside.outermost == "body" else inside.left - 2 * _BODY

    def room(self, element: Element, viewport: float) -> float:
        """The width that the insets of all around the element leave in a viewport, shared with the columns beside."""
        inside = self._inside(element.parent, viewport)
        return (inside.left if inside.outermost == "body" else inside.left - 2 * _BODY) / inside.columns

    def _inside(self, element: Node | None, viewport: float) -> _Room:
        """What there is room for inside an element, from what there is inside the one around it."""
        rooms = self._rooms.setdefault(viewport, {})
        inside: _Room | None = None
        way: list[Element] = []
        while isinstance(element, Element) and (inside := rooms.get(element)) is None:
            way.append(element)
            element = element.parent
        if inside is None:
            inside = _Room(viewport, 1, 0.0, "")
        for each in reversed(way):
            inside = rooms[each] = self._entered(inside, each, viewport)
        return inside

    def _entered(self, outside: _Room, element: Element, viewport: float) -> _Room:
        box = self.box(element)
        if box.display in ("inline", "row") or element.tag == "html":
            return outside
        left, columns, padding, outermost = outside
        if box.display == "cell":
            columns *= len(self.columns(element))
            if box.padding == (None, None):
                left -= padding
            padding = 0.0
        elif box.display == "table":
            padding = 2 * (box.cell_padding or 0.0)
        return _Room(left - box.insets(viewport), columns, padding, outermost or box.tag)
