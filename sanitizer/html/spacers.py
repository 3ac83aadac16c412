"""Empty cells beside a cell, and how wide they are."""

from sanitizer.html import css
from sanitizer.html.css import Length
from sanitizer.html.dom import Element
from sanitizer.html.geometry import siblings
from sanitizer.html.grid import Grid
from sanitizer.html.parts import Part, State

__all__ = ["columns_beside"]


def columns_beside(
    cell: Element, room: float | None, table: tuple[Element, float] | None, state: State
) -> tuple[bool, bool, list[Part]]:
    """Whether columns stand at the left and at the right of a cell, and the empty cells beside it."""
    columns = [False, False]
    spacers: list[Part] = []
    grid: Grid | None = None
    for side in (0, 1):
        for each in siblings(cell, before=not side):
            if state.layout.first_content(each) is not None:
                columns[side] = True
                break
            if table is not None:
                grid = grid or state.grid(table[0])
                if grid.is_filled(each):
                    columns[side] = True
                    break
            spacers += _spacer(each, side, room or 0.0, table, grid, state)
    if spacers and any(columns):
        spacers = [part for part in spacers if not columns[part.side]]
    return columns[0], columns[1], spacers


def _spacer(
    cell: Element, side: int, room: float, table: tuple[Element, float] | None, grid: Grid | None, state: State
) -> list[Part]:
    """What an empty cell adds, which is as wide as the widest of its column."""
    parts = _share(cell, side, room, grid, state) if grid is not None else []
    parts = parts or _asked(cell, side, room, grid, state)
    if parts and table is not None:
        box = state.layout.box(parts[0].element)
        given = 2 * table[1] if box.padding == (None, None) else sum(box.inset(each, room) for each in (0, 1))
        stays = state.layout.box(table[0]).spacing
        if given + stays:
            parts.append(Part(parts[0].element, "spacing", side, given + stays, stays))
    return parts


def _share(cell: Element, side: int, room: float, grid: Grid, state: State) -> list[Part]:
    """What an empty cell adds that gets all that the shares of the other columns leave."""
    beside = grid.shares_beside(cell)
    if not beside:
        return []
    shares = [(each, share) for each in grid.column(cell) if (share := _share_of(each, side, state))]
    deciding = grid.deciding(cell)
    if deciding_shares := [pair for pair in shares if pair[0] in deciding]:
        widest, most = max(deciding_shares, key=_number)
        taken = room * most / min(most + beside, 100.0)
    else:
        pixels = [(each, css.in_pixels(width, room) or 0.0) for each in deciding if (width := _width(each, state))]
        widest, most = max(pixels, key=_number, default=(cell, room))
        if (taken := room * (1 - beside / 100)) <= most:
            return []
    others = tuple(pair for pair in shares if pair[0] is not widest)
    return [Part(widest, "share", side, taken, column=others, table=(beside, room))]


def _share_of(cell: Element, side: int, state: State) -> float:
    """The per cent that a cell asks for, as it was brought to; 0 where it asks for none."""
    share = state.parts.get((cell, "share", side))
    width = _width(cell, state)
    return share or (width.number if width is not None and width.unit == "%" else 0.0)


def _width(cell: Element, state: State) -> Length | None:
    return state.layout.box(cell).width


def _asked(cell: Element, side: int, room: float, grid: Grid | None, state: State) -> list[Part]:
    """What an empty cell adds that asks for pixels, or for a share."""
    asked: list[tuple[Element, float]] = []
    for each in [cell] if grid is None else grid.column(cell):
        pixels = state.parts.get((each, "spacer", side))
        if pixels is None and (width := _width(each, state)) is not None:
            pixels = css.in_pixels(width, room)
        if pixels:
            asked.append((each, pixels))
    if grid is not None and (pixels := grid.shared(cell, room)):
        asked = asked or [(cell, pixels)]
    deciding = [pair for pair in asked if grid is None or pair[0] in grid.deciding(cell)]
    if not deciding:
        return []
    widest, pixels = max(deciding, key=_number)
    others = tuple(pair for pair in asked if pair[0] is not widest)
    part = Part(widest, "spacer", side, pixels, column=others)
    if grid is not None and 0 < (total := grid.asked(state.parts)) < room:
        part = part._replace(pixels=pixels * room / total, table=(total - pixels, room))
    return [part]


def _number(asked: tuple[Element, float]) -> float:
    return asked[1]
