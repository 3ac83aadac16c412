"""Style rules of a style sheet, read as CSS Syntax 3 says, several times as fast as a general parser does.

A rule without escapes and comments, which is what mail has, is read by one regular expression; the rest goes token by
token. Linear in the sheet for each level of nested blocks.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sanitizer.html import css
from sanitizer.html.css import Declaration
from sanitizer.html.media import Reach, reach
from sanitizer.lazy import lazy

__all__ = ["StyleRule", "style_rules"]


class StyleRule(NamedTuple):
    """A selector list as written, with the declarations that stand behind it."""

    selectors: str
    declarations: tuple[Declaration, ...]
    """Those that can be read in one way only; their place counts from the start of the block."""
    reach: Reach
    """When the conditions around the rule hold."""


_STRING = r"""(?:"(?:[^"\\\n\r\f]|\\.)*+"|'(?:[^'\\\n\r\f]|\\.)*+')"""
_ANY_STRING = r"""(?:"(?:[^"\\\n\r\f]|\\.)*+"?+|'(?:[^'\\\n\r\f]|\\.)*+'?+)"""
"""Also a string that the end of its line or of the sheet cuts off."""
_COMMENT = r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?+"
_BLOCK = rf"(?:[^{{}}\"'\\/]++|{_STRING}|/(?!\*))*+"
_MEDIA_BLOCK = rf"(?:[^{{}}\"'\\/]++|{_STRING}|/(?!\*)|\{{{_BLOCK}\}})*+"
_SKIPPED = lazy(r"(?:[ \t\n\r\f]++|<!--|-->)*+")
_PLAIN_RULE = lazy(rf"((?:[^{{}}\"'\\/;@]++|{_STRING})*+)\{{({_BLOCK})\}}", re.DOTALL)
_PLAIN_MEDIA = lazy(rf"@media\b([^{{}}\"'\\/;]*+)\{{({_MEDIA_BLOCK})\}}", re.DOTALL | re.IGNORECASE)
_COMMENTS = lazy(rf"{_ANY_STRING}|(?<![\w-]){css.URL}|(?P<comment>{_COMMENT})|\\.", re.DOTALL | re.IGNORECASE)
_BRACKETS = lazy(
    rf"{_COMMENT}|{_ANY_STRING}|(?<![\w-]){css.URL}|\\.|(?P<mark>[{{}}()\[\];])", re.DOTALL | re.IGNORECASE
)
_KEYWORD = lazy(r"@((?:[\w-]|[^\x00-\x7f]|\\[0-9a-f]{1,6}[ \t\n\f]?|\\.)*+)", re.DOTALL | re.IGNORECASE)
_AT_MEDIA = "media"
_CLOSES = {"{": "}", "(": ")", "[": "]"}
_APART = frozenset(" \t\n\r\f{};,:")
_DEPTH = 8
"""Most blocks in each other; what is deeper is left out. No mail has more than two."""
_REMEMBERED = 65_536
"""Characters of the longest sheet that is remembered."""


def style_rules(text: str, width: float) -> tuple[StyleRule, ...]:
    """The style rules of a sheet that may apply on a screen, in order; ``width`` is that of the page in CSS pixels.

    At-rules other than ``@media`` add nothing, and neither do rules nested in a style rule.
    """
    return _remembered(text, width) if len(text) <= _REMEMBERED else tuple(_read(text, width))


@lru_cache(maxsize=256)
def _remembered(text: str, width: float) -> tuple[StyleRule, ...]:
    return tuple(_read(text, width))


def _read(text: str, width: float) -> Iterator[StyleRule]:
    return _rules(_without_comments(text), Reach.ALWAYS, width, 0)


def _without_comments(text: str) -> str:
    """The sheet with white space for the comments that stand apart; others may part what would be one token."""
    if "/*" not in text:
        return text

    def written(match: re.Match[str]) -> str:
        if match["comment"] is None:
            return match[0]
        start, end = match.span()
        is_apart = not start or text[start - 1] in _APART or end == len(text) or text[end] in _APART
        return " " if is_apart else match[0]

    return _COMMENTS.sub(written, text)


def _rules(text: str, around: Reach, width: float, depth: int) -> Iterator[StyleRule]:
    cursor = _skip(text, 0, depth)
    while cursor < len(text):
        if text[cursor] == "@":
            cursor, keyword, prelude, block = _at_rule(text, cursor)
            if keyword == _AT_MEDIA and block is not None and depth < _DEPTH:
                found = min(around, reach(prelude, width))
                if found:
                    yield from _rules(block, found, width, depth + 1)
        else:
            match = _PLAIN_RULE.match(text, cursor)
            if match is not None and _is_balanced(match[1]) and _is_balanced(match[2]):
                selectors, block = match.groups()
                cursor = match.end()
            else:
                cursor, selectors, block = _construct(text, cursor, ends_at_semicolon=False)
            if block is not None and (declarations := _declarations(block)):
                yield StyleRule(selectors.strip(), declarations, around)
        cursor = _skip(text, cursor, depth)


def _skip(text: str, cursor: int, depth: int) -> int:
    """The place behind white space and comments, and the comment marks of HTML that a sheet itself may hold."""
    while True:
        match = _SKIPPED.match(text, cursor) if not depth else None
        end = match.end() if match is not None else cursor
        while end < len(text) and text[end] in " \t\n\r\f":
            end += 1
        if text.startswith("/*", end):
            close = text.find("*/", end + 2)
            end = len(text) if close < 0 else close + 2
        if end == cursor:
            return end
        cursor = end


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")


def _at_rule(text: str, cursor: int) -> tuple[int, str, str, str | None]:
    """Where an at-rule ends, its keyword in lower case, its prelude and its block."""
    match = _PLAIN_MEDIA.match(text, cursor)
    if match is not None and _is_balanced(match[1]) and _is_balanced(match[2]):
        return match.end(), _AT_MEDIA, match[1], match[2]
    keyword = _KEYWORD.match(text, cursor)
    assert keyword is not None
    end, prelude, block = _construct(text, keyword.end(), ends_at_semicolon=True)
    return end, css.unescape(keyword[1]).lower(), re.sub(_COMMENT, " ", prelude), block


def _construct(text: str, start: int, *, ends_at_semicolon: bool) -> tuple[int, str, str | None]:
    """Where a rule ends that begins at ``start``, its prelude and its block, if it has one (CSS Syntax 3, 5.4)."""
    nesting: list[str] = []
    opened = -1
    for match in _BRACKETS.finditer(text, start):
        mark = match["mark"]
        if mark is None:
            continue
        if mark in _CLOSES:
            if mark == "{" and not nesting:
                opened = match.start()
            nesting.append(_CLOSES[mark])
        elif nesting and nesting[-1] == mark:
            nesting.pop()
            if not nesting and opened >= 0:
                return match.end(), text[start:opened], text[opened + 1 : match.start()]
        elif mark == ";" and not nesting and ends_at_semicolon:
            return match.end(), text[start : match.start()], None
    if opened >= 0:
        return len(text), text[start:opened], text[opened + 1 :]
    return len(text), text[start:], None


def _declarations(block: str) -> tuple[Declaration, ...]:
    if "/*" in block:
        block = _COMMENTS.sub(lambda match: match[0] if match["comment"] is None else " ", block)
    if "{" in block:
        block = _without_rules(block)
    found = css.parse_style(block)
    if all(each.sound and each.value for each in found):
        return found
    return tuple(each for each in found if each.sound and each.value)


def _without_rules(block: str) -> str:
    """A block without the rules nested in it; what stands before a brace up to a semicolon goes with it."""
    kept: list[str] = []
    start = 0
    nesting: list[str] = []
    for match in _BRACKETS.finditer(block):
        mark = match["mark"]
        if mark is None:
            continue
        if mark in _CLOSES:
            nesting.append(_CLOSES[mark])
        elif nesting and nesting[-1] == mark:
            nesting.pop()
            if not nesting and mark == "}":
                start = match.end()
        elif mark == ";" and not nesting:
            kept.append(block[start : match.end()])
            start = match.end()
    if not nesting:
        kept.append(block[start:])
    return "".join(kept)
