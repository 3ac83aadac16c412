"""No empty band beside words or images that takes more than a share of the message's width.

A band is added up over the boxes around the content, in a message of ``reference_width``: margins, paddings, borders,
the indents that quotes and lists have by default, ``cellpadding``, ``cellspacing`` and empty cells, and what a box that
is narrower than the room for it leaves free. What adds most is made smaller, in its own unit, and a narrow box wider.
Columns that stand side by side are no bands.

Before::

    <p style="margin:0 30%">Hello</p><div style="padding-left:200px">Jane</div>
    <ul><li><ul><li><ul><li>Hi</li></ul></li></ul></li></ul>
    <table width="250" style="margin:0 auto"><tr><td>Thank you.<br>Jane</td></tr></table>

After::

    <p style="margin:0 19.17% 0 19.17%">Hello</p><div style="padding-left:112px">Jane</div>
    <ul style="padding-left:32px"><li><ul><li><ul><li>Hi</li></ul></li></ul></li></ul>
    <table width="378" style="margin:0 auto; width:100%; max-width:378px"><tr><td>Thank you.<br>Jane</td></tr></table>
"""

import math
from collections.abc import Iterable, Iterator
from itertools import islice

from sanitizer.contexts import Context
from sanitizer.edits import Edit, SetAttribute, SetProperty
from sanitizer.html import css, geometry, images, insets
from sanitizer.html.css import in_pixels
from sanitizer.html.dom import Element, Node
from sanitizer.html.geometry import Box, Layout
from sanitizer.html.insets import SIDES, Part, State
from sanitizer.policy import Policy
from sanitizer.rule import OnMarked, Rule, Violation

STEP = 20.0
"""CSS pixels that a box must add at a side to be looked at."""
TOLERANCE = 0.5
"""CSS pixels that arithmetic may be off by."""
WIDTH = 600.0
"""CSS pixels of which shares are taken to choose what is looked at."""
SIMPLE = 2
"""Parts of a band that are reckoned to the pixel even where a narrow box is among them."""
SLACK = 6.0
"""CSS pixels by which a band of more parts is made narrower than it must be, since what is reckoned of one depends on
the others."""
DEEPEST = 10
"""Parts of a band that is mended; of more a person has to take some away."""
LOOKED_AT = 32
"""Elements that are looked at in a box of which little more makes a band too wide."""
NESTED = 3
"""Narrow boxes in each other of a band that is mended: each one's share changes that of all inside it."""
TURNS = 4
"""Times all are looked at again, since a narrow box has more room when what is around it shrinks."""


def wants(policy: Policy) -> bool:
    return bool(policy.max_margin)


def mark(element: Element) -> str | None:
    """How much a start tag may add to a band, in whole CSS pixels; ``None`` for little, ``*`` where that depends."""
    box = geometry.box_of(element)
    if element.tag == "img":
        return "*" if box.is_auto[0] or max(box.inset(0, WIDTH), box.inset(1, WIDTH)) >= STEP else None
    if box.display in ("inline", "row", "none"):
        return None
    given = [pixels for each in (box.width, box.max_width) if each and (pixels := in_pixels(each, WIDTH))]
    width = min(given, default=WIDTH)
    if box.display == "cell":
        if width < WIDTH and width > 2 * STEP:
            return "*"
    elif box.display == "table" and ((box.is_auto[0] and not given) or is_fixed(element)):
        return "*"
    widest = added(box)
    return f"{widest:.0f}" if widest >= STEP else None


def added(box: Box) -> float:
    """The pixels that a box that is no image adds to the wider of its bands, by what it says of itself."""
    given = [pixels for each in (box.width, box.max_width) if each and (pixels := in_pixels(each, WIDTH))]
    free = 0.0 if box.display == "cell" else max(WIDTH - min(given, default=WIDTH), 0.0)
    return max(box.inset(0, WIDTH), box.inset(1, WIDTH)) + (box.cell_padding or 0.0) + free


def is_fixed(element: Element) -> bool:
    """Whether the element is a table of which the first row alone says how wide the columns are."""
    return element.tag == "table" and geometry.values(element.attr("style") or "").get("table-layout") == "fixed"


def beside_empty(layout: Layout, table: Element) -> Iterator[Element]:
    """The first and the last cell that hold something in the first row of a table, if others hold nothing."""
    cell = next(table.iter_elements(geometry.CELLS), None)
    if cell is None:
        return
    columns = layout.columns(cell)
    if layout.first_content(cell) is None:
        yield from columns[1:2]
    if any(layout.first_content(each) is None for each in geometry.siblings(columns[-1], before=False)):
        yield columns[-1]


def check(context: Context, marked: list[tuple[Element, str]]) -> Iterator[Violation]:
    policy = context.policy
    limit = policy.max_margin * policy.reference_width / 100
    suspects = list(dict.fromkeys(suspicious(context.layout, marked, limit)))
    if not suspects:
        return
    state = State(context.layout, policy.reference_width)
    found: dict[tuple[Element, int], tuple[str, list[Part]]] = {}
    for _ in range(TURNS):
        is_settled = True
        for element in suspects:
            for side in (0, 1):
                parts = insets.bands(element, state)[side]
                total = sum(part.pixels for part in parts)
                if total <= limit + TOLERANCE:
                    continue
                if len(parts) > DEEPEST or sum(part.name == "width" for part in parts) > NESTED:
                    found.setdefault((element, side), (message_of(side, total, limit, parts), []))
                    continue
                is_simple = len(parts) <= SIMPLE or not any(part.name in ("width", "auto") for part in parts)
                changed = insets.cut(parts, limit if is_simple else limit - SLACK, state)
                is_settled = is_settled and not changed
                message = message_of(side, total, limit, parts)
                found.setdefault((element, side), (message, []))[1].extend(changed)
        if is_settled:
            break
    done: set[tuple[Element, str, int]] = set()
    for (element, _), (message, changed) in found.items():
        edits: list[Edit] = []
        for part in changed:
            if part.key not in done:
                edits += edits_of(part, state)
                done.update(keys_of(part))
        if edits:
            yield RULE.violation(changed[0].element, message, *edits)
        elif not changed:
            yield RULE.violation(element, message)


def suspicious(layout: Layout, marked: list[tuple[Element, str]], limit: float) -> Iterator[Element]:
    """The elements that may have too wide a band beside what they hold, and what holds the first words in them."""
    sums: dict[Node, float] = {}
    is_known = sums.__contains__
    for element, amount in marked:
        if element.tag == "img":
            yield element
            continue
        if amount == "*" and is_fixed(element):
            yield from beside_empty(layout, element)
            box = layout.box(element)
            if box.width or box.max_width or not box.is_auto[0]:
                amount = f"{added(box):.0f}"
        adds = limit if amount == "*" else float(amount)
        if amount == "*" and element.tag in geometry.CELLS:
            if layout.first_content(element) is None:
                beside = [each for each in layout.columns(element) if each is not element]
                yield from beside[:1]
                continue
            box = layout.box(element)
            if ends_loose_table(layout, element, limit) and (inner := layout.first_content(element)) is not None:
                yield inner
            adds = max(box.inset(0, WIDTH), box.inset(1, WIDTH))
            if adds < STEP:
                continue
        above = next(filter(is_known, element.ancestors), None)
        own = 0.0 if above is None else sums[above]
        sums[element] = own = own + adds
        if own > limit - 2 * STEP and (inner := layout.first_content(element)) is not None:
            yield inner
            yield element
            yield from beside_first(layout, inner, element)
            if own <= limit + STEP:
                yield from adding(layout, element)


def ends_loose_table(layout: Layout, cell: Element, limit: float) -> bool:
    """Whether the cell is the last of a table that is as wide as its cells, and narrow enough to leave a band."""
    box = layout.box(cell)
    if (box.pixels(box.width) or WIDTH) > WIDTH - limit or any(geometry.siblings(cell, before=False)):
        return False
    table = next((each for each in geometry.around(cell) if each.tag == "table"), None)
    return table is not None and insets.is_loose(table, layout.box(table))


def beside_first(layout: Layout, inner: Element, element: Element) -> Iterator[Element]:
    """What stands last in the row of the first words: the right band is behind it."""
    for above in islice(inner.ancestors, LOOKED_AT):
        if above is element:
            return
        if isinstance(above, Element) and above.tag in geometry.CELLS and len(columns := layout.columns(above)) > 1:
            yield columns[-1]
            return


def adding(layout: Layout, element: Element) -> Iterator[Element]:
    """The first words or images of what adds a little, in a box of which little more makes a band too wide."""
    for inner in islice(element.iter_elements(), LOOKED_AT):
        box = layout.box(inner)
        if box.sides and box.display != "inline" and (first := layout.first_content(inner)) is not None:
            yield first


def message_of(side: int, total: float, limit: float, parts: Iterable[Part]) -> str:
    """What is wrong, with all that makes it up."""
    made_up = " + ".join(f"{part.pixels:.4g} {part.name} of {part.element.tag}" for part in parts)
    return f"{SIDES[side]} band of {total:.0f} px is over {limit:.0f} px: {made_up}"


def keys_of(part: Part) -> list[tuple[Element, str, int]]:
    """The parts that the edits of one settle: a shorthand has both sides."""
    return [part._replace(side=side).key for side in (0, 1)] if is_short(part) else [part.key]


def is_short(part: Part) -> bool:
    """Whether the element says what a part adds by a shorthand alone."""
    styled = geometry.values(part.element.attr("style") or "")
    name = part.name
    return name in ("margin", "padding") and name in styled and not any(each.startswith(f"{name}-") for each in styled)


def edits_of(part: Part, state: State) -> Iterator[Edit]:
    """What gives a part its new size."""
    element, name = part.element, part.name
    if name == "width":
        yield from widened(element, state.widths[element], state.rooms[element])
        return
    if name == "line":
        for each, width in part.column:
            yield from narrowed(each, width, state.rooms[each])
        return
    styled = geometry.values(element.attr("style") or "")
    new = state.parts[part.key]
    if name in ("cellpadding", "cellspacing"):
        yield SetAttribute(element, name, f"{new:g}")
    elif name in ("spacer", "share"):
        unit = "%" if name == "share" else "px"
        yield (
            SetProperty(element, "width", f"{new:g}{unit}")
            if "width" in styled
            else SetAttribute(element, "width", f"{new:g}{unit.removesuffix('px')}")
        )
    elif name == "spacing":
        for side in SIDES:
            yield SetProperty(element, f"padding-{side}", flagged(element, "padding", f"padding-{side}", "0"))
    elif name == "auto":
        if four := css.sides(styled.get("margin", "")):
            yield SetProperty(element, "margin", f"{four[0]} 0 {four[2]} 0")
        for side in SIDES:
            if f"margin-{side}" in styled:
                yield SetProperty(element, f"margin-{side}", "0")
    elif is_short(part):
        top, right, bottom, left = css.sides(styled[name]) or ("0", "0", "0", "0")
        right, left = (resized(part._replace(side=side), old, state) for side, old in ((1, right), (0, left)))
        yield SetProperty(element, name, f"{top} {right} {bottom} {left}")
    elif name == "text-indent":
        yield SetProperty(element, name, resized(part, styled[name], state))
    else:
        side = SIDES[part.side]
        logical = f"{name}-inline-{'end' if part.side else 'start'}"
        called = logical if logical in styled and f"{name}-{side}" not in styled else f"{name}-{side}"
        yield SetProperty(element, called, flagged(element, name, called, resized(part, styled.get(called, ""), state)))


def resized(part: Part, value: str, state: State) -> str:
    """The value with the part's new pixels, in its own unit where that is known."""
    new = state.parts.get(part.key)
    if new is None:
        return value
    length, was = geometry.length(value), state.given.get(part.key, 0.0)
    if length is None or not was or not new or length.unit in ("", "px"):
        return f"{new:g}px"
    return f"{math.floor(length.number * new / was * 100) / 100:g}{length.unit}"


def flagged(element: Element, name: str, called: str, value: str) -> str:
    """A value that wins over a shorthand that is important."""
    declarations = css.parse_style(element.attr("style") or "")
    important = {each.name for each in declarations if each.important and each.name.startswith(name)}
    return f"{value} !important" if important and called not in important else value


def widened(element: Element, width: float, room: float) -> Iterator[Edit]:
    """A narrow box made so wide, and where that is too wide for a narrow screen, one that gives way."""
    box = geometry.box_of(element)
    styled = geometry.values(element.attr("style") or "")
    if box.width is not None and (in_pixels(box.width, room) or 0.0) < width:
        given = images.dimension(element.attr("width") or "")
        share = f"{min(100, math.ceil(100 * width / room))}%"
        if "width" not in styled and given is not None:
            yield SetAttribute(element, "width", share if given.unit else f"{width:g}")
        elif box.width.unit == "%":
            yield SetProperty(element, "width", share)
        elif box.display == "cell":
            yield SetProperty(element, "width", f"{width:g}px")
        if box.display == "cell":
            return
        if box.width.unit != "%":
            yield SetProperty(element, "width", "100%" if box.display == "table" else "auto")
            yield SetProperty(element, "max-width", f"{width:g}px")
            return
    if box.max_width is not None and (in_pixels(box.max_width, room) or 0.0) < width:
        share = f"{min(100, math.ceil(100 * width / room))}%"
        yield SetProperty(element, "max-width", share if box.max_width.unit == "%" else f"{width:g}px")


def narrowed(element: Element, width: float, room: float) -> Iterator[Edit]:
    """A box made so narrow, in its own units, by what makes it wider."""
    box = geometry.box_of(element)
    lengths = {"width": box.width, "max-width": box.max_width, "min-width": box.min_width}
    if box.max_width is not None:
        del lengths["width"]
    for name, length in lengths.items():
        if length is not None and (in_pixels(length, room) or 0.0) > width:
            share = f"{math.floor(10000 * width / room) / 100:g}%"
            yield SetProperty(element, name, share if length.unit == "%" else f"{math.floor(width)}px")


RULE = Rule(
    "STY008",
    "style-margin",
    setting="max_margin",
    looks=(OnMarked(wants, mark, check, reads_around=True),),
)
