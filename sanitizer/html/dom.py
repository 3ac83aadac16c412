"""The tree: the only module that knows the HTML parser.

A WHATWG tree with the source position of every tag and attribute. Positions are code-point offsets
into the text that was parsed, whose line breaks are ``\\n``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import turbohtml
from turbohtml import Element, Node, SourceLocation, SourceSpan, Text

from sanitizer.errors import LimitError

__all__ = [
    "CommentToken",
    "Document",
    "Element",
    "Node",
    "SourceLocation",
    "SourceSpan",
    "Text",
    "check_limits",
    "comments",
    "declared_encoding",
    "depth_over",
    "is_foreign",
    "same_tree",
]

_FOREIGN = frozenset((turbohtml.Namespace.SVG, turbohtml.Namespace.MATHML))
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_SCAN_FROM = 32_768
"""Characters from which the tokens are looked at before a tree is built: below it no input was found that
builds more than 1.5 million nodes (0.3 s)."""
_STRUCTURE = re.compile(r"<(?:!doctype|html|head|body)[\s>/]", re.IGNORECASE)


class Document:
    """A parsed text: ``text`` with line breaks as ``\\n`` and ``tree``, its document node."""

    __slots__ = ("_lines", "text", "tree")

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines: list[int] | None = None
        self.tree = turbohtml.parse(text, source_locations=True, allow_declarative_shadow_roots=False)

    @property
    def root(self) -> Element:
        """The ``html`` element, which a parser always makes."""
        root = self.tree.root
        assert root is not None
        return root

    @property
    def is_fragment(self) -> bool:
        """Whether the text has no doctype, html, head or body tag of its own."""
        return _STRUCTURE.search(self.text) is None

    def elements(self) -> Iterator[Element]:
        """Every element, in document order."""
        return self.tree.iter_elements()

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset into the text."""
        if self._lines is None:
            self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def serialize(self) -> str:
        """The tree written anew: the whole document, or for a fragment what its head and body hold."""
        if not self.is_fragment:
            return self.tree.html
        return "".join(part.inner_html for part in self.root.children if isinstance(part, Element))


class CommentToken(NamedTuple):
    """A comment, processing instruction, or what a parser takes for one, at ``text[start:end]``."""

    data: str
    start: int
    end: int


_COMMENT_TOKENS = frozenset((turbohtml.TokenType.COMMENT, turbohtml.TokenType.PROCESSING_INSTRUCTION))
_MAY_HOLD_COMMENT = re.compile(r"<(?:!(?!doctype)|\?|/[^a-z])", re.IGNORECASE)


def comments(document: Document) -> Iterator[CommentToken]:
    """The comments of the source, in order. The tree has them too, but without their place."""
    if _MAY_HOLD_COMMENT.search(document.text) is None:
        return
    starts: list[int] | None = None
    for token in turbohtml.tokenize(document.text, capture_source=True, capture_attributes=False):
        if token.type in _COMMENT_TOKENS:
            if starts is None:
                starts = [0, *(match.end() for match in re.finditer("\n", document.text))]
            start = starts[token.line - 1] + token.col
            yield CommentToken(token.data or "", start, start + len(token.source or ""))


def is_foreign(element: Element) -> bool:
    """Whether the element is SVG or MathML."""
    return element.namespace in _FOREIGN


def check_limits(text: str, *, max_bytes: int, max_open_formatting: int) -> None:
    """Refuse what could cost more than its length before a tree is built from it.

    Unclosed formatting elements (``<font><p><font><p>...``) are opened again in every following
    block, which makes the tree quadratic in the text (HTML standard, 13.2.4.3).

    Raises:
        LimitError: ``max_bytes`` (of UTF-8) or ``max_open_formatting`` is exceeded.
    """
    if len(text) * 4 > max_bytes and (size := len(text.encode(errors="surrogatepass"))) > max_bytes:
        raise LimitError("max_bytes", max_bytes, size)
    if len(text) < _SCAN_FROM:
        return
    formatting = 0
    for token in turbohtml.tokenize(text, capture_attributes=False):
        if token.tag in _FORMATTING:
            formatting += 1 if token.type == turbohtml.TokenType.START_TAG else -(formatting > 0)
            if formatting > max_open_formatting:
                raise LimitError("max_open_formatting", max_open_formatting, formatting)


def depth_over(root: Element, limit: int) -> int:
    """The depth at which elements nest deeper than ``limit``, or 0."""
    depth = {root: 1}
    for element in root.iter_elements():
        parent = element.parent
        level = depth[element] = depth.get(parent, 0) + 1 if isinstance(parent, Element) else 1
        if level > limit:
            return level
    return 0


def same_tree(left: Node, right: Node) -> bool:
    """Whether two trees show the same: equal but for white space that no reader sees around head and body."""
    return left.equals(right) or _outline(left) == _outline(right)


def _outline(root: Node) -> list[tuple[object, ...]]:
    """The tree as a flat list, leaving out white space directly in document, html and head."""
    outline: list[tuple[object, ...]] = []
    stack: list[tuple[Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, Element):
            outline.append((depth, node.tag, node.namespace, sorted((name, node.attr(name)) for name in node.attrs)))
        elif isinstance(node, Text):
            parent = node.parent
            if not node.data.strip(" \t\n\r\f") and not (isinstance(parent, Element) and parent.tag not in ("html", "head")):
                continue
            outline.append((depth, node.data))
        else:
            outline.append((depth, type(node).__name__, getattr(node, "data", None), getattr(node, "name", None)))
        stack.extend((child, depth + 1) for child in reversed(node.children))
    return outline


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a ``meta`` element in the first 1,024 bytes declares (HTML standard, 13.2.3.2)."""
    if b"charset" not in data[:1024].lower():
        return None
    head = turbohtml.parse(data[:1024], positions=False)
    return head.encoding if head.encoding_confidence == "certain" else None
