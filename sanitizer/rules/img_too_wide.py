"""No image is wider than the policy's share of the message.

Three sources give 80 % of the width; none says how it is measured, so a message counts as ``reference_width`` pixels
wide. Every declared width over the limit, in the attribute that Outlook reads and in the style that browsers read, is
brought to it, and a height in pixels shrinks with it. A percentage counts of the nearest block or table cell around the
image that has a width in pixels. A style's width is left alone where a ``max-width`` keeps it within the limit, and a
``max-width`` is left alone where a width is declared.

Before::

    <img src="https://shop.example/box.png" alt="The box" width="600" height="300" style="width:100%">

After::

    <img src="https://shop.example/box.png" alt="The box" width="480" height="240" style="width:80%">
"""

import math
from collections.abc import Iterator
from itertools import islice

from sanitizer.edits import SetAttribute, SetProperty
from sanitizer.html import css, images
from sanitizer.html.css import Length
from sanitizer.html.dom import Element
from sanitizer.html.markup import BLOCK
from sanitizer.policy import Policy
from sanitizer.rule import Context, OnElement, Rule, Violation

ABOVE = 32
"""Elements above an image among which a width in pixels is looked for, so that deep nesting costs no more."""
HOLDERS = BLOCK | {"td", "th"}
SIZED = frozenset(("table", "td", "th"))
"""Elements with a ``width`` attribute of their own."""
NAMES = ("width", "min-width", "max-width", "height")
ROUNDING = 0.01
"""Pixels that arithmetic may be off by."""


def wants(policy: Policy, tag: str) -> bool:
    return tag == "img"


def may_be_wide(policy: Policy, element: Element) -> bool:
    """Whether the image declares a share or more than the limit."""
    limit = policy.max_image_width * policy.reference_width / 100
    given = images.dimension(element.attr("width") or "")
    declared = [length for name, length in lengths(element).items() if name in NAMES[:3]]
    return any(
        length.unit == "%" or in_pixels(length, element, policy) > limit
        for length in ([given] if given else []) + declared
    )


def check(context: Context, element: Element) -> Iterator[Violation]:
    policy = context.policy
    limit = policy.max_image_width * policy.reference_width / 100
    edits: list[SetAttribute | SetProperty] = []
    widest = 0.0
    given = images.dimension(element.attr("width") or "")
    part = "style"
    if given and (pixels := in_pixels(given, element, policy)) > limit + ROUNDING:
        widest, part = pixels, "width"
        edits += attribute_edits(element, given, limit, pixels)
    declared = lengths(element)
    for name in over(declared, given, element, policy, limit):
        length = declared[name]
        pixels = in_pixels(length, element, policy)
        widest = max(widest, pixels)
        edits.append(SetProperty(element, name, brought_to(length, limit, pixels)))
        if name == "width" and "height" in declared and length.unit == declared["height"].unit == "px":
            height = round(declared["height"].number * limit / pixels)
            edits.append(SetProperty(element, "height", f"{height}px"))
    if edits:
        says = "is" if part == "width" or "width" in declared or "min-width" in declared else "may be"
        share = f"{policy.max_image_width:g} % of the message"
        message = f"image {says} {widest:.0f} px wide, over {limit:.0f} px ({share})"
        yield RULE.violation(element, message, *edits, part=part)


def attribute_edits(element: Element, given: Length, limit: float, pixels: float) -> Iterator[SetAttribute]:
    yield SetAttribute(element, "width", brought_to(given, limit, pixels).removesuffix("px"))
    height = images.dimension(element.attr("height") or "")
    if not given.unit and height and not height.unit:
        yield SetAttribute(element, "height", f"{round(height.number * limit / pixels)}")


def lengths(element: Element) -> dict[str, Length]:
    """The lengths the style declares; the last of a name counts."""
    return {
        each.name: length
        for each in css.parse_style(element.attr("style") or "")
        if each.name in NAMES and (length := css.parse_length(each.value))
    }


def over(
    declared: dict[str, Length], given: Length | None, element: Element, policy: Policy, limit: float
) -> Iterator[str]:
    """The properties that let the image be wider than the limit."""
    wide = {
        name: in_pixels(declared[name], element, policy) > limit + ROUNDING for name in NAMES[:3] if name in declared
    }
    if wide.get("width") and wide.get("max-width", True):
        yield "width"
    if wide.get("min-width"):
        yield "min-width"
    if wide.get("max-width") and given is None and "width" not in declared:
        yield "max-width"


def in_pixels(length: Length, element: Element, policy: Policy) -> float:
    """CSS pixels of a length on the image; 0 for a unit that is not known."""
    reference = container(element, policy) if length.unit == "%" else policy.reference_width
    return css.in_pixels(length, reference) or 0.0


def container(element: Element, policy: Policy) -> float:
    """The width in CSS pixels of what is around the image."""
    share = 1.0
    for above in islice(element.ancestors, ABOVE):
        if not isinstance(above, Element) or above.tag not in HOLDERS:
            continue
        widths = [
            length
            for each in css.parse_style(above.attr("style") or "")
            if each.name in ("width", "max-width") and (length := css.parse_length(each.value))
        ]
        if above.tag in SIZED and not widths and (given := images.dimension(above.attr("width") or "")):
            widths = [given]
        pixels = [
            value for each in widths if each.unit != "%" and (value := css.in_pixels(each, policy.reference_width))
        ]
        if pixels:
            return min(pixels) * share
        share *= min((each.number / 100 for each in widths if each.unit == "%"), default=1.0)
    return policy.reference_width * share


def brought_to(length: Length, limit: float, pixels: float) -> str:
    """The limit, in the unit of a length that is ``pixels`` wide where that unit is a share, else in pixels."""
    if length.unit in ("%", "vw"):
        return f"{math.floor(length.number * limit / pixels + ROUNDING)}{length.unit}"
    return f"{math.floor(limit)}px"


RULE = Rule(
    "IMG005",
    "img-too-wide",
    setting="max_image_width",
    looks=(OnElement(wants, check, may_be_wide),),
)
