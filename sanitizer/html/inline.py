"""Boxes that stand in lines of text: whether they fill several lines, and what is empty below the words of each.

A box that declares no alignment stands with its last line of words on the line (CSS 2.2, 10.8.1), so that what is empty
below them is beside nothing but what is empty below the words of others.
"""

import math
from collections.abc import Sequence
from itertools import accumulate

from sanitizer.html import css, geometry
from sanitizer.html.boxes import Box, Boxes, Item
from sanitizer.html.dom import Element, Node, Text
from sanitizer.html.room import longest_line, room_inside
from sanitizer.html.slack import BARRIER, Stream
from sanitizer.html.visibility import BLANK

__all__ = ["Run"]

_NODES = 64
"""Nodes of a box that are looked at."""
_MOST = 12
"""Boxes of a run of which each is paired with as many after it."""
_SURE = 0.85
"""Share of the length of words, rather too long as it is reckoned, that they have at least."""
_LEFT = 0.8
"""Share of the width of a message that what is around a box leaves of it at least."""
_SPACE = 5.0
"""Pixels between two boxes at most."""
_FIRST = frozenset(("inline-flex", "inline-grid", "inline-table"))
"""Boxes of which the first line of words stands on the line, not the last."""


class Run:
    """Boxes and words of an element that follow each other in lines, and what is empty above, inside and below each."""

    __slots__ = ("_boxes", "_element", "_is_plain", "_items", "_lasts", "_leads", "_trails", "_widths")

    def __init__(self, boxes: Boxes, element: Element, items: Sequence[Item]) -> None:
        self._boxes = boxes
        self._element = element
        self._items = [item for item in items if _shows(item, boxes)]
        self._leads: list[Stream] = []
        self._trails: list[tuple[Item, list[Stream]]] = []
        self._lasts: list[tuple[Node, list[Stream]]] = []
        """Of each that has been laid out what it shows last, and what is empty above that."""
        self._widths: tuple[list[float], list[float], float] | None = None
        self._is_plain: bool | None = None

    # -- while it is laid out ---------------------------------------------------------------------------------------

    def begin(self, lead: Stream) -> None:
        """A box has its first content, with what is empty above it in the box."""
        self._leads.append(lead)

    def meet(self, node: Node, streams: list[Stream]) -> None:
        """The box that is laid out shows something."""
        del self._lasts[len(self._trails) :]
        self._lasts.append((node, streams))

    def end(self, item: Item, trails: list[Stream]) -> None:
        """A box that shows something ends, with what is empty below that."""
        self._trails.append((item, trails))

    # -- when it is ---------------------------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether none of them shows anything: then nothing below may be asked."""
        return not self._items

    def between(self) -> list[Stream]:
        """What is empty between the boxes of a line and those of the next; none where all may stand in one line."""
        trails = [streams[-1] for _, streams in self._trails if streams]
        if len(trails) < len(self._items) or len(self._leads) < len(trails) or not self._has_lines(0):
            return []
        return [
            [*above, BARRIER, *below]
            for index, above in enumerate(trails[:_MOST])
            for below in self._leads[index + 1 : index + 1 + _MOST]
        ]

    def below_words(self) -> list[tuple[Node, list[Stream]]]:
        """What is empty below the words of a box, each with what is below: its lower border, or a line of others.

        The first is not there where words of another box may fill it.
        """
        if len(self._lasts) < len(self._items) or not self.is_plain:
            return []
        found = [
            (node, streams)
            for at, ((item, streams), (node, _)) in enumerate(zip(self._trails, self._lasts, strict=True))
            if isinstance(item, tuple) and item[1].is_column and self._has_lines(at) and not _is_first(item)
        ]
        borders = [(node, streams) for node, streams in self._lasts if self._is_border(node)]
        if len(borders) == len(self._items):
            found.append((borders[0][0], [stream for _, streams in borders for stream in streams]))
        return found

    def below(self) -> list[list[Stream]]:
        """What is empty below each box in the last line, if all words there stand on it; nothing if that is not known.

        The last box is in the last line, and all are where there is but one. Others whose first line of words stands
        on it may be, if they are no higher.
        """
        if len(self._trails) < len(self._items) or not self.is_plain:
            return []
        last = self._items[-1]
        first = [(item, streams) for item, streams in self._trails if isinstance(item, tuple) and _is_first(item)]
        if not first and self._is_one_line():
            return [
                streams
                for (_, streams), (node, _) in zip(self._trails, self._lasts, strict=True)
                if isinstance(node, Text) and streams
            ]
        if not isinstance(last, tuple) or not last[1].is_column or not isinstance(self._lasts[-1][0], Text):
            return []
        if any(_height(item) > _height(last) for item, _ in first):
            return []
        beside = [stream for item, streams in first if item is not last for stream in streams]
        found = [*self._trails[-1][1], *beside]
        return [found] if found else []

    @property
    def is_plain(self) -> bool:
        """Whether the last words of each box, or the first, stand on the line, and no picture or table."""
        if self._is_plain is None:
            self._is_plain = all(map(_is_plain, self._items))
        return self._is_plain

    def _is_border(self, node: Node) -> bool:
        return isinstance(node, Element) and self._boxes.of[node][1].line_below

    def _has_lines(self, at: int) -> bool:
        """Whether something stands in a line below that of a box."""
        rests, before, room = self._measured()
        return rests[at] > room or (rests[0] > room and before[at] <= room * _LEFT)

    def _is_one_line(self) -> bool:
        """Whether all have room beside each other."""
        _, before, room = self._measured()
        return before[-1] <= room * _LEFT

    def _measured(self) -> tuple[list[float], list[float], float]:
        """Pixels that each and those after it take at least, it and those before it at most, and that there are."""
        if self._widths is None:
            least, most = zip(*map(self._width, self._items), strict=True)
            rests, before = list(accumulate(reversed(least)))[::-1], list(accumulate(most))
            self._widths = rests, before, room_inside(self._element, self._boxes.width)
        return self._widths

    def _width(self, item: Item) -> tuple[float, float]:
        """Pixels that a box or words take of their lines at least and at most."""
        longest = longest_line(item, self._boxes.of[self._element][2], self._boxes.pictures)
        least, most = _SURE * longest, longest or math.inf
        if isinstance(item, tuple) and item[1].is_column:
            box = geometry.box_of(item[0])
            given = [pixels for each in (box.width, box.max_width) if (pixels := box.pixels(each)) is not None]
            if given and box.width is not None:
                least = most = min(given) + box.insets(0.0)
            elif given:
                least, most = min(least, *given), min(most, min(given) + box.insets(0.0))
        return least, most + _SPACE


def _shows(item: Item, boxes: Boxes) -> bool:
    if isinstance(item, tuple):
        return item[0] in boxes.holds and item[1].display != "none"
    return not isinstance(item, Text) or bool(item.data.strip(BLANK))


def _is_plain(item: Item) -> bool:
    if not isinstance(item, tuple):
        return isinstance(item, Text)
    if item[1].is_middle is not None or "overflow" in (item[0].attr("style") or ""):
        return False
    waiting, count = list(item[3]), 0
    while waiting:
        count += 1
        inner = waiting.pop()
        if count > _NODES or not isinstance(inner, (Text, tuple)):
            return False
        if isinstance(inner, tuple):
            if inner[1].is_apart or inner[1].tag == "img":
                return False
            waiting += inner[3]
    return True


def _is_first(box: Box) -> bool:
    return css.display(geometry.values(box[0].attr("style") or "").get("display", "")) in _FIRST


def _height(box: Box) -> float:
    height = box[1].height
    return height.pixels if height is not None else 0.0
