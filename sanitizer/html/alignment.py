"""Which start tag of the source stands for which element of the tree, and what in the source stands for none.

Where the source is plain, one regular expression cuts it at its tags and the n-th tag is that of the n-th element.
That is proven each time, not assumed: there are as many tags as elements with a place, whose places ascend, and nothing
in the source could be a tag to one reader and text to another. Elsewhere each element is asked for its place.
"""

import re
from collections.abc import Mapping
from itertools import accumulate, compress, islice
from operator import attrgetter, ge, not_
from typing import Generic, TypeVar

from sanitizer.html import markup, tokens
from sanitizer.html.dom import CommentToken, Document, Element
from sanitizer.html.tokens import StrayTag

__all__ = ["Alignment", "align", "strays"]

_Item = TypeVar("_Item")
_Known = TypeVar("_Known")

_CUT = re.compile(r"(<(?:[a-zA-Z][^>]*>?|!--.*?-->|[!?][^>]*>?|/(?![a-zA-Z0-9:-]+>)[^>]*>?))", re.DOTALL)
"""Start tags, comments, declarations, and end tags that are more than ``</name>``."""
_DOCTYPE = re.compile(r"<!doctype[^<>]*>", re.IGNORECASE)
_END_TAG = re.compile(r"</[a-z][a-z0-9:-]*+\s*+>", re.IGNORECASE)
_STRUCTURE = re.compile(r"<(html|body|head)(?![a-z0-9:-])", re.IGNORECASE)
_position = attrgetter("position")
_ODD = markup.RAW_TEXT | {"math", "svg"}
"""Elements inside which other rules tell what a tag is."""


class Alignment(Generic[_Known]):
    """The elements of a document in tree order, each with its start tag."""

    __slots__ = ("_document", "_offsets", "_pieces", "_starts", "comments", "elements", "is_exact", "known", "texts")

    def __init__(
        self,
        document: Document,
        elements: list[Element],
        texts: list[str],
        known: list[_Known | None],
        comments: list[CommentToken],
    ) -> None:
        self._document = document
        self.elements = elements
        self.texts = texts
        """The start tags as the source has them: ``<tag>`` where the parser made the element without one, ``""`` where
        it did so and gave it attributes."""
        self.known = known
        """What is known of each start tag, where anything is."""
        self.comments = comments
        """The comments of the source, in its order."""
        self.is_exact = False
        """Whether each start tag stands for one element, and nothing but tags looks like one."""
        self._pieces: list[str] = []
        self._starts: list[bool] = []
        self._offsets: list[int | None] = []

    @property
    def offsets(self) -> list[int | None]:
        """Where each start tag stands in the source; ``None`` for one that the parser made, or made several of."""
        if not self._offsets:
            places: list[int | None] = list(compress(_ends(self._pieces), self._starts))
            made = [index for index, element in enumerate(self.elements) if not element.position]
            self._offsets = _with_gaps(places, dict.fromkeys(made))
        return self._offsets

    @property
    def starts(self) -> dict[Element, int]:
        """Where the start tag stands of each element whose tag is exactly its own, up to the next ``>``."""
        if not self.is_exact:
            return {}
        return {element: at for element, at in zip(self.elements, self.offsets, strict=True) if at is not None}

    @property
    def may_be_ambiguous(self) -> bool:
        """Whether it pays to ask :attr:`Document.is_ambiguous`."""
        if not self.is_exact or self._starts.count(True) < len(self._starts) - len(self.comments) - 1:
            return True
        return -1 < self._document.body_end < len(self._document.text) - len(self._pieces[-1])

    @property
    def strays(self) -> list[StrayTag]:
        """The tags, or parts of one, that stand for no element."""
        return [] if self.is_exact else strays(self._document)


def align(document: Document, plain: Mapping[str, _Known]) -> Alignment[_Known]:
    """The elements of the document with their start tags; ``plain`` knows tags that are written plainly."""
    return _align_in_order(document, plain) or _align_by_place(document, plain)


def strays(document: Document) -> list[StrayTag]:
    """The tags, or parts of one, that stand for no element of the document."""
    own = list(filter(None, map(_position, document.tree.iter_elements())))
    if tokens.is_regular(document, len(own) if _ascend(own) else len(set(own))):
        return []
    return tokens.stray_tags(document, {document.offset(*position) for position in own})


def _ascend(positions: list[tuple[int, int]]) -> bool:
    """Whether each stands behind the one before it."""
    return not any(map(ge, positions, islice(positions, 1, None)))


def _align_in_order(document: Document, plain: Mapping[str, _Known]) -> Alignment[_Known] | None:
    text = document.text
    if document.has_tags or text.rfind("<!--") > text.rfind("-->") or "\0" in text:
        return None  # an open comment would be looked for again from each place
    pieces = _CUT.split(text)
    tokens = pieces[1::2]
    starts = [token[1] not in "!?/" for token in tokens]
    elements = list(document.tree.iter_elements())
    positions = list(map(_position, elements))
    own = list(filter(None, positions))
    texts = tokens
    comments: list[CommentToken] = []
    if len(own) < len(tokens):
        others = list(compress(enumerate(tokens), map(not_, starts)))
        if len(own) < len(tokens) - len(others) and not _leave_out_merged(tokens, starts, elements):
            return None
        texts = list(compress(tokens, starts))
        ends: list[int] = []
        for index, token in others:
            if token.startswith("<!--"):
                if not _is_plain_comment(token):
                    return None
                ends = ends or _ends(pieces)
                start = ends[index]
                comments.append(CommentToken(token[4:-3], start, start + len(token)))
            elif not (_DOCTYPE if token[1] == "!" else _END_TAG).fullmatch(token):
                return None
    if len(texts) != len(own) or not _ascend(own):
        return None
    for element in document.tree.iter_elements(_ODD):
        if element.tag not in markup.RAW_TEXT or _CUT.search(element.text):
            return None
    known = list(map(plain.get, texts))
    if None in known and not all(
        markup.is_strict_tag(text) for text, what in zip(texts, known, strict=True) if what is None
    ):
        return None
    if len(own) < len(elements):
        made = {index: _made_tag(elements[index]) for index, position in enumerate(positions) if not position}
        if any(elements[index].tag == "br" for index in made):
            return None  # an end tag made it
        texts = _with_gaps(texts, made)
        known = _with_gaps(known, {index: plain.get(tag) for index, tag in made.items()})
    alignment = Alignment(document, elements, texts, known, comments)
    alignment.is_exact, alignment._pieces, alignment._starts = True, pieces, starts
    return alignment


def _ends(pieces: list[str]) -> list[int]:
    """Where each token begins, and where the text ends."""
    return list(accumulate(map(len, pieces)))[::2]


def _leave_out_merged(tokens: list[str], starts: list[bool], elements: list[Element]) -> bool:
    """Unmark the tags that make no element but give one its attributes, or do nothing; whether there are any.

    Those are html and body tags that come after text, and a bare head tag then or for the second time.
    """
    placed = {element.tag for element in elements if element.position}
    before = starts.count(True)
    for index, token in enumerate(tokens):
        if (match := _STRUCTURE.match(token)) is None:
            continue
        name = match[1].lower()
        if name in placed:
            if name == "head":
                placed.remove(name)
        elif name != "head" or token.lower() == "<head>":
            starts[index] = False
    return starts.count(True) < before


def _is_plain_comment(token: str) -> bool:
    return (
        len(token) >= 7 and token.endswith("-->") and not token.startswith(("<!-->", "<!--->")) and "--!>" not in token
    )


def _made_tag(element: Element) -> str:
    return "" if element.attrs else f"<{element.tag}>"


def _with_gaps(items: list[_Item], gaps: Mapping[int, _Item]) -> list[_Item]:
    """The items with others put between them, at the places that these have in the whole."""
    rest = iter(items)
    whole: list[_Item] = []
    for place, item in gaps.items():
        whole += islice(rest, place - len(whole))
        whole.append(item)
    whole += rest
    return whole


def _align_by_place(document: Document, plain: Mapping[str, _Known]) -> Alignment[_Known]:
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
    alignment = Alignment(document, elements, texts, list(map(plain.get, texts)), tokens.comments(document))
    alignment._offsets = offsets
    return alignment
