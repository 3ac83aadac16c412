"""The words a reader sees in an element: across its inline elements, with the alternative texts of images."""

import re
import unicodedata
from typing import NamedTuple

from sanitizer.html import css, fonts
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.markup import BLOCK
from sanitizer.templates.masking import FIRST_MARK

__all__ = ["Words", "bare", "tokens", "words_of"]

_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title"))
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164\ufeff\uffa0]+"
)
"""Soft hyphen, joiners, direction marks, blank letters and other characters that show nothing."""
_TOKEN = re.compile(r"[^\W_]+")

_ACCENTS = re.compile("[\u0300-\u036f]+")


_REMEMBERED, _LONGEST = 2048, 2048
"""Pieces of markup whose words are remembered, and characters of one at most. Mail repeats its buttons."""
_known: "dict[str, Words]" = {}


class Words(NamedTuple):
    """What an element shows, without any link inside it, whose words are its own."""

    text: str
    """Visible text and alternative texts; white space collapsed, invisible characters gone."""
    images: int
    """Images among it."""
    links: int
    """Links inside it, whose words were left out."""


def words_of(element: Element) -> Words:
    """The words of an element. Each word of a document belongs to one link, so that asking all links is linear."""
    children = element.children
    if len(children) == 1 and isinstance(only := children[0], Text):
        return Words(_clean(only.data), 0, 0)
    markup = element.inner_html
    if len(markup) > _LONGEST:
        return _words_in(element)
    if (words := _known.get(markup)) is None:
        words = _words_in(element)
        if len(_known) >= _REMEMBERED:
            _known.clear()
        _known[markup] = words
    return words


def _words_in(element: Element) -> Words:
    pieces: list[str] = []
    images = links = 0
    shrunk: set[Node] = set()
    stack: list[Node | str] = list(reversed(element.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif isinstance(node, Text):
            if not shrunk or node.parent not in shrunk:
                pieces.append(node.data)
        elif isinstance(node, Element):
            tag = node.tag
            if tag in _UNSEEN:
                continue
            style = node.attr("style")
            if style and css.hides_box(style):
                continue
            is_shrunk = fonts.is_text_shrunk(style) if style else None
            if is_shrunk or (shrunk and is_shrunk is None and node.parent in shrunk):
                shrunk.add(node)
            if tag == "a":
                links += 1
            elif tag == "img":
                images += 1
                pieces += " ", node.attr("alt") or node.attr("aria-label") or node.attr("title") or "", " "
            else:
                if tag == "br" or tag in BLOCK:
                    pieces.append(" ")
                    stack.append(" ")
                stack.extend(reversed(node.children))
    return Words(_clean("".join(pieces)), images, links)


def _clean(text: str) -> str:
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def bare(text: str) -> str:
    """Text in lower case without what stands around its words: punctuation, arrows, emoji."""
    if text[:1].isalnum() and text[-1:].isalnum():
        return text.casefold()
    start, end = 0, len(text)
    while start < end and not _is_word(text[start]):
        start += 1
    while end > start and not _is_word(text[end - 1]):
        end -= 1
    return text[start:end].casefold()


def _is_word(character: str) -> bool:
    return character.isalnum() or character >= FIRST_MARK or unicodedata.category(character)[0] == "M"


def tokens(text: str) -> list[str]:
    """The runs of letters and digits in a text, in lower case and without accents."""
    text = text.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _TOKEN.findall(text)
