r"""The tree: the only module that knows the HTML parser.

A WHATWG tree with the source position of every tag and attribute. Positions are code-point offsets
into the text that was parsed, whose line breaks are ``\n``.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import accumulate
from typing import NamedTuple

import turbohtml
from turbohtml import Element, Node, SourceLocation, SourceSpan, Text

from sanitizer.errors import LimitError
from sanitizer.html import markup
from sanitizer.html.pictures import Pictures
from sanitizer.templates.masking import Template

__all__ = [
    "MERGED",
    "CommentToken",
    "Document",
    "Element",
    "Node",
    "SourceLocation",
    "StrayTag",
    "Text",
    "characters",
    "check_limits",
    "check_size",
    "comments",
    "declared_encoding",
    "depth_over",
    "is_foreign",
    "is_regular",
    "line_starts",
    "masked",
    "place_of",
    "remove_comments",
    "same_tree",
    "stray_tags",
    "text_runs",
]

_FOREIGN = frozenset((turbohtml.Namespace.SVG, turbohtml.Namespace.MATHML))
MERGED = frozenset(("body", "html"))
"""Elements to which a later tag of the kind gives attributes (HTML standard, 13.2.6.4.7)."""
_MERGING_TAG = re.compile(r"<([hH][tT][mM][lL]|[bB][oO][dD][yY])[\s>/]")
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_SCOPES = frozenset("applet button caption marquee object select td template th".split())
"""Elements inside which an end tag does not close what was opened outside (HTML standard, 13.2.4.2)."""
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(sorted(_FORMATTING))})[\s/>]", re.IGNORECASE)
_SPACE = " \t\n\r\f"
_SECTIONS = ("tbody", "tfoot", "thead")
_SCAN_FROM = 1_000
"""Tags from which the tokens are looked at before a tree is built: n tags build at most n²/4 elements."""
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


class Document:
    r"""A parsed text: ``text`` with line breaks as ``\n`` and ``tree``, its document node.

    Without ``has_places`` its elements do not know the places of their attributes and end tags, which takes time.
    ``template`` knows the template tags that are masked in the text; ``None`` for a message to be sent. ``pictures``
    tells the sizes of pictures that the message carries.
    """

    __slots__ = ("_comments", "_has_late_tags", "_is_sheet", "_lines", "_written_lines", "pictures", "template", "text",
                 "tree")  # fmt: skip

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
        self._comments: list[CommentToken] | None = None
        self._has_late_tags: bool | None = None
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
        for node in _comment_nodes(first)
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


class CommentToken(NamedTuple):
    """A comment, processing instruction, or what a parser takes for one, at ``text[start:end]``."""

    data: str
    start: int
    end: int


_COMMENT_TOKENS = frozenset((turbohtml.TokenType.COMMENT, turbohtml.TokenType.PROCESSING_INSTRUCTION))
_COMMENT_OPENS = re.compile(r"<(?:(!--)|!(?![dD][oO][cC][tT][yY][pP][eE])|\?|/(?![a-zA-Z>]))")


def comments(document: Document) -> list[CommentToken]:
    """The comments of the source, in order. The tree has them too, but without their place."""
    if document._comments is None:
        document._comments = _find_comments(document)
    return document._comments


def _find_comments(document: Document) -> list[CommentToken]:
    text = document.text
    nodes = _comment_nodes(document)
    if not nodes:
        return []
    if not document.has_tags and (found := _matching_comments(text, nodes)) is not None:
        return found
    found = []
    for token in turbohtml.tokenize(text, capture_source=True, capture_attributes=False):
        if token.type in _COMMENT_TOKENS:
            start = document.offset(token.line, token.col)
            found.append(CommentToken(token.data or "", start, start + len(token.source or "")))
    template = document.template
    return [comment for comment in found if template is None or not template.role_of(comment.data)]


def _matching_comments(text: str, nodes: Iterable[Node]) -> list[CommentToken] | None:
    """The comments where all in the source that looks like one is one of the tree's, in its order; else ``None``.

    Several times as fast as the tokenizer.
    """
    found: list[CommentToken] = []
    cursor = 0
    for node in nodes:
        opens = _COMMENT_OPENS.search(text, cursor)
        if opens is None or not isinstance(node, turbohtml.Comment):
            return None
        data = node.data
        start = opens.end() if opens[1] else opens.start() + 2
        end = start + len(data)
        closes = "-->" if opens[1] else ">"
        if not text.startswith(data, start) or not text.startswith(closes, end):
            return None
        cursor = end + len(closes)
        found.append(CommentToken(data, opens.start(), cursor))
    return None if _COMMENT_OPENS.search(text, cursor) else found


def remove_comments(document: Document, data: set[str]) -> None:
    """Take comments and processing instructions with this content out of the tree."""
    for node in _comment_nodes(document):
        if node.data in data:
            node.extract()


def _comment_nodes(document: Document) -> list[turbohtml.Comment | turbohtml.ProcessingInstruction]:
    found = document.tree.xpath("//comment() | //processing-instruction()")
    assert isinstance(found, list)
    return [node for node in found if isinstance(node, (turbohtml.Comment, turbohtml.ProcessingInstruction))]


def text_runs(document: Document) -> list[tuple[int, str, int]]:
    """The runs of text of the source: offset, text with character references resolved, offset behind; in order."""
    runs: list[tuple[int, str, int]] = []
    begun: tuple[int, str] | None = None
    for token in turbohtml.tokenize(document.text, capture_attributes=False):
        start = document.offset(token.line, token.col)
        if begun is not None:
            runs.append((*begun, start))
        begun = (start, token.data or "") if token.type == turbohtml.TokenType.TEXT else None
    if begun is not None:
        runs.append((*begun, len(document.text)))
    return runs


def characters(source: str) -> list[int]:
    """The offset at which each character of a text begins in its source, whose character references are resolved."""
    document = Document(source)
    tokens = list(turbohtml.tokenize(source, resolve_references=False, capture_attributes=False))
    starts = [document.offset(token.line, token.col) for token in tokens]
    offsets: list[int] = []
    for token, start, end in zip(tokens, starts, [*starts[1:], len(source)], strict=True):
        data = token.data or ""
        if token.type != turbohtml.TokenType.CHARACTER_REFERENCE:
            offsets += range(start, start + len(data))
        elif source[end - 1] == ";":
            offsets += [start] * len(data)
        else:  # one without a semicolon, and the letters that follow it
            offsets += [start, *range(end - len(data) + 1, end)]
    return offsets


class StrayTag(NamedTuple):
    """Something at ``text[start:end]`` that looks like a tag and is in no tree; ``what`` says what it is."""

    what: str
    start: int
    end: int
    instead: str = ""
    """What a browser makes of it."""


_TAG_OPENS = re.compile(r"<(?:[a-zA-Z]|/(?:[bB][rR](?=[\s/>])|[a-zA-Z][^\s/>]*+[\s/]++[^\s/>]))")
"""The first two characters of a start tag, or an end tag that is ``</br>`` or has attributes."""
_CUT_OFF = re.compile(r"</?[a-zA-Z]")
_RAW_TEXT = tuple(sorted(markup.RAW_TEXT))


def stray_tags(document: Document, places: set[int]) -> list[StrayTag]:
    """What the parser dropped: ``<td>`` outside a table, a tag that the end cuts off, attributes of end tags.

    ``places`` are the offsets at which the tags of the elements stand. A browser drops all that; another parser, or a
    page that puts the message inside a table or writes a quote behind it, does not. Ask :func:`is_regular` first.
    """
    text = document.text
    found: list[StrayTag] = []
    end = 0
    in_text = False
    for token in turbohtml.tokenize(text, capture_source=True, capture_attributes=False):
        source = token.source
        if source is None:
            continue
        start = document.offset(token.line, token.col)
        end = start + len(source)
        in_text = token.tag in markup.RAW_TEXT and token.type == turbohtml.TokenType.START_TAG
        if token.type == turbohtml.TokenType.START_TAG:
            if start in places or token.tag in MERGED or source.lower() == "<head>":
                continue  # a bare second head is a common slip, and no parser sees anything in it
            found.append(StrayTag(f"<{token.tag}>", start, end))
        elif token.type == turbohtml.TokenType.END_TAG and token.tag == "br":
            found.append(StrayTag("</br>", start, end, "<br>"))
        elif token.type == turbohtml.TokenType.END_TAG and _TAG_OPENS.match(source):
            found.append(StrayTag("attribute of an end tag", markup.tag_name_end(text, start + 2, end), end - 1))
    if not in_text and (cut := _CUT_OFF.search(text, end)):
        found.append(StrayTag("tag that is cut off", cut.start(), len(text)))
    return found


def is_regular(document: Document, places: int) -> bool:
    """Whether the source has as many start tags as there are places of elements, and no odd other tags."""
    text = document.text
    last = text.rfind("<")
    if last >= 0 and text.find(">", last) < 0 and _CUT_OFF.match(text, last):
        return False
    opened = _TAG_OPENS.findall(text)
    if len(opened) != places:
        hidden = [element.text for element in document.tree.iter_elements(_RAW_TEXT)]
        hidden += (token.data for token in comments(document))
        inside = [tag for words in hidden for tag in _TAG_OPENS.findall(words)]
        if len(opened) - len(inside) != places:
            return False
        return _length(opened) - _length(inside) == 2 * places
    return _length(opened) == 2 * len(opened)


def _length(texts: Iterable[str]) -> int:
    return sum(map(len, texts))


def is_foreign(element: Element) -> bool:
    """Whether the element is SVG or MathML."""
    return element.namespace in _FOREIGN


def check_size(text: str, max_bytes: int) -> None:
    """Refuse a text of more than so many bytes of UTF-8.

    Raises:
        LimitError: ``max_bytes`` is exceeded.

    """
    if len(text) * 4 > max_bytes and (size := len(text.encode(errors="surrogatepass"))) > max_bytes:
        raise LimitError("max_bytes", max_bytes, size)


def check_limits(text: str, *, max_bytes: int, max_open_formatting: int) -> None:
    """Refuse what could cost more than its length before a tree is built from it.

    Unclosed formatting elements (``<font><p><font><p>...``) are opened again in every following
    block, which makes the tree quadratic in the text (HTML standard, 13.2.4.3).

    Raises:
        LimitError: ``max_bytes`` (of UTF-8) or ``max_open_formatting`` is exceeded.

    """
    check_size(text, max_bytes)
    if text.count("<") <= _SCAN_FROM:
        return
    if len(_FORMATTING_TAG.findall(text)) <= max_open_formatting:
        return
    scopes: list[tuple[str, Counter[str]]] = [("", Counter())]
    total = 0
    for token in turbohtml.tokenize(text, capture_attributes=False):
        tag = token.tag
        if tag in _FORMATTING:
            opened = scopes[-1][1]
            if token.type == turbohtml.TokenType.START_TAG:
                opened[tag] += 1
                total += 1
                if total > max_open_formatting:
                    raise LimitError("max_open_formatting", max_open_formatting, total)
            elif opened[tag]:
                opened[tag] -= 1
                total -= 1
        elif tag in _SCOPES:
            if token.type == turbohtml.TokenType.START_TAG:
                scopes.append((tag, Counter()))
            elif scopes[-1][0] == tag:
                total -= scopes.pop()[1].total()


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
    for node in _comment_nodes(document):
        if template.role_of(node.data):
            node.extract()
    document.root.normalize()


def place_of(document: Document, element: Element) -> SourceLocation | None:
    """The place of an element and its attributes; ``None`` when the parser made it without a tag of its own.

    A ``body`` or ``html`` tag that comes late, after text, gives its attributes to the element that is there
    already (HTML standard, 13.2.6.4.7), so the attributes may have other places than the tag.
    """
    at = element.source_location
    if element.tag not in MERGED or (at is not None and not document.has_late_tags):
        return at
    spans = dict(at.attrs) if at is not None else {}
    for start, end in _start_tags(document, element.tag):
        for name, (first, last) in markup.attribute_spans(document.text, start, end):
            spans.setdefault(name, document.span(first, last))
    if at is not None:
        return at._replace(attrs=spans)
    if not spans:
        return None
    first = min(span.start_offset for span in spans.values())
    return SourceLocation(document.span(first, first), None, spans)


def _start_tags(document: Document, tag: str) -> Iterator[tuple[int, int]]:
    for token in turbohtml.tokenize(document.text, capture_source=True, capture_attributes=False):
        if token.tag == tag and token.type == turbohtml.TokenType.START_TAG:
            start = document.offset(token.line, token.col)
            yield start, start + len(token.source or "")


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a ``meta`` element in the first 1,024 bytes declares (HTML standard, 13.2.3.2)."""
    if b"charset" not in data[:1024].lower():
        return None
    head = turbohtml.parse(data[:1024], positions=False)
    return head.encoding if head.encoding_confidence == "certain" else None
