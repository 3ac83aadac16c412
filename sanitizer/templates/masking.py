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
from sanitizer.suppressions import Suppressions, suppressions
from sanitizer.templates.blocks import Tag, paired
from sanitizer.templates.languages import Languages
from sanitizer.templates.places import FILLER, Place, Places
from sanitizer.templates.scanner import Problem, RawTag, scan

__all__ = ["FIRST_MARK", "Template", "holds_tag", "is_tag"]

FIRST_MARK = "\U000f0000"
"""Tokens are made of this private-use character and those behind it, one for each tag."""
_LAST_MARK = "\U0010fffd"
_MARK = re.compile(f"[{FIRST_MARK}-{_LAST_MARK}]{FILLER}*")
_ANY_MARK = re.compile(f"[{FILLER}-{_LAST_MARK}]")
_ONLY_MARKS = re.compile(f"(?:[{FIRST_MARK}-{_LAST_MARK}]{FILLER}*)+")

_OTHERS = re.compile(
    r"""(?:<\?(?:php|=)|[{}<%=@!~#&-])*+\s*+
    (?: (?:include(?:_relative|If|When|Unless|First)?|extends?|embed|block|import|render|layout|section|yield|partial
          |template|component|each(?=\()|slot|body|content(?:_for_layout|_for_header)?|inc_\w+|require(?:_once)?)(?![\w.])
      | > )""",
    re.VERBOSE,
)
"""How a tag begins that names another template, or where the content of one goes."""
_LEAST = 4
"""Characters of the shortest token between attributes, ``x=""``."""


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

    def __init__(
        self, source: str, languages: Languages, variant: int = 0, *, honours_suppressions: bool = False
    ) -> None:
        """Find and mask the tags, and read the suppression comments if they are honoured.

        An attribute that a start tag has several times, once for each branch of a block, is masked too but for one
        of them: the first, or that of another ``variant``.

        Raises:
            SourceError: there are more tags than private-use characters to stand for them, some 130,000.

        """
        self.source = source
        self.text = source
        self.suppressions = suppressions(source) if honours_suppressions else Suppressions()
        """The suppression comments of the source."""
        self._suppressions: tuple[str, Suppressions] | None = None
        self.tags: list[Tag]
        self.variants = 1
        """How many there are, so that each attribute shows in one."""
        self.frozen: set[int] = set()
        """Tags of start tags that a block crosses, so that what their attributes are depends on it."""
        self.is_misnested = False
        """Whether no element may be taken away or unwrapped, since the markup would not stay as it was around it."""
        raw, unclosed = scan(source, languages)
        self.tags, self.blocks, lonely = paired(raw)
        self.problems: list[Problem] = sorted(unclosed + lonely, key=lambda problem: problem.start)
        """What finds no partner: tags without an end, blocks that are never opened or closed."""
        self._tokens: list[_Token] = []
        self._branches: tuple[str, list[int], list[tuple[int, int] | None]] | None = None
        marks = [ord(mark) for mark in _ANY_MARK.findall(source)] if not source.isascii() else []
        self._first = max(marks, default=ord(FIRST_MARK) - 1) + 1
        if not self.tags:
            return
        places = self._places()
        if places.repeated:
            self.variants = max(map(len, places.repeated))
            self._hide(raw, places.repeated, variant)
            places = self._places()
        self._mask(places.of)
        self._freeze(places.of)

    @cached_property
    def brings_in_others(self) -> bool:
        """Whether a tag puts other templates into this one, or this one into another."""
        return any(_OTHERS.match(self.source, tag.start) for tag in self.tags)

    def _places(self) -> Places:
        filled = ((tag.start, tag.end, FILLER * (tag.end - tag.start)) for tag in self.tags)
        return Places(_spliced(self.source, filled), self.tags)

    def _hide(self, raw: list[RawTag], repeated: list[list[tuple[int, int]]], variant: int) -> None:
        """Make tags of all but one of repeated attributes."""
        hidden: list[tuple[int, int]] = []
        for spans in repeated:
            shown = min(variant, len(spans) - 1)
            hidden += (span for index, span in enumerate(spans) if index != shown and span[1] - span[0] >= _LEAST)
        hidden.sort()
        ends = [end for _, end in hidden]

        def is_hidden(offset: int) -> bool:
            index = bisect_right(ends, offset)
            return index < len(hidden) and hidden[index][0] <= offset

        kept = [tag for tag in raw if not is_hidden(tag.start)]
        kept += (RawTag(start, end, "", "comment", "") for start, end in hidden)
        self.tags, self.blocks, _ = paired(sorted(kept))

    def _mask(self, places: list[Place]) -> None:
        source = self.source
        if len(self.tags) > ord(_LAST_MARK) - self._first:
            raise SourceError(f"{len(self.tags)} template tags are more than can be told apart")
        pieces: list[tuple[int, int, str]] = []
        for index, (tag, place) in enumerate(zip(self.tags, places, strict=True)):
            before, after = _around(place, source, tag)
            length = tag.end - tag.start - len(before) - len(after)
            mark = chr(self._first + index) + FILLER * (length - 1)
            self._tokens.append(_Token(before, mark, after, source[tag.start : tag.end]))
            pieces.append((tag.start, tag.end, before + mark + after))
        self.text = _spliced(source, pieces)

    def suppressions_of(self, text: str) -> Suppressions:
        """The suppression comments of a masked text, such as the output."""
        if not self.suppressions or text is self.text:
            return self.suppressions
        if self._suppressions is None or self._suppressions[0] != text:
            self._suppressions = text, suppressions(self.unmasked(text))
        return self._suppressions[1]

    def show_as_text(self, shown: Iterable[int]) -> None:
        """Mask these tags of the text as words of it, and not as comments."""
        pieces: list[tuple[int, int, str]] = []
        for index in sorted(shown):
            start, end = self.tags[index][:2]
            mark = chr(self._first + index) + FILLER * (end - start - 1)
            self._tokens[index] = _Token("", mark, "", self._tokens[index].tag)
            pieces.append((start, end, mark))
        self.text = _spliced(self.text, pieces)

    def _freeze(self, places: list[Place]) -> None:
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

    def unconditional(self, text: str) -> str:
        """A masked text, such as a style sheet's, without what stands in blocks."""
        pieces: list[str] = []
        depth = cursor = 0
        for match in _MARK.finditer(text):
            tag = self.tags[self._index(match[0])] if self._is_own(match[0]) else None
            if tag is None or tag.block is None or tag.role == "middle":
                continue
            if tag.role == "open":
                if not depth:
                    pieces.append(text[cursor : match.end()])
                depth += 1
            elif depth:
                depth -= 1
                cursor = match.start()
        if not depth:
            pieces.append(text[cursor:])
        return "".join(pieces)

    def branch(self, text: str, offset: int) -> tuple[int, int] | None:
        """The innermost block around an offset of a masked text, and which of its branches; ``None`` outside all."""
        if self._branches is None or self._branches[0] != text:
            self._branches = text, *self._branches_of(text)
        _, starts, branches = self._branches
        return branches[bisect_right(starts, offset)]

    def _branches_of(self, text: str) -> tuple[list[int], list[tuple[int, int] | None]]:
        starts: list[int] = []
        branches: list[tuple[int, int] | None] = [None]
        around: dict[int, int] = {}
        for match in _MARK.finditer(text):
            tag = self.tags[self._index(match[0])] if self._is_own(match[0]) else None
            if tag is None or tag.block is None:
                continue
            branch = around.pop(tag.block, -1)  # not the last one, where blocks of two languages cross
            if tag.role != "close":
                around[tag.block] = branch + 1
            starts.append(match.start())
            branches.append(next(reversed(around.items()), None))
        return starts, branches


def _around(place: Place, source: str, tag: Tag) -> tuple[str, str]:
    """What a token has before and behind its mark."""
    length = tag.end - tag.start
    match place.kind:
        case "text":
            return "<!", ">"
        case "style" if length > 4:
            return ";", ";"
        case "sheet" if length > 4:
            return "/*", "*/"
        case "tag":
            slash = length > 4 and not source[tag.start - 1].isspace()
            return "/" * slash, '=""'
        case _:
            return "", ""


def _spliced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    cursor = 0
    for start, end, replacement in spans:
        pieces += text[cursor:start], replacement
        cursor = end
    pieces.append(text[cursor:])
    return "".join(pieces)
