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
_ODD = markup.RAW_TEXT | {"math", "svg"}
"""Elements inside which other rules tell what a tag is."""


class Alignment:
    """The elements of a document in tree order, each with its start tag."""

    __slots__ = ("_document", "_made", "_pieces", "_places", "comments", "elements", "is_exact", "texts")

    def __init__(
        self,
        document: Document,
        elements: list[Element],
        texts: list[str],
        comments: list[CommentToken],
        pieces: list[str],
        made: list[int],
        places: list[int | None],
    ) -> None:
        self._document = document
        self._pieces = pieces
        self._made = made
        self._places = places
        self.elements = elements
        self.texts = texts
        """The start tags as the source has them: ``<tag>`` where the parser made the element without one, ``""`` where
        it did so and gave it attributes."""
        self.comments = comments
        """The comments of the source, in its order."""
        self.is_exact = bool(pieces)
        """Whether each start tag stands for one element, and nothing but tags looks like one."""

    @property
    def may_be_ambiguous(self) -> bool:
        """Whether it pays to ask :attr:`Document.is_ambiguous`: not where no tag stands behind the end of the body."""
        if not self.is_exact:
            return True
        last = len(self._document.text) - len(self._pieces[-1])
        return -1 < self._document.body_end < last

    @property
    def offsets(self) -> list[int | None]:
        """Where each start tag stands in the source; ``None`` for one that the parser made, or made several of."""
        if not self._places:
            own: Iterable[int | None] = compress(_offsets(self._pieces), _starts(self._pieces))
            self._places = _with_gaps(own, dict.fromkeys(self._made))
        return self._places

    @property
    def strays(self) -> list[StrayTag]:
        """The tags, or parts of one, that stand for no element."""
        if self.is_exact:
            return []
        places = {place for place in self._places if place is not None}
        return [] if dom.is_regular(self._document, len(places)) else dom.stray_tags(self._document, places)


def align(document: Document, plain: Mapping[str, object]) -> Alignment:
    """The elements of the document with their start tags; ``plain`` has start tags known to be written plainly."""
    return _align_in_order(document, plain) or _align_by_place(document)


def _with_gaps(items: Iterable[_Item], gaps: Mapping[int, _Item]) -> list[_Item]:
    """The items with others put between them, at the places that these have in the whole."""
    rest = iter(items)
    whole: list[_Item] = []
    for place, item in gaps.items():
        whole += islice(rest, place - len(whole))
        whole.append(item)
    whole += rest
    return whole


def _starts(pieces: list[str]) -> list[bool]:
    return [token[1] not in "!?/" for token in pieces[1::2]]


def _offsets(pieces: list[str]) -> list[int]:
    return list(accumulate(map(len, pieces)))[::2]


def _align_in_order(document: Document, plain: Mapping[str, object]) -> Alignment | None:
    text = document.text
    if text.rfind("<!--") > text.rfind("-->") or "\0" in text:
        return None  # an open comment would be looked for again from each place
    pieces = _CUT.split(text)
    tokens = pieces[1::2]
    starts = _starts(pieces)
    elements = list(document.tree.iter_elements())
    positions = [element.position for element in elements]
    own = list(filter(None, positions))
    if starts.count(True) != len(own) or own != sorted(own):
        return None
    texts = tokens
    comments: list[CommentToken] = []
    if len(own) < len(tokens):
        texts = list(compress(tokens, starts))
        offsets = _offsets(pieces)
        for index, token in enumerate(tokens):
            if starts[index]:
                continue
            if token.startswith("<!--"):
                if not _is_plain_comment(token):
                    return None
                comments.append(CommentToken(token[4:-3], offsets[index], offsets[index] + len(token)))
            elif not (_DOCTYPE if token[1] == "!" else _END_TAG).fullmatch(token):
                return None
    if not all(map(markup.is_strict_tag, set(texts).difference(plain))):
        return None
    for element in document.tree.iter_elements(_ODD):
        if element.tag not in markup.RAW_TEXT or _CUT.search(element.text):
            return None
    made = [] if len(own) == len(elements) else [index for index, position in enumerate(positions) if not position]
    if made:
        texts = _with_gaps(texts, {index: f"<{elements[index].tag}>" for index in made})
    return Alignment(document, elements, texts, comments, pieces, made, [])


def _is_plain_comment(token: str) -> bool:
    return len(token) >= 7 and token.endswith("-->") and not token.startswith(("<!-->", "<!--->")) and "--!>" not in token


def _align_by_place(document: Document) -> Alignment:
    """The same from the places that the parser noted, however the source is written."""
    text, lines = document.text, document.line_starts
    elements = list(document.tree.iter_elements())
    texts: list[str] = []
    places: list[int | None] = []
    seen: set[int] = set()
    for element in elements:
        position = element.position
        if position is None:
            texts.append("" if element.attrs else f"<{element.tag}>")
            places.append(None)
            continue
        place = lines[position[0] - 1] + position[1]
        texts.append(text[place : text.find(">", place) + 1])
        places.append(None if place in seen else place)
        seen.add(place)
    return Alignment(document, elements, texts, dom.comments(document), [], [], places)
