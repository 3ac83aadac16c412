"""Font sizes as a reader sees them: inherited, relative, those of headings; and how to bring many to a few."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.dom import Document, Element

__all__ = [
    "DEFAULT",
    "QUIRKY_TABLE",
    "RELATIVE",
    "Setter",
    "group_sizes",
    "is_screen_dependent",
    "may_have_over",
    "measure",
    "mended",
    "resolved",
    "setters",
    "size_mark",
    "style_size",
]

DEFAULT = 16.0
"""The default size in CSS pixels of every current browser."""

_KEYWORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
RELATIVE = {
    "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2, "big": 1.2, "sub": 1 / 1.2,
    "sup": 1 / 1.2, "code": 0.8125, "kbd": 0.8125, "pre": 0.8125, "samp": 0.8125, "tt": 0.8125, "rt": 0.5,
}  # fmt: skip
"""Sizes of the browser's default sheet, as a factor of the parent's (HTML standard, 15.3; ``monospace`` is 13 px)."""

QUIRKY_TABLE = "^table"
"""The mark of a table without a size of its own, which in quirks mode inherits none (HTML standard, 15.3.11)."""

_UNSEEN = frozenset("head iframe math noembed noframes script style svg template title".split())
_UNKNOWN = re.compile(r"^(?:calc|clamp|max|min)\(|\d(?:[dls]?v(?:h|b|min|max)|cq\w+)\b", re.IGNORECASE)
_MOST = 10
"""Distinct sizes that are grouped exactly; more are first brought to so many."""


class Setter(NamedTuple):
    """An element that sets a size for its text, in CSS pixels, or hides it (``None``)."""

    element: Element
    parent: "Element | None"
    """The setter around it."""
    mark: str
    """What its start tag says, as :func:`size_mark` reads it."""
    size: float | None


def size_mark(element: Element) -> str | None:
    """What a start tag says of the size of its text: a CSS value, ``*`` and a tag for the browser's default.

    ``""`` if it hides its text, ``None`` if it says nothing.
    """
    tag, style = element.tag, element.attr("style")
    if tag in _UNSEEN:
        return ""
    if style and (value := style_size(style)) is not None:
        return value
    if tag == "font":
        return css.font_element_size(element.attr("size") or "")
    if tag == "table":
        return QUIRKY_TABLE
    return f"*{tag}" if tag in RELATIVE else None


@lru_cache(maxsize=8192)
def style_size(style: str) -> str | None:
    """The size that a style attribute gives, ``""`` if it hides its element, ``None`` if it says nothing."""
    if css.hides_box(style):
        return ""
    for declaration in reversed(css.parse_style(style)):
        value = declaration.value
        if declaration.name == "font":
            value = css.font_longhands(declaration, family=False, line_height=False)
            value = value.rpartition("font-size:")[2].partition(";")[0].partition("!")[0]
        elif declaration.name != "font-size":
            continue
        value = value.strip().lower()
        if resolved(value, DEFAULT) is not None:
            return value
    return None


@lru_cache(maxsize=8192)
def resolved(mark: str, parent: float) -> float | None:
    """The size that a mark means in a parent of the given size, in CSS pixels; ``None`` for what is not understood."""
    if mark.startswith("*"):
        return round(parent * RELATIVE[mark[1:]], 2)
    if mark == QUIRKY_TABLE:
        return DEFAULT
    if mark in _KEYWORDS:
        return _KEYWORDS[mark]
    if mark in css.WIDE_KEYWORDS:
        return DEFAULT if mark == "initial" else parent
    if mark in ("smaller", "larger"):
        return round(parent / 1.2 if mark == "smaller" else parent * 1.2, 2)
    length = css.parse_length(mark)
    if length is None or length.number < 0 or not (length.unit or not length.number):
        return None
    if length.unit in ("%", "em"):
        return round(parent * length.number / (100 if length.unit == "%" else 1), 2)
    pixels = css.in_pixels(length, DEFAULT * 100 / 16)
    return None if pixels is None else round(pixels, 2)


def setters(document: Document, candidates: list[tuple[Element, str]]) -> list[Setter]:
    """The elements that set or hide text, the body first; ``candidates`` are those that have a :func:`size_mark`."""
    body = document.tree.find("body")
    if body is None:
        return []
    mark = size_mark(body) or "medium"
    nearest: dict[Element, Setter] = {body: Setter(body, None, mark, resolved(mark, DEFAULT))}
    listed = [nearest[body]]
    is_setter = nearest.__contains__
    for element, mark in candidates:
        above = next(filter(is_setter, element.ancestors), None)
        if not isinstance(above, Element) or element is body:
            continue
        around = nearest[above]
        size = None if not mark or around.size is None else resolved(mark, around.size)
        nearest[element] = setter = Setter(element, around.element, mark, size)
        listed.append(setter)
    return listed


def is_screen_dependent(value: str) -> bool:
    """Whether a size depends on what only the screen that shows it knows, so that it cannot be counted."""
    return _UNKNOWN.search(value) is not None


def may_have_over(limit: int, marks: Iterable[str]) -> bool:
    """Whether text with these marks may show in more sizes than ``limit``; cheap, and no only when it is so."""
    sizes = {DEFAULT}
    for mark in set(marks):
        if mark:
            size = resolved(mark, math.nan)
            if size is None or math.isnan(size):  # relative to what is around it
                return True
            sizes.add(size)
    return len(sizes) > limit


def measure(listed: list[Setter]) -> dict[float, int]:
    """How many characters show in each size: those of an element less those of the setters inside it."""
    own: dict[Element, int] = {}
    for element, parent, _, _ in listed:
        amount = own[element] = len("".join(element.text.split()))
        if parent is not None:
            own[parent] -= amount
    shown: defaultdict[float, int] = defaultdict(int)
    for element, _, _, size in listed:
        if size and own[element] > 0:
            shown[size] += own[element]
    return shown


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
    for element, parent, mark, size in listed:
        if size is None:
            continue
        if not size:
            new[element] = size
            continue
        natural = resolved(mark, new[parent] if parent is not None else DEFAULT)
        target = grouped.get(size) or min(kept, key=lambda stays: abs(math.log(size / stays)))
        new[element] = target
        if natural != target:
            yield element, size, target
