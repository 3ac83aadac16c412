"""What an ``img`` element says of itself: the name of its file, its size, the words that can stand in its place."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from sanitizer.html import css, urls
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.pictures import Pictures

__all__ = ["Size", "dimension", "file_name", "in_place", "is_spacer", "shown_size", "size_of"]

_SHARES = frozenset(("%", "vw", "vi", "dvw", "svw", "lvw"))
_LONGEST_NAME = 255
"""Characters of a file's name that are read; file systems allow no more."""
_DIMENSION = re.compile(r"[ \t\n\f\r]*\+?(\d{1,9}(?:\.\d{1,9})?)[ \t\n\f\r]*(%?)", re.ASCII)
_SPACER = re.compile(
    r"(?:^|[^a-z])(?:spacer|blank|clear|transparent|divider|shim|(?:tracking|empty|1)?[-_]?pixel|1x1)(?:[^a-z]|$)"
)


class Size(NamedTuple):
    """Declared width and height in CSS pixels; ``None`` for what is not declared or is a share of something else."""

    width: float | None
    height: float | None

    def is_within(self, limit: float) -> bool:
        """Whether both are declared and neither is over the limit."""
        return self.width is not None and self.height is not None and self.width <= limit and self.height <= limit

    def is_over(self, limit: float) -> bool:
        """Whether one is declared that is over the limit."""
        return (self.width or 0) > limit or (self.height or 0) > limit


@lru_cache(maxsize=1024)
def file_name(url: str) -> str:
    """The last part of the address's path as a person reads it, in lower case, or ``""``."""
    if url[:5].lower() == "data:":
        return ""
    path = re.split(r"[?#]", urls.tidy(url), maxsplit=1)[0]
    return unquote(re.split(r"[/\\]", path)[-1][-_LONGEST_NAME:]).lower()


@lru_cache(maxsize=1024)
def is_spacer(url: str) -> bool:
    """Whether the file's name says that the image only holds a place."""
    return _SPACER.search(file_name(url)) is not None


@lru_cache(maxsize=1024)
def dimension(value: str) -> css.Length | None:
    """A ``width`` or ``height`` attribute as browsers read it: pixels (unit ``""``) or a share (unit ``%``)."""
    match = _DIMENSION.match(value)
    return css.Length(float(match[1]), match[2]) if match else None


def size_of(element: Element) -> Size:
    """The size that style and attributes declare, the style first, within what ``min-`` and ``max-`` allow."""
    return _size(element.attr("style") or "", element.attr("width") or "", element.attr("height") or "")


def shown_size(element: Element, pictures: Pictures) -> Size:
    """The size of an image: as declared, and where that says nothing, that of the picture itself if it is known."""
    attribute = element.attr
    declared = size_of(element)
    if declared.width is not None and declared.height is not None:
        return declared
    natural = pictures.size(attribute("src") or "")
    if natural is None:
        return declared
    style = css.winning(attribute("style") or "")
    is_free = tuple(
        size is None and not attribute(name) and (name not in style or style[name].value.lower() == "auto")
        for name, size in zip(Size._fields, declared, strict=True)
    )
    if all(is_free):
        return Size(natural.width, natural.height)
    if is_free[0] and declared.height is not None and natural.height:
        return declared._replace(width=natural.width * declared.height / natural.height)
    if is_free[1] and declared.width is not None and natural.width:
        return declared._replace(height=natural.height * declared.width / natural.width)
    return declared


@lru_cache(maxsize=2048)
def _size(style: str, width: str, height: str) -> Size:
    values = css.winning(style)
    return Size(_side(values, "width", width), _side(values, "height", height))


def _side(values: Mapping[str, css.Winner], name: str, attribute: str) -> float | None:
    if name in values:
        size = _pixels(css.parse_length(values[name].value))
    else:
        size = _pixels(dimension(attribute))
    if f"max-{name}" in values and (most := _pixels(css.parse_length(values[f"max-{name}"].value))) is not None:
        size = most if size is None else min(size, most)
    if f"min-{name}" in values and (least := _pixels(css.parse_length(values[f"min-{name}"].value))) is not None:
        size = size if size is None else max(size, least)
    return size


def _pixels(length: css.Length | None) -> float | None:
    if length is None:
        return None
    if length.number == 0:
        return 0.0
    return None if length.unit in _SHARES else css.in_pixels(length, 0)


def in_place(element: Element) -> str:
    """The alternative text as it can stand in the image's place, kept apart from the words beside it, or ``""``."""
    words = (element.attr("alt") or "").strip()
    if not words:
        return ""
    before = " " if _touches(element.previous_sibling, -1) else ""
    after = " " if _touches(element.next_sibling, 0) else ""
    return f"{before}{words}{after}"


def _touches(node: Node | None, end: int) -> bool:
    """Whether a node beside an image would run into its words: text without white space there, or anything else."""
    if isinstance(node, Text):
        return not node.data[end:][:1].isspace()
    if isinstance(node, Element):
        return node.tag != "br" and not (node.tag == "img" and end == 0)
    return node is not None  # a comment, or a template tag with words behind it
