r"""Suppression comments: what the author of a template says is not to be reported, and where.

::

    <img src="a.gif"> {# sanitizer: ignore IMG003 -- the campaign wants it #}
    <!-- sanitizer: ignore-next-line img-gif, STY -->
    {{!-- sanitizer: ignore-start STY --}} ... {{!-- sanitizer: ignore-end STY --}}
    <%# sanitizer: ignore-file SEC007 %>

A rule is named by its code, its name, or the beginning of its code (three letters or more). Only a trusted template
is asked for such comments: in a message to be sent they mean nothing.

Works on text alone, whose line breaks are ``\n``, in time linear in its length.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sanitizer.directives import BLANKET, MALFORMED, NO_REASON, SHOWN, UNPAIRED, Directive, Named, Problem, directives

__all__ = ["Scope", "Suppressions", "spellings", "suppressions"]

_FAMILY = 3
"""Letters of a code that a comment names at least."""


class Scope(NamedTuple):
    """Where a named rule is ignored: findings that begin at ``start`` to ``end``; nowhere if ``end`` is less."""

    named: Named
    start: int
    end: int


def spellings(code: str, name: str) -> Iterator[str]:
    """All that a comment may call a rule."""
    yield name
    for end in range(_FAMILY, len(code) + 1):
        yield code[:end]


@dataclass(frozen=True)
class Suppressions:
    """The suppression comments of a text."""

    text: str = ""
    """The text; empty when there are none in it."""
    comments: tuple[tuple[int, int], ...] = ()
    """The span of each comment, in order; they do not overlap. They stay in a template."""
    scopes: tuple[Scope, ...] = ()
    """Which named rule is ignored where, by start."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the writing of the comments, missing reasons included."""
    lines: tuple[int, ...] = (0,)
    """The offset of each line's first character."""

    def __bool__(self) -> bool:
        return bool(self.comments)

    def covers(self, code: str, name: str, offset: int) -> bool:
        """Whether a finding of the rule that begins at the offset is ignored."""
        return any(_is_inside(self._joined.get(word, ()), offset) for word in spellings(code, name))

    def mentions(self, code: str, name: str) -> bool:
        """Whether the rule is ignored anywhere."""
        return any(word in self._joined for word in spellings(code, name))

    def begins(self, offset: int) -> bool:
        """Whether one of the comments begins at the offset."""
        return offset in self._starts

    def used(self, found: Sequence[tuple[str, str, int]]) -> set[Scope]:
        """The scopes that ignore one of these findings: code, name and offset of each, by offset.

        Of scopes around one finding the innermost counts: of two comments where one would do, the other is unused.
        """
        coming: defaultdict[str, list[Scope]] = defaultdict(list)
        for scope in reversed(self.scopes):
            coming[scope.named.text].append(scope)
        around: defaultdict[str, list[Scope]] = defaultdict(list)
        used: set[Scope] = set()
        for code, name, offset in found:
            covering: list[Scope] = []
            for word in spellings(code, name):
                if word not in coming:
                    continue
                ahead, open_ = coming[word], around[word]
                while ahead and ahead[-1].start <= offset:
                    open_.append(ahead.pop())
                while open_ and open_[-1].end < offset:
                    open_.pop()
                covering += open_[-1:]
            if covering:
                used.add(max(covering, key=lambda scope: scope.start))
        return used

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, both 1-based."""
        return self.lines[line - 1] + column - 1

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    @cached_property
    def _starts(self) -> frozenset[int]:
        return frozenset(start for start, _ in self.comments)

    @cached_property
    def _joined(self) -> dict[str, list[tuple[int, int]]]:
        """The parts of the text in which a word is ignored, disjoint and in order."""
        joined: dict[str, list[tuple[int, int]]] = {}
        for (word, _, _), start, end in self.scopes:
            if start > end:
                continue
            parts = joined.setdefault(word, [])
            if parts and start <= parts[-1][1]:
                parts[-1] = parts[-1][0], max(end, parts[-1][1])
            else:
                parts.append((start, end))
        return joined


def _is_inside(parts: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether one of the disjoint, ordered parts has the offset, its last character included."""
    index = bisect_right(parts, offset, key=_start) - 1
    return index >= 0 and offset <= parts[index][1]


def _start(part: tuple[int, int]) -> int:
    return part[0]


def suppressions(text: str) -> Suppressions:
    r"""The suppression comments of a text, whose line breaks are ``\n``."""
    found = tuple(directives(text))
    if not found:
        return Suppressions()
    layout = _Layout(text, found)
    problems: list[Problem] = []
    scopes = [*_blocks(found, len(text), problems), *_lines_and_files(found, layout)]
    for each in found:
        span = each.start, each.end
        if each.wrong:
            problems.append(Problem(MALFORMED, each.wrong, *span))
        elif each.verb != "ignore-end" and not each.named:
            told = f"`{each.verb}` names no rule and ignores nothing; write codes, such as `{each.verb} IMG001, STY`"
            problems.append(Problem(BLANKET, told, *span))
        elif each.verb != "ignore-end" and not each.reason:
            problems.append(Problem(NO_REASON, f"`{each.verb}` says no reason; write it behind ` -- `", *span))
    return Suppressions(
        text,
        tuple((each.start, each.end) for each in found),
        tuple(sorted(scopes, key=lambda scope: scope.start)),
        tuple(problems),
        layout.lines,
    )


def _blocks(found: Sequence[Directive], length: int, problems: list[Problem]) -> Iterator[Scope]:
    """What blocks ignore. An end that names no rule ends all that are open."""
    is_open: dict[str, list[tuple[Named, int]]] = {}
    for verb, named, _, start, end, _ in found:
        if verb == "ignore-start":
            for each in named:
                is_open.setdefault(each.text, []).append((each, end))
        elif verb == "ignore-end" and not named:
            if not is_open:
                problems.append(Problem(UNPAIRED, "`ignore-end` ends nothing: no block is open", start, end))
            yield from (Scope(each, first, start - 1) for blocks in is_open.values() for each, first in blocks)
            is_open.clear()
        elif verb == "ignore-end":
            for text, first_char, past in named:
                if text not in is_open:
                    told = f"`ignore-end` ends nothing: no block of {text[:SHOWN]} is open"
                    problems.append(Problem(UNPAIRED, told, first_char, past))
                    continue
                each, first = is_open[text].pop()
                if not is_open[text]:
                    del is_open[text]
                yield Scope(each, first, start - 1)
    for blocks in is_open.values():
        for each, first in blocks:
            told = f"no `ignore-end` for {each.text[:SHOWN]}: it is ignored to the end of the file"
            problems.append(Problem(UNPAIRED, told, each.start, each.end))
            yield Scope(each, first, length)


def _lines_and_files(found: Sequence[Directive], layout: "_Layout") -> Iterator[Scope]:
    """What other comments ignore."""
    for directive in found:
        match directive.verb:
            case "ignore":
                part = layout.own_lines(directive)
            case "ignore-next-line":
                part = layout.next_line(directive)
            case "ignore-file":
                part = layout.whole
            case _:
                continue
        yield from (Scope(named, *part) for named in directive.named)


class _Layout:
    """The lines of a text, which of them hold more than suppression comments, and the tags that cross lines."""

    def __init__(self, text: str, found: Sequence[Directive]) -> None:
        self.lines = (0, *(match.end() for match in _BREAK.finditer(text)))
        self.whole = 0, len(text)
        bare = _without(text, found)
        self._holds = [bool(line.strip()) for line in bare.split("\n")]
        self._next: list[int | None] = [None]
        for index in range(len(self._holds) - 1, 0, -1):
            self._next.append(index if self._holds[index] else self._next[-1])
        self._next.reverse()
        wants_tags = any(directive.verb in ("ignore", "ignore-next-line") for directive in found)
        tags = [match.span() for match in _TAG.finditer(bare) if "\n" in match[0]] if wants_tags else []
        self._tag_starts = [start for start, _ in tags]
        self._tag_ends = [end for _, end in tags]

    def own_lines(self, directive: Directive) -> tuple[int, int]:
        """The lines that a comment stands on, if something else does too."""
        first, last = self._line(directive.start), self._line(directive.end - 1)
        return self._part(first, last) if any(self._holds[first : last + 1]) else _NOWHERE

    def next_line(self, directive: Directive) -> tuple[int, int]:
        """The first line below a comment that holds more than white space and such comments."""
        line = self._next[self._line(directive.end - 1)]
        return _NOWHERE if line is None else self._part(line, line)

    def _line(self, offset: int) -> int:
        return bisect_right(self.lines, offset) - 1

    def _part(self, first: int, last: int) -> tuple[int, int]:
        """Lines as a part of the text; a tag that is written over several lines counts to each of them."""
        start = self.lines[first]
        end = self.lines[last + 1] - 1 if last + 1 < len(self.lines) else self.whole[1]
        above, below = bisect_right(self._tag_ends, start), bisect_right(self._tag_starts, end) - 1
        if above <= below:
            return min(start, self._tag_starts[above]), max(end, self._tag_ends[below] - 1)
        return start, end


def _without(text: str, found: Sequence[Directive]) -> str:
    """The text with blanks in the place of the comments."""
    pieces: list[str] = []
    place = 0
    for directive in found:
        pieces += text[place : directive.start], _NOT_BREAK.sub(" ", text[directive.start : directive.end])
        place = directive.end
    return "".join((*pieces, text[place:]))


_BREAK = re.compile(r"\n")
_NOT_BREAK = re.compile(r"[^\n]")
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']++|"(?:[^"<]++|<[%?])*+"|'(?:[^'<]++|<[%?])*+')*+>""")
"""A start tag; in its values stand also the tags of ERB and PHP."""
_NOWHERE = 0, -1
