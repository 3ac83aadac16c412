"""The least width of boxes: what they take where there is no room, since words, pictures and cells do not give way.

Reckoned from the number of letters, rather too wide than too narrow. All is in CSS pixels.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sanitizer.html import css, geometry, images
from sanitizer.html.boxes import Box, Boxes, Item
from sanitizer.html.css import Length
from sanitizer.html.dom import Element, Text
from sanitizer.html.geometry import CELLS, SIZED, Layout
from sanitizer.html.letters import share_of
from sanitizer.html.spacing import Edges

__all__ = [
    "WRAPPED",
    "Column",
    "Widths",
    "Wrap",
    "cells_of",
    "is_padded",
    "not_wrapped",
    "rows",
    "size_of",
    "width_of",
    "wrapping",
]

_DEEPEST = 128
"""Boxes in each other that are looked into; what is deeper counts as nothing."""
_LETTER, _CAPITAL = 0.56, 0.75
"""Width of a letter in common fonts as a share of its size, on average over a word; and where most are capitals."""
_BOLD = 1.1
"""Width of bold letters as a share of that of others, at most."""
_LINE = 0.6
"""That of a letter of a line that is not wrapped, which may be of one where all have the same width."""
_LONG = 12
"""Letters of a word that is looked at more closely."""
_IDEOGRAPHS = "\u2e80"
"""From here on most scripts may be broken between any two letters."""
_BARE = frozenset("tbody thead tfoot tr".split())
_BREAKING = frozenset(("break-word", "break-all"))
_KEEPING = frozenset(("nowrap", "pre"))
_PLAIN = frozenset(("block", "inline", "none"))
"""Boxes of which none makes room for another at its side."""
_DECLARING = frozenset(("block", "beside"))
"""Boxes that are as wide as they declare."""
_SHRINKING = re.compile(r"min\((\d{1,5}(?:\.\d{1,2})?)px, (\d{1,4})vw ([+-] \d{1,5})px\)")
"""A length of pixels that becomes less with the screen from some width on."""
TOLERANCE = 0.5
"""Pixels by which something may be wider than its room."""


class Wrap(NamedTuple):
    """How text is broken into lines."""

    keeper: Element | None
    """What says that it is not."""
    breaks: bool
    """Whether words may be broken."""
    refuser: Element | None = None
    """What says in a line that they are not."""


WRAPPED = Wrap(None, breaks=False)
"""As browsers do it where nothing is said."""


class _Across(NamedTuple):
    """What the start tag of a box says of its width."""

    insets: float
    is_padded: bool
    """Whether it has the padding that its table gives its cells."""
    declared: float
    """Pixels that it takes whatever it holds."""
    tells: bool
    """Whether it says how text is broken."""
    spacing: float
    is_row: bool
    """Whether it keeps in one row what it holds."""


_REMEMBERED = 8192
_known: dict[float, dict[Edges, _Across]] = {}
"""By the width of the screen; what depends on more than the tag and the style is not in it."""


class Column(NamedTuple):
    """A column of a table: what its cells take at least, with their pictures and without, and what they pad."""

    least: float
    texts: float
    padding: float


class Widths:
    """The least widths of all boxes."""

    def __init__(self, boxes: Boxes, layout: Layout, viewport: float, *, has_images: bool) -> None:
        self.boxes, self.layout, self.viewport = boxes, layout, viewport
        self.has_images = has_images
        self.of: dict[Element, float] = {}
        """With insets."""
        self.depth = 0
        self.known = _known.setdefault(viewport, {})
        if len(self.known) > _REMEMBERED:
            self.known.clear()

    def of_body(self) -> float:
        """That of the body, with which all are known."""
        return self.box(self.boxes.body, self.outermost())

    def is_plainly_narrow(self) -> bool:
        """Whether nothing stands side by side, and the longest word has room in all boxes with insets at once.

        Told in a fifth of the time that :meth:`of_body` takes; of most messages without tables it is so.
        """
        if self.outermost() != WRAPPED:
            return False
        boxes = list(self.boxes.of.values())
        count = Counter([id(box[1]) for box in boxes])
        insets = declared = 0.0
        for key, box in {id(box[1]): box for box in boxes}.items():
            own = box[1]
            if own.display not in _PLAIN or own.tag in SIZED or own.tag == "img":
                return False
            across = self.across(box)
            if across.tells or across.is_row:
                return False
            insets += across.insets * count[key]
            declared = max(declared, across.declared)
        texts = [item.data for box in boxes for item in box[3] if isinstance(item, Text)]
        letters = max(map(len, " ".join(texts).replace("\xa0", "_").split()), default=0)
        size = max([size_of(box, WRAPPED) for box in {id(box[2]): box for box in boxes}.values()])
        return max(letters * size * _CAPITAL, declared) + insets <= self.viewport + TOLERANCE

    def outermost(self) -> Wrap:
        """How text is broken around the body."""
        element, own, frame, _ = self.boxes.body
        html = element.parent
        return wrapping((html, own, frame, []), WRAPPED) if isinstance(html, Element) and html.attrs else WRAPPED

    def across(self, box: Box) -> "_Across":
        """What the start tag of a box says of its width."""
        own = box[1]
        if own.tag == "body" or (own.tag in SIZED and own.display in _DECLARING):
            return self._across(box)
        found = self.known.get(own)
        if found is None:
            found = self.known[own] = self._across(box)
        return found

    def _across(self, box: Box) -> "_Across":
        element, own, _, _ = box
        placed = self.layout.box(element)
        return _Across(
            insets=placed.insets(self.viewport) if placed.sides else 0.0,
            is_padded=own.display == "cell" and is_padded(element),
            declared=self._declared(placed, own.display, element),
            tells=wrapping(box, WRAPPED) != WRAPPED,
            spacing=placed.spacing,
            is_row=own.is_flexible and not_wrapped(box),
        )

    def box(self, box: Box, wrap: Wrap) -> float:
        """What a box takes with its insets."""
        element, own, frame, items = box
        display = own.display
        if own.tag == "img":
            return self.image(element) if self.has_images else 0.0
        if display == "none" or self.depth > _DEEPEST or own.tag == "br":
            return 0.0
        across = self.known.get(own) or self.across(box)
        if across.tells or (display == "cell" and element.attr("nowrap") is not None):
            wrap = wrapping(box, wrap)
        self.depth += 1
        if display == "table":
            least = self.table(box, across, wrap)
        elif across.is_row:
            least = sum([self.items([item], size_of(box, wrap), wrap) for item in items])
        elif items:
            least = self.items(items, size_of(box, wrap), wrap)
        else:
            least = 0.0
        self.depth -= 1
        if across.declared > least:
            least = across.declared
        least += across.insets
        if across.is_padded:
            least += 2 * frame.cell_padding
        self.of[element] = least
        return least

    def items(self, items: list[Item], size: float, wrap: Wrap) -> float:
        """That of what a box holds, of which the letters have this size."""
        most = line = 0.0
        is_kept = wrap.keeper is not None
        for item in items:
            if isinstance(item, tuple):
                pixels = self.box(item, wrap)
                if is_kept:
                    line = line + pixels if item[1].display in ("inline", "beside") and item[1].tag != "br" else 0.0
                    pixels = max(pixels, line)
            elif isinstance(item, Text):
                pixels = width_of(item.data, size, wrap)
                if is_kept:
                    line += pixels
                    pixels = line
            else:
                continue
            if pixels > most:
                most = pixels
        return most

    def table(self, box: Box, across: "_Across", wrap: Wrap) -> float:
        """What a table takes without its insets."""
        widths: list[float] = []
        widest = 0.0
        for row, inner in rows(box, wrap):
            if row[1].display != "row":
                widest = max(widest, self.box(row, inner))
                continue
            if len(row[3]) == 1 and isinstance(cell := row[3][0], tuple):
                pixels = self.box(cell, inner)
                if cell[1].display == "cell" and cell[0].attr("colspan") is not None:
                    widest = max(widest, pixels)
                elif widths:
                    widths[0] = max(widths[0], pixels)
                else:
                    widths.append(pixels)
                continue
            total, is_spanned = 0.0, False
            for cell, at, span in cells_of(row):
                pixels = self.box(cell, inner)
                total += pixels
                is_spanned = is_spanned or span > 1
                if span == 1:
                    while len(widths) <= at:
                        widths.append(0.0)
                    widths[at] = max(widths[at], pixels)
            if is_spanned:
                widest = max(widest, total)
        return max(sum(widths) + across.spacing * max(len(widths) - 1, 0), widest)

    def image(self, element: Element) -> float:
        """The width of a picture that does not give way."""
        box = self.layout.box(element)
        if any(each is not None and each.unit == "%" for each in (box.width, box.max_width)):
            return 0.0
        width, most = images.shown_size(element, self.layout.pictures).width, self.pixels(box.max_width)
        if width is None:
            width = self.pixels(box.width)
        if most is not None:
            width = most if width is None else min(width, most)
        return (width or 0.0) + box.insets(self.viewport)

    def declared(self, box: Box) -> float:
        """The pixels that a box takes whatever it holds."""
        return self.across(box).declared

    def _declared(self, box: geometry.Box, display: str, element: Element) -> float:
        least = self.pixels(box.min_width) or 0.0
        width, most = self.pixels(box.width), self.pixels(box.max_width)
        if width is not None and box.max_width is None:
            most = self._shrunk(geometry.values(element.attr("style") or "").get("max-width", ""))
        if width is None or display not in _DECLARING or (box.max_width is not None and most is None):
            return least
        return max(least, width if most is None else min(width, most))

    def pixels(self, length: Length | None) -> float | None:
        """A length that does not depend on what is around."""
        return None if length is None or length.unit == "%" else css.in_pixels(length, self.viewport)

    def _shrunk(self, value: str) -> float | None:
        """A length that is fewer pixels on a narrow screen; ``None`` for what is written otherwise."""
        found = _SHRINKING.fullmatch(value) if value.startswith("min(") else None
        if found is None:
            return None
        most, share, rest = (float(each.replace(" ", "")) for each in found.groups())
        return min(most, share * self.viewport / 100 + rest)

    def insets(self, box: Box) -> float:
        """What a box adds at its sides."""
        across = self.across(box)
        return across.insets + 2 * box[2].cell_padding if across.is_padded else across.insets

    def between(self, table: Element, columns: list[Column]) -> float:
        """The spacing of a table between its columns."""
        return self.layout.box(table).spacing * max(len(columns) - 1, 0)

    def columns(self, table: Box, wrap: Wrap) -> list[Column]:
        """The columns of a table."""
        columns: list[list[float]] = []
        for row, _ in rows(table, wrap):
            if row[1].display != "row":
                continue
            for cell, at, span in cells_of(row):
                if span > 1:
                    continue
                while len(columns) <= at:
                    columns.append([0.0, 0.0])
                columns[at][0] = max(columns[at][0], self.of.get(cell[0], 0.0))
                columns[at][1] = max(columns[at][1], self.insets(cell))
        return [Column(least, least, padding) for least, padding in columns]


def is_padded(cell: Element) -> bool:
    """Whether a cell has the padding that its table gives its cells."""
    return "padding" not in (cell.attr("style") or "").lower()


def size_of(box: Box, wrap: Wrap) -> float:
    """The font size in a box; for words of code that of a common font whose letters are as wide."""
    own, frame = box[1:3]
    if frame.font.is_code and wrap.keeper is None:
        return frame.size * _LINE / _LETTER
    return frame.size * _wider(box) if own.tag == "th" else frame.size


def _wider(head: Box) -> float:
    """How much wider than common words the longest word of a head cell is, which is bold."""
    words = [max(item.data.split(), key=len, default="")[:_LONG] for item in head[3] if isinstance(item, Text)]
    return max([1.0, *(_BOLD * share_of(word) / (_LETTER * len(word)) for word in words if word)])


def not_wrapped(box: Box) -> bool:
    """Whether a flexible box keeps in one row what it holds."""
    return "wrap" not in (box[0].attr("style") or "").lower().replace("nowrap", "")


def rows(table: Box, wrap: Wrap) -> Iterator[tuple[Box, Wrap]]:
    """The rows of a table, and what stands in none."""
    for item in table[3]:
        if not isinstance(item, tuple):
            continue
        if item[1].tag in ("tbody", "thead", "tfoot"):
            inner = wrapping(item, wrap) if item[0].attrs else wrap
            for row in item[3]:
                if isinstance(row, tuple):
                    yield row, wrapping(row, inner) if row[0].attrs else inner
        else:
            yield item, wrapping(item, wrap) if item[0].attrs else wrap


def cells_of(row: Box) -> Iterator[tuple[Box, int, int]]:
    """What a row holds, with the number of its column and the columns that it spans; what is no cell shares one."""
    at, was_cell = 0, True
    for item in row[3]:
        if not isinstance(item, tuple):
            continue
        is_cell = item[1].display == "cell"
        if not is_cell and not was_cell:
            at -= 1
        span = item[0].attr("colspan") or "" if is_cell else ""
        columns = max(int(span), 1) if span.isascii() and span.isdigit() and len(span) < 3 else 1
        yield item, at, columns
        at += columns
        was_cell = is_cell


def wrapping(box: Box, wrap: Wrap) -> Wrap:
    """How the text in a box is broken, where that around it is broken so."""
    element = box[0]
    if element.tag == "pre" or (element.tag in CELLS and "nowrap" in element.attrs):
        wrap = wrap._replace(keeper=element)
    if style := element.attr("style"):
        styled = geometry.values(style)
        if space := styled.get("white-space"):
            wrap = wrap._replace(keeper=element if space in _KEEPING else None)
        if styled.get("overflow-wrap") == "anywhere":
            wrap = wrap._replace(breaks=True, refuser=None)
        elif kind := styled.get("word-break"):
            wrap = wrap._replace(breaks=kind in _BREAKING, refuser=None if kind in _BREAKING else element)
    return wrap


def width_of(text: str, size: float, wrap: Wrap) -> float:
    """The width of what may not be broken of a text."""
    if wrap.keeper is not None:
        return max(map(len, text.split("\n"))) * _LINE * size
    if wrap.breaks:
        return 0.0
    if not text.isascii():
        text = text.replace("\xa0", "_").replace("\u200b", " ")
    words = text.split()
    letters = max(map(len, words), default=0)
    if letters < _LONG:
        return letters * (_CAPITAL if text.isupper() else _LETTER) * size
    word = max(words, key=len)
    letter = _CAPITAL if word.isupper() else 0.0 if max(word) >= _IDEOGRAPHS else _LETTER
    return letters * letter * size
