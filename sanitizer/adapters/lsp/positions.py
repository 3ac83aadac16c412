"""Places: code points here, units of the encoding that was agreed on in the editor."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import accumulate

from lsprotocol.types import Position, PositionEncodingKind, Range, TextEdit

from sanitizer.reports.diff import changes

__all__ = ["Lines", "edits"]


class Lines:
    r"""The lines of a text, which end in ``\n``, ``\r\n`` or ``\r`` and at nothing else.

    ``encoding`` says in what the editor counts characters: ``utf-16``, ``utf-8`` or ``utf-32``.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.encoding = encoding
        self._starts = list(accumulate(map(len, StringIO(text, newline="")), initial=0))
        if text and text[-1] not in "\r\n":
            self._starts.pop()
        self._units = None if encoding == PositionEncodingKind.Utf32 or text.isascii() else partial(_units, encoding)
        self._known: dict[int, list[int] | None] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, number: int) -> int:
        """The offset of the first character of a line, from 0 on."""
        return self._starts[number]

    def number(self, offset: int) -> int:
        """The number of the line that an offset is in, from 0 on."""
        return bisect_right(self._starts, offset) - 1

    def line(self, number: int) -> str:
        """The line of this number from 0 on, without its end."""
        last = self._starts[number + 1] if number + 1 < len(self) else len(self.text)
        return self.text[self._starts[number] : last].rstrip("\r\n")

    def position(self, offset: int) -> Position:
        """The position of an offset into the text."""
        number = self.number(offset)
        return self.at(number, offset - self._starts[number])

    def at(self, number: int, column: int) -> Position:
        """The position of a column, in code points, of a line; both count from 0."""
        counted = self._counted(number)
        return Position(number, column if counted is None else counted[min(column, len(counted) - 1)])

    def offset(self, position: Position) -> int:
        """The offset of a position; one behind a line's end, or the last line's, is that end."""
        if position.line >= len(self):
            return len(self.text)
        counted, length = self._counted(position.line), len(self.line(position.line))
        column = position.character if counted is None else bisect_left(counted, position.character)
        return self._starts[position.line] + min(column, length)

    def _counted(self, number: int) -> list[int] | None:
        """The units before each character of the line and behind its last; ``None`` where they are code points."""
        if self._units is None:
            return None
        if number not in self._known:
            line = self.line(number)
            self._known[number] = None if line.isascii() else list(accumulate(map(self._units, line), initial=0))
        return self._known[number]


def _units(encoding: str, char: str) -> int:
    if encoding == PositionEncodingKind.Utf8:
        return len(char.encode(errors="surrogatepass"))
    return 1 + (char > "\uffff")


def edits(lines: Lines, after: str) -> list[TextEdit]:
    """The changes that make another text of the one that has these lines."""
    return [
        TextEdit(Range(lines.position(start), lines.position(end)), text)
        for start, end, text in _whole_breaks(lines.text, changes(lines.text, after))
    ]


def _whole_breaks(before: str, spans: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    r"""The spans, grown where they part ``\r\n``: an editor has no position between the two."""
    for start, end, text in spans:
        if before[start - 1 : start + 1] == "\r\n":
            start, text = start - 1, "\r" + text
        if before[end - 1 : end + 1] == "\r\n":
            end, text = end + 1, text + "\n"
        yield start, end, text
