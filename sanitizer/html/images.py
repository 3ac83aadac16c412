"""What an ``img`` element says of itself: the name of its file, its size, the words that can stand in its place."""

import re
import warnings
from base64 import b64decode
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote

from sanitizer.html import css, urls
from sanitizer.html.dom import Element, Node, Text

__all__ = ["Size", "dimension", "file_name", "in_place", "is_spacer", "natural_width", "size_of"]

_LONGEST_NAME = 255
"""Characters of a file's name that are read; file systems allow no more."""
_DIMENSION = re.compile(r"[ \t\n\f\r]*\+?(\d{1,9}(?:\.\d{1,9})?)[ \t\n\f\r]*(%?)", re.ASCII)
_SPACER = re.compile(
    r"(?:^|[^a-z])(?:spacer|blank|clear|transparent|divider|shim|(?:tracking|empty|1)?[-_]?pixel|1x1)(?:[^a-z]|$)"
)


_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE)
_READ = 256 * 1024
"""Characters of a picture that are read; its size stands at the start."""


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


def natural_width(url: str) -> float | None:
    """Width in pixels of the picture in a ``data:`` address; ``None`` for any other, and without Pillow.

    Only the header is read, nothing is decoded; a picture that Pillow takes for a bomb has no width.
    """
    if (match := _PICTURE.match(url[:64])) is None:
        return None
    try:
        from PIL import Image
    except ImportError:
        return None
    data = url[match.end() : match.end() + _READ]
    data = data[: len(data) // 4 * 4]
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(b64decode(data)), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as picture:
                return float(picture.width)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            return None


def _pixels(length: css.Length | None) -> float | None:
    if length is None:
        return None
    if length.number == 0:
        return 0.0
    return None if length.unit == "%" else css.in_pixels(length, 0)


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
