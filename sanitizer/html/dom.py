r"""The tree: with :mod:`sanitizer.html.tokens` the only module that knows the HTML parser.

A WHATWG tree with the source position of every tag and attribute. Positions are code-point offsets
into the text that was parsed, whose line breaks are ``\n``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from io import StringIO
from itertools import accumulate
from typing import NamedTuple

import turbohtml
from turbohtml import Element, Node, SourceLocation, SourceSpan, Text

from sanitizer.html.pictures import Pictures
from sanitizer.templates.masking import Template

__all__ = [
    "MERGED",
    "CommentToken",
    "Document",
    "Element",
    "Node",
    "SourceLocation",
    "Text",
    "comment_nodes",
    "declared_encoding",
    "depth_over",
    "is_foreign",
    "line_starts",
    "masked",
    "remove_comments",
    "same_tree",
]

_FOREIGN = frozenset((turbohtml.Namespace.SVG, turbohtml.Namespace.MATHML))
MERGED = frozenset(("body", "html"))
"""Elements to which a later tag of the kind gives attributes (HTML standard, 13.2.6.4.7)."""
_MERGING_TAG = re.compile(r"<([hH][tT][mM][lL]|[bB][oO][dD][yY])[\s>/]")
_SPACE = " \t\n\r\f"
_SECTIONS = ("tbody", "tfoot", "thead")
_HTML_TAG = re.compile(r"<html[\s>/]", re.IGNORECASE)
_START_TAG = re.compile(r"<[a-zA-Z]")
_QUIRKY = (
    "-//ietf//",
    "-//microsoft//",
    "-//netscape",
    "-//w3c//dtd html 3",
    "-//w3c//dtd html 4.0 ",
    "-//w3c//dtd w3 ",
)
_QUIRKY_ALONE = ("-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//")
_LAX = ("transitional//en", "frameset//en")
_STRUCTURE = re.compile(r"<(?:!doctype|html|head|body)[\s>/]", re.IGNORECASE)


class CommentToken(NamedTuple):
    """A comment, processing instruction, or what a parser takes for one, at ``text[start:end]``."""

    data: str
    start: int
    end: int


class Document:
    r"""A parsed text: ``text`` with line breaks as ``\n`` and ``tree``, its document node.

    Without ``has_places`` its elements do not know the places of their attributes and end tags, which takes time.
    ``template`` knows the template tags that are masked in the text; ``None`` for a message to be sent. ``pictures``
    tells the sizes of pictures that the message carries.
    """

    __slots__ = (
        "_has_late_tags",
        "_is_sheet",
        "_lines",
        "_written_lines",
        "comment_tokens",
        "pictures",
        "template",
        "text",
        "tree",
    )

    def __init__(
        self,
        text: str,
        *,
        has_places: bool = True,
        template: Template | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        self.text = text
        self.template = template
        self.pictures = pictures or Pictures()
        self._is_sheet: bool | None = None
        self._lines: list[int] | None = None
        self._written_lines: list[int] | None = None
        self._has_late_tags: bool | None = None
        self.comment_tokens: list[CommentToken] | None = None
        """The comments of the source; ``None`` until they are asked for (:func:`sanitizer.html.tokens.comments`)."""
        self.tree = turbohtml.parse(text, source_locations=has_places, allow_declarative_shadow_roots=False)

    def again(self, text: str, *, has_places: bool = True) -> "Document":
        """Another text of the same message or template."""
        return Document(text, has_places=has_places, template=self.template, pictures=self.pictures)

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

    @property
    def is_quirky(self) -> bool:
        """Whether browsers show it in quirks mode: without a doctype or with an old one (HTML standard, 13.2.6.4.1)."""
        doctype = next((child for child in self.tree.children if isinstance(child, turbohtml.Doctype)), None)
        if doctype is None:
            return True
        public = (doctype.public_id or "").lower()
        return public.startswith(_QUIRKY) or (not doctype.system_id and public.startswith(_QUIRKY_ALONE))

    @property
    def has_struts(self) -> bool:
        """Whether a line is as high as one of text even if only a picture stands in it (Quirks standard, 3.2)."""
        doctype = next((child for child in self.tree.children if isinstance(child, turbohtml.Doctype)), None)
        return doctype is not None and not (doctype.public_id or "").lower().endswith(_LAX)

    @property
    def has_late_tags(self) -> bool:
        """Whether an html or body tag may stand twice, or may give its attributes to an element already there."""
        if self._has_late_tags is None:
            tags = [tag.lower() for tag in _MERGING_TAG.findall(self.text)]
            self._has_late_tags = len(tags) > len(set(tags))
        return self._has_late_tags

    @property
    def is_ambiguous(self) -> bool:
        """Whether tags stand where parsers place them in different ways.

        That is an html tag behind another tag, a second html or body tag, or any tag behind the end of the body.
        """
        text = self.text
        html, first = _HTML_TAG.search(text), _START_TAG.search(text)
        if html is not None and first is not None and first.start() < html.start():
            return True
        end = self.body_end
        return self.has_late_tags or (end >= 0 and _START_TAG.search(text, end) is not None)

    @property
    def body_end(self) -> int:
        """The offset of the first end tag of the body, as it is written in all but curious mail; -1 without one."""
        end = self.text.find("</body")
        return end if end >= 0 else self.text.find("</BODY")

    def elements(self) -> Iterator[Element]:
        """Every element, in document order."""
        return self.tree.iter_elements()

    def is_block_tag(self, node: Node) -> bool:
        """Whether a node stands for a template tag that opens, parts or closes a block."""
        if self.template is None or not isinstance(node, turbohtml.Comment):
            return False
        return self.template.role_of(node.data) in ("open", "middle", "close")

    @property
    def is_sheet(self) -> bool:
        """Whether it is a fragment that holds style elements and nothing else to see."""
        if self._is_sheet is None:
            nodes = (node for part in self.root.children if isinstance(part, Element) for node in part.children)
            self._is_sheet = self.is_fragment and not any(
                node.tag != "style" if isinstance(node, Element) else isinstance(node, Text) and node.data.strip()
                for node in nodes
            )
        return self._is_sheet

    @property
    def has_tags(self) -> bool:
        """Whether template tags are masked in the text."""
        return self.template is not None and bool(self.template.tags)

    @property
    def written(self) -> str:
        """The text as its author wrote it, with template tags; as long as ``text``."""
        return self.text if self.template is None else self.template.unmasked(self.text)

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset into the text, as its author sees them."""
        starts = self.line_starts
        if self.template is not None:
            starts = self._written_lines = self._written_lines or line_starts(self.written)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and a 0-based column, as the tokenizer counts them."""
        return self.line_starts[line - 1] + column

    def span(self, start: int, end: int) -> SourceSpan:
        """The span between two offsets."""
        (line, column), (end_line, end_column) = self.line_and_column(start), self.line_and_column(end)
        return SourceSpan(line, column - 1, start, end_line, end_column - 1, end)

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        if self._lines is None:
            self._lines = line_starts(self.text)
        return self._lines

    def serialize(self) -> str:
        """The tree written anew: the whole document, or for a fragment what its head and body hold."""
        if not self.is_fragment:
            return self.tree.html
        return "".join(part.inner_html for part in self.root.children if isinstance(part, Element))


def line_starts(text: str) -> list[int]:
    """The offset at which each line of a text begins."""
    starts = list(accumulate(map(len, StringIO(text, newline="\n")), initial=0))
    return starts if text.endswith("\n") or not text else starts[:-1]


_NO_TEXT = frozenset("colgroup frameset head html select table tbody tfoot thead tr".split())
"""Elements in which a parser moves or drops text (HTML standard, 13.2.6.4)."""


def masked(template: Template) -> Document:
    """The document of a template, with its tags masked: what prints something is text where a parser leaves text."""
    if not template.tags:
        return Document(template.text, template=template)
    first = Document(template.text, has_places=False, template=template)
    shown = [
        number
        for node in comment_nodes(first)
        if template.role_of(node.data) == "output" and _takes_text(node.parent, first)
        for number in template.tags_in(node.data)
    ]
    template.show_as_text(shown)
    return Document(template.text, template=template)


def _takes_text(parent: Node | None, document: Document) -> bool:
    """Whether a parser leaves text in a node; a fragment begins in the body, and so does its text."""
    if isinstance(parent, Element):
        return parent.tag not in _NO_TEXT
    return document.is_fragment


def remove_comments(document: Document, data: set[str]) -> None:
    """Take comments and processing instructions with this content out of the tree."""
    for node in comment_nodes(document):
        if node.data in data:
            node.extract()


def comment_nodes(document: Document) -> list[turbohtml.Comment | turbohtml.ProcessingInstruction]:
    """The comments and processing instructions of the tree, in order."""
    found = document.tree.xpath("//comment() | //processing-instruction()")
    assert isinstance(found, list)
    return [node for node in found if isinstance(node, (turbohtml.Comment, turbohtml.ProcessingInstruction))]


def is_foreign(element: Element) -> bool:
    """Whether the element is SVG or MathML."""
    return element.namespace in _FOREIGN


def depth_over(root: Element, limit: int) -> int:
    """The depth at which elements nest deeper than ``limit``, or 0."""
    depth = {root: 1}
    for element in root.iter_elements():
        parent = element.parent
        level = depth[element] = depth.get(parent, 0) + 1 if isinstance(parent, Element) else 1
        if level > limit:
            return level
    return 0


def same_tree(left: Document, right: Document) -> bool:
    """Whether two documents show the same: equal but for white space that a parser places or drops as it likes.

    Such white space is taken out of both trees where they differ, and so are the comments that template tags are
    masked as: at the start of a fragment a parser puts them elsewhere.
    """
    if left.tree.equals(right.tree):
        return True
    for document in (left, right):
        if document.template is not None:
            _remove_tags(document, document.template)
        _trim(document)
    return left.tree.equals(right.tree)


def _trim(document: Document) -> None:
    """Take away white space directly in document, html and head, and at the start of the body.

    That at the start of a table's section moves before it: there it is once the row is gone that began the section.
    """
    for section in document.tree.iter_elements(_SECTIONS):
        if len(section) and isinstance(space := section[0], Text) and not space.data.strip(_SPACE):
            section.insert_before(space)
    document.root.normalize()
    outer: list[Node] = [document.tree, document.root]
    for parent in outer:
        for child in list(parent.children):
            if isinstance(child, Text) and not child.data.strip(_SPACE):
                child.extract()
            elif isinstance(child, Element) and child.tag == "head":
                outer.append(child)
            elif (
                isinstance(child, Element)
                and child.tag == "body"
                and len(child)
                and isinstance(first := child[0], Text)
            ):
                first.data = first.data.lstrip(_SPACE)
                if not first.data:
                    first.extract()


def _remove_tags(document: Document, template: Template) -> None:
    for node in comment_nodes(document):
        if template.role_of(node.data):
            node.extract()
    document.root.normalize()


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a ``meta`` element in the first 1,024 bytes declares (HTML standard, 13.2.3.2)."""
    if b"charset" not in data[:1024].lower():
        return None
    head = turbohtml.parse(data[:1024], positions=False)
    return head.encoding if head.encoding_confidence == "certain" else None
