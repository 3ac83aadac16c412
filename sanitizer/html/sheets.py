"""At-rules of a style sheet, with their place in the text."""

import re
from collections.abc import Collection, Iterator

from sanitizer.html import css
from sanitizer.lazy import lazy

__all__ = ["unknown_at_rules"]

_NAME = r"""(?=--|-?(?:[a-z_]|[^\x00-\x7f]|\\[^\n\r\f]))
    (?:[a-z0-9_-]|[^\x00-\x7f]|\\[0-9a-f]{1,6}[ \t\n\r\f]?|\\[^\n\r\f])++"""
_AT_KEYWORD = lazy(rf"@++((?:{_NAME})?+)", re.IGNORECASE | re.VERBOSE)
_PIECE = lazy(
    rf"""
    /\*(?:[^*]|\*(?!/))*+(?:\*/)?+
  | "(?:[^"\\\n\r\f]|\\.)*+"?+ | '(?:[^'\\\n\r\f]|\\.)*+'?+
  | (?<![\w-]){css.URL}
  | (?P<at>@++(?:{_NAME})?+)
  | \\.
  | (?P<mark>[{{}}()\[\];])
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_CLOSES = {"{": "}", "(": ")", "[": "]"}


def unknown_at_rules(sheet: str, known: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Name in lower case and span of each outermost at-rule of another name than the known, wherever it is nested.

    At-keywords are found at any depth, since readers differ in what a stray bracket hides, but not in strings,
    comments and unquoted addresses. A rule ends as CSS Syntax 3 says: behind its semicolon or block, or where what it
    is in ends. Linear in the sheet.
    """
    keywords = set(_AT_KEYWORD.findall(sheet)) - {""}
    if all(css.unescape(keyword).lower() in known for keyword in keywords):
        return
    nesting: list[str] = []
    name, start, depth = "", 0, 0
    for match in _PIECE.finditer(sheet):
        if keyword := match["at"]:
            found = css.unescape(keyword.lstrip("@")).lower()
            if found and not name and found not in known:
                name, start, depth = found, match.start(), len(nesting)
            continue
        mark = match["mark"]
        if mark in _CLOSES:
            nesting.append(_CLOSES[mark])
            continue
        ends = mark == ";" and len(nesting) == depth
        if nesting and nesting[-1] == mark:
            nesting.pop()
            ends = (mark == "}" and len(nesting) == depth) or len(nesting) < depth
        if name and ends:
            yield name, start, match.start() if len(nesting) < depth else match.end()
            name = ""
    if name:
        yield name, start, len(sheet)
