"""What makes up the empty bands beside words and images, and what was decided about it so far."""

from typing import NamedTuple

from sanitizer.html.dom import Element
from sanitizer.html.geometry import Layout
from sanitizer.html.grid import Grid
from sanitizer.html.runs import Placed, placed

__all__ = ["EMPTY", "Part", "Place", "State"]

EMPTY = frozenset(("spacer", "share"))
"""Names of the parts that empty cells are."""


class Part(NamedTuple):
    """What one element adds to a band."""

    element: Element
    name: str
    """``margin``, ``padding``, ``border``, ``cellpadding``, ``cellspacing``, ``spacer`` (an empty cell), ``share`` (one
    in a table of which all other columns ask for a share), ``spacing`` (around an empty cell), ``text-indent``,
    ``nbsp``, ``auto`` (a margin), ``width`` (what a narrow box leaves free) or ``line`` (what the last box of a line
    leaves free that would have room for the next one, were they a little narrower)."""
    side: int
    pixels: float
    width: float = 0.0
    """Of a narrow box: the pixels that it takes; of what is around an empty cell: those that are not its padding."""
    is_centered: bool = False
    """Of a narrow box: whether it leaves the same free on either side."""
    column: tuple[tuple[Element, float], ...] = ()
    """Of an empty cell: those above and below it, and the pixels of width that they ask for; of a line: its boxes and
    those of the next ones, and the widths with which they have room in one line."""
    table: tuple[float, float] = (0.0, 0.0)
    """Of an empty cell in a table that is wider than all its columns ask for, so that each gets more: the pixels that
    the others ask for, and those of the table. For a ``share`` the others ask for per cent."""

    @property
    def key(self) -> tuple[Element, str, int]:
        """What is changed when the part is: the attributes of a table serve both sides."""
        return self.element, self.name, self.side if self.name in ("margin", "padding", "spacer", "share") else 0


class State:
    """New pixels for parts, and new widths for narrow boxes, as decided so far for a message of one width."""

    def __init__(self, layout: Layout, reference: float) -> None:
        self.layout = layout
        self.reference = reference
        self.parts: dict[tuple[Element, str, int], float] = {}
        self.given: dict[tuple[Element, str, int], float] = {}
        """What the parts that have new pixels added at first."""
        self.widths: dict[Element, float] = {}
        self.rooms: dict[Element, float] = {}
        """What there is room for where a narrow box stands."""
        self.places: dict[Element, Place] = {}
        """Inside the elements that were asked for; forgotten with every change."""
        self._grids: dict[Element, Grid] = {}
        self._runs: dict[Element, dict[Element, Placed]] = {}

    def grid(self, table: Element) -> Grid:
        """The columns of a table."""
        found = self._grids.get(table)
        if found is None:
            found = self._grids[table] = Grid(table, self.layout)
        return found

    def placed(self, element: Element, room: float) -> Placed | None:
        """Where a box stands in its line, in so much room; ``None`` where that is not known."""
        parent = element.parent
        if not isinstance(parent, Element):
            return None
        found = self._runs.get(parent)
        if found is None:
            found = self._runs[parent] = placed(parent, room, self.layout, self.widths)
        return found.get(element)

    def forget(self) -> None:
        """Forget what is known inside the elements, since something was changed."""
        self.places.clear()
        self._runs.clear()


class Place(NamedTuple):
    """What is known inside an element."""

    room: float | None
    """What is left for the next box; ``None`` where columns share it in a way that is not known."""
    left: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()
    shielded: tuple[bool, bool] = (False, False)
    """Whether a column stands beside it on that side."""
    table: tuple[Element, float] | None = None
    """The table around, with the padding of its cells."""
