"""The text of a document laid out anew: white space that shows nothing goes, or becomes lines and indentation.

Works on the author's text: tags, attributes, entities, comments and template tags stay as they are written, and
nothing is left out. Only white space between them changes, and with ``compact`` that inside start tags.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal, NamedTuple

from sanitizer.html import markup
from sanitizer.html.dom import Document, Element
from sanitizer.html.tokens import comments
from sanitizer.html.whitespace import (
    BLOCKS,
    SPACE,
    TABLE_PARTS,
    Rendering,
    collapsed,
    compact_style,
    has_wide,
    is_conditional,
    is_unshown,
)

__all__ = ["OUTPUT_STYLES", "OutputStyle", "compact", "formatted", "pretty"]

OutputStyle = Literal["preserve", "pretty", "compact"]
"""``preserve`` leaves the author's white space alone, ``pretty`` indents by blocks, ``compact`` saves space."""
OUTPUT_STYLES: tuple[OutputStyle, ...] = ("preserve", "pretty", "compact")

_INDENT = "  "
_DOCTYPE = re.compile(r"<!doctype[^>]*>", re.IGNORECASE)
_STRAY = re.compile(r"<[a-zA-Z/!?]")
_TABLE = TABLE_PARTS | {"table"}
_CELLS = frozenset(("caption", "td", "th"))


def pretty(document: Document) -> str:
    """The document with each block on a line of its own, indented by two spaces a level; inline content on one line.

    Adds no white space where it would show, and none around the inline content of a table cell.
    """
    return formatted(document, "pretty")


def compact(document: Document) -> str:
    """The document without white space that shows nothing, its other runs as one space. Tags and quotes all stay."""
    return formatted(document, "compact")


def formatted(document: Document, style: OutputStyle) -> str:
    """The text of the document, its tree being that of the text, in an output style. Linear in the text."""
    if style == "preserve":
        return document.text
    rendering = Rendering(document)
    if rendering.keeps_all:
        return document.text
    return _Writer(document, rendering, is_pretty=style == "pretty").text()


class _Token(NamedTuple):
    """A tag, a comment, the doctype, an element that stays as it is, or text, at ``text[start:end]``."""

    start: int
    end: int
    element: Element | None = None
    tag: str = ""
    is_start: bool = False
    is_end: bool = False
    edge_before: bool = False
    """Whether white space directly before it never shows."""
    edge_after: bool = False
    is_passed: bool = False
    """Whether it shows nothing and text goes on across it."""
    is_conditional: bool = False
    is_text: bool = False

    @property
    def is_doctype(self) -> bool:
        return self.element is None and self.edge_after

    @property
    def opens_block(self) -> bool:
        return self.is_start and self.tag in BLOCKS

    @property
    def closes_block(self) -> bool:
        return self.is_end and self.tag in BLOCKS


class _Writer:
    def __init__(self, document: Document, rendering: Rendering, *, is_pretty: bool) -> None:
        self._source = document.text
        self._rendering = rendering
        self._is_pretty = is_pretty
        self._has_wide = has_wide(document.tree.text)
        self._is_fragment = document.is_fragment
        self._place: dict[Element, tuple[int, bool]] = {}
        """For each element how many blocks it is in that have tags, and whether the innermost is a table's cell."""
        self._tokens = list(self._with_texts(self._markup(document)))

    def text(self) -> str:
        """The text laid out."""
        tokens = self._tokens
        if not tokens:
            return self._source
        edges = self._edges_ahead()
        alone_at = self._between_blocks()
        pieces: list[str] = []
        left, in_table, level = False, False, 0
        before: _Token | None = None
        for index, token in enumerate(tokens):
            gap = self._source[before.end if before else 0 : token.start]
            if in_table and not (token.tag in _TABLE or token.is_passed):
                pieces.append(gap)  # text here is moved before the table (HTML standard, 13.2.6.4.9)
            else:
                alone = alone_at[index] or (index > 0 and alone_at[index - 1])
                pieces.append(self._gap(gap, before, token, left=left, right=edges[index], level=level, alone=alone))
            pieces.append(self._written(token))
            if not token.is_passed or token.edge_after:
                left = token.edge_after
            elif token.is_conditional:
                left = False
            in_table = _is_in_table(token, in_table=in_table)
            if token.element is not None and token.tag in BLOCKS:
                level = self._place[token.element][0] + (not token.is_end)
            before = token
        assert before is not None
        rest = self._source[before.end :]
        pieces.append(rest if not left else "\n" if self._is_pretty and rest else "")
        return "".join(pieces)

    def _gap(
        self, gap: str, before: _Token | None, token: _Token, *, left: bool, right: bool, level: int, alone: bool
    ) -> str:
        """What stands between two tokens; ``left`` and ``right`` say whether an edge is there."""
        if before is None:
            return "" if right or not self._is_fragment else gap
        if self._is_pretty and not (before.opens_block and token.closes_block and before.element is token.element):
            starts_line = token.opens_block or before.closes_block
            if starts_line or alone or before.is_doctype:
                inserts = (left and right) or ((left or right) and (alone or not self._is_in_cell(before, token)))
                if inserts or (gap and self._may_break(gap)):
                    return "\n" + _INDENT * self._level(token, level)
        if left or right:
            return ""
        if not gap:
            return ""
        return "\n" if self._has_wide and "\n" in gap else " "

    def _may_break(self, gap: str) -> bool:
        return not self._has_wide or "\n" in gap

    def _level(self, token: _Token, level: int) -> int:
        return self._place[token.element][0] if token.element is not None and token.tag in BLOCKS else level

    def _is_in_cell(self, before: _Token, token: _Token) -> bool:
        element = token.element if token.opens_block else before.element
        return element is not None and self._place[element][1]

    def _written(self, token: _Token) -> str:
        written = self._source[token.start : token.end]
        if token.is_text:
            if not _RUNS.search(written) or _STRAY.search(written):
                return written
            return collapsed(written)
        if self._is_pretty or not token.is_start or not markup.is_strict_tag(written):
            return written
        return _compact_tag(written, with_styles=not self._rendering.reads_styles)

    def _edges_ahead(self) -> list[bool]:
        """For each token whether white space before it never shows, also across what shows nothing."""
        edges: list[bool] = []
        ahead = False
        for token in reversed(self._tokens):
            if token.edge_before or not token.is_passed:
                ahead = token.edge_before
            elif token.is_conditional:
                ahead = False
            edges.append(ahead)
        return edges[::-1]

    def _between_blocks(self) -> list[bool]:
        """For each token whether it shows nothing, and only such stand between it and blocks at both sides."""
        return [
            behind and ahead
            for behind, ahead in zip(
                _follows_block(self._tokens), reversed(list(_follows_block(reversed(self._tokens)))), strict=True
            )
        ]

    def _markup(self, document: Document) -> Iterator[_Token]:
        """Tags, comments, doctype and elements that stay as they are, in order."""
        rendering, source = self._rendering, self._source
        tokens: dict[int, _Token] = {}
        whole: dict[int, _Token] = {}
        place = self._place
        for element in document.elements():
            parent = element.parent
            above = place[parent] if isinstance(parent, Element) and parent in place else (0, False)
            if isinstance(parent, Element) and parent.tag in BLOCKS:
                above = above[0] + (parent.source_location is not None), parent.tag in _CELLS
            place[element] = above
            at = element.source_location
            if at is None:
                continue
            start, end, tag = at.start_tag.start_offset, at.start_tag.end_offset, element.tag
            outside, inside = rendering.is_block_outside(element), rendering.is_block_inside(element)
            last = at.end_tag.end_offset if at.end_tag else end if tag in markup.VOID else len(source)
            if is_unshown(element) or rendering.keeps(element) or tag in markup.VOID:
                token = _Token(
                    start,
                    last,
                    element,
                    tag,
                    is_start=True,
                    is_end=True,
                    edge_before=outside,
                    edge_after=outside,
                    is_passed=is_unshown(element),
                )
                if start not in whole or whole[start].end < last:
                    whole[start] = token
                continue
            opening = _Token(start, end, element, tag, is_start=True, edge_before=outside, edge_after=inside)
            tokens.setdefault(start, opening)
            if at.end_tag is not None:
                first = at.end_tag.start_offset
                closing = _Token(first, last, element, tag, is_end=True, edge_before=inside, edge_after=outside)
                tokens.setdefault(first, closing)
        for data, start, end in comments(document):
            tokens.setdefault(start, _Token(start, end, is_passed=True, is_conditional=is_conditional(data)))
        if doctype := _DOCTYPE.search(source, 0, min(tokens, default=len(source))):
            tokens.setdefault(doctype.start(), _Token(*doctype.span(), edge_before=True, edge_after=True))
        tokens.update(whole)
        cursor = 0
        for _, token in sorted(tokens.items()):
            if token.start >= cursor:
                yield token
                cursor = token.end

    def _with_texts(self, tokens: Iterator[_Token]) -> Iterator[_Token]:
        """The tokens and the texts between them, without the white space at the ends of these."""
        source, cursor = self._source, 0
        for token in chain(tokens, (_Token(len(source), len(source)),)):
            between = source[cursor : token.start]
            if stripped := between.strip(SPACE):
                start = cursor + len(between) - len(between.lstrip(SPACE))
                yield _Token(start, start + len(stripped), is_text=True)
            if token.end > token.start:
                yield token
            cursor = token.end


def _follows_block(tokens: Iterable[_Token]) -> Iterator[bool]:
    """For each token whether it shows nothing and no text or inline element is between it and the block before."""
    is_open = True
    for token in tokens:
        yield token.is_passed and is_open
        if not token.is_passed:
            is_open = not token.is_text and (token.element is None or token.tag in BLOCKS)


_RUNS = re.compile(r"[\t\n]|  ")


def _is_in_table(token: _Token, *, in_table: bool) -> bool:
    """Whether what follows a token is in a table but in no cell, where text has no place."""
    element, tag = token.element, token.tag
    if element is None or tag not in _TABLE:
        return in_table
    if tag != "table":
        return token.is_end or tag not in _CELLS
    if not token.is_end:
        return True
    parent = element.parent
    return isinstance(parent, Element) and parent.tag in _TABLE - _CELLS


def _compact_tag(written: str, *, with_styles: bool) -> str:
    """A start tag with one space before each attribute, and its style attribute without needless white space."""
    pieces = [written[: markup.tag_name_end(written, 1, len(written))]]
    last = len(pieces[0])
    for name, (start, end) in markup.attribute_spans(written, 0, len(written)):
        pieces.append(" " if not written[last:start].strip() else written[last:start])
        place = markup.value_span(written, start, end) if with_styles and name == "style" else None
        if place is not None and place[2]:
            first, past, _ = place
            pieces += written[start:first], compact_style(written[first:past]), written[past:end]
        else:
            pieces.append(written[start:end])
        last = end
    rest = written[last:]
    pieces.append(">" if rest.strip() == ">" else rest)
    return "".join(pieces)
