"""The columns of a table over all its rows: which of them hold nothing, and how wide those are.

A column is as wide as the widest of its cells asks for, whichever row that stands in (CSS 2.2, 17.5.2).
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from sanitizer.html import geometry
from sanitizer.html.dom import Element
from sanitizer.html.geometry import Layout

__all__ = ["Grid"]

_ROWS = 64
"""Rows of a table that are looked at."""
_CELLS = 32
"""Nodes of a row that are looked at."""
_GROUPS = frozenset(("tbody", "thead", "tfoot"))


class Grid:
    """The cells of a table by their columns."""

    __slots__ = ("_at", "_columns", "_filled", "_first", "_is_sized")

    def __init__(self, table: Element, layout: Layout) -> None:
        self._columns: list[list[Element]] = []
        self._at: dict[Element, tuple[int, int]] = {}
        """Of each cell its first column, and the one after its last."""
        self._filled: set[int] = set()
        """The columns of which some cell that spans no other holds something to see."""
        is_fixed = geometry.values(table.attr("style") or "").get("table-layout") == "fixed"
        self._is_sized = not is_fixed and layout.box(table).width is not None
        rows = list(islice(_rows(table), _ROWS))
        for row in rows:
            self._read(row, layout)
        self._first = [each for each in self._at if each.parent is rows[0]] if is_fixed and rows else []
        """The cells of the first row of a table of which those alone say how wide the columns are."""

    def _read(self, row: Element, layout: Layout) -> None:
        column = 0
        for cell in islice(row.children, _CELLS):
            if not isinstance(cell, Element) or cell.tag not in geometry.CELLS:
                continue
            given = cell.attr("colspan") or ""
            span = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 1
            self._at[cell] = column, column + max(span, 1)
            while len(self._columns) <= column:
                self._columns.append([])
            if span <= 1:
                self._columns[column].append(cell)
                if column not in self._filled and layout.first_content(cell) is not None:
                    self._filled.add(column)
            column += max(span, 1)

    def is_filled(self, cell: Element) -> bool:
        """Whether something stands in a column of the cell, if in another row."""
        first, last = self._at.get(cell, (0, 0))
        return any(column in self._filled for column in range(first, min(last, len(self._columns))))

    def column(self, cell: Element) -> list[Element]:
        """The cells that are as wide as this one, itself included."""
        first, last = self._at.get(cell, (0, 0))
        return self._columns[first] if last == first + 1 else [cell]

    def asked(self, layout: Layout, new: Mapping[tuple[Element, str, int], float]) -> float:
        """The pixels that all columns ask for that share out the whole table; 0 where some ask for none.

        ``new`` are the pixels that empty cells are brought to, by cell, ``"spacer"`` and side.
        """
        total = 0.0
        for column in self._columns if self._is_sized else ():
            asked = 0.0
            for cell in column:
                if (width := layout.box(cell).width) is None:
                    continue
                if width.unit not in ("", "px"):
                    return 0.0
                both = [pixels for side in (0, 1) if (pixels := new.get((cell, "spacer", side))) is not None]
                asked = max(asked, min(both, default=width.number))
            if not asked:
                return 0.0
            total += asked
        return total

    def shared(self, cell: Element, layout: Layout, room: float) -> float:
        """Pixels of a cell without a width that gets as much of the table as others do; 0 where that is not known."""
        if cell not in self._first:
            return 0.0
        left, open_ = room, 0
        for each in self._first:
            width = layout.box(each).width
            first, last = self._at[each]
            if width is None:
                open_ += last - first
            elif (pixels := layout.box(each).pixels(width)) is not None:
                left -= pixels
            else:
                left -= room * width.number / 100
        first, last = self._at[cell]
        return max(left, 0.0) * (last - first) / open_ if open_ else 0.0


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from (each for each in child.children if isinstance(each, Element) and each.tag == "tr")
