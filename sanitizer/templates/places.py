"""Where in HTML each template tag stands, found by one pass over the text as an HTML tokenizer makes it."""

import re
from typing import NamedTuple

from sanitizer.templates.blocks import Tag

__all__ = ["FILLER", "Place", "Places"]

FILLER = "\U000effff"
"""A character that is none (Unicode 23.7), so that no text has it: it fills the place of a template tag."""

_HTML = re.compile(
    rf"""
    <!--(?:>|->|(?P<comment>.*?)(?:--!?>|\Z))
  | <(?P<close>/)?(?P<name>[a-zA-Z][^\s/>{FILLER}]*)
  | <(?:[!?]|/(?=[^>]))[^>]*(?:>|\Z)
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+ (?: (?P<end>>) | (?P<name>=?[^\s/>=]*) (?P<equals>\s*=\s*(?!>))?
        (?P<value> "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) | [^\s>"'][^\s>]* )? )""",
    re.VERBOSE,
)
_NAME_END = re.compile(r"[^\s/>]*+")
_RAW_TEXT = frozenset("iframe noembed noframes script style textarea title xmp".split())
_NAMES = frozenset(
    "a abbr address area article aside b base blockquote body br button caption center cite code col colgroup dd del"
    " div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input"
    " ins label li link main map meta nav ol optgroup option p pre q s section select small span strike strong style"
    " sub sup table tbody td textarea tfoot th thead time title tr tt u ul video".split()
)
"""Elements behind whose name a template tag stands for attributes and is no part of the name."""
_PARTS = frozenset(("open", "middle", "close"))


class Place(NamedTuple):
    """Where a tag stands."""

    kind: str
    """``text``, ``tag`` (between attributes), ``style`` (between declarations), ``sheet`` (in a style sheet, where it
    shows nothing) or ``word`` (inside anything else)."""
    owner: int | None = None
    """The offset of the start tag that it stands in."""
    value: int | None = None
    """The offset of the attribute it stands in."""


_IN_TEXT, _IN_SHEET, _IN_WORD = Place("text"), Place("sheet"), Place("word")


class Places:
    """The places of the tags of a text."""

    def __init__(self, text: str, tags: list[Tag]) -> None:
        """``text`` is the source with every tag filled up with :data:`FILLER`. Linear in it."""
        self._text = text
        self._tags = tags
        self.of: list[Place] = []
        """The place of each tag."""
        self.repeated: list[list[tuple[int, int]]] = []
        """The spans of attributes that a start tag has several times, for the branches of a block."""
        self._attributes: dict[str, list[tuple[int, int]]] = {}
        self._walk()

    def _take(self, end: int, place: Place) -> None:
        """Note the place of the tags that begin before ``end``."""
        while self._next(end) is not None:
            self.of.append(place)

    def _next(self, end: int) -> Tag | None:
        """The next tag whose place is not known, if it begins before ``end``."""
        index = len(self.of)
        return self._tags[index] if index < len(self._tags) and self._tags[index].start < end else None

    def _walk(self) -> None:
        text, cursor = self._text, 0
        while self._next(len(text)) is not None and (match := _HTML.search(text, cursor)):
            self._take(match.start(), _IN_TEXT)
            if (name := match["name"]) is None:
                cursor = match.end()
                self._take(cursor, _IN_WORD)
                continue
            cursor = self._start_tag(match.start(), match.end(), name.lower())
            if match["close"] is None and name.lower() in _RAW_TEXT:
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, cursor)
                first, cursor = cursor, closing.start() if closing else len(text)
                if name.lower() == "style":
                    self._sheet(first, cursor)
                self._take(cursor, _IN_WORD)
        self._take(len(text), _IN_TEXT)

    def _sheet(self, cursor: int, last: int) -> None:
        """The tags of a style sheet, in a comment of which a token must be none itself."""
        is_comment = False
        while (tag := self._next(last)) is not None:
            opens, closes = self._text.rfind("/*", cursor, tag.start), self._text.rfind("*/", cursor, tag.start)
            if opens != closes:
                is_comment = opens > closes
            self.of.append(_IN_WORD if is_comment or tag.role == "output" else _IN_SHEET)
            cursor = tag.end

    def _start_tag(self, start: int, cursor: int, name: str) -> int:
        """The tag's attributes; where it ends."""
        text, before = self._text, len(self.of)
        if text.startswith(FILLER, cursor) and name not in _NAMES:
            match = _NAME_END.match(text, cursor)
            assert match is not None
            self._take(match.end(), Place("word", start, cursor))  # it is part of the element's name
            cursor = match.end()
        self._attributes = {}
        while cursor < len(text):
            found = _ATTRIBUTE.match(text, cursor)
            assert found is not None  # every part of the pattern may be empty
            if found["end"]:
                break
            cursor = self._attribute(start, found)
        if any(
            place.kind == "tag" and tag.role in _PARTS
            for place, tag in zip(self.of[before:], self._tags[before:], strict=False)
        ):
            self.repeated += (spans for spans in self._attributes.values() if len(spans) > 1)
        end = text.find(">", cursor)
        return end + 1 if end >= 0 else len(text)

    def _attribute(self, start: int, match: re.Match[str]) -> int:
        begin, past = match.span("name")
        cursor = begin
        while (tag := self._next(past)) is not None:
            alone = tag.start == cursor and (tag.role != "output" or (tag.end == past and match["equals"] is None))
            if alone or tag.role != "output":  # else a block begins behind a name, as in ``checked{% if a %}``
                self.of.append(Place("tag", start))
                return tag.end
            self.of.append(Place("word", start, begin))
            cursor = tag.end
        if match["equals"] is None or match["value"] is None:
            return match.end("equals") if match["equals"] else past
        self._attributes.setdefault(match["name"].lower(), []).append((begin, match.end()))
        self._value(start, match)
        return match.end()

    def _value(self, start: int, match: re.Match[str]) -> None:
        first, last = match.span("value")
        inside = Place("word", start, first)
        if match["name"].lower() != "style":
            self._take(last, inside)
            return
        text = self._text
        cursor = first + (text[first] in "\"'")
        is_between = True
        opened: dict[int | None, bool] = {}
        while (tag := self._next(last)) is not None:
            said = text[cursor : tag.start].strip()
            is_between = (is_between and not said) or said.endswith(";")
            if tag.role in _PARTS:
                is_between = opened.setdefault(tag.block, is_between)
                self.of.append(Place("style", start, first) if is_between else inside)
            else:
                is_between = is_between and text[tag.end : last].lstrip()[:1] in (";", '"', "'", "")
                self.of.append(inside)
            cursor = tag.end
