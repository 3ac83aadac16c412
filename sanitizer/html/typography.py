"""Font sizes as a reader sees them: inherited, relative, those of headings; and how to bring many to a few."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Document, Element

__all__ = ["DEFAULT", "Measured", "Setter", "group_sizes", "measure", "mended", "setters", "size_mark"]

DEFAULT = 16.0
"""The default size in CSS pixels of every current browser."""

_KEYWORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
_RELATIVE = {
    "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2, "big": 1.2, "sub": 1 / 1.2,
    "sup": 1 / 1.2, "code": 0.8125, "kbd": 0.8125, "pre": 0.8125, "samp": 0.8125, "tt": 0.8125, "rt": 0.5,
}  # fmt: skip
"""Sizes of the browser's default sheet, as a factor of the parent's (HTML standard, 15.3; ``monospace`` is 13 px)."""

_SIZED = frozenset((*_RELATIVE, "font"))
_UNSEEN = frozenset("head iframe math noembed noframes script style svg template title".split())
_MOST = 10
"""Distinct sizes that are grouped exactly; more are first brought to so many."""


class Setter(NamedTuple):
    """An element that sets a size for its text, in CSS pixels, or hides all it holds (``None``).

    A size of 0 hides only the text that inherits it.
    """

    element: Element
    parent: "Element | None"
    """The setter around it."""
    size: float | None


class Measured(NamedTuple):
    """Who sets sizes, and how many characters show in each."""

    setters: list[Setter]
    """In document order; the first is the body, which has the default size."""
    text: Mapping[float, int]


def size_mark(element: Element) -> str | None:
    """What a start tag says of the size of its text, ``""`` if it hides it, ``None`` if nothing."""
    tag, style = element.tag, element.attr("style") or ""
    if tag in _UNSEEN:
        return ""
    if tag in _SIZED:
        return f"{tag} {element.attr('size')} {style}"
    return _way(style) if style else None


def setters(document: Document, candidates: list[tuple[Element, str]]) -> list[Setter]:
    """The elements that set or hide text, the body first; ``candidates`` are those that have a :func:`size_mark`."""
    body = document.tree.find("body")
    if body is None:
        return []
    nearest: dict[Element, Setter] = {body: Setter(body, None, _own_size(body, DEFAULT))}
    listed = [nearest[body]]
    for element, _ in candidates:
        style = element.attr("style") or ""
        path: list[Element] = []
        above = element.parent
        while isinstance(above, Element) and above not in nearest:
            path.append(above)
            above = above.parent
        if not isinstance(above, Element):
            continue
        around = nearest[above]
        for passed in path:
            nearest[passed] = around
        hidden = around.size is None or element.tag in _UNSEEN or css.hides_box(style)
        size = None if hidden or around.size is None else _own_size(element, around.size)
        nearest[element] = setter = Setter(element, around.element, size)
        listed.append(setter)
    return listed


def measure(listed: list[Setter]) -> Measured:
    """The amount of text in each size: that of an element less that of the setters inside it."""
    own: dict[Element, int] = {}
    for element, parent, _ in listed:
        amount = own[element] = len("".join(element.text.split()))
        if parent is not None:
            own[parent] -= amount
    text: defaultdict[float, int] = defaultdict(int)
    for element, _, size in listed:
        if size and own[element] > 0:
            text[size] += own[element]
    return Measured(listed, text)


@lru_cache(maxsize=4096)
def _way(style: str) -> str | None:
    """What a style attribute says of the size of its text, ``""`` if it hides it, ``None`` if nothing."""
    if css.hides_box(style):
        return ""
    named = [each.value for each in css.parse_style(style) if each.name in ("font", "font-size")]
    return named[-1] if named else None


def _own_size(element: Element, parent: float) -> float:
    size = element.attr("size") if element.tag == "font" else None
    return _size(element.tag, element.attr("style") or "", size or "", parent)


@lru_cache(maxsize=4096)
def _size(tag: str, style: str, attribute: str, parent: float) -> float:
    """The size of an element's text by its start tag, in a parent of the given size."""
    if _way(style):
        for declaration in reversed(css.parse_style(style)):
            size = None
            if declaration.name == "font-size":
                size = _resolve(declaration.value, parent)
            elif declaration.name == "font":
                size = _resolve(css.font_longhands(declaration, family=False, line_height=False), parent)
            if size is not None:
                return round(size, 2)
    if tag == "font" and (keyword := css.font_element_size(attribute)):
        return _KEYWORDS[keyword]
    return round(parent * _RELATIVE[tag], 2) if tag in _RELATIVE else parent


def _resolve(value: str, parent: float) -> float | None:
    value = value.rpartition("font-size:")[2].partition(";")[0].strip().lower().removesuffix("!important").strip()
    if value in _KEYWORDS:
        return _KEYWORDS[value]
    if value in css.WIDE_KEYWORDS:
        return DEFAULT if value == "initial" else parent
    if value in ("smaller", "larger"):
        return parent / 1.2 if value == "smaller" else parent * 1.2
    length = css.parse_length(value)
    if length is None or length.number < 0:
        return None
    if length.unit in ("%", "em"):
        return parent * length.number / (100 if length.unit == "%" else 1)
    return css.in_pixels(length, DEFAULT * 100 / 16) if length.unit or not length.number else None


def group_sizes(text: Mapping[float, int], limit: int, *, keep_default: bool) -> dict[float, float]:
    """Each size with the one of at most ``limit`` that stands for it.

    The sizes that stay are chosen so that the sum of characters times the logarithm of their change is least. The
    most used one is always among them, and the default one too where ``keep_default`` says that nothing can set it.
    """
    amounts = dict(text)
    merged: dict[float, float] = {}
    main = max(amounts, key=lambda size: (amounts[size], -abs(size - DEFAULT)))
    fixed = {main, DEFAULT} if keep_default and DEFAULT in amounts and limit > 1 else {main}
    while len(amounts) > _MOST:
        low, high = min(pairwise(sorted(amounts)), key=lambda pair: pair[1] / pair[0])
        gone, stays = (
            (low, high) if (amounts[low] < amounts[high] and low not in fixed) or high in fixed else (high, low)
        )
        amounts[stays] += amounts.pop(gone)
        merged[gone] = stays
    others = sorted(amounts.keys() - fixed)
    apart = {size: {other: amounts[size] * abs(math.log(size / other)) for other in amounts} for size in amounts}

    def cost(kept: tuple[float, ...]) -> float:
        return sum(min([row[stays] for stays in kept]) for row in apart.values())

    room = min(limit - len(fixed), len(others))
    kept = min(((*sorted(fixed), *chosen) for chosen in combinations(others, room)), key=cost)
    grouped = {size: min(kept, key=apart[size].__getitem__) for size in amounts}
    for gone in reversed(merged):
        grouped[gone] = grouped[merged[gone]]
    return grouped


def mended(listed: list[Setter], grouped: Mapping[float, float]) -> Iterator[tuple[Element, float, float]]:
    """Elements that must state a new size, with the old and the new one, parents before what inherits from them."""
    new: dict[Element, float] = {}
    kept = sorted(set(grouped.values()))
    for element, parent, size in listed:
        if size is None:
            continue
        if not size:
            new[element] = size
            continue
        natural = _own_size(element, new[parent] if parent is not None else DEFAULT)
        target = grouped.get(size) or min(kept, key=lambda stays: abs(math.log(max(size, 0.01) / stays)))
        new[element] = target
        if natural != target:
            yield element, size, target
