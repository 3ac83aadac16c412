"""The columns of a table over all its rows: which of them hold nothing, and how wide those are.

A column is as wide as the widest of its cells asks for, whichever row that stands in (CSS 2.2, 17.5.2).
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from sanitizer.html import css, geometry
from sanitizer.html.css import Length
from sanitizer.html.dom import Element
from sanitizer.html.geometry import Layout

__all__ = ["Grid", "may_tell"]

_ROWS = 64
"""Rows of a table that are looked at."""
_CELLS = 32
"""Nodes of a row that are looked at."""
_ALONE = 4
"""Nodes, and texts between them, in a cell that holds nothing but a table."""
_WHOLE = 100.0
_NEARLY = 5.0
"""Per cent by which the shares of all columns may miss the whole."""
_GROUPS = frozenset(("tbody", "thead", "tfoot"))


class Grid:
    """The cells of a table by their columns."""

    __slots__ = ("_at", "_columns", "_filled", "_first", "_is_sized", "_layout", "_shares")

    def __init__(self, table: Element, layout: Layout) -> None:
        self._columns: list[list[Element]] = []
        self._at: dict[Element, tuple[int, int]] = {}
        """Of each cell its first column, and the one after its last."""
        self._filled: dict[int, bool] = {}
        """Of each column that was asked for, whether some cell that spans no other holds something to see."""
        self._layout = layout
        is_fixed = _is_fixed(table) and layout.box(table).width is not None
        self._shares: list[float] | None = None
        """The part of the table that each column gets, once asked for; empty where that is not known."""
        self._is_sized = layout.box(table).width is not None
        rows = list(islice(_rows(table), _ROWS))
        for row in rows:
            self._read(row)
        self._first = [each for each in self._at if each.parent is rows[0]] if is_fixed and rows else []
        """The cells of the first row of a table of which those alone say how wide the columns are."""

    def _read(self, row: Element) -> None:
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
            column += max(span, 1)

    def is_filled(self, cell: Element) -> bool:
        """Whether something stands in a column of the cell, if in another row."""
        first, last = self._at.get(cell, (0, 0))
        return any(map(self._is_filled, range(first, min(last, len(self._columns)))))

    def _is_filled(self, column: int) -> bool:
        found = self._filled.get(column)
        if found is None:
            cells = self._columns[column]
            found = self._filled[column] = any(self._layout.first_content(cell) is not None for cell in cells)
        return found

    def column(self, cell: Element) -> list[Element]:
        """The cells that are as wide as this one, itself included."""
        first, last = self._at.get(cell, (0, 0))
        return self._columns[first] if last == first + 1 else [cell]

    def deciding(self, cell: Element) -> list[Element]:
        """Those of them that say how wide all are: of a fixed table the one of its first row."""
        column = self.column(cell)
        return column[:1] if column[0] in self._first else column

    def asked(self, new: Mapping[tuple[Element, str, int], float]) -> float:
        """The pixels that all columns ask for that share out the whole table; 0 where some ask for none.

        ``new`` are the pixels that empty cells are brought to, by cell, ``"spacer"`` and side.
        """
        total = 0.0
        for column in self._asking():
            asked = 0.0
            for cell in column:
                if (width := self._layout.box(cell).width) is None:
                    continue
                if width.unit not in ("", "px"):
                    return 0.0
                both = [pixels for side in (0, 1) if (pixels := new.get((cell, "spacer", side))) is not None]
                asked = max(asked, min(both, default=width.number))
            if not asked:
                return 0.0
            total += asked
        return total

    def shares_beside(self, cell: Element) -> float:
        """The per cent that the columns beside that of a cell ask for; 0 where some ask for none, or for pixels.

        Of such a table the cell gets all that is left.
        """
        own, columns = self.deciding(cell), self._asking()
        if own not in columns:
            return 0.0
        total = 0.0
        for column in columns:
            widths = [self._layout.box(each).width for each in column]
            shares = [width.number for width in widths if width is not None and width.unit == "%"]
            if column != own:
                if not shares:
                    return 0.0
                total += max(shares)
        return total

    def _asking(self) -> list[list[Element]]:
        """By columns, the cells that say how much of a table of a width they get; none of another table."""
        if not self._is_sized:
            return []
        return [[each] for each in self._first] if self._first else self._columns

    def told(self, cell: Element, room: float) -> float | None:
        """Pixels of a cell of a table whose columns share it out in a way that they tell; ``None`` for any other."""
        if cell not in self._at:
            return None
        if self._shares is None:
            self._shares = self._equal(room) if self._first else self._declared()
        first, last = self._at[cell]
        share = sum(self._shares[first:last])
        return room * share if share and last <= len(self._shares) else None

    def _declared(self) -> list[float]:
        """The part of the table that each column gets, if all ask for a share or all for pixels; else nothing."""
        asked: list[Length] = []
        for column in self._columns:
            widths = [width for cell in column if (width := _asks(cell, self._layout)) is not None]
            if not widths or len({width.unit == "%" for width in widths}) > 1:
                return []
            asked.append(max(widths, key=_number))
        total = sum(map(_number, asked))
        units = {width.unit == "%" for width in asked}
        if len(units) > 1 or not total or (True in units and abs(total - _WHOLE) > _NEARLY):
            return []
        return [width.number / total for width in asked]

    def _equal(self, room: float) -> list[float]:
        """The part of the table that each column gets of which the first row alone says how wide it is."""
        shares: list[float] = []
        for cell in self._first:
            width = self._layout.box(cell).width
            pixels = self.shared(cell, room) if width is None else css.in_pixels(width, room) or 0.0
            first, last = self._at[cell]
            shares += [pixels / (last - first) / room] * (last - first) if room > 0 else []
        total = sum(shares)
        return [each / total for each in shares] if total else []

    def shared(self, cell: Element, room: float) -> float:
        """Pixels of a cell without a width that gets as much of the table as others do; 0 where that is not known."""
        if cell not in self._first:
            return 0.0
        left, open_ = room, 0
        for each in self._first:
            width = self._layout.box(each).width
            first, last = self._at[each]
            if width is None:
                open_ += last - first
            elif (pixels := self._layout.box(each).pixels(width)) is not None:
                left -= pixels
            else:
                left -= room * width.number / 100
        first, last = self._at[cell]
        return max(left, 0.0) * (last - first) / open_ if open_ else 0.0


def _number(width: Length) -> float:
    return width.number


def may_tell(table: Element, cell: Element, layout: Layout) -> bool:
    """Whether :meth:`Grid.told` may know how wide the cell is: a quick look."""
    if layout.box(table).width is None:
        return False
    return _asks(cell, layout) is not None or _is_fixed(table)


def _is_fixed(table: Element) -> bool:
    return geometry.values(table.attr("style") or "").get("table-layout") == "fixed"


def _asks(cell: Element, layout: Layout) -> Length | None:
    """The width of a cell, or that of the table which is all that it holds."""
    if (width := layout.box(cell).width) is not None:
        return width if width.unit in ("%", "", "px") else None
    inner = [each for each in islice(cell.children, 2 * _ALONE) if isinstance(each, Element)]
    if len(inner) != 1 or inner[0].tag != "table":
        return None
    width = layout.box(inner[0]).width
    return width if width is not None and width.unit in ("", "px") else None


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if not isinstance(child, Element):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from (each for each in child.children if isinstance(each, Element) and each.tag == "tr")
