"""The vertical space that one element declares or has by default, in CSS pixels.

Defaults are those of the browser's sheet (HTML standard, 15.3); shares count of the message's width (CSS 2.2, 8.3).
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Element
from sanitizer.html.images import dimension
from sanitizer.html.markup import BLOCK
from sanitizer.html.typography import DEFAULT, Font, resolved, size_mark, tag_mark

__all__ = ["LINE", "Display", "Edge", "Edges", "descent", "edges", "edited", "leading", "line_height"]

LINE = 18.0
"""CSS pixels of a line of the default font and size, as Chromium lays it out: 16 px of Times or Liberation Serif."""

Display = Literal["none", "inline", "block", "beside", "table", "row", "cell"]
"""How the element stands to its neighbours; ``beside`` for what may share a line with them."""

_MARGINS = {
    "p": 1.0, "h1": 0.67, "h2": 0.83, "h3": 1.0, "h4": 1.33, "h5": 1.67, "h6": 2.33, "ul": 1.0, "ol": 1.0, "dl": 1.0,
    "dir": 1.0, "menu": 1.0, "pre": 1.0, "blockquote": 1.0, "figure": 1.0, "hr": 0.5, "xmp": 1.0, "listing": 1.0,
}  # fmt: skip
"""Margins above and below in the element's own font size."""
_TABLES: dict[str, Display] = {
    "table": "table", "tr": "row", "td": "cell", "th": "cell", "tbody": "block", "thead": "block", "tfoot": "block",
    "col": "none", "colgroup": "none",
}  # fmt: skip
_DISPLAYS: dict[str, Display] = {
    "none": "none", "inline": "inline", "contents": "inline", "block": "block", "list-item": "block",
    "flow-root": "block", "inline-block": "beside", "inline-table": "beside", "inline-flex": "beside",
    "inline-grid": "beside", "flex": "block", "grid": "block", "table": "table", "table-row": "row",
    "table-cell": "cell",
}  # fmt: skip
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_UNSEEN = frozenset("audio canvas head noembed noframes script style svg math template title video".split())
_Key = tuple[str | float | bool | Font | None, ...]
_REMEMBERED = 8192
_known: dict[_Key, "Edges"] = {}
_LEADING = 0.042
"""Share of a font's size that a line is higher than its letters reach: the line gap of Times and Liberation Serif."""
SIDES = ("margin-top", "padding-top", "padding-bottom", "margin-bottom")
_AT = {"margin-top": 0, "padding-top": 0, "padding-bottom": 2, "margin-bottom": 2}
"""Of each side the place in the four values of its shorthand."""


class Edge(NamedTuple):
    """Pixels of one side, or a height, and the declaration that says so: its index, -1 for an attribute."""

    pixels: float
    declaration: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The vertical sides of an element."""

    tag: str
    display: Display
    font: Font
    sides: tuple[Edge, ...]
    """In the order of ``SIDES``."""
    height: Edge | None
    is_least: bool
    """Whether what is higher than the height makes the element higher."""
    line_above: bool
    line_below: bool
    """Whether a border is drawn there."""
    is_preformatted: bool | None
    is_middle: bool | None
    """Whether its content stands in the middle of its height; ``None`` where nothing is said."""
    is_flexible: bool
    """Whether it lays out in a row what it holds."""
    cell_padding: float
    spacing: float
    """Of a table: the padding of its cells that declare none, and what is between its edge and its cells."""
    is_apart: bool
    """Whether no margin of what it holds adjoins one outside it."""
    tells: bool
    """Whether it lays out what it holds in another way than what is around it, whatever the size of the font."""
    is_bare: bool
    """Whether it does nothing above and below what it holds but begin a line."""
    has_margins: bool
    has_paddings: bool
    is_column: bool
    """Whether it may stand beside another box."""
    shows: bool
    """Whether a line is seen of it even if it holds nothing."""


def edges(element: Element, font: Font, width: float, *, is_item: bool = False) -> Edges:
    """What an element in text of such a font declares; shares are of ``width`` pixels.

    ``is_item`` says that what holds it lays it out in a row (``display:flex``).
    """
    tag = element.tag
    key: _Key
    if not element.attrs:
        key = tag, font, width, is_item
    elif tag in _TABLES:
        key = tag, element.attr("style"), font, width, is_item, element.attr("height"), element.attr("valign")
        if tag == "table":
            key += element.attr("align"), element.attr("border")
            key += element.attr("cellpadding"), element.attr("cellspacing")
    else:
        key = tag, element.attr("style"), font, width, is_item
        if tag == "font":
            key += (size_mark(element),)
    found = _known.get(key)
    if found is None:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[key] = _read(element, font, width, is_item=is_item)
    return found


def _read(element: Element, font: Font, width: float, *, is_item: bool) -> Edges:
    tag = element.tag
    is_table = tag == "table"
    return _edges(
        tag,
        element.attr("style") or "",
        (size_mark(element) or "") if tag == "font" else "",
        font,
        width,
        (element.attr("height") or "") if tag in _TABLES else "",
        (element.attr("valign") or "") if tag in _TABLES and not is_table else "",
        (_pixels_of(element, "cellpadding", 1.0), _pixels_of(element, "cellspacing", 2.0)) if is_table else (1.0, 2.0),
        floats=is_table and (element.attr("align") or "").lower() in ("left", "right"),
        is_framed=is_table and (element.attr("border") or "").strip() not in ("0", ""),
        is_item=is_item,
    )


def _pixels_of(element: Element, name: str, default: float) -> float:
    length = dimension(element.attr(name) or "")
    return default if length is None or length.unit else length.number


def _edges(
    tag: str,
    style: str,
    mark: str,
    around: Font,
    width: float,
    height_attribute: str,
    valign: str,
    between: tuple[float, float],
    *,
    floats: bool,
    is_framed: bool,
    is_item: bool,
) -> Edges:
    mark = mark or tag_mark(tag, style) or ""
    font = resolved(mark, around) if mark else None
    if font is None:
        font = around
    size = font.pixels
    winning = css.winning(style)
    values = {name: winner.value for name, winner in winning.items()}
    display = "none" if tag in _UNSEEN else _TABLES.get(tag) or ("block" if tag in BLOCK else "inline")
    display = _DISPLAYS.get(css.display(values.get("display", "")), display)
    if is_item and display in ("inline", "block"):
        display = "beside"
    if (floats or values.get("float", "none") in ("left", "right")) and display != "none":
        display = "beside"
    if display == "beside" and (_pixels(values.get("width", ""), size, width) or 0) > width / 2:
        display = "table" if tag == "table" else "block"
    default = _MARGINS.get(tag, 0.0) * size
    found = {"margin-top": Edge(default, None), "margin-bottom": Edge(default, None)}
    for name in ("padding", "margin"):
        found.update(_sides_of(name, style, size, width))
    nothing = Edge(0.0, None)
    if display == "inline":
        found = {}
    elif display in ("row", "cell") or tag in ("tbody", "thead", "tfoot"):
        found = {name: edge for name, edge in found.items() if name.startswith("padding") and display == "cell"}
    height = None
    for name in ("min-height", "height"):
        pixels = _pixels(values.get(name, ""), size, None)
        if pixels is not None and (height is None or pixels > height.pixels):
            height = Edge(pixels, winning[name].place)
    if height is None and (length := dimension(height_attribute)) is not None and not length.unit:
        height = Edge(length.number, -1)
    vertical = values.get("vertical-align") or valign or None
    if vertical is None and display in ("row", "cell") and tag not in _TABLES:
        vertical = "baseline"  # the sheet of the browser has only the elements of tables in the middle
    is_middle = None if vertical is None else vertical.strip().lower() not in ("top", "baseline")
    whitespace = values.get("white-space", "")
    is_preformatted = whitespace.startswith("pre") if whitespace else True if tag in ("pre", "xmp", "listing") else None
    is_flexible = values.get("display", "").endswith("flex") and not values.get("flex-direction", "").startswith(
        "column"
    )
    sides = tuple(found.get(name, nothing) for name in SIDES)
    if display == "inline" or (height and not height.pixels):
        height = None
    has_margins = bool(sides[0].pixels or sides[3].pixels)
    has_paddings = bool(sides[1].pixels or sides[2].pixels) or display == "cell"
    cut = "hidden" if tag == "hr" else "visible"
    is_apart = display in ("cell", "beside", "table") or (
        display != "inline" and any(values.get(name, cut) != "visible" for name in _OVERFLOWS)
    )
    line_above, line_below = (
        is_framed or _draws(values, side, size, "inset" if tag == "hr" else "") for side in ("top", "bottom")
    )
    return Edges(
        tag=tag,
        display=display,
        font=font,
        sides=sides,
        height=height,
        is_least="height" not in values or display in ("row", "cell", "table"),
        line_above=line_above,
        line_below=line_below,
        is_preformatted=is_preformatted,
        is_middle=is_middle,
        is_flexible=is_flexible,
        cell_padding=between[0],
        spacing=_spacing(values, size, between[1]),
        is_apart=is_apart,
        tells=is_preformatted is not None
        or (display != "inline" and (is_middle is not None or is_flexible or display in ("beside", "table"))),
        is_bare=not (is_apart or height or line_above or line_below or display == "row" or has_margins or has_paddings),
        has_margins=has_margins,
        has_paddings=has_paddings,
        is_column=tag in ("td", "th") or (display in ("beside", "cell") and tag not in ("br", "img")),
        shows=line_above or line_below or tag == "hr",
    )


def _spacing(values: dict[str, str], size: float, attribute: float) -> float:
    """Pixels between the rows of a table."""
    if values.get("border-collapse") == "collapse":
        return 0.0
    words = values.get("border-spacing", "").split()
    pixels = _pixels(words[-1], size, None) if words else None
    return attribute if pixels is None else pixels


def _sides_of(box: str, style: str, size: float, width: float) -> dict[str, Edge]:
    found: dict[str, Edge] = {}
    important: set[str] = set()
    for index, declaration in enumerate(css.parse_style(style)):
        name = declaration.name
        if not name.startswith(box):
            continue
        top, bottom = f"{box}-top", f"{box}-bottom"
        if name == box:
            four = css.sides(declaration.value)
            given = {top: four[0], bottom: four[2]} if four else {}
        elif name in (top, bottom):
            given = {name: declaration.value}
        else:
            continue
        for side, value in given.items():
            pixels = _pixels(value.lower(), size, width)
            if pixels is None and value.lower() == "auto":
                pixels = 0.0
            if pixels is not None and (declaration.important or side not in important):
                found[side] = Edge(pixels, index)
                if declaration.important:
                    important.add(side)
    return found


def _pixels(value: str, size: float, width: float | None) -> float | None:
    length = css.parse_length(value)
    if length is None or not (length.unit or not length.number):
        return None
    if length.unit == "em":
        return length.number * size
    if length.unit in ("%", "vh", "vw") and width is None:
        return None
    return css.in_pixels(length, width or 0)


def _draws(values: dict[str, str], side: str, size: float, style: str) -> bool:
    """Whether the border of a side is seen that has a style where nothing is declared."""
    width = color = ""
    for name in ("border", f"border-{side}"):
        if name not in values:
            continue
        style, width, color = "", "", ""
        for word in values[name].split():
            if word in ("solid", "dotted", "dashed", "double", "groove", "ridge", "inset", "outset", "none", "hidden"):
                style = word
            elif word in ("thin", "medium", "thick") or css.parse_length(word) is not None:
                width = word
            else:
                color = word
    for part in ("style", "width", "color"):
        given = values.get(f"border-{side}-{part}") or values.get(f"border-{part}")
        if given:
            first = given.split()[0]
            style, width, color = (
                (first if part == "style" else style),
                (first if part == "width" else width),
                (first if part == "color" else color),
            )
    if style in ("", "none", "hidden") or color == "transparent":
        return False
    return not width or _pixels(width, size, None) != 0


def line_height(size: float) -> float:
    """Pixels of a line of text of this size."""
    return LINE * size / 16


def descent(size: float) -> float:
    """Pixels below the baseline of a line, on which pictures stand, in text of this size."""
    return size / 4


def leading(size: float) -> float:
    """Whole pixels that a line of text of this size leaves empty above its letters, and below, beyond a usual one."""
    return float(math.floor((size - DEFAULT) * _LEADING / 2))


def edited(element: Element, new: dict[str, float]) -> dict[int, str]:
    """The texts of the declarations, by index, that give sides new pixels; those declared by nothing are left out."""
    style = element.attr("style") or ""
    texts: dict[int, str] = {}
    declarations = css.parse_style(style)
    by_index: dict[int, dict[str, float]] = {}
    for box in ("margin", "padding"):
        for side, edge in _sides_of(box, style, 16.0, 600.0).items():
            if side in new and edge.declaration is not None:
                by_index.setdefault(edge.declaration, {})[side] = new[side]
    for index, changes in by_index.items():
        declaration = declarations[index]
        suffix = " !important" if declaration.important else ""
        if declaration.name in SIDES:
            texts[index] = f"{declaration.name}:{_written(changes[declaration.name])}{suffix}"
            continue
        four = list(css.sides(declaration.value) or ())
        for side, pixels in changes.items():
            four[_AT[side]] = _written(pixels)
        texts[index] = f"{declaration.name}:{_shortest(four)}{suffix}"
    return texts


def _written(pixels: float) -> str:
    return f"{pixels:.4g}px" if pixels else "0"


def _shortest(four: list[str]) -> str:
    top, right, bottom, left = four
    if right != left:
        return " ".join(four)
    if top != bottom:
        return f"{top} {right} {bottom}"
    return top if top == right else f"{top} {right}"
