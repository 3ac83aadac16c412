"""Template tags hidden from the HTML parser, each behind a token of its own length, and put back.

A token is a comment in text, which a parser neither moves nor drops, an attribute of its own between attributes, and
a word inside a value. As each is as long as its tag, every offset into the masked text is one into the author's.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from sanitizer.errors import SourceError
from sanitizer.templates.blocks import Tag, paired
from sanitizer.templates.languages import Languages
from sanitizer.templates.scanner import Problem, scan

__all__ = ["FIRST_MARK", "Template", "holds_tag", "is_tag"]

FIRST_MARK = "\U000f0000"
"""Tokens are made of this private-use character and those behind it, one for each tag."""
_LAST_MARK = "\U0010fffd"
_FILLER = "\U000effff"
"""What makes a mark as long as its tag: a character that is none (Unicode 23.7), so that no text has it."""
_MARK = re.compile(f"[{FIRST_MARK}-{_LAST_MARK}]{_FILLER}*")
_ANY_MARK = re.compile(f"[{_FILLER}-{_LAST_MARK}]")
_ONLY_MARKS = re.compile(f"(?:[{FIRST_MARK}-{_LAST_MARK}]{_FILLER}*)+")

_HTML = re.compile(
    rf"""
    <!--(?:>|->|(?P<comment>.*?)(?:--!?>|\Z))
  | <(?P<close>/)?(?P<name>[a-zA-Z][^\s/>{_FILLER}]*)
  | <(?:[!?]|/(?=[^>]))[^>]*(?:>|\Z)
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+ (?: (?P<end>>) | (?P<name>=?[^\s/>=]*) (?P<equals>\s*=\s*(?!>))?
        (?P<value> "[^"]*(?:"|\Z) | '[^']*(?:'|\Z) | [^\s>"'][^\s>]* )? )""",
    re.VERBOSE,
)
_RAW_TEXT = frozenset("iframe noembed noframes script style textarea title xmp".split())
_NAMES = frozenset(
    "a abbr address area article aside b base blockquote body br button caption center cite code col colgroup dd del"
    " div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input"
    " ins label li link main map meta nav ol optgroup option p pre q s section select small span strike strong style"
    " sub sup table tbody td textarea tfoot th thead time title tr tt u ul video".split()
)
"""Elements behind whose name a template tag stands for attributes and is no part of the name."""


def holds_tag(text: str) -> bool:
    """Whether a masked text holds the token of a template tag, or a part of it."""
    return not text.isascii() and _ANY_MARK.search(text) is not None


def is_tag(text: str) -> bool:
    """Whether a masked text is nothing but tokens of template tags."""
    return not text.isascii() and _ONLY_MARKS.fullmatch(text) is not None


class _Token(NamedTuple):
    before: str
    mark: str
    after: str
    tag: str


class Template:
    """A text with its template tags masked.

    ``text`` is as long as the author's, ``source``; it has no line breaks inside tokens.
    """

    def __init__(self, source: str, languages: Languages) -> None:
        """Find and mask the tags.

        Raises:
            SourceError: there are more tags than private-use characters to stand for them, some 130,000.

        """
        self.source = source
        raw, unclosed = scan(source, languages)
        self.tags: list[Tag]
        self.tags, self.blocks, lonely = paired(raw)
        self.problems: list[Problem] = sorted(unclosed + lonely, key=lambda problem: problem.start)
        """What finds no partner: tags without an end, blocks that are never opened or closed."""
        self.text = source
        self.frozen: set[int] = set()
        """Tags of start tags that a block crosses, so that what their attributes are depends on it."""
        self.is_misnested = False
        """Whether no element may be taken away or unwrapped, since the markup would not stay as it was around it."""
        self._tokens: list[_Token] = []
        marks = [ord(mark) for mark in _ANY_MARK.findall(source)] if not source.isascii() else []
        self._first = max(marks, default=ord(FIRST_MARK) - 1) + 1
        if self.tags:
            self._mask()

    def _mask(self) -> None:
        source = self.source
        if len(self.tags) > ord(_LAST_MARK) - self._first:
            raise SourceError(f"{len(self.tags)} template tags are more than can be told apart")
        neutral = _spliced(source, ((tag.start, tag.end, _FILLER * (tag.end - tag.start)) for tag in self.tags))
        places = _places(neutral, self.tags)
        pieces: list[tuple[int, int, str]] = []
        for index, (tag, place) in enumerate(zip(self.tags, places, strict=True)):
            before, after = _around(place, source, tag)
            length = tag.end - tag.start - len(before) - len(after)
            mark = chr(self._first + index) + _FILLER * (length - 1)
            self._tokens.append(_Token(before, mark, after, source[tag.start : tag.end]))
            pieces.append((tag.start, tag.end, before + mark + after))
        self.text = _spliced(source, pieces)
        self._freeze(places)

    def show_as_text(self, shown: Iterable[int]) -> None:
        """Mask these tags of the text as words of it, and not as comments."""
        pieces: list[tuple[int, int, str]] = []
        for index in shown:
            start, end = self.tags[index][:2]
            mark = chr(self._first + index) + _FILLER * (end - start - 1)
            self._tokens[index] = _Token("", mark, "", self._tokens[index].tag)
            pieces.append((start, end, mark))
        self.text = _spliced(self.text, pieces)

    def _freeze(self, places: list["_Place"]) -> None:
        owners: set[int | None] = set()
        for members in self.blocks:
            inside = [places[index] for index in members]
            if len({place[1:] for place in inside}) > 1:
                owners.update(place.owner for place in inside)
        owners.discard(None)
        self.frozen.update(index for index, place in enumerate(places) if place.owner in owners)

    def tags_in(self, text: str) -> list[int]:
        """The indices of the tags whose tokens stand in a masked text, in order."""
        if text.isascii():
            return []
        return [self._index(mark) for mark in _MARK.findall(text) if self._is_own(mark)]

    def _index(self, mark: str) -> int:
        return ord(mark[0]) - self._first

    def _is_own(self, mark: str) -> bool:
        index = self._index(mark)
        return 0 <= index < len(self._tokens) and self._tokens[index].mark == mark

    def role_of(self, comment: str) -> str:
        """The role of the tag that a comment of the masked text stands for; ``""`` for a comment of the author's."""
        if not is_tag(comment) or not self._is_own(comment) or self._tokens[self._index(comment)].after != ">":
            return ""
        return self.tags[self._index(comment)].role

    def unmasked(self, text: str) -> str:
        """A masked text with the tags as the author wrote them."""
        if text.isascii():
            return text
        pieces: list[str] = []
        cursor = 0
        for match in _MARK.finditer(text):
            if not self._is_own(match[0]):
                continue
            token = self._tokens[self._index(match[0])]
            start, end = match.span()
            if token.before and text.endswith(token.before, cursor, start):
                start -= len(token.before)
            if token.after and text.startswith(token.after, end):
                end += len(token.after)
            pieces += text[cursor:start], token.tag
            cursor = end
        pieces.append(text[cursor:])
        return "".join(pieces)

    def breaks_block(self, gone: list[int]) -> bool:
        """Whether tags that go leave a part of their block behind, or are one whose block is not known."""
        away = set(gone)
        for index in away:
            tag = self.tags[index]
            if tag.block is None and tag.role in ("open", "middle", "close"):
                return True
        numbers = {self.tags[index].block for index in away}
        return any(not away.issuperset(self.blocks[number]) for number in numbers if number is not None)

    def keeps_order(self, text: str) -> bool:
        """Whether a masked text holds its tags in their order, each at most once, and only whole blocks are gone."""
        there = self.tags_in(text)
        if any(first >= second for first, second in pairwise(there)):
            return False
        return not self.breaks_block(sorted(set(range(len(self.tags))).difference(there)))

    def branch(self, offset: int) -> tuple[int, int] | None:
        """The innermost block around an offset of the source, and which of its branches; ``None`` outside all."""
        starts, branches = self._branches
        return branches[bisect_right(starts, offset)]

    @cached_property
    def _branches(self) -> tuple[list[int], list[tuple[int, int] | None]]:
        starts: list[int] = []
        branches: list[tuple[int, int] | None] = [None]
        around: list[tuple[int, int]] = []
        for tag in self.tags:
            if tag.block is None:
                continue
            if tag.role == "open":
                around.append((tag.block, 0))
            else:
                while around and around[-1][0] != tag.block:
                    around.pop()  # blocks of two languages that cross
                if around:
                    number, branch = around.pop()
                    if tag.role == "middle":
                        around.append((number, branch + 1))
            starts.append(tag.start)
            branches.append(around[-1] if around else None)
        return starts, branches


class _Place(NamedTuple):
    """Where a tag stands in HTML."""

    kind: str
    """``text``, ``tag`` (between attributes), ``style`` (between declarations) or ``word`` (inside anything else)."""
    owner: int | None = None
    """The offset of the start tag that it stands in."""
    value: int | None = None
    """The offset of the attribute it stands in."""


_IN_TEXT, _IN_WORD = _Place("text"), _Place("word")


def _around(place: _Place, source: str, tag: Tag) -> tuple[str, str]:
    """What a token has before and behind its mark."""
    length = tag.end - tag.start
    match place.kind:
        case "text":
            return "<!", ">"
        case "style" if length > 4:
            return ";", ";"
        case "tag":
            slash = length > 4 and not source[tag.start - 1].isspace()
            return "/" * slash, '=""'
        case _:
            return "", ""


def _places(neutral: str, tags: list[Tag]) -> list[_Place]:
    """Where each tag stands. ``neutral`` is the source with every tag filled up with one character."""
    walk = _Walk(neutral, tags)
    walk.run()
    return walk.places


class _Walk:
    """One pass over a text as an HTML tokenizer makes it."""

    def __init__(self, text: str, tags: list[Tag]) -> None:
        self.text = text
        self.tags = tags
        self.places: list[_Place] = []

    def take(self, end: int, place: _Place) -> None:
        """Note the place of the tags that begin before ``end``."""
        tags, places = self.tags, self.places
        while len(places) < len(tags) and tags[len(places)].start < end:
            places.append(place)

    def run(self) -> None:
        text, cursor = self.text, 0
        while len(self.places) < len(self.tags) and (match := _HTML.search(text, cursor)):
            self.take(match.start(), _IN_TEXT)
            if (name := match["name"]) is None:
                cursor = match.end()
                self.take(cursor, _IN_WORD)
                continue
            cursor = self._start_tag(match.start(), match.end(), name.lower())
            if match["close"] is None and name.lower() in _RAW_TEXT:
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, cursor)
                cursor = closing.start() if closing else len(text)
                self.take(cursor, _IN_WORD)
        self.take(len(text), _IN_TEXT)

    def _start_tag(self, start: int, cursor: int, name: str) -> int:
        """The tag's attributes; where it ends."""
        text = self.text
        first = True
        while cursor < len(text):
            match = _ATTRIBUTE.match(text, cursor)
            assert match is not None  # every part of the pattern may be empty
            if match["end"]:
                break
            begin = match.start("name")
            if first and begin == cursor and name not in _NAMES:
                begin = _past_filler(text, cursor)  # the tag is part of the element's name
                self.take(begin, _Place("word", start, begin))
                cursor = begin
                first = False
                continue
            first = False
            cursor = self._attribute(start, match)
        end = text.find(">", cursor)
        return end + 1 if end >= 0 else len(text)

    def _attribute(self, start: int, match: re.Match[str]) -> int:
        begin, past = match.span("name")
        cursor = begin
        while cursor < past and (index := len(self.places)) < len(self.tags) and self.tags[index].start < past:
            tag = self.tags[index]
            alone = tag.start == cursor and (tag.role != "output" or (tag.end == past and match["equals"] is None))
            if not alone and tag.role != "output" and tag.start > cursor:
                self.places.append(_Place("tag", start))  # a block begins behind a name, as in ``checked{% if a %}``
                return tag.end
            self.places.append(_Place("tag", start, None) if alone else _Place("word", start, begin))
            if alone:
                return tag.end
            cursor = tag.end
        if match["equals"] is None or match["value"] is None:
            return match.end("equals") if match["equals"] else max(past, match.start("name"))
        self._value(start, match)
        return match.end()

    def _value(self, start: int, match: re.Match[str]) -> None:
        first, last = match.span("value")
        if match["name"].lower() != "style":
            self.take(last, _Place("word", start, first))
            return
        between, inside = _Place("style", start, first), _Place("word", start, first)
        cursor = first + (self.text[first] in "\"'")
        fresh = True
        opened: dict[int | None, bool] = {}
        while (index := len(self.places)) < len(self.tags) and self.tags[index].start < last:
            tag = self.tags[index]
            said = self.text[cursor : tag.start].strip()
            fresh = (fresh and not said) or said.endswith(";")
            if tag.role in ("open", "middle", "close"):
                fresh = opened.setdefault(tag.block, fresh)
                self.places.append(between if fresh else inside)
            else:
                alone = fresh and self.text[tag.end : last].lstrip()[:1] in (";", '"', "'", "")
                self.places.append(inside)
                fresh = fresh and alone
            cursor = tag.end


def _past_filler(text: str, cursor: int) -> int:
    while cursor < len(text) and not text[cursor].isspace() and text[cursor] not in "/>":
        cursor += 1
    return cursor


def _spliced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    cursor = 0
    for start, end, replacement in spans:
        pieces += text[cursor:start], replacement
        cursor = end
    pieces.append(text[cursor:])
    return "".join(pieces)
