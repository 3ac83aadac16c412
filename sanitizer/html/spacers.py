"""Empty cells beside a cell, and how wide they are."""

from sanitizer.html import css
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
        if taken := given + state.layout.box(table[0]).spacing:
            parts.append(Part(parts[0].element, "spacing", side, taken))
    return parts


def _share(cell: Element, side: int, room: float, grid: Grid, state: State) -> list[Part]:
    """What an empty cell adds that gets all that the shares of the other columns leave."""
    beside = grid.shares_beside(cell)
    if not beside:
        return []
    shares: list[tuple[Element, float]] = []
    pixels: list[tuple[Element, float]] = []
    for each in grid.column(cell):
        width = state.layout.box(each).width
        share = state.parts.get((each, "share", side))
        if share is not None or (width is not None and width.unit == "%"):
            shares.append((each, share if share is not None else width.number if width else 0.0))
        elif width is not None:
            pixels.append((each, css.in_pixels(width, room) or 0.0))
    if not shares and not pixels:
        return []
    widest, most = max(shares or pixels, key=_pixels_asked)
    if shares:
        taken = room * most / min(most + beside, 100.0)
    elif (taken := room * (1 - beside / 100)) <= most:
        return []
    others = tuple(each for each in shares if each[0] is not widest)
    return [Part(widest, "share", side, taken, column=others, table=(beside, room))]


def _asked(cell: Element, side: int, room: float, grid: Grid | None, state: State) -> list[Part]:
    """What an empty cell adds that asks for pixels, or for a share."""
    layout, new = state.layout, state.parts
    asked: list[tuple[Element, float]] = []
    for each in [cell] if grid is None else grid.column(cell):
        pixels = new.get((each, "spacer", side))
        if pixels is None and (width := layout.box(each).width) is not None:
            pixels = css.in_pixels(width, room)
        if pixels:
            asked.append((each, pixels))
    if not asked and grid is not None and (pixels := grid.shared(cell, room)):
        asked = [(cell, pixels)]
    if not asked:
        return []
    widest, pixels = max(asked, key=_pixels_asked)
    others = tuple(each for each in asked if each[0] is not widest)
    part = Part(widest, "spacer", side, pixels, column=others)
    if grid is not None and 0 < (total := grid.asked(new)) < room:
        part = part._replace(pixels=pixels * room / total, table=(total - pixels, room))
    return [part]


def _pixels_asked(asked: tuple[Element, float]) -> float:
    return asked[1]
