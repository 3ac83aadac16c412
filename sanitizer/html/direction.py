"""In which direction words are read: by what is declared, and by their letters."""

import unicodedata
from collections.abc import Iterator
from itertools import islice

from sanitizer.html import geometry
from sanitizer.html.dom import Element, Node, Text

__all__ = ["declared", "reads_from_right", "said", "words_under"]

_NODES = 256
"""Nodes in an element that are looked at."""
_LETTERS = 1024
"""Characters of a text that are looked at."""
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""What letters say of the direction, by their class (Unicode Standard Annex 9)."""
_VALUES = frozenset(_STRONG.values())


def declared(element: Element) -> str | None:
    """``ltr`` or ``rtl``, where the style of an element says so."""
    style = element.attr("style") or ""
    if "direction" not in style.lower():
        return None
    value = geometry.values(style).get("direction", "")
    return value if value in _VALUES else None


def said(element: Element) -> str:
    """``ltr`` or ``rtl``, as the nearest ``dir`` attribute says, of the element or of what is around it."""
    for each in (element, *geometry.around(element)):
        value = (each.attr("dir") or "").strip().lower() if "dir" in each.attrs else ""
        if value in _VALUES:
            return value
        if value == "auto":
            return _first_said(each)
    return "ltr"


def _first_said(element: Element) -> str:
    """The direction of the first letter that has one (HTML standard, 3.2.6.4)."""
    for node in _inside(element, None):
        if isinstance(node, Text):
            for kind in map(unicodedata.bidirectional, node.data[:_LETTERS]):
                if kind in _STRONG:
                    return _STRONG[kind]
    return "ltr"


def words_under(element: Element, value: str) -> list[str]:
    """The texts in an element that are read in a direction since it declares that; of very many only the first."""
    return [node.data for node in _inside(element, value) if isinstance(node, Text) and node.data.strip()]


def _inside(element: Element, value: str | None) -> Iterator[Node]:
    """What the element holds but for what says a direction by ``dir``, or declares another one than ``value``."""
    waiting = list(islice(element.children, _NODES))
    waiting.reverse()
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop()
        yield node
        if not isinstance(node, Element) or "dir" in node.attrs:
            continue
        if value is None or declared(node) in (None, value):
            waiting += reversed(list(islice(node.children, _NODES)))


def reads_from_right(texts: list[str]) -> bool:
    """Whether most letters are of scripts that are read from right to left, such as Hebrew and Arabic."""
    more = 0
    for text in texts:
        if not text.isascii():
            kinds = [_STRONG.get(unicodedata.bidirectional(each)) for each in text[:_LETTERS]]
            more += kinds.count("rtl") - kinds.count("ltr")
        else:
            more -= sum(map(str.isalpha, text[:_LETTERS]))
    return more > 0
