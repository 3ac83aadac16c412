"""Media queries (Media Queries 4): whether one holds for a mail on a screen of a given width."""

import re
from enum import IntEnum
from functools import lru_cache

from sanitizer.html import css

__all__ = ["Reach", "reach"]


class Reach(IntEnum):
    """When the rules under a condition apply to a mail that is read on a screen."""

    NEVER = 0
    """Not at the width, or nobody knows: print, a dark scheme, a feature that is not judged here."""
    HERE = 1
    """At the width, but not on every screen."""
    ALWAYS = 2


_QUERY = re.compile(r"(?:(not|only)\s+)?([a-z-]+)(?:\s+and\s*(\(.*))?", re.DOTALL)
_FEATURES = re.compile(r"\([^()]*+\)(?:\s*(and|or)\s*\([^()]*+\)(?:\s*\1\s*\([^()]*+\))*+)?")
_FEATURE = re.compile(r"(?:(min|max)-)?([a-z-]+)\s*(?::\s*([^:]+?))?", re.DOTALL)
_RANGE = re.compile(r"(?:([^<>=]+)(<=?|>=?|=))?\s*(?:device-)?width\s*(?:(<=?|>=?|=)([^<>=]+))?")
_HOLDS = {
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
}
"""Features with a value that a reader at a computer has by default."""


@lru_cache(maxsize=1024)
def reach(queries: str, width: float) -> Reach:
    """When a list of media queries holds; ``width`` is that of the page in CSS pixels."""
    text = queries.strip().lower()
    if not text:
        return Reach.ALWAYS
    return max(_query(query.strip(), width) for query in text.split(","))


def _query(query: str, width: float) -> Reach:
    if query.startswith("("):
        found = _condition(query, width)
        return Reach.NEVER if found is None else found
    match = _QUERY.fullmatch(query)
    if match is None:
        negated = query.removeprefix("not").strip()
        found = _condition(negated, width) if query != negated else None
        return Reach.HERE if found is Reach.NEVER else Reach.NEVER
    modifier, medium, rest = match.groups()
    found = Reach.ALWAYS if rest is None else _condition(rest, width)
    if found is None or medium in ("not", "only", "and", "or", "layer"):
        return Reach.NEVER
    if medium not in ("all", "screen"):
        found = Reach.NEVER
    if modifier != "not":
        return found
    if found:
        return Reach.NEVER
    return Reach.ALWAYS if medium not in ("all", "screen") else Reach.HERE


def _condition(text: str, width: float) -> Reach | None:
    """Features joined by ``and`` or by ``or``; ``None`` for what is not known."""
    match = _FEATURES.fullmatch(text.strip())
    if match is None:
        return None
    found = [_feature(part.strip(), width) for part in re.findall(r"\(([^()]*)\)", text)]
    if match[1] == "or":
        known = [each for each in found if each is not None]
        return max(known) if len(known) == len(found) or any(known) else None
    if Reach.NEVER in found:
        return Reach.NEVER
    return None if None in found else min(each for each in found if each is not None)


def _feature(text: str, width: float) -> Reach | None:
    if any(mark in text for mark in "<>="):
        return _range(text, width)
    match = _FEATURE.fullmatch(text)
    if match is None:
        return None
    bound, name, value = match.groups()
    if value is None:
        return Reach.HERE if name in ("width", "device-width", "color", "hover", "any-hover") and not bound else None
    number = css.parse_length(value)
    if bound == "min" and number is not None and number.number == 0:
        return Reach.ALWAYS
    if name.startswith("-webkit-min-") and number is not None and number.number == 0:
        return Reach.ALWAYS
    if name in ("width", "device-width"):
        pixels = None if number is None else css.in_pixels(number, width)
        if pixels is None:
            return None
        held = pixels <= width if bound == "min" else pixels >= width if bound == "max" else pixels == width
        return Reach.HERE if held else Reach.NEVER
    if bound is None and name in _HOLDS:
        return Reach.HERE if value == _HOLDS[name] else Reach.NEVER
    return None


def _range(text: str, width: float) -> Reach | None:
    match = _RANGE.fullmatch(text)
    if match is None or not (match[1] or match[4]):
        return None
    held = True
    for value, sign, turned in ((match[1], match[2], True), (match[4], match[3], False)):
        if value is None:
            continue
        number = css.parse_length(value)
        pixels = None if number is None else css.in_pixels(number, width)
        if pixels is None:
            return None
        low, high = (pixels, width) if turned else (width, pixels)
        held = held and {"<": low < high, "<=": low <= high, ">": low > high, ">=": low >= high, "=": low == high}[sign]
    return Reach.HERE if held else Reach.NEVER
