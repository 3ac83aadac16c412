"""How long lines of words and images are, reckoned from the number of letters, rather too short than too long."""

from collections.abc import Iterator
from itertools import chain, islice

from sanitizer.html import images
from sanitizer.html.dom import Element, Text
from sanitizer.html.geometry import CELLS, around
from sanitizer.html.letters import share_of
from sanitizer.html.markup import BLOCK
from sanitizer.html.pictures import Pictures
from sanitizer.html.typography import MEDIUM, Font, resolved, tag_mark

__all__ = ["LETTER", "is_one_line", "lead", "longest_line", "size_around"]

LETTER = 7.0
"""CSS pixels of a letter of 16 px on average, on the small side."""
_SMALL = 0.25
"""Share of the default size of which no text is smaller, as it is reckoned."""
_DESCENDANTS = 64
"""Nodes that are looked at to see whether a box holds one line."""
_NBSP = "\xa0"
_OBJECT = "\ufffc"
_BLANKS = 256
"""Characters of a text that may be blanks before words."""
_BESIDE = 16
"""Nodes before an element that are looked at."""
_LINES = frozenset("br p div li tr h1 h2 h3 h4 h5 h6 dt dd blockquote pre hr".split())
_BREAKS = BLOCK | {"br"}
"""Elements before and after which a new line begins, also where a policy makes others of them."""
_NODES = 256
"""Nodes that are measured at most."""


def longest_line(element: Element, pictures: Pictures) -> float | None:
    """CSS pixels of the longest line of a table, cells of a row added up; ``None`` where that is too long to tell."""
    lines = _Lines(pictures)
    lines.read(element)
    return None if lines.nodes > _NODES else lines.longest


class _Lines:
    """Measures lines of words and images, a limited number of nodes deep and wide."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.nodes = 0
        self.longest = self.line = 0.0

    def read(self, element: Element) -> None:
        self._run(element)
        self._end()

    def _run(self, element: Element) -> None:
        """Words in a line go on through elements that make none, so that these may be unwrapped."""
        for node in element.children:
            self.nodes += 1
            if self.nodes > _NODES:
                return
            if isinstance(node, Text):
                self.line += len(" ".join(node.data.split())) * LETTER
            elif isinstance(node, Element):
                self._element(node)

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == "img":
            width = images.shown_size(element, self.pictures).width
            self.line += _NODES * LETTER if width is None else width
        elif tag in CELLS:
            cell = _Lines(self.pictures)
            cell.nodes = self.nodes
            cell.read(element)
            self.nodes = cell.nodes
            self.line += cell.longest
        elif tag in _BREAKS:
            self._end()
            self.read(element)
        else:
            self._run(element)

    def _end(self) -> None:
        self.longest = max(self.longest, self.line)
        self.line = 0.0


def is_one_line(element: Element, width: float) -> bool:
    """Whether all that the box holds stands in one line."""
    lines, is_in_line = 0, False
    styled: list[str] = []
    for index, each in enumerate(islice(element.descendants, _DESCENDANTS + 1)):
        if index == _DESCENDANTS:
            return False
        if isinstance(each, Element):
            if "style" in each.attrs:
                styled.append(each.attr("style") or "")
            if each.tag in _LINES:
                is_in_line = False
                continue
            shows = each.tag == "img"
        else:
            shows = isinstance(each, Text) and bool(each.data.strip())
        if shows and not is_in_line:
            lines, is_in_line = lines + 1, True
            if lines > 1:
                return False
    letters = len(" ".join(element.text.split()))
    if letters * LETTER * _SMALL > width:
        return False
    font = _font_around(element)
    size = max((inner.pixels for style in styled if (inner := _font_of(style, font))), default=0.0)
    return share_of(" ".join(element.text.split())) * max(size, font.pixels) <= width


def lead(element: Element, width: float) -> float:
    """CSS pixels of the blanks before the words that an element begins with, if its block holds but a line.

    ``width`` is that of the block, at most.
    """
    first = next(iter(element.children), None)
    text = first.data[:_BLANKS] if isinstance(first, Text) else ""
    text = text[: len(text) - len(text.lstrip())]
    block = element
    for block in chain((element,), around(element)):
        if block.tag in _BREAKS:
            break
        for before in _before(block):
            if len(before) > _BLANKS or before.strip():
                return 0.0
            text = before + text
    if _NBSP not in text or not is_one_line(block, width):
        return 0.0
    blanks = len(" ".join(f"{text.replace(_NBSP, '_')}x".split())) - 1  # others beside them are one blank
    return blanks * share_of(_NBSP) * size_around(element)


def _before(element: Element) -> Iterator[str]:
    """The texts before an element in its line, the nearest first, a limited number; a sign for what shows more."""
    node = element.previous_sibling
    for _ in range(_BESIDE):
        if isinstance(node, Text):
            yield node.data
        elif isinstance(node, Element):
            if node.tag in _BREAKS:
                return
            yield node.text if len(node) < 2 and node.tag != "img" else _OBJECT
        elif node is None:
            return
        node = node.previous_sibling


def size_around(element: Element) -> float:
    """The font size of the words that an element holds, in CSS pixels, as it or the nearest around it declares it."""
    return _font_around(element).pixels


def _font_around(element: Element) -> Font:
    """The font whose size the element or the nearest around it declares."""
    for each in (element, *around(element)):
        if "style" in each.attrs and (font := _font_of(each.attr("style") or "", MEDIUM)):
            return font
    return MEDIUM


def _font_of(style: str, around: Font) -> Font | None:
    """The font whose size a style attribute declares."""
    mark = tag_mark("", style)
    return resolved(mark, around) if mark else None
