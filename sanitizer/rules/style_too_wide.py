"""No table or block is wider than the message, nor than a narrow screen.

A width in pixels does not give way: ``<table width="600">`` is 616 pixels wide with the margins of the body, and twice
as wide as a telephone, so that the reader has to scroll sideways. A width that does not fit on a screen of
``narrow_width``, less what the margins, borders and paddings around it take, becomes the most that the box may be wide:
where there is room it looks as before. The ``width`` attribute, which Outlook reads, stays up to ``reference_width``.
Negative margins that stick out of the message go, and so do widths that are worked out from the screen or from the
words; a share over 100 % becomes 100 %, and paddings that come to 100 % count as part of it.

Before::

    <table width="600"><tr><td>Hello</td></tr></table>
    <div style="width:560px">Jane</div>

After::

    <table width="600" style="width:100%; max-width:600px"><tr><td>Hello</td></tr></table>
    <div style="max-width:560px">Jane</div>
"""

from collections.abc import Iterator
from itertools import islice

from sanitizer.contexts import Context
from sanitizer.edits import RewriteStyle, SetAttribute, SetProperty
from sanitizer.html import css, geometry, images
from sanitizer.html.dom import Element
from sanitizer.html.geometry import Box, Layout
from sanitizer.html.insets import SIDES
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation

UNHURT = frozenset(("img", "html", "head", "tr", "tbody", "thead", "tfoot", "col", "colgroup", "caption"))
"""Elements whose width is another rule's, or means nothing."""
CELLS = 64
"""Nodes of a row that are looked at."""
WHOLE = 100.0
"""Per cent of what is around a box."""
UNMEASURED = ("max(", "clamp(", "max-content", "-webkit-max-content", "-moz-max-content")
"""Beginnings of widths that are not worked out."""
OUTSIDE = frozenset(("block", "inline-block", "list-item", "flow-root"))
"""Boxes whose paddings and borders come to their width."""
NARROWEST = 3
"""A box of less than this part of a narrow screen is not looked at: three of them fit side by side."""


def wants(policy: Policy, tag: str) -> bool:
    return bool(policy.narrow_width) and tag not in UNHURT


def may_be_wide(policy: Policy, element: Element) -> bool:
    """Whether the element declares pixels that may not fit."""
    box = geometry.box_of(element)
    if box.display in ("inline", "none"):
        return False
    if max(fixed_width(box), least_width(box)) > policy.narrow_width / NARROWEST or is_rigid(element):
        return True
    if is_over(box) or outset(box) > 0 or adds_insets(element, box) or unmeasured(element):
        return True
    return given_width(element, box) > policy.reference_width


def given_width(element: Element, box: Box) -> float:
    """The pixels of the ``width`` attribute, which Outlook reads; 0 without one that means something."""
    given = images.dimension(element.attr("width") or "") if box.display in ("table", "cell") else None
    return given.number if given and not given.unit else 0.0


def fixed_width(box: Box) -> float:
    """The width in pixels that the box keeps however narrow the screen is; 0 without one."""
    width = box.pixels(box.width) or 0.0
    if box.display == "cell":
        return 0.0  # a table gives its cells less than they ask for
    return min(width, box.pixels(box.max_width) or width)


def gives_way(layout: Layout, element: Element) -> bool:
    """Whether a ``max-width`` of a share works: a box that is as wide as its content would count the pixels first."""
    return not any((box := layout.box(each)).shrinks or box.display == "cell" for each in geometry.around(element))


def is_rigid(element: Element) -> bool:
    """Whether the element is a table that gives its cells all the width that they ask for."""
    return geometry.values(element.attr("style") or "").get("table-layout") == "fixed"


def asked_for(table: Element) -> float:
    """The pixels that the cells of a table's first row ask for."""
    row = next(iter(table.iter_elements(("tr",))), None)
    cells = [] if row is None else [each for each in islice(row.children, CELLS) if isinstance(each, Element)]
    boxes = map(geometry.box_of, cells)
    return sum(box.pixels(box.width) or 0.0 for box in boxes if box.display == "cell")


def least_width(box: Box) -> float:
    return box.pixels(box.min_width) or 0.0


def is_over(box: Box) -> bool:
    """Whether the box is declared wider than what is around it."""
    return box.width is not None and box.width.unit == "%" and box.width.number > WHOLE and box.display != "cell"


def outset(box: Box) -> float:
    """The pixels by which a negative margin puts the box outside of what is around it, at most."""
    return -min((box.pixels(each) or 0.0 for name, _, each in box.sides if name == "margin"), default=0.0)


def adds_insets(element: Element, box: Box) -> bool:
    """Whether the box takes all of what is around it, and has paddings or borders that come to that."""
    return (
        box.width is not None
        and box.width.unit == "%"
        and box.width.number == WHOLE
        and box.display in OUTSIDE
        and any(name != "margin" for name, _, _ in box.sides)
        and geometry.values(element.attr("style") or "").get("box-sizing") != "border-box"
    )


def unmeasured(element: Element) -> list[int]:
    """The declarations, by index, of widths that may be of any size."""
    style = element.attr("style") or ""
    if "max" not in style and "clamp" not in style and "min-content" not in style:
        return []
    return [
        index
        for index, each in enumerate(css.parse_style(style))
        if (each.name in ("width", "min-width") and each.value.lower().startswith(UNMEASURED))
        or (each.name == "width" and each.value.lower().endswith("min-content"))
    ]


def check(context: Context, element: Element) -> Iterator[Violation]:
    policy, layout = context.policy, context.layout
    box = layout.box(element)
    given = given_width(element, box)
    width, least = fixed_width(box), least_width(box)
    room = room_for(layout, element, box, policy.narrow_width)
    edits: list[SetAttribute | SetProperty | RewriteStyle] = []
    if width > room and not (box.max_width is not None and box.max_width.unit == "%" and gives_way(layout, element)):
        edits += fluid(element, box, min(width, policy.reference_width))
    if least > room:
        edits += unbound(element, box)
    if is_rigid(element) and (asked := asked_for(element)) > room:
        least = max(least, asked)
        edits.append(SetProperty(element, "table-layout", "auto"))
    out = outset(box)
    if out > 0 and out > (policy.narrow_width - layout.room_around(element, policy.narrow_width)) / 2:
        least = max(least, room + out)
        edits += (SetProperty(element, f"margin-{side}", "0") for side in inside(box))
    if adds_insets(element, box) and (more := box.insets(policy.narrow_width)) > 0:
        around = layout.room_around(element, policy.narrow_width)
        out = min(around, box.pixels(box.max_width) or around) + more - around
        if out > (policy.narrow_width - around) / 2:
            least = max(least, around + more)
            room = around
            edits.append(SetProperty(element, "box-sizing", "border-box"))
    if is_over(box):
        width = max(width, css.in_pixels(box.width, room) or 0.0) if box.width else width
        by_style = "width" in geometry.values(element.attr("style") or "")
        edits.append(SetProperty(element, "width", "100%") if by_style else SetAttribute(element, "width", "100%"))
    message = (
        f"{element.tag} is {max(width, least):g} px wide, a screen of {policy.narrow_width:g} px leaves it {room:g}"
    )
    if places := unmeasured(element):
        message = message if edits else f"{element.tag} has a width that is worked out from the screen or its words"
        edits.append(RewriteStyle(element, tuple((index, None) for index in places)))
    if given > policy.reference_width:
        if not edits:
            message = f"{element.tag} is {given:g} px wide in Outlook, the message {policy.reference_width:g}"
        edits.append(SetAttribute(element, "width", f"{policy.reference_width:g}"))
    if edits:
        by_style = "width" in geometry.values(element.attr("style") or "")
        part = "style" if by_style or "width" not in element.attrs else "width"
        yield RULE.violation(element, message, *edits, part=part)


def inside(box: Box) -> Iterator[str]:
    """The sides at which the box has a negative margin."""
    for name, side, each in box.sides:
        if name == "margin" and each.number < 0:
            yield SIDES[side]


def room_for(layout: Layout, element: Element, box: Box, viewport: float) -> float:
    """The pixels that are left for the declared width, to which padding and border come, but not those of tables."""
    if box.display == "table":
        box = box._replace(sides=tuple(each for each in box.sides if each[0] == "margin"))
    return max(round(layout.room(element, viewport) - box.insets(viewport), 2), 0.0)


def fluid(element: Element, box: Box, most: float) -> Iterator[SetProperty | RewriteStyle]:
    """A width that gives way, up to the pixels that were declared."""
    declarations = css.parse_style(element.attr("style") or "")
    widths = [index for index, each in enumerate(declarations) if each.name == "width"]
    if box.display == "table" or not widths:
        yield SetProperty(element, "width", "100%" if box.display == "table" else "auto")
    else:
        yield RewriteStyle(element, tuple((index, None) for index in widths))
    yield SetProperty(element, "max-width", f"{most:g}px")


def unbound(element: Element, box: Box) -> Iterator[SetProperty | RewriteStyle]:
    """A least width that gives way."""
    if box.display == "table":
        yield SetProperty(element, "min-width", "100%")
        return
    declarations = css.parse_style(element.attr("style") or "")
    yield RewriteStyle(
        element, tuple((index, None) for index, each in enumerate(declarations) if each.name == "min-width")
    )


RULE = Rule(
    "STY011",
    "style-too-wide",
    setting="narrow_width",
    looks=(OnElement(wants, check, may_be_wide),),
)
