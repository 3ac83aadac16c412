r"""Declarations of a ``style`` attribute, with their place in it, and the values rules ask about.

A declaration is split off as CSS Syntax 3 does: a semicolon inside a string, a bracket or ``url()`` does
not end it. Names and values are judged after comments are gone and escapes are decoded, since a
browser decodes them too (lxml_html_clean 0.4.4 let ``\75rl`` through).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from sanitizer.templates.masking import holds_tag

__all__ = [
    "URL",
    "WIDE_KEYWORDS",
    "Declaration",
    "Length",
    "blocks",
    "functions",
    "hides_box",
    "in_pixels",
    "load_targets",
    "parse_length",
    "parse_style",
    "rewritten",
    "sides",
    "unescape",
    "winning",
]


class Declaration(NamedTuple):
    """``name: value`` at ``value_text[start:end]`` of the attribute, without its semicolon.

    ``name`` is in lower case. ``name`` and ``value`` are decoded; ``value`` has no ``!important``.
    ``sound`` is false for what browsers may read in different ways: an open string or bracket, a stray
    brace, something that is no declaration at all.
    """

    name: str
    value: str
    important: bool
    start: int
    end: int
    sound: bool = True

    @property
    def is_text(self) -> bool:
        """Whether this is no declaration but words without a colon, which every browser skips."""
        return not self.value and _NAME.fullmatch(self.name) is None


class Length(NamedTuple):
    """A number and its unit in lower case (``""`` for a bare number)."""

    number: float
    unit: str


_DIFFICULT = re.compile(r"[\"'(\\/{\[\]})@<]")
_WHITE = r"[ \t\n\r\f]"
URL = (
    rf"""(?:u|\\0{{0,4}}[57]5{_WHITE}?|\\u)(?:r|\\0{{0,4}}[57]2{_WHITE}?|\\r)(?:l|\\0{{0,4}}[46]c{_WHITE}?|\\l)"""
    rf"""\({_WHITE}*+(?!["'])(?:[^)\\]|\\.|\\\Z)*+\)?+"""
)
"""An unquoted ``url()`` (CSS Syntax 3, 4.3.6), also one written with escapes: no comment or string begins in it."""
_PIECE = re.compile(
    rf"""
    (?P<comment>/\*(?:[^*]|\*(?!/))*(?:\*/)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<url>{URL})
  | (?P<open>[(\[])
  | (?P<close>[)\]])
  | (?P<semicolon>;)
  | (?P<colon>:)
  | (?P<escape>\\(?:[0-9a-f]{{1,6}}[ \t\n\f]?|.))
  | (?P<bad>["'\\{{}}<@])
  | (?P<plain>[^/"'(\[\])u;:\\{{}}<@]+|.)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_TO_MARK = re.compile(
    rf"""
    (?:
        [^/"'\\{{}};u]++
      | /\*(?:[^*]++|\*(?!/))*+(?:\*/)?+
      | "(?:[^"\\\n]++|\\.)*+"?+
      | '(?:[^'\\\n]++|\\.)*+'?+
      | (?<![\w-]){URL}
      | \\.
      | [^{{}};]
    )*+
    ([{{}};])
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""All up to a semicolon, or a brace that opens or closes a block."""
_NAME = re.compile(r"-?-?[a-z_][a-z0-9_-]*|\*[a-z-]+", re.ASCII)
_FUNCTION = re.compile(r"(?<![^\s(),/*+:;\"'])([^\s(),/*+:;\"']*+)\(")
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*([a-z]*|%)", re.IGNORECASE | re.ASCII)
_SPACE = " \t\n\r\f"


@lru_cache(maxsize=8192)
def parse_style(text: str) -> tuple[Declaration, ...]:
    """The declarations of a ``style`` attribute's value, in source order. Linear in the text."""
    if _DIFFICULT.search(text):
        return tuple(_split_with_care(text))
    found = []
    start = 0
    for piece in text.split(";"):
        end = start + len(piece)
        if stripped := piece.strip(_SPACE):
            first = start + piece.index(stripped[0])
            found.append(_declaration(stripped, first, first + len(stripped), sound=True))
        start = end + 1
    return tuple(found)


def _split_with_care(text: str) -> list[Declaration]:
    found: list[Declaration] = []
    decoded: list[str] = []
    nesting: list[str] = []
    sound = True
    start = 0

    def close(end: int) -> None:
        raw = text[start:end]
        if stripped := raw.strip(_SPACE):
            first = start + len(raw) - len(raw.lstrip(_SPACE))
            last = first + len(stripped)
            reading = "".join(decoded).strip(_SPACE)
            if reading or not sound:
                found.append(_declaration(reading, first, last, sound=sound and not nesting))

    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "semicolon" and not nesting:
            close(match.start())
            start, sound = match.end(), True
            decoded.clear()
            continue
        if kind == "comment":
            sound = sound and piece.endswith("*/") and len(piece) >= 4
            continue
        if kind == "open":
            nesting.append(")" if piece == "(" else "]")
        elif kind == "close":
            if nesting and nesting[-1] == piece:
                nesting.pop()
            else:
                sound = False
        elif kind == "bad" or (kind == "url" and not piece.endswith(")")):
            sound = False
        decoded.append(unescape(piece) if "\\" in piece else piece)
    close(len(text))
    return found


def _declaration(text: str, start: int, end: int, *, sound: bool) -> Declaration:
    name, colon, value = text.partition(":")
    name = name.strip(_SPACE).lower()
    value = value.strip(_SPACE)
    important = False
    if "!" in value and value[-9:].lower() == "important" and (before := value[:-9].rstrip(_SPACE)).endswith("!"):
        value, important = before[:-1].rstrip(_SPACE), True
    return Declaration(name, value, important, start, end, sound and (not colon or _NAME.fullmatch(name) is not None))


def unescape(piece: str) -> str:
    """A piece of CSS with its escapes decoded (CSS Syntax 3, 4.3.7)."""

    def replace(match: re.Match[str]) -> str:
        digits = match[1]
        if digits is None:
            return match[2] if match[2] != "\n" else ""
        number = int(digits, 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

    return re.sub(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\f]?|(.))", replace, piece, flags=re.DOTALL)


def blocks(sheet: str) -> Iterator[tuple[int, int]]:
    """The spans of a style sheet that hold declarations: what stands in braces, without the rules inside it.

    Declarations may stand before, between and behind nested rules (CSS Nesting 1), which part the span. Strings,
    comments and escapes are skipped. A block that the end cuts off counts. Linear in the sheet.
    """
    depth = start = end = cursor = 0
    while match := _TO_MARK.match(sheet, cursor):
        cursor = match.end()
        mark = match[1]
        if mark != "{":
            end = cursor - 1
        if mark != ";":
            if depth and end > start:
                yield start, end
            start = end = cursor
            depth = depth + 1 if mark == "{" else max(depth - 1, 0)
    if depth:
        yield start, len(sheet)


@lru_cache(maxsize=4096)
def rewritten(
    text: str, rewrites: tuple[tuple[int, str | None], ...], properties: tuple[tuple[str, str], ...]
) -> str | None:
    """The value with declarations rewritten and properties set; ``None`` when nothing is left of it.

    ``rewrites`` gives the new text of declarations by index, ``None`` to remove one; ``properties`` then gives
    names their one value. What is not touched stays character by character.
    """
    if rewrites:
        new = dict(rewrites)
        pieces: list[str] = []
        cursor = 0
        declarations = parse_style(text)
        for index, declaration in enumerate(declarations):
            if index not in new:
                continue
            pieces.append(text[cursor : declaration.start])
            if (replacement := new[index]) is not None:
                pieces.append(replacement)
                cursor = declaration.end
            else:
                cursor = declarations[index + 1].start if index + 1 < len(declarations) else len(text)
        pieces.append(text[cursor:])
        kept_to_the_end = cursor < len(text)
        text = "".join(pieces) if kept_to_the_end else "".join(pieces).rstrip()
    for name, value in properties:
        text = _with_property(text, name, value)
    return text if text.strip(" \t\n\r\f;") else None


def _with_property(text: str, name: str, value: str) -> str:
    """The value with the last declaration of ``name`` changed and earlier ones gone, or with one added."""
    named = [index for index, each in enumerate(parse_style(text)) if each.name == name]
    if named:
        suffix = " !important" if any(parse_style(text)[index].important for index in named) else ""
        changes = (*((index, None) for index in named[:-1]), (named[-1], f"{name}:{value}{suffix}"))
        return rewritten(text, changes, ()) or ""
    text = text.rstrip()
    is_ended = text.endswith(";") and not holds_tag(text[-2:])  # the semicolon of a template tag's token is none
    return text + (" " if is_ended else "; " if text else "") + f"{name}:{value}"


class Winner(NamedTuple):
    """The declaration of a property that counts in a style attribute."""

    place: int
    """Its index among all."""
    value: str
    """In lower case."""
    important: bool


@lru_cache(maxsize=8192)
def winning(text: str) -> Mapping[str, Winner]:
    """Of each property of a style attribute the last declaration, or the last important one, in their order."""
    found: dict[str, Winner] = {}
    for index, declaration in enumerate(parse_style(text)):
        known = found.get(declaration.name)
        if known is None or declaration.important or not known.important:
            found.pop(declaration.name, None)
            found[declaration.name] = Winner(index, declaration.value.lower(), declaration.important)
    return found


def functions(value: str) -> list[str]:
    """Names of the functions a decoded value calls, in lower case; ``""`` for a bare bracket."""
    return [name.lower() for name in _FUNCTION.findall(value)] if "(" in value else []


def parse_length(value: str) -> Length | None:
    """A single length or percentage; ``None`` for anything else."""
    return _length_once(value) if len(value) <= _REMEMBERED else _length(value)


_REMEMBERED = 32
"""Characters of the longest value that is remembered as a length."""


def _length(value: str) -> Length | None:
    match = _LENGTH.fullmatch(value.strip(_SPACE))
    return Length(float(match[1]), match[2].lower()) if match else None


_length_once = lru_cache(maxsize=2048)(_length)


def sides(value: str) -> tuple[str, str, str, str] | None:
    """The top, right, bottom and left value of a ``margin`` or ``padding`` shorthand, or ``None``."""
    match value.split():
        case [one]:
            return one, one, one, one
        case [ends, flanks]:
            return ends, flanks, ends, flanks
        case [top, flanks, bottom]:
            return top, flanks, bottom, flanks
        case [top, right, bottom, left]:
            return top, right, bottom, left
        case _:
            return None


_FLAT = ("opacity", "height", "max-height", "width", "max-width")
"""Properties that hide a box at 0; all but the first where what overflows is hidden."""


@lru_cache(maxsize=8192)
def hides_box(text: str) -> bool:
    """Whether a style attribute's value alone keeps an element with all it holds, images too, from being seen."""
    values = {declaration.name: declaration.value.lower() for declaration in parse_style(text)}
    if values.get("display") == "none" or values.get("visibility") in ("hidden", "collapse"):
        return True
    names = _FLAT if "hidden" in values.get("overflow", "") else _FLAT[:1]
    return any((length := parse_length(values.get(name, ""))) and length.number == 0 for name in names)


_TARGET = re.compile(r"url\([ \t\n\r\f]*+(?:\"([^\"]*+)|'([^']*+)|([^)]*+))", re.IGNORECASE)


def load_targets(value: str) -> list[str]:
    """The addresses that ``url()`` names in a decoded value, also in one that is never closed. Linear in the value."""
    return [first or second or third.strip(_SPACE) for first, second, third in _TARGET.findall(value)]


WIDE_KEYWORDS = frozenset(("inherit", "initial", "revert", "revert-layer", "unset"))
"""Values that every property takes and that never name a look of their own (CSS Cascade 5)."""

_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_FONT_RELATIVE = {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "ic": 16.0}


def in_pixels(length: Length, reference: float) -> float | None:
    """CSS pixels of a length, a share being one of ``reference`` pixels; ``None`` for a unit that is not known.

    Font-relative units count with the default size of 16 px; those of the viewport with ``reference``.
    """
    number, unit = length
    if unit in ("%", "vw", "vi", "dvw", "svw", "lvw"):
        return number * reference / 100
    factor = _PIXELS.get(unit) or _FONT_RELATIVE.get(unit)
    return None if factor is None else number * factor
