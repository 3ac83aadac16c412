"""What a start tag alone says of whether its content is seen: boxes not shown, text too small, colours.

Stricter than :func:`sanitizer.html.css.hides_box`: what is said here to be hidden is hidden in a browser without style
sheets, so that it may be removed.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Element
from sanitizer.html.markup import BLOCK
from sanitizer.html.typography import size_mark

__all__ = ["BLANK", "Hiding", "Inks", "hiding", "inks", "shrinks"]

BLANK = " \t\n\r\f\xa0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad\u034f\u2007\u2800\u3164"
"""Characters that show nothing: white space, no-break, figure and zero-width spaces, soft hyphen, blank letters."""
FLAT = 1.0
"""CSS pixels: a box or a font of this height shows no word."""
_CELLS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
"""Elements to which a height of 0 is only a least height (CSS 2.2, 17.5.3)."""
_FLOWING = frozenset(("", "inline", "contents"))
_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)", re.ASCII)
_CLIPPED_PATH = re.compile(r"inset\((?:[5-9]\d|100)%|circle\(0|ellipse\(0", re.ASCII)
_FLUSH = frozenset(("left", "right", "top", "bottom"))


class Hiding(NamedTuple):
    """What of a start tag hides the element with all it holds."""

    reason: str
    declarations: tuple[int, ...]
    """The declarations of the style attribute, by index, that say so; none for the ``hidden`` attribute."""


def hiding(element: Element, far: float) -> Hiding | None:
    """What hides an element by its start tag; ``far`` are the CSS pixels that put something outside the message."""
    style = element.attr("style")
    if style and (found := _styled(style, element.tag, far)) is not None:
        return found
    if "hidden" in element.attrs and "display" not in css.winning(style or ""):
        return Hiding("the hidden attribute", ())
    return None


@lru_cache(maxsize=8192)
def _styled(style: str, tag: str, far: float) -> Hiding | None:
    values = css.winning(style)

    def value(name: str) -> str:
        return values[name].value if name in values else ""

    def said(*names: str) -> Hiding:
        reason = "; ".join(f"{name}:{value(name)}" for name in names)
        return Hiding(reason, tuple(values[name].place for name in names))

    if value("display") == "none":
        return said("display")
    if value("visibility") in ("hidden", "collapse"):
        return said("visibility")
    if _is_flat(value("opacity"), 0):
        return said("opacity")
    if value("content-visibility") == "hidden" and _is_box(tag, value("display")):
        return said("content-visibility")
    if found := next(
        (name for name in ("overflow", "overflow-x", "overflow-y") if value(name) in ("hidden", "clip")), None
    ):
        size = next((name for name in ("max-height", "height", "max-width", "width") if _is_flat(value(name))), None)
        if (
            size
            and _is_box(tag, value("display"))
            and not _is_padded(values, size)
            and not value(f"min-{size.removeprefix('max-')}")
        ):
            return said(size, found)
    is_placed = value("position") in ("absolute", "fixed")
    if is_placed and _CLIPPED.fullmatch(value("clip")):
        return said("clip")
    if _CLIPPED_PATH.match(value("clip-path")):
        return said("clip-path")
    if is_placed:
        for name in _FLUSH:
            if _is_beyond(value(name), far):
                return said("position", name)
    for name in ("text-indent", "margin-left", "margin-top"):
        if _is_beyond(value(name), far):
            return said(name)
    return None


def _is_box(tag: str, display: str) -> bool:
    """Whether a height that is given to the element is one that it has."""
    if tag in _CELLS:
        return display == "block"
    return display not in _FLOWING if display else tag in BLOCK


def _is_flat(value: str, most: float = FLAT) -> bool:
    length = css.parse_length(value)
    if length is None or length.unit == "%":
        return length is not None and not length.number
    return (css.in_pixels(length, 0) or 0) <= most if length.unit or not most else not length.number


def _is_padded(values: Mapping[str, css.Winner], size: str) -> bool:
    """Whether padding gives a box room that its size does not have."""
    ends = ("-top", "-bottom") if size.endswith("height") else ("-left", "-right")
    shorthand = css.sides(values["padding"].value) if "padding" in values else None
    offset = 0 if size.endswith("height") else 1
    given = list(shorthand[offset::2]) if shorthand else []
    given += (values[f"padding{end}"].value for end in ends if f"padding{end}" in values)
    return any((length := css.parse_length(each)) is None or length.number > 0 for each in given)


def _is_beyond(value: str, far: float) -> bool:
    length = css.parse_length(value)
    if length is None or length.unit == "%":
        return False
    pixels = css.in_pixels(length, far)
    return pixels is not None and pixels < -far


def shrinks(element: Element) -> bool | None:
    """Whether the start tag makes text at most 1 px high; ``None`` where that is as around the element."""
    mark = (size_mark(element) or "").rpartition(" ")[2]
    if not mark or mark.startswith("*"):
        return None
    length = css.parse_length(mark)
    if length is None:
        return None if mark in ("inherit", "unset", "smaller", "larger") else False
    if not length.number:
        return True
    if length.unit in ("%", "em", "ex", "ch", "ic"):
        return None
    pixels = css.in_pixels(length, 600)
    return pixels is not None and pixels <= FLAT


class Inks(NamedTuple):
    """The colour of text and that of the ground that a start tag declares.

    As ``#rrggbb`` or a name; ``""`` where it says nothing, ``?`` where it says what cannot be known.
    """

    text: str
    ground: str


UNKNOWN = "?"
CLEAR = "transparent"
_NAMES = {
    "aqua": "#00ffff", "black": "#000000", "blue": "#0000ff", "cyan": "#00ffff", "fuchsia": "#ff00ff",
    "gray": "#808080", "green": "#008000", "grey": "#808080", "lime": "#00ff00", "magenta": "#ff00ff",
    "maroon": "#800000", "navy": "#000080", "olive": "#808000", "orange": "#ffa500", "purple": "#800080",
    "red": "#ff0000", "silver": "#c0c0c0", "snow": "#fffafa", "teal": "#008080", "white": "#ffffff",
    "whitesmoke": "#f5f5f5", "yellow": "#ffff00",
}  # fmt: skip
"""The sixteen names of HTML 4 and some often used (CSS Color 4, 6.1); other names stand for themselves."""
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(\d*\.?\d+%?)\s*)?\)", re.ASCII)
_NAME = re.compile(r"[a-z]+", re.ASCII)
_INHERITED = frozenset(("inherit", "unset", "currentcolor"))
_GROUND_TAGS = frozenset("body table tbody td tfoot th thead tr".split())


def inks(element: Element) -> Inks:
    """The colours that a start tag declares."""
    attributes = element.attrs
    text, ground = _styled_inks(element.attr("style") or "")
    if not text:
        if element.tag == "font" and "color" in attributes:
            text = _color(element.attr("color") or "", bare=True)
        elif element.tag == "body" and "text" in attributes:
            text = _color(element.attr("text") or "", bare=True)
    if "background" in attributes and element.tag in _GROUND_TAGS:
        ground = UNKNOWN
    elif not ground and "bgcolor" in attributes and element.tag in _GROUND_TAGS:
        ground = _color(element.attr("bgcolor") or "", bare=True)
    return Inks(text, "" if ground == CLEAR else ground)


@lru_cache(maxsize=8192)
def _styled_inks(style: str) -> Inks:
    values = {name: winner.value for name, winner in css.winning(style).items()}
    text = values.get("-webkit-text-fill-color") or values.get("color", "")
    ground = ""
    if found := values.get("background", ""):
        ground = _color(found) if " " not in found or _RGB.fullmatch(found) else _ground_of(found)
    if found := values.get("background-color", ""):
        ground = UNKNOWN if ground == UNKNOWN and "background" in values else _color(found)
    if values.get("background-image", "none") != "none" or "filter" in values or "mix-blend-mode" in values:
        ground = UNKNOWN
    ink = "" if text in _INHERITED or not text else _color(text)
    if values.get("text-shadow", "none") != "none" or "text" in (
        values.get("background-clip"),
        values.get("-webkit-background-clip"),
    ):
        ink = UNKNOWN
    return Inks(ink, ground)


def _ground_of(shorthand: str) -> str:
    """The colour among the words of a ``background``, if nothing else is painted."""
    if "(" in shorthand:
        return UNKNOWN
    colors = [color for word in shorthand.split() if (color := _color(word)).startswith("#")]
    return colors[0] if len(colors) == 1 else UNKNOWN


def _color(value: str, *, bare: bool = False) -> str:
    """A colour in one way of writing; ``bare`` for an attribute, whose digits may lack the number sign."""
    value = value.strip().lower()
    if (match := _HEX.fullmatch(value)) and (bare or value.startswith("#")):
        digits = match[1]
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if match := _RGB.fullmatch(value):
        alpha = match[4]
        if alpha is not None and float(alpha.rstrip("%")) == 0:
            return CLEAR
        if alpha is None or alpha in ("1", "1.0", "100%"):
            return "#" + "".join(f"{min(int(part), 255):02x}" for part in match.groups()[:3])
        return UNKNOWN
    if value in ("", CLEAR):
        return CLEAR if value else ""
    return _NAMES.get(value, value) if _NAME.fullmatch(value) and value not in css.WIDE_KEYWORDS else UNKNOWN
