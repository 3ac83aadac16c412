"""No image is wider than the policy's share of the message.

Three sources give 80 % of the width; none says how it is measured, so a message counts as ``reference_width`` pixels
wide, and the share has to hold on a screen of ``narrow_width`` too. Every declared width over the limit, in the
attribute that Outlook reads and in the style that browsers read, is brought to it, and a height in pixels shrinks with
it. A percentage counts of what holds the image. An image whose width nobody knows gets a ``max-width`` that holds
wherever it stands, and so does one that only a narrow screen cannot show; a picture in a ``data:`` address, or in a
part of the message, is asked for its width. A style's width is left alone where a ``max-width`` keeps it within the
limit.

Before::

    <img src="https://shop.example/box.png" alt="The box" width="600" height="300" style="width:100%">
    <img src="https://shop.example/bag.png" alt="The bag">

After::

    <img src="https://shop.example/box.png" alt="The box" width="480" height="240" style="width:80%">
    <img src="https://shop.example/bag.png" alt="The bag" style="max-width:80%">
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sanitizer.contexts import Context
from sanitizer.edits import SetAttribute, SetProperty
from sanitizer.html import css, geometry, images
from sanitizer.html.css import Length
from sanitizer.html.dom import Element
from sanitizer.html.geometry import Container
from sanitizer.html.pictures import Natural, natural_size
from sanitizer.policy import Policy
from sanitizer.rule import OnElement, Rule, Violation

ROUNDING = 0.01
"""Pixels that arithmetic may be off by."""
VIEWPORT = frozenset(("vw", "vi", "dvw", "svw", "lvw"))
SHARES = VIEWPORT | {"%"}
WIDTHS = ("width", "min-width", "max-width")


class Image(NamedTuple):
    """What an image's start tag says of its size."""

    given: Length | None
    """The ``width`` attribute."""
    styled: Length | None
    """The property ``width``."""
    least: Length | None
    most: Length | None
    tall: Length | None
    """The height, by style or else by attribute."""
    is_tall_by_style: bool
    is_sized_by_style: bool
    """Whether the style says something of the width, if only ``auto``, so that the attribute does not count."""

    @property
    def width(self) -> Length | None:
        """The width that counts in a browser."""
        return self.styled if self.is_sized_by_style else self.given


@lru_cache(maxsize=2048)
def read(style: str, width: str, height: str) -> Image:
    values = geometry.values(style)
    styled, least, most = (geometry.length(values.get(name, "")) for name in WIDTHS)
    tall = geometry.length(values["height"]) if "height" in values else images.dimension(height)
    return Image(images.dimension(width), styled, least, most, tall, "height" in values, "width" in values)


def image_of(element: Element) -> Image:
    return read(element.attr("style") or "", element.attr("width") or "", element.attr("height") or "")


def wants(policy: Policy, tag: str) -> bool:
    return tag == "img"


def may_be_wide(policy: Policy, element: Element) -> bool:
    """Whether the image may be over the limit somewhere."""
    image = image_of(element)
    anywhere = Container(1.0, None, is_definite=True, is_column=False)
    if wide(image, anywhere, policy):
        return True
    natural = natural_size(element.attr("src") or "") if image.width is None else None
    return not all(is_held(image, natural, each, policy) for each in (anywhere, anywhere._replace(is_column=True)))


def check(context: Context, element: Element) -> Iterator[Violation]:
    policy = context.policy
    limit = policy.max_image_width * policy.reference_width / 100
    image = image_of(element)
    holder = context.layout.container(element)
    natural = context.document.pictures.size(element.attr("src") or "") if image.width is None else None
    edits: list[SetAttribute | SetProperty] = []
    found = wide(image, holder, policy)
    part = "width" if "width attribute" in found else "style"
    message = ""
    if found:
        pixels = max(shown_width(image, name, length, holder, policy) for name, length in found.items())
        says = "may be" if set(found) == {"max-width"} else "is"
        message = (
            f"image {says} {pixels:.0f} px wide, over {limit:.0f} px ({policy.max_image_width:g} % of the message)"
        )
        if pixels <= limit:
            message = narrow_message(next(iter(found.values())), policy)
        edits += brought(element, image, found, holder, policy)
        new = {name: brought_to(length, holder, policy) for name, length in found.items() if name != "min-width"}
        image = image._replace(
            given=images.dimension(new.get("width attribute", "")) or image.given,
            styled=css.parse_length(new.get("width", "")) or image.styled,
            most=css.parse_length(new.get("max-width", "")) or image.most,
        )
    if not is_held(image, natural, holder, policy):
        message = message or unheld_message(image, natural, policy)
        edits += held(element, image, holder, policy)
    if edits:
        yield RULE.violation(element, message, *edits, part=part if part in element.attrs else None)


def unheld_message(image: Image, natural: Natural | None, policy: Policy) -> str:
    if image.width is not None:
        return narrow_message(image.width, policy)
    if natural is not None:
        limit = policy.max_image_width * policy.reference_width / 100
        if natural.width <= limit:
            return narrow_message(Length(natural.width, "px"), policy)
        share = f"{policy.max_image_width:g} % of the message"
        return f"image is {natural.width:.0f} px wide by itself, over {limit:.0f} px ({share})"
    return f"image has no width that keeps it within {policy.max_image_width:g} % of the message"


def narrow_message(width: Length, policy: Policy) -> str:
    size = f"{width.number:g}{width.unit or 'px'}"
    return f"image of {size} is over {policy.max_image_width:g} % of a screen of {policy.narrow_width:g} px"


def in_pixels(length: Length, holder: Container, viewport: float) -> float:
    """CSS pixels of a length on the image; 0 for a unit that is not known."""
    return css.in_pixels(length, holder.width(viewport) if length.unit == "%" else viewport) or 0.0


def shown_width(image: Image, name: str, length: Length, holder: Container, policy: Policy) -> float:
    """CSS pixels of one of the image's lengths in a message of the reference width."""
    pixels = in_pixels(length, holder, policy.reference_width)
    if name == "width" and image.most is not None:
        return min(pixels, in_pixels(image.most, holder, policy.reference_width) or pixels)
    return pixels


def excess(length: Length, holder: Container, policy: Policy) -> float:
    """By which factor a length is over the limit; a share is judged on a narrow screen too."""
    share = policy.max_image_width / 100
    over = in_pixels(length, holder, policy.reference_width) / (policy.reference_width * share)
    if policy.narrow_width and length.unit in SHARES:
        over = max(over, in_pixels(length, holder, policy.narrow_width) / (policy.narrow_width * share))
    return over if over > 1 + ROUNDING / policy.reference_width else 0.0


def is_within(length: Length, holder: Container, policy: Policy) -> bool:
    """Whether a length is within the limit on a narrow screen too, of which a column has half at most."""
    if length.unit in SHARES or not policy.narrow_width:
        return not excess(length, holder, policy)
    limit = policy.max_image_width * policy.narrow_width / 100
    return in_pixels(length, holder, 0.0) <= (limit / 2 if holder.is_column else limit)


def wide(image: Image, holder: Container, policy: Policy) -> dict[str, Length]:
    """What lets the image be wider than the limit."""
    found: dict[str, Length] = {}
    if image.given and excess(image.given, holder, policy):
        found["width attribute"] = image.given
    is_bound = image.most is not None and is_within(image.most, holder, policy)
    if image.styled and not is_bound and excess(image.styled, holder, policy):
        found["width"] = image.styled
    if image.least and not is_within(image.least, holder._replace(is_column=False), policy):
        found["min-width"] = image.least
    if image.most and image.given is None and not image.is_sized_by_style and excess(image.most, holder, policy):
        found["max-width"] = image.most
    return found


def brought_to(length: Length, holder: Container, policy: Policy) -> str:
    """The limit, as a share where the length is one, else in pixels."""
    if length.unit in SHARES:
        return f"{math.floor(length.number / excess(length, holder, policy) + ROUNDING)}{length.unit}"
    return f"{math.floor(policy.max_image_width * policy.reference_width / 100)}px"


def brought(
    element: Element, image: Image, found: dict[str, Length], holder: Container, policy: Policy
) -> Iterator[SetAttribute | SetProperty]:
    """The declared widths over the limit brought to it, and with them the height."""
    for name, length in found.items():
        if name == "min-width" and length.unit not in SHARES:
            narrowest = policy.narrow_width or policy.reference_width
            yield SetProperty(element, name, f"{math.floor(policy.max_image_width * narrowest / 100)}px")
            continue
        new = brought_to(length, holder, policy)
        shrunk = 1 / excess(length, holder, policy)
        if name == "width attribute":
            yield SetAttribute(element, "width", new.removesuffix("px"))
            height = images.dimension(element.attr("height") or "")
            if not length.unit and height and not height.unit:
                yield SetAttribute(element, "height", f"{round(height.number * shrunk)}")
        else:
            yield SetProperty(element, name, new)
            if name == "width" and image.is_tall_by_style and image.tall and length.unit == image.tall.unit == "px":
                yield SetProperty(element, "height", f"{round(image.tall.number * shrunk)}px")


def is_held(image: Image, natural: Natural | None, holder: Container, policy: Policy) -> bool:
    """Whether the image is within the limit on a narrow screen, and on any if it declares no width."""
    if not policy.narrow_width:
        return True
    if any(is_within(each, holder, policy) for each in (image.width, image.most) if each is not None):
        return True
    if image.width is not None and image.width.unit not in SHARES and holder.is_column and image.most is not None:
        return image.most.unit == "%"  # what stands beside it takes room, how much is not known
    return natural is not None and is_within(Length(natural.width, "px"), holder, policy)


def held(element: Element, image: Image, holder: Container, policy: Policy) -> Iterator[SetProperty]:
    """A ``max-width`` that the image cannot pass, and a height that follows."""
    reference, share = policy.reference_width, policy.max_image_width
    around = holder.width(reference)
    over = max(excess(Length(100, "%"), holder, policy), 1.0)
    percent = math.floor(100 / over + ROUNDING)
    most = None
    if image.most and image.most.unit not in SHARES:
        most = in_pixels(image.most, holder, reference)
    if image.width is None or image.width.unit in SHARES:
        if most is not None and around > 0:
            percent = min(percent, math.floor(100 * most / around))
        # of a table without width, browsers give the picture all that it asks for
        yield SetProperty(element, "max-width", f"{percent}%" if around > 0 else f"{share:g}vw")
        return
    width = in_pixels(image.width, holder, reference)
    if most is not None and most < width:
        yield SetProperty(element, "width", f"{most:g}px")
        width = most
    if holder.is_definite and percent * around / 100 >= width:
        yield SetProperty(element, "max-width", f"{percent}%")
    else:
        # not a share of the column: browsers give such a picture no room at all beside words
        yield SetProperty(element, "max-width", f"{share:g}vw")
    if image.tall and image.tall.unit != "%" and image.tall.number:
        yield SetProperty(element, "height", "auto")


RULE = Rule(
    "IMG005",
    "img-too-wide",
    setting="max_image_width",
    looks=(OnElement(wants, check, may_be_wide),),
)
