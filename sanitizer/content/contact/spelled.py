"""Text in which addresses that are spelled out or split stand as addresses, with the way back to the text.

``name (at) shop [dot] com``, ``w w w . shop . com``, ``shop,com`` and the like become ``name@shop.com`` and so on.
Whether that is an address is not decided here: only if it is one does the change matter.
"""

from bisect import bisect_right
from functools import lru_cache

from sanitizer.content.contact.clues import clues_in
from sanitizer.content.contact.spelled_changes import changes, changes_beside_hosts, changes_of_letters
from sanitizer.content.contact.spelled_common import SPACES, Change

__all__ = ["Plain", "plain_text"]


class Plain:
    """A text with spelled addresses written plainly."""

    __slots__ = ("_source", "_steps", "lower", "text")

    def __init__(self, text: str, lower: str) -> None:
        self._source = self.text = text
        self.lower = lower
        """The text in lower case, with the same offsets."""
        self._steps: list[tuple[list[int], list[int]]] = []
        for change in changes_of_letters(text, lower):
            self._apply(change)
        within = clues_in(self.lower)
        for clue, of_clue in changes():
            if clue in within:
                for change in of_clue:
                    self._apply(change)
                within = clues_in(self.lower)
        for change in changes_beside_hosts(self.lower):
            self._apply(change)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text that came in of ``text[start:end]``, which is not empty."""
        last = end - 1
        for ours, theirs in reversed(self._steps):
            start, last = _back(ours, theirs, start), _back(ours, theirs, last, is_last=True)
        return start, last + 1

    def is_spelled(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` is not as it came in."""
        if not self._steps:
            return False
        first, last = self.span(start, end)
        return self._source[first:last] != self.text[start:end]

    def _apply(self, change: Change) -> None:
        text, lower = self.text, self.lower
        pieces: list[str] = []
        small: list[str] = []
        ours, theirs = [0], [0]
        cursor = length = 0
        for match in change.pattern.finditer(text if change.is_cased else lower):
            start, end = match.span()
            if start < cursor or (now := change.settle(lower, match)) is None:
                continue
            if change.is_parting:
                start, end = _widened(lower, start, end, cursor)
            pieces += text[cursor:start], now
            small += lower[cursor:start], now
            length += start - cursor
            ours += length, length + len(now)
            theirs += start, end
            length += len(now)
            cursor = end
        if cursor:
            self.text = "".join((*pieces, text[cursor:]))
            self.lower = "".join((*small, lower[cursor:]))
            self._steps.append((ours, theirs))


@lru_cache(maxsize=4)
def plain_text(text: str, lower: str) -> Plain:
    """A text with spelled addresses written plainly; the last ones are remembered, as several rules ask."""
    return Plain(text, lower)


def _back(ours: list[int], theirs: list[int], offset: int, *, is_last: bool = False) -> int:
    """Where a character stood before a step; pieces that stayed and pieces that were replaced take turns."""
    index = bisect_right(ours, offset) - 1
    at = theirs[index] + offset - ours[index]
    if index + 1 == len(theirs):
        return at
    final = max(theirs[index], theirs[index + 1] - 1)
    return final if is_last and index % 2 and offset == ours[index + 1] - 1 else min(at, final)


def _widened(lower: str, start: int, end: int, floor: int) -> tuple[int, int]:
    for _ in range(SPACES):
        start -= start > floor and lower[start - 1].isspace()
        end += end < len(lower) and lower[end].isspace()
    return start, end
