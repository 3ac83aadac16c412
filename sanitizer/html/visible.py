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

__all__ = ["Holder", "Piece", "Visible", "visible"]

_UNSEEN = frozenset(("head", "iframe", "math", "noembed", "noframes", "script", "style", "svg", "template", "title"))
_CELLS = frozenset(("td", "th"))
_WORDS = re.compile(r"[^ \t\n\r\f]+(?: [^ \t\n\r\f]+)*")
"""Words with single spaces between them, as they are displayed."""
_SPACE = " \t\n\r\f"
_STRENGTH = {"": 0, " ": 1, "\t": 2, "\n": 3, "\n\n": 4}

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


class _Builder:
    """The text as it grows."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.holders: list[Holder] = []
        self.offsets: list[int] = []
        self.gap = ""
        """White space that is due before the next words; at the start none is."""

    def words(self, holder: Holder, data: str) -> None:
        """Add text with its white space collapsed."""
        if data[:1] in _SPACE:
            self.part(" ")
        cursor = 0
        for match in _WORDS.finditer(data):
            if match.start() > cursor:
                self.part(" ")
            cursor = match.end()
            self.add(holder, match[0], match.start())
        if cursor and cursor < len(data):
            self.part(" ")

    def add(self, holder: Holder, text: str, offset: int) -> None:
        """Add text as it is, which stands at ``offset`` of its holder."""
        if self.gap:
            self.out.append(self.gap)
            self.length += len(self.gap)
            self.gap = ""
        self.starts.append(self.length)
        self.holders.append(holder)
        self.offsets.append(offset)
        self.out.append(text)
        self.length += len(text)

    def part(self, gap: str) -> None:
        """Have white space before the next words; of several kinds the strongest counts."""
        if self.length and _STRENGTH[gap] > _STRENGTH[self.gap]:
            self.gap = gap


def visible(document: Document, hidden: Container[Element] = (), unseen: Container[str] = ()) -> Visible:
    """The words that are seen of a document.

    ``hidden`` are elements that keep what they hold from being seen, ``unseen`` tags of elements that will go.
    """
    build = _Builder()
    stack: list[Node | str] = list(reversed(document.root.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            build.part(node)
        elif isinstance(node, Text):
            build.words(node, node.data)
        elif isinstance(node, Element):
            tag = node.tag
            if tag in _UNSEEN or tag in unseen or (node in hidden and tag != "body"):
                continue
            if tag == "br":
                build.part("\n\n" if build.gap == "\n" else "\n")
            elif tag == "img":
                build.part(" ")
                if words := node.attr("alt"):
                    build.words((node, "alt"), words)
                    build.part(" ")
            elif tag == "pre":
                _preformatted(build, node)
            else:
                if tag in BLOCK or tag == "hr":
                    gap = "\t" if tag in _CELLS else "\n\n"
                    build.part(gap)
                    stack.append(gap)
                stack.extend(reversed(node.children))
    if "title" in document.text or "TITLE" in document.text:
        _titles(build, document, hidden, unseen)
    return Visible("".join(build.out), build.starts, build.holders, build.offsets)


def _preformatted(build: _Builder, element: Element) -> None:
    """Add text whose line breaks and spaces are displayed as they are written."""
    build.part("\n\n")
    for node in element.descendants:
        if isinstance(node, Text) and node.data:
            build.add(node, node.data, 0)
    build.part("\n\n")


def _titles(build: _Builder, document: Document, hidden: Container[Element], unseen: Container[str]) -> None:
    titled = document.tree.xpath("//*[@title]")
    assert isinstance(titled, list)
    for element in titled:
        assert isinstance(element, Element)
        title = element.attr("title")
        if title and element.tag not in unseen and element not in hidden:
            build.part("\n\n")
            build.words((element, "title"), title)
