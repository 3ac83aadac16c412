"""Which start tag of the source stands for which element of the tree, and what in the source stands for none.

Where the source is plain, one regular expression cuts it at its tags and the n-th tag is that of the n-th element.
That is proven each time, not assumed: there are as many tags as elements with a place, whose places ascend, and nothing
in the source could be a tag to one reader and text to another. Elsewhere each element is asked for its place.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate, compress, islice
from typing import TypeVar

from sanitizer.html import dom, markup
from sanitizer.html.dom import CommentToken, Document, Element, StrayTag

__all__ = ["Alignment", "align"]

_Item = TypeVar("_Item")

_CUT = re.compile(r"(<(?:[a-zA-Z][^>]*>?|!--.*?-->|[!?][^>]*>?|/(?!(?!br>)[a-zA-Z][a-zA-Z0-9:-]*+>)[^>]*>?))", re.DOTALL)
"""Start tags, comments, declarations, and end tags that are more than ``</name>``."""
_DOCTYPE = re.compile(r"<!doctype[^<>]*>", re.IGNORECASE)
_END_TAG = re.compile(r"</(?!br\b)[a-z][a-z0-9:-]*+\s++>", re.IGNORECASE)
_STRUCTURE = re.compile(r"<(html|body|head)(?![a-z0-9:-])", re.IGNORECASE)
_ODD = markup.RAW_TEXT | {"math", "svg"}
"""Elements inside which other rules tell what a tag is."""


class Alignment:
    """The elements of a document in tree order, each with its start tag."""

    __slots__ = ("_document", "comments", "elements", "is_exact", "may_be_ambiguous", "offsets", "texts")

    def __init__(
        self,
        document: Document,
        elements: list[Element],
        texts: list[str],
        offsets: list[int | None],
        comments: list[CommentToken],
        *,
        is_exact: bool,
        may_be_ambiguous: bool,
    ) -> None:
        self._document = document
        self.elements = elements
        self.texts = texts
        """The start tags as the source has them: ``<tag>`` where the parser made the element without one, ``""`` where
        it did so and gave it attributes."""
        self.offsets = offsets
        """Where each start tag stands in the source; ``None`` for one that the parser made, or made several of."""
        self.comments = comments
        """The comments of the source, in its order."""
        self.is_exact = is_exact
        """Whether each start tag stands for one element, and nothing but tags looks like one."""
        self.may_be_ambiguous = may_be_ambiguous
        """Whether it pays to ask :attr:`Document.is_ambiguous`."""

    @property
    def strays(self) -> list[StrayTag]:
        """The tags, or parts of one, that stand for no element."""
        if self.is_exact:
            return []
        places = {place for place in self.offsets if place is not None}
        return [] if dom.is_regular(self._document, len(places)) else dom.stray_tags(self._document, places)


def align(document: Document, plain: Mapping[str, object]) -> Alignment:
    """The elements of the document with their start tags; ``plain`` has start tags known to be written plainly."""
    return _align_in_order(document, plain) or _align_by_place(document)


def _align_in_order(document: Document, plain: Mapping[str, object]) -> Alignment | None:
    text = document.text
    if text.rfind("<!--") > text.rfind("-->") or "\0" in text:
        return None  # an open comment would be looked for again from each place
    pieces = _CUT.split(text)
    tokens = pieces[1::2]
    starts = [token[1] not in "!?/" for token in tokens]
    elements = list(document.tree.iter_elements())
    positions = [element.position for element in elements]
    own = list(filter(None, positions))
    merged = starts.count(True) - len(own)
    if merged and _leave_out_merged(tokens, starts, elements) != merged:
        return None
    if own != sorted(own):
        return None
    for element in document.tree.iter_elements(_ODD):
        if element.tag not in markup.RAW_TEXT or _CUT.search(element.text):
            return None
    ends = list(accumulate(map(len, pieces)))[::2]
    texts, offsets = tokens, ends
    comments: list[CommentToken] = []
    if len(own) < len(tokens):
        texts, offsets = list(compress(tokens, starts)), list(compress(ends, starts))
        for token, start in zip(tokens, ends, strict=False):
            if token.startswith("<!--"):
                if not _is_plain_comment(token):
                    return None
                comments.append(CommentToken(token[4:-3], start, start + len(token)))
            elif token[1] in "!?/" and not (_DOCTYPE if token[1] == "!" else _END_TAG).fullmatch(token):
                return None
    else:
        offsets.pop()  # where the text ends
    if not all(map(markup.is_strict_tag, set(texts).difference(plain))):
        return None
    return Alignment(
        document,
        elements,
        _with_gaps(texts, {place: _made_tag(elements[place]) for place, own in enumerate(positions) if not own}),
        _with_gaps(offsets, {place: None for place, own in enumerate(positions) if not own}),
        comments,
        is_exact=True,
        may_be_ambiguous=merged > 0 or -1 < document.body_end < len(text) - len(pieces[-1]),
    )


def _leave_out_merged(tokens: list[str], starts: list[bool], elements: list[Element]) -> int:
    """Mark the tags that make no element but give one its attributes, or do nothing; how many there are.

    Those are html and body tags that come after text, and a bare head tag then or for the second time.
    """
    placed = {element.tag for element in elements if element.position}
    count = 0
    for index, token in enumerate(tokens):
        if (match := _STRUCTURE.match(token)) is None:
            continue
        name = match[1].lower()
        if name in placed:
            if name == "head":
                placed.remove(name)
        elif name != "head" or token.lower() == "<head>":
            starts[index] = False
            count += 1
    return count


def _is_plain_comment(token: str) -> bool:
    return len(token) >= 7 and token.endswith("-->") and not token.startswith(("<!-->", "<!--->")) and "--!>" not in token


def _made_tag(element: Element) -> str:
    return "" if element.attrs else f"<{element.tag}>"


def _with_gaps(items: list[_Item], gaps: Mapping[int, _Item]) -> list[_Item]:
    """The items with others put between them, at the places that these have in the whole."""
    if not gaps:
        return items
    rest = iter(items)
    whole: list[_Item] = []
    for place, item in gaps.items():
        whole += islice(rest, place - len(whole))
        whole.append(item)
    whole += rest
    return whole


def _align_by_place(document: Document) -> Alignment:
    """The same from the places that the parser noted, however the source is written."""
    text, lines = document.text, document.line_starts
    elements = list(document.tree.iter_elements())
    texts: list[str] = []
    offsets: list[int | None] = []
    seen: set[int] = set()
    for element in elements:
        position = element.position
        if position is None:
            texts.append(_made_tag(element))
            offsets.append(None)
            continue
        place = lines[position[0] - 1] + position[1]
        texts.append(text[place : text.find(">", place) + 1])
        offsets.append(None if place in seen else place)
        seen.add(place)
    return Alignment(
        document, elements, texts, offsets, dom.comments(document), is_exact=False, may_be_ambiguous=True
    )
