"""The ``font`` shorthand and the ``font`` element in terms of single properties."""

import re
from functools import lru_cache

from sanitizer.html.css import WIDE_KEYWORDS, Declaration, parse_length, parse_style

__all__ = ["element_size", "is_text_shrunk", "longhands"]

_SIZES = frozenset("xx-small x-small small medium large x-large xx-large xxx-large smaller larger".split())
_STYLES = frozenset(("italic", "oblique"))
_WEIGHT = re.compile(r"bold|bolder|lighter|[1-9]\d{0,2}|1000")
_SYSTEM = frozenset(("caption", "icon", "menu", "message-box", "small-caption", "status-bar"))


def longhands(declaration: Declaration, *, family: bool, line_height: bool) -> str:
    """A ``font`` shorthand as longhands, without its family or line height where those are not to stay.

    Slant and weight are always among them: the shorthand sets those that it does not name to ``normal``, also on a
    heading (CSS Fonts 4, 2.7). Empty for a system font or a value that is not understood.
    """
    suffix = " !important" if declaration.important else ""
    value = declaration.value.lower()
    if value in WIDE_KEYWORDS:
        return "; ".join(f"{name}:{value}{suffix}" for name in ("font-style", "font-weight", "font-size"))
    if value in _SYSTEM:
        return ""
    found = {"font-style": "normal", "font-weight": "normal"}
    words = re.sub(r"\s*/\s*", "/", declaration.value).split()
    for index, word in enumerate(words):
        lower = word.lower()
        size, _, height = lower.partition("/")
        if lower in _STYLES:
            found["font-style"] = lower
        elif _WEIGHT.fullmatch(lower):
            found["font-weight"] = lower
        elif lower == "small-caps":
            found["font-variant"] = lower
        elif size in _SIZES or ((length := parse_length(size)) and (length.unit or length.number == 0)):
            found["font-size"] = size
            if line_height and height:
                found["line-height"] = height
            if family and (names := " ".join(words[index + 1 :])):
                found["font-family"] = names
            return "; ".join(f"{name}:{text}{suffix}" for name, text in found.items())
    return ""


_ELEMENT_SIZES = ("x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")


def element_size(value: str) -> str | None:
    """The CSS keyword for a ``size`` of ``font`` (HTML standard, rules for parsing a legacy font size)."""
    match = re.match(r"\s*([+-]?)(\d{1,9})", value, re.ASCII)
    if match is None:
        return None
    number = int(match[2])
    number = 3 + number if match[1] == "+" else 3 - number if match[1] == "-" else number
    return _ELEMENT_SIZES[min(max(number, 1), 7) - 1]


_RELATIVE_SIZES = frozenset(("inherit", "unset", "smaller", "larger"))


@lru_cache(maxsize=4096)
def is_text_shrunk(text: str) -> bool | None:
    """Whether a style attribute's value makes the font size 0; ``None`` where that is as around the element.

    Unlike a hidden box such an element may hold another one with a font size of its own.
    """
    shrunk: bool | None = None
    for declaration in parse_style(text):
        if declaration.name not in ("font", "font-size"):
            continue
        value = declaration.value.lower()
        if declaration.name == "font":
            named = longhands(declaration, family=False, line_height=False).partition("font-size:")[2]
            value = named.partition(";")[0].lower().removesuffix("!important").strip(" \t\n\r\f")
        length = parse_length(value)
        if length is not None:
            shrunk = True if length.number == 0 else None if length.unit in ("%", "em", "ex", "ch") else False
        elif value:
            shrunk = None if value in _RELATIVE_SIZES else False
    return shrunk
