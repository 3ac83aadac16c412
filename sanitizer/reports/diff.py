"""What differs: a unified diff in bytes, for ``git apply`` or ``patch -p1``, and the spans of a text that changed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate, takewhile
from typing import TypeVar

from click import style

__all__ = ["changes", "colored", "unified"]

Piece = TypeVar("Piece", bound=Hashable)

_CONTEXT = 3
"""Lines around a change."""
_GAP = 200
"""Lines up to which what stands between two anchors is matched one by one, for that takes quadratic time."""
_PIECE = re.compile(r"<?[^<\n]*\n?")
"""A line, or the part of one from a tag to the next: what a fix touches is rarely longer."""


def unified(before: bytes, after: bytes, path: str) -> bytes:
    """The diff of a file; empty when nothing differs. ``path`` is relative to where it will be applied."""
    old, new = _lines(before), _lines(after)
    hunks = b"".join(_hunk(old, new, group) for group in _Anchored(old, new).get_grouped_opcodes(_CONTEXT))
    return _name(b"--- ", b"a/", path) + _name(b"+++ ", b"b/", path) + hunks if hunks else b""


def changes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The spans of ``before`` that differ, in order and apart from each other, with what ``after`` has there."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    starts = list(accumulate(map(len, old), initial=0))
    for tag, old_from, old_to, new_from, new_to in _Anchored(old, new).get_opcodes():
        if tag == "equal":
            continue
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        head = _same(removed, added)
        tail = _same(removed[head:][::-1], added[head:][::-1])
        start, end = starts[old_from] + head, starts[old_to] - tail
        yield start, end, added[head : len(added) - tail]


def colored(patch: bytes) -> str:
    """The diff for a terminal, without anything that steers it."""
    from sanitizer.reports.text import printable

    colors = {"-": "red", "+": "green", "@": "cyan"}
    lines = patch.decode("utf-8", errors="replace").split("\n")
    painted = (style(printable(line.removesuffix("\r")), fg=colors.get(line[:1])) for line in lines[2:-1])
    return "".join(f"{line}\n" for line in (*(style(line, bold=True) for line in lines[:2]), *painted))


class _Anchored(SequenceMatcher[Piece]):
    """Lines or pieces matched in linear time: those once in both texts are the anchors, as in a patience diff."""

    def __init__(self, old: list[Piece], new: list[Piece]) -> None:
        super().__init__(None, old, new)
        self._old, self._new = old, new

    def get_matching_blocks(self) -> list[Match]:
        """Runs of lines that are the same in both, in order, and an empty one at the end."""
        merged: list[Match] = []
        for block in self._blocks():
            if merged:
                a, b, size = merged[-1]
                if (a + size, b + size) == (block.a, block.b):
                    merged.pop()
                    block = Match(a, b, size + block.size)
            merged.append(block)
        return [*merged, Match(len(self._old), len(self._new), 0)]

    def _blocks(self) -> Iterator[Match]:
        start = Match(0, 0, 0)
        for anchor in (*_anchors(self._old, self._new), Match(len(self._old), len(self._new), 0)):
            yield from self._between(start, anchor)
            if anchor.size:
                yield anchor
            start = Match(anchor.a + 1, anchor.b + 1, 0)

    def _between(self, start: Match, stop: Match) -> Iterator[Match]:
        """What is the same between two anchors: lines that begin and end alike, more if it is short, else in place."""
        old, new = self._old[start.a : stop.a], self._new[start.b : stop.b]
        head = _same(old, new)
        tail = _same(old[: head - len(old) - 1 : -1], new[: head - len(new) - 1 : -1])
        if head:
            yield Match(start.a, start.b, head)
        rest = old[head : len(old) - tail], new[head : len(new) - tail]
        if all(rest) and max(map(len, rest)) <= _GAP:
            for block in SequenceMatcher(None, *rest).get_matching_blocks()[:-1]:
                yield Match(start.a + head + block.a, start.b + head + block.b, block.size)
        elif len(rest[0]) == len(rest[1]):
            for index, (left, right) in enumerate(zip(*rest, strict=True), head):
                if left == right:
                    yield Match(start.a + index, start.b + index, 1)
        if tail:
            yield Match(stop.a - tail, stop.b - tail, tail)


def _anchors(old: list[Piece], new: list[Piece]) -> list[Match]:
    """Lines that occur once in each text, as many as stand in the same order in both."""
    once = Counter(old), Counter(new)
    place = {line: index for index, line in enumerate(old) if once[0][line] == 1}
    pairs = [(place[line], index) for index, line in enumerate(new) if once[1][line] == 1 and line in place]
    ends: list[int] = []  # the smallest end of an ascending row, by its length
    rows: list[tuple[int, int, int]] = []  # line of old, line of new, row before it
    last: list[int] = []
    for line, index in pairs:
        length = bisect_left(ends, line)
        ends[length : length + 1] = [line]
        last[length : length + 1] = [len(rows)]
        rows.append((line, index, last[length - 1] if length else -1))
    found: list[Match] = []
    row = last[-1] if last else -1
    while row >= 0:
        line, index, row = rows[row]
        found.append(Match(line, index, 1))
    return found[::-1]


def _same(old: Sequence[object], new: Sequence[object]) -> int:
    """How many lines, or characters, are the same from the start on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop().removesuffix(b"\n")
    return [*lines, last] if last else lines


def _hunk(old: list[bytes], new: list[bytes], group: list[tuple[str, int, int, int, int]]) -> bytes:
    first, last = group[0], group[-1]
    parts = [f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n".encode()]
    for tag, old_from, old_to, new_from, new_to in group:
        if tag == "equal":
            parts += _marked(b" ", old[old_from:old_to])
        else:
            parts += [*_marked(b"-", old[old_from:old_to]), *_marked(b"+", new[new_from:new_to])]
    return b"".join(parts)


def _range(start: int, stop: int) -> str:
    return f"{start + (stop > start)},{stop - start}"


def _marked(mark: bytes, lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def _name(lead: bytes, side: bytes, path: str) -> bytes:
    """A header line; a name with quotes or controls is quoted as git does, one with spaces ends in a tab."""
    name = side + path.lstrip("/").encode(errors="surrogateescape")
    if any(byte < 0x20 or byte in b'"\\\x7f' for byte in name):
        name = (
            b'"'
            + b"".join(b"\\%03o" % byte if byte < 0x20 or byte in b'"\\\x7f' else b"%c" % byte for byte in name)
            + b'"'
        )
    return lead + name + (b"\t\n" if b" " in name else b"\n")
