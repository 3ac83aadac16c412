"""Declarations of a ``style`` attribute, with their place in it, and the values rules ask about.

A declaration is split off as CSS Syntax 3 does: a semicolon inside a string, a bracket or ``url()`` does
not end it. Names and values are judged after comments are gone and escapes are decoded, since a
browser decodes them too (lxml_html_clean 0.4.4 let ``\\75rl`` through).
"""

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Declaration", "Length", "functions", "hides", "load_targets", "parse_length", "parse_style", "sides"]


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
_PIECE = re.compile(
    r"""
    (?P<comment>/\*(?:[^*]|\*(?!/))*(?:\*/)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<url>url\([ \t\n\f]*(?![ \t\n\f"'])(?:[^)\\]|\\.)*\))
  | (?P<open>[(\[])
  | (?P<close>[)\]])
  | (?P<semicolon>;)
  | (?P<colon>:)
  | (?P<escape>\\(?:[0-9a-f]{1,6}[ \t\n\f]?|.))
  | (?P<bad>["'\\{}<@])
  | (?P<plain>[^/"'(\[\])u;:\\{}<@]+|.)
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_NAME = re.compile(r"-?-?[a-z_][a-z0-9_-]*|\*[a-z-]+", re.ASCII)
_FUNCTION = re.compile(r"([^\s(),/*+:;\"']*)\(")
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
        elif kind == "bad":
            sound = False
        decoded.append(_decode(piece) if "\\" in piece else piece)
    close(len(text))
    return found


def _declaration(text: str, start: int, end: int, *, sound: bool) -> Declaration:
    name, colon, value = text.partition(":")
    name = name.strip(_SPACE).lower()
    value = value.strip(_SPACE)
    important = False
    if "!" in value and (match := _IMPORTANT.search(value)):
        value, important = value[: match.start()], True
    return Declaration(name, value, important, start, end, sound and (not colon or _NAME.fullmatch(name) is not None))


def _decode(piece: str) -> str:
    def replace(match: re.Match[str]) -> str:
        digits = match[1]
        if digits is None:
            return match[2] if match[2] != "\n" else ""
        number = int(digits, 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

    return re.sub(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\f]?|(.))", replace, piece, flags=re.DOTALL)


def functions(value: str) -> list[str]:
    """Names of the functions a decoded value calls, in lower case; ``""`` for a bare bracket."""
    return [name.lower() for name in _FUNCTION.findall(value)] if "(" in value else []


def parse_length(value: str) -> Length | None:
    """A single length or percentage; ``None`` for anything else."""
    match = _LENGTH.fullmatch(value.strip(_SPACE))
    return Length(float(match[1]), match[2].lower()) if match else None


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


@lru_cache(maxsize=4096)
def hides(text: str) -> bool:
    """Whether a style attribute's value alone keeps an element and its content from being seen."""
    for declaration in parse_style(text):
        value = declaration.value.lower()
        match declaration.name:
            case "display" if value == "none":
                return True
            case "visibility" if value in ("hidden", "collapse"):
                return True
            case "opacity" | "max-height" | "font-size" | "max-width":
                if (length := parse_length(value)) and length.number == 0:
                    return True
    return False


_TARGET = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)]*?))\s*\)", re.IGNORECASE)


def load_targets(value: str) -> list[str]:
    """The addresses that ``url()`` names in a decoded value."""
    return [first or second or third for first, second, third in _TARGET.findall(value)]
