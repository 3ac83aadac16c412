"""Cells side by side: what is empty above and below each, and whether the others fill what is empty inside one.

Nothing is measured before a height that is too great depends on it.
"""

from bisect import bisect_left, bisect_right
from itertools import accumulate

from sanitizer.html.boxes import Box, Boxes
from sanitizer.html.dom import Element, Node
from sanitizer.html.heights import Column, Heights, Piece, height_of
from sanitizer.html.inline import Run
from sanitizer.html.room import room_of
from sanitizer.html.slack import Space, Stream, total

__all__ = ["MOST", "Columns", "Extra", "Rest", "Row", "Slack", "Steps", "least_of"]

MOST = 36
"""Columns of a row that are told apart, and spaces between two rows of six cells."""
_PIECES = 64
"""Pieces of content that are looked at to find what is empty between them."""


class Slack(Space):
    """The height that a cell has free above or below what it holds, beside higher ones; 0 until it is asked for."""

    __slots__ = ("index", "is_above", "row")

    def __init__(self, row: "Row", index: int, *, is_above: bool) -> None:
        super().__init__(0.0, "", None)
        self.row = row
        self.index = index
        self.is_above = is_above

    def measure(self) -> None:
        """Find out how much that is at least."""
        self.pixels = self.row.slack(self.index, is_above=self.is_above)


class Rest:
    """The height that a box declares and what it holds does not take."""

    __slots__ = ("_box", "_boxes", "_is_known", "_pixels", "_steps", "_width", "height")

    def __init__(self, boxes: Boxes, box: Box, width: float, height: float, steps: "Steps") -> None:
        self.height = height
        self._boxes = boxes
        self._box = box
        self._width = width
        self._steps = steps
        self._pixels: float | None = None
        self._is_known = True

    def measured(self) -> tuple[float, bool]:
        """How much that is at least, 0 where it takes too long to measure; and whether that is certain.

        It is not where a picture of unknown height may fill it.
        """
        if self._pixels is None:
            taken, self._is_known, self._steps.left = height_of(
                self._boxes, self._box, self._width, self.height, self._steps.left
            )
            self._pixels = self.height - taken
        return self._pixels, self._is_known


class Extra(Space):
    """A share of the height that a box has more than what it holds; all of its height until that is asked for."""

    __slots__ = ("_is_measured", "_rest", "_share")

    def __init__(self, rest: Rest, share: float, what: str, element: Element | None) -> None:
        super().__init__(rest.height * share, what, element)
        self._rest = rest
        self._share = share
        self._is_measured = False

    def measure(self) -> None:
        """Find out how much that is at least."""
        if not self._is_measured:
            for each in (self, *self.linked):
                if isinstance(each, Extra):
                    pixels, is_known = self._rest.measured()
                    each.pixels = pixels * self._share
                    each.is_guess = not is_known and pixels > 0
                    each._is_measured = True


class Columns:
    """What is known of boxes that stand side by side while they are laid out."""

    __slots__ = ("before", "gaps", "index", "is_started", "lead_room", "leads", "row", "run", "trail_room", "trails")

    def __init__(self, row: "Row | None", run: Run | None) -> None:
        self.row = row
        """Where the boxes are the cells of a row."""
        self.run = run
        """Where they stand in lines of text."""
        self.before: int | None = None
        """How many spaces there are above all of them; ``None`` above the first content."""
        self.lead_room = self.trail_room = 0.0
        self.leads: list[Stream] = []
        self.trails: list[Stream] = []
        self.gaps: list[tuple[int, list[Stream], Node]] = []
        """What may be too great inside the boxes: the number of each, its spaces and what is below them."""
        self.index = 0
        """Of the box that is being laid out."""
        self.is_started = False
        """Whether it has had content."""


class Row:
    """The cells of a row."""

    __slots__ = ("_beside", "_box", "_boxes", "_columns", "_highest", "_places", "_steps", "_width")

    def __init__(self, boxes: Boxes, box: Box, width: float, steps: "Steps") -> None:
        self._boxes = boxes
        self._box = box
        self._width = width
        self._steps = steps
        self._columns: list[Column] | None = None
        self._highest = 0.0
        self._places: dict[Node, Piece] = {}
        self._beside: dict[int, _Beside] = {}
        """By the number of a cell, where the others have content."""

    def columns(self) -> list[Column]:
        """The cells as they are measured; none where that takes too long."""
        if self._columns is None:
            width = room_of(self._box[0], self._width)
            heights = Heights(self._boxes, width, self._steps.left)
            columns = heights.row(self._box, width, width)
            self._steps.left = heights.steps
            self._columns = [] if heights.is_lost else columns
            self._highest = max((column.low for column in self._columns), default=0.0)
            self._places = heights.places
        return self._columns

    def slack(self, index: int, *, is_above: bool) -> float:
        """Pixels that a cell has free at least above or below what it holds."""
        columns = self.columns()
        if index >= len(columns):
            return 0.0
        column = columns[index]
        free = max(self._highest - column.high, 0.0)
        return free * (column.fall if is_above else 1 - column.fall_most)

    def is_empty_beside(self, index: int, node: Node, pixels: float, limit: float) -> bool:
        """Whether more than ``limit`` of so many empty pixels above a node in a cell are empty in the others too."""
        columns = self.columns()
        piece = self._places.get(node)
        if piece is None or not index < len(columns) <= MOST:
            return False
        beside = self._beside.get(index)
        if beside is None:
            others = [column for at, column in enumerate(columns) if at != index]
            beside = self._beside[index] = _Beside([each for column in others for each in column.pieces])
        return not beside.meets(piece.top - pixels, piece.top_most) or beside.is_empty(
            piece.top_most - pixels, piece.top, limit
        )


class _Beside:
    """Where there may be content in some columns."""

    __slots__ = ("_reach", "_tops")

    def __init__(self, pieces: list[Piece]) -> None:
        pieces.sort(key=_top)
        self._tops = [piece.top for piece in pieces]
        self._reach = list(accumulate((piece.bottom_most for piece in pieces), max))
        """Where those up to each of them end."""

    def meets(self, first: float, last: float) -> bool:
        """Whether there may be content between two places."""
        index = bisect_left(self._tops, last)
        return index > 0 and self._reach[index - 1] > first

    def is_empty(self, first: float, last: float, limit: float) -> bool:
        """Whether more than ``limit`` pixels that follow each other between two places are certainly empty."""
        begin = bisect_right(self._tops, first)
        for index in range(begin, begin + _PIECES):
            start = max(first, self._reach[index - 1]) if index else first
            end = self._tops[index] if index < len(self._tops) else last
            if min(end, last) - start > limit:
                return True
            if end >= last:
                return False
        return False


class Steps:
    """Nodes that may yet be looked at to measure heights, in all of a message."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


def _top(piece: Piece) -> float:
    return piece.top


def least_of(streams: list[Stream], limit: float) -> float:
    """The pixels of the lowest of several spaces side by side; exact enough to tell whether that is over a limit."""
    totals = [total(stream) for stream in streams]
    if max(totals) > limit and _measured(streams, Extra):
        totals = [total(stream) for stream in streams]
    if min(totals) <= limit < max(totals) and _measured(streams, Slack):
        totals = [total(stream) for stream in streams]
    return min(totals)


def _measured(streams: list[Stream], kind: type[Extra] | type[Slack]) -> bool:
    """Find out how high the spaces of a kind are; whether there are any."""
    found = [space for stream in streams for space in stream if isinstance(space, kind)]
    for space in found:
        space.measure()
    return bool(found)
