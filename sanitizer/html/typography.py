"""Font sizes as a reader sees them: inherited, relative, those of headings; and how to bring many to a few."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from sanitizer.html import css, fonts
from sanitizer.html.dom import Document, Element

__all__ = [
    "DEFAULT",
    "MEDIUM",
    "QUIRKY_TABLE",
    "Font",
    "Setter",
    "group_sizes",
    "is_screen_dependent",
    "may_have_over",
    "measure",
    "mended",
    "resolved",
    "setters",
    "size_mark",
    "tag_mark",
]

DEFAULT = 16.0
"""The default size in CSS pixels of every current browser."""

_KEYWORDS = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
_CODE_KEYWORDS = _KEYWORDS | {
    "small": 12.0, "medium": 13.0, "large": 16.0, "x-large": 20.0, "xx-large": 26.0, "xxx-large": 39.0,
}  # fmt: skip
"""The same where the font is ``monospace``, as Chromium has them."""
_RELATIVE = {
    "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2, "big": 1.2, "sub": 1 / 1.2,
    "sup": 1 / 1.2, "rt": 0.5,
}  # fmt: skip
"""Sizes of the browser's default sheet, as a factor of the parent's (HTML standard, 15.3)."""
_CODE = frozenset("code kbd pre samp tt".split())
"""Elements that the default sheet sets in ``monospace``."""
_CODED = _CODE_KEYWORDS["medium"] / _KEYWORDS["medium"]
"""Their size as a factor of the parent's, where that is not ``monospace`` itself and comes from no length."""

QUIRKY_TABLE = "^table"
"""The mark of a table without a size of its own, which in quirks mode inherits none (HTML standard, 15.3.11)."""

_UNSEEN = frozenset("head iframe math noembed noframes script style svg template title".split())
_UNKNOWN = re.compile(r"^(?:calc|clamp|max|min)\(|\d(?:[dls]?v(?:h|b|min|max)|cq\w+)\b", re.IGNORECASE)
_MOST = 10
"""Distinct sizes that are grouped exactly; more are first brought to so many."""


class Font(NamedTuple):
    """The size of text, and what it comes from: of the size of code in such text that decides."""

    pixels: float
    keyword: str = ""
    """The keyword that means this size; ``""`` where something else does, or one is multiplied."""
    is_absolute: bool = False
    """Whether it comes from a length in absolute units, or is a multiple of such a size."""
    is_code: bool = False
    """Whether the font is ``monospace``."""


MEDIUM = Font(DEFAULT, "medium")
"""What text has of itself."""
_ANY = Font(math.nan)


class Setter(NamedTuple):
    """An element that sets a size for its text, or hides it (``None``)."""

    element: Element
    parent: "Element | None"
    """The setter around it."""
    mark: str
    """What its start tag says, as :func:`size_mark` reads it."""
    font: Font | None

    @property
    def size(self) -> float | None:
        """In CSS pixels."""
        return None if self.font is None else self.font.pixels


def size_mark(element: Element) -> str | None:
    """What a start tag says of the size of its text, as :func:`tag_mark` has it; ``""`` if it hides its text."""
    tag, style = element.tag, element.attr("style")
    if tag in _UNSEEN:
        return ""
    if (mark := tag_mark(tag, style or "")) is not None:
        return mark
    if tag == "font":
        return fonts.element_size(element.attr("size") or "")
    return QUIRKY_TABLE if tag == "table" else None


def tag_mark(tag: str, style: str) -> str | None:
    """What a tag and its style attribute say of the size of text: a CSS value, or ``*`` and a tag for its default.

    Of code both, with a space between them. ``""`` if the element is hidden, ``None`` if nothing is said.
    """
    value = _style_size(style) if style else None
    if tag in _CODE and value != "":
        return f"*{tag} {value}" if value else f"*{tag}"
    return f"*{tag}" if value is None and tag in _RELATIVE else value


@lru_cache(maxsize=8192)
def _style_size(style: str) -> str | None:
    """The size that a style attribute gives, ``""`` if it hides its element, ``None`` if it says nothing."""
    if css.hides_box(style):
        return ""
    for declaration in reversed(css.parse_style(style)):
        value = declaration.value
        if declaration.name == "font":
            value = fonts.longhands(declaration, family=False, line_height=False)
            value = value.rpartition("font-size:")[2].partition(";")[0].partition("!")[0]
        elif declaration.name != "font-size":
            continue
        value = value.strip().lower()
        if resolved(value, MEDIUM) is not None:
            return value
    return None


@lru_cache(maxsize=8192)
def resolved(mark: str, around: Font) -> Font | None:
    """What a mark means in text of such a font; ``None`` for what is not understood."""
    if mark.startswith("*"):
        tag, _, value = mark[1:].partition(" ")
        if tag in _CODE:
            own = resolved(value, around) if value else around
            return own and _coded(own)
        return _times(_RELATIVE[tag], around)
    if mark in (QUIRKY_TABLE, "initial"):
        mark = "medium"
    if mark in _KEYWORDS:
        return Font((_CODE_KEYWORDS if around.is_code else _KEYWORDS)[mark], mark, is_code=around.is_code)
    if mark in css.WIDE_KEYWORDS:
        return around
    if mark in ("smaller", "larger"):
        return _times(1 / 1.2 if mark == "smaller" else 1.2, around)
    length = css.parse_length(mark)
    if length is None or length.number < 0 or not (length.unit or not length.number):
        return None
    if length.unit in ("%", "em"):
        return _times(length.number / (100 if length.unit == "%" else 1), around)
    pixels = css.in_pixels(length, DEFAULT * 100 / 16)
    return None if pixels is None else Font(round(pixels, 2), is_absolute=True, is_code=around.is_code)


def _times(factor: float, font: Font) -> Font:
    return font._replace(pixels=round(font.pixels * factor, 2), keyword="")


def _coded(font: Font) -> Font:
    """The font of code that would have this one if it were no code."""
    if font.is_code or font.is_absolute:
        return font._replace(is_code=True)
    if font.keyword:
        return Font(_CODE_KEYWORDS[font.keyword], font.keyword, is_code=True)
    return _times(_CODED, font)._replace(is_code=True)


def setters(document: Document, candidates: list[tuple[Element, str]]) -> list[Setter]:
    """The elements that set or hide text, the body first; ``candidates`` are those that have a :func:`size_mark`."""
    body = document.tree.find("body")
    if body is None:
        return []
    mark = size_mark(body) or "medium"
    nearest: dict[Element, Setter] = {body: Setter(body, None, mark, resolved(mark, MEDIUM))}
    listed = [nearest[body]]
    is_setter = nearest.__contains__
    for element, mark in candidates:
        above = next(filter(is_setter, element.ancestors), None)
        if not isinstance(above, Element) or element is body:
            continue
        around = nearest[above]
        font = None if not mark or around.font is None else resolved(mark, around.font)
        nearest[element] = setter = Setter(element, around.element, mark, font)
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
            font = None if mark.startswith("*") else resolved(mark, _ANY)
            if font is None or math.isnan(font.pixels):  # relative to what is around it
                return True
            sizes.add(font.pixels)
    return len(sizes) > limit


def measure(listed: list[Setter]) -> dict[float, int]:
    """How many characters show in each size: those of an element less those of the setters inside it."""
    own: dict[Element, int] = {}
    for element, parent, _, _ in listed:
        amount = own[element] = len("".join(element.text.split()))
        if parent is not None:
            own[parent] -= amount
    shown: defaultdict[float, int] = defaultdict(int)
    for setter in listed:
        if setter.size and own[setter.element] > 0:
            shown[setter.size] += own[setter.element]
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
    new: dict[Element, Font] = {}
    kept = sorted(set(grouped.values()))
    for element, parent, mark, font in listed:
        if font is None:
            continue
        size = font.pixels
        if not size:
            new[element] = font
            continue
        natural = resolved(mark, new[parent] if parent is not None else MEDIUM)
        target = grouped.get(size) or min(kept, key=lambda stays: abs(math.log(size / stays)))
        if natural is not None and natural.pixels == target:
            new[element] = natural
        else:
            new[element] = Font(target, is_absolute=True, is_code=font.is_code)
            yield element, size, target
