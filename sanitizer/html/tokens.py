"""What the tokenizer tells of a source and its tree does not: where comments, text, and tags without element stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import turbohtml
from turbohtml import Element, Node, SourceLocation

from sanitizer.errors import LimitError
from sanitizer.html import markup
from sanitizer.html.dom import MERGED, CommentToken, Document, comment_nodes

__all__ = [
    "StrayTag",
    "characters",
    "check_limits",
    "check_size",
    "comments",
    "is_regular",
    "place_of",
    "stray_tags",
    "text_runs",
]

_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_SCOPES = frozenset("applet button caption marquee object select td template th".split())
"""Elements inside which an end tag does not close what was opened outside (HTML standard, 13.2.4.2)."""
_FORMATTING_TAG = re.compile(rf"<(?:{'|'.join(sorted(_FORMATTING))})[\s/>]", re.IGNORECASE)
_SCAN_FROM = 1_000
"""Tags from which the tokens are looked at before a tree is built: n tags build at most n²/4 elements."""


_COMMENT_TOKENS = frozenset((turbohtml.TokenType.COMMENT, turbohtml.TokenType.PROCESSING_INSTRUCTION))
_COMMENT_OPENS = re.compile(r"<(?:(!--)|!(?![dD][oO][cC][tT][yY][pP][eE])|\?|/(?![a-zA-Z>]))")


def comments(document: Document) -> list[CommentToken]:
    """The comments of the source, in order. The tree has them too, but without their place."""
    if document.comment_tokens is None:
        document.comment_tokens = _find_comments(document)
    return document.comment_tokens


def _find_comments(document: Document) -> list[CommentToken]:
    text = document.text
    nodes = comment_nodes(document)
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
