r"""The words that a reader sees of a whole document, with the way back to where they were written.

Inline elements do not part words. Blocks are parted by an empty line, lines by ``\n``, cells by a tab. An image counts
with its alternative text; ``title`` attributes follow at the end, each by itself.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from typing import NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.markup import BLOCK

__all__ = ["Holder", "Piece", "Visible", "all_words", "visible"]

_UNSEEN = frozenset(("head", "iframe", "math", "noembed", "noframes", "script", "style", "svg", "template", "title"))
_CELLS = frozenset(("td", "th"))
_WORDS = re.compile(r"[^ \t\n\r\f]+(?: [^ \t\n\r\f]+)*")
"""Words with single spaces between them, as they are displayed."""
_SPACE = " \t\n\r\f"
_RUN = re.compile(r"[\t\n\r\f]|  ")

Holder = Text | tuple[Element, str]
"""What characters stand in: a text node, or an element's attribute by name."""


class Piece(NamedTuple):
    """Characters of one holder that stand together in the text: ``start`` to ``end`` of its data or value."""

    holder: Holder
    start: int
    end: int


class Visible:
    """What is seen of a document: its :class:`Reading`, and where the characters come from."""

    __slots__ = ("_holders", "_offsets", "_starts", "reading")

    def __init__(self, shown: str, starts: list[int], holders: list[Holder], offsets: list[int]) -> None:
        self.reading = Reading(shown)
        self._starts, self._holders, self._offsets = starts, holders, offsets

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Where ``reading.shown[start:end]`` was written, in order; white space between pieces has no place."""
        starts, shown = self._starts, self.reading.shown
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(starts) and starts[index] < end:
            begin = starts[index]
            past = starts[index + 1] if index + 1 < len(starts) else len(shown)
            first, last = max(start, begin), min(end, past)
            while last > first and last == past and shown[last - 1] in _SPACE:
                last, past = last - 1, past - 1  # put there between this piece and the next
            if last > first:
                offset = self._offsets[index] - begin
                yield Piece(self._holders[index], first + offset, last + offset)
            index += 1


_SPACED, _CELL, _LINE, _APART = 1, 2, 3, 4
_WHITE = ("", " ", "\t", "\n", "\n\n")
"""White space by its strength: of several kinds that come together the strongest counts."""
_GAPS = dict.fromkeys(BLOCK, _APART) | dict.fromkeys(_CELLS, _CELL) | {"br": _LINE, "hr": _APART, "img": _SPACED}
"""Strength of the white space that elements put before what follows their start tag."""


class _Builder:
    """The text as it grows."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.holders: list[Holder] = []
        self.offsets: list[int] = []
        self.gap = 0
        """Strength of the white space that is due before the next words."""

    def words(self, holder: Holder, data: str) -> None:
        """Add text with its white space collapsed."""
        core = data.strip(_SPACE)
        if not core:
            self.gap = self.gap or _SPACED
            return
        start = 0
        if core is not data:
            start = data.index(core[0])
            if start and not self.gap:
                self.gap = _SPACED
        if _RUN.search(core) is None:
            self.add(holder, core, start)
        else:
            for match in _WORDS.finditer(core):
                self.add(holder, match[0], start + match.start())
                self.gap = _SPACED
            self.gap = 0
        if start + len(core) < len(data):
            self.gap = _SPACED

    def add(self, holder: Holder, text: str, offset: int) -> None:
        """Add text as it is, which stands at ``offset`` of its holder."""
        if self.gap:
            if self.length:
                white = _WHITE[self.gap]
                self.out.append(white)
                self.length += len(white)
            self.gap = 0
        self.starts.append(self.length)
        self.holders.append(holder)
        self.offsets.append(offset)
        self.out.append(text)
        self.length += len(text)


def visible(document: Document, hidden: Container[Element] = (), unseen: Container[str] = ()) -> Visible:
    """The words that are seen of a document.

    ``hidden`` are elements that keep what they hold from being seen, ``unseen`` tags of elements that will go.
    """
    build = _Builder()
    boxes: dict[Node | None, _Box | None] = {document.root: _ROOT}
    last = _ROOT
    has_pre = "<pre" in document.text or "<PRE" in document.text
    for node in document.root.descendants:
        if isinstance(node, Text):
            data = node.data
            if not has_pre and not data.strip(_SPACE):
                build.gap = build.gap or _SPACED
                continue
            parent = node.parent
            box = boxes[parent] if parent in boxes else _box(parent, boxes, hidden, unseen)
            if box is None:
                continue
            if box.is_pre:
                build.gap = _APART if box is not last else build.gap
                build.add(node, data, 0)
            elif data.strip(_SPACE):
                if box is not last:
                    build.gap = max(build.gap, _CELL if box.is_cell and last.is_cell else _APART)
                build.words(node, data)
            else:
                build.gap = build.gap or _SPACED
                continue
            last = box
        elif isinstance(node, Element) and (gap := _GAPS.get(tag := node.tag)) is not None:
            if tag == "br":
                build.gap = _APART if build.gap == _LINE else max(build.gap, _LINE)
            else:
                build.gap = max(build.gap, gap)
                if tag == "img" and (words := node.attr("alt")) and _box(node, boxes, hidden, unseen) is not None:
                    build.words((node, "alt"), words)
                    build.gap = max(build.gap, _SPACED)
    if "title" in document.text or "TITLE" in document.text:
        _titles(build, document, hidden, unseen)
    return Visible("".join(build.out), build.starts, build.holders, build.offsets)


class _Box(NamedTuple):
    """The innermost block around a text."""

    element: Element | None
    is_cell: bool = False
    is_pre: bool = False


_ROOT = _Box(None)


def _box(
    node: Node | None, boxes: dict[Node | None, _Box | None], hidden: Container[Element], unseen: Container[str]
) -> _Box | None:
    """The innermost block of what a node holds, ``None`` if that is not seen; remembered for all around it."""
    path: list[Node | None] = []
    while node not in boxes:
        path.append(node)
        node = node.parent if node is not None else None
        if node is None:
            boxes[None] = _ROOT
    box = boxes[node]
    for node in reversed(path):
        if box is not None and isinstance(node, Element):
            tag = node.tag
            if tag in _UNSEEN or tag in unseen or (node in hidden and tag != "body"):
                box = None
            elif tag in BLOCK:
                box = _Box(node, tag in _CELLS, tag == "pre" or box.is_pre)
        boxes[node] = box
    return box


def _titles(build: _Builder, document: Document, hidden: Container[Element], unseen: Container[str]) -> None:
    titled = document.tree.xpath("//*[@title]")
    assert isinstance(titled, list)
    for element in titled:
        assert isinstance(element, Element)
        title = element.attr("title")
        if title and element.tag not in unseen and element not in hidden:
            build.gap = _APART
            build.words((element, "title"), title)


def all_words(document: Document) -> str:
    """All text and the texts of attributes that are shown, run together, also what is not seen: a tenth of the time."""
    attributes = document.tree.xpath("//@alt|//@title")
    assert isinstance(attributes, list)
    body = document.tree.find("body")
    return "\n".join((body.text if body is not None else "", *map(str, attributes)))
