"""Nothing that is not broken into lines makes the message wider than a narrow screen.

A long word, such as an address, takes one line however narrow the screen is, and so do words that may not be wrapped;
pictures in cells side by side take the sum of their widths. The reader has to scroll sideways for all of the message
then. Where that may happen on a screen of ``narrow_width``, words may be broken, lines are wrapped, pictures shrink
with the window, and thick borders become thin. Cells side by side get a least width that shrinks with it too, so that a
column of short words is not broken for the sake of one that has much to say. Letters are taken to be of an average
width.

Before::

    <p>https://shop.example/track?parcel=4711081547110815&amp;carrier=parcelservice</p>
    <p style="white-space:nowrap">Thank you for your order, it was sent today and will be there soon.</p>

After::

    <p style="word-break:break-word">https://shop.example/track?parcel=4711081547110815&amp;carrier=parcelservice</p>
    <p style="white-space:normal">Thank you for your order, it was sent today and will be there soon.</p>
"""

import math
import re
from collections.abc import Iterator
from itertools import islice

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, RewriteStyle, SetAttribute, SetProperty, Wrap
from sanitizer.html import borders, css, geometry
from sanitizer.html.boxes import Box, Boxes
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.insets import SIDES
from sanitizer.html.least import WRAPPED, is_padded, size_of, width_of, wrapping
from sanitizer.html.narrow import LINED, Rigid, rigid
from sanitizer.html.text_places import TextPlaces
from sanitizer.html.tokens import place_of
from sanitizer.html.visible import Piece
from sanitizer.policy import Policy
from sanitizer.rule import OnDocument, Rule, Violation

NEXT = 64
"""Nodes after a text that are looked at to see whether it was moved before a table that it stands in."""
WORD = re.compile(r"[^ \t\n\r\f]+")
NAMES = {
    "word": "a word",
    "line": "a line",
    "row": "a row",
    "image": "an image",
    "box": "a box",
    "least": "a box",
    "padding": "padding",
    "border": "a border",
    "cellspacing": "cellspacing",
}


def wants(policy: Policy) -> bool:
    return bool(policy.narrow_width)


def check(context: Context) -> Iterator[Violation]:
    policy = context.policy
    if context.fits or (boxes := context.boxes) is None:
        return
    more = max(policy.reference_width - policy.narrow_width, 0.0)
    wide = rigid(boxes, context.layout, policy.narrow_width, more=more)
    context.fits = not wide
    is_settled = bool(wide) and has_shrinking(boxes)
    for found in wide:
        message = message_of(found.kind, found.pixels, found.room, policy)
        target = tagged(found.element, context.document)
        if target is None and found.kind == "word":
            yield from _untagged(context, boxes.body, found.room)
        elif target is None:
            yield RULE.violation(None, message, part=(0, 0), severity="warning")
        elif edits := list(_edits(found._replace(element=target), policy, is_settled=is_settled)):
            yield RULE.violation(target, message, *edits)


def tagged(element: Element, document: Document) -> Element | None:
    """The element, or html in the place of a body without a tag; ``None`` where that has none either."""
    if element.tag == "body" and place_of(document, element) is None:
        html = element.parent
        return html if isinstance(html, Element) and place_of(document, html) is not None else None
    return element


def _untagged(context: Context, body: Box, room: float) -> Iterator[Violation]:
    """The words in a body without a tag that could say how they are broken; a person's where one has no known place."""
    words: list[tuple[Text, re.Match[str], float]] = []
    waiting = [(body, WRAPPED)]
    while waiting:
        box, wrap = waiting.pop()
        size = size_of(box, wrap)
        for item in box[3]:
            if isinstance(item, tuple) and item[1].display == "inline":
                waiting.append((item, wrapping(item, wrap)))
            if not isinstance(item, Text) or (pixels := width_of(item.data, size, wrap)) <= room:
                continue
            if box is not body:
                message = message_of("word", pixels, room, context.policy)
                yield RULE.violation(box[0], message, SetProperty(box[0], "word-break", "break-word"))
                continue
            found = ((word, width_of(word[0], size, wrap)) for word in WORD.finditer(item.data))
            words += ((item, word, pixels) for word, pixels in found if pixels > room)
    spans = _spans(context, [(node, word) for node, word, _ in words])
    for index, (node, word, pixels) in enumerate(words):
        message = message_of("word", pixels, room, context.policy)
        if not spans:
            yield RULE.violation(None, message, part=(0, 0), severity="warning")
            continue
        edit = Wrap(node, word.start(), word[0], "word-break:break-word", spans[index])
        yield RULE.violation(None, message, edit, part=spans[index])


def _spans(context: Context, words: list[tuple[Text, re.Match[str]]]) -> list[tuple[int, int]]:
    """Where words stand in the source; nothing if one is in several pieces, or was moved by the parser."""
    if not words:
        return []
    document = context.document
    places = TextPlaces(document)
    found: list[tuple[int, int]] = []
    for node, word in words:
        spans = places.spans(Piece(node, *word.span()))
        if len(spans) != 1:
            context.is_unplaced = True
            return []
        if any(_begins_before(document, each, spans[0][0]) for each in islice(node.next_siblings, NEXT)):
            return []
        found += spans
    return found


def _begins_before(document: Document, node: Node, start: int) -> bool:
    """Whether a node begins before that in the source, as a table does before which its text was moved."""
    at = place_of(document, node) if isinstance(node, Element) else None
    return at is not None and at.start_tag.start_offset < start


def message_of(kind: str, pixels: float, room: float, policy: Policy) -> str:
    return f"{NAMES[kind]} may be {pixels:.0f} px wide, a screen of {policy.narrow_width:g} px leaves it {room:.0f}"


def share(pixels: float, screen: float) -> str:
    """So many pixels of a screen as a share of it."""
    return f"{math.floor(1000 * pixels / screen) / 10:g}vw"


def between(least: float, most: float, policy: Policy) -> str:
    """A width that is ``least`` pixels on a narrow screen and ``most`` in a message of the reference width or more."""
    most = max(most, least)
    slope = 100 * (most - least) / max(policy.reference_width - policy.narrow_width, 1.0)
    rest = math.floor(least - math.ceil(slope) * policy.narrow_width / 100)
    return f"min({most:.4g}px, {math.ceil(slope)}vw {'-' if rest < 0 else '+'} {abs(rest)}px)"


def has_shrinking(boxes: Boxes) -> bool:
    """Whether some box has a size as :func:`between` writes it: the room was shared out once, and stays so."""
    styles = (box[0].attr("style") or "" for box in boxes.of.values())
    return any("vw + " in style or "vw - " in style for style in styles)


def _edits(found: Rigid, policy: Policy, *, is_settled: bool) -> Iterator[Edit]:
    """What lets it give way; nothing for what does so already."""
    if is_settled:
        if found.kind in ("padding", "least"):
            return
        found = found._replace(cell=None)
    screen, widest = policy.narrow_width, policy.max_image_width
    element, keeper, cell = found.element, found.keeper, found.cell
    styled = geometry.values(element.attr("style") or "")
    if found.kind == "padding":
        yield from _padding(element, found, policy)
        return
    if found.kind == "border":
        yield from _border(element)
        return
    if found.kind == "cellspacing":
        yield SetAttribute(element, "cellspacing", f"{math.floor(found.room):g}")
        return
    if found.kind == "least":
        if "vw" not in styled.get("min-width", ""):
            yield SetProperty(element, "min-width", between(found.room, found.pixels, policy))
        return
    if found.kind in ("image", "box"):
        most = geometry.length(given := styled.get("max-width", ""))
        if most is None or most.unit != "vw" or (found.kind == "image" and most.number >= widest):
            new = share(found.room, screen)
            if found.kind == "box" and found.room * policy.reference_width / screen < found.pixels:
                new = between(found.room, found.pixels, policy)
            if new != given:
                yield SetProperty(element, "max-width", new)
            if found.kind == "image" and ("height" in element.attrs or styled.get("height", "auto") != "auto"):
                yield SetProperty(element, "height", "auto")
        return
    if found.kind == "row":
        shown = "table-cell" if element.tag in geometry.CELLS else styled.get("display", "").replace("flex", "block")
        yield SetProperty(element, "display", shown)
        return
    if cell is not None and "vw" not in geometry.values(cell.attr("style") or "").get("min-width", ""):
        yield SetProperty(cell, "min-width", between(found.cell_room, found.cell_wide, policy))
    if keeper is None:
        if styled.get("word-break") != "break-word":
            yield SetProperty(element, "word-break", "break-word")
        return
    if "nowrap" in keeper.attrs:
        yield RemoveAttribute(keeper, "nowrap")
    space = geometry.values(keeper.attr("style") or "").get("white-space")
    if keeper.tag == "pre" or space is not None:
        yield SetProperty(keeper, "white-space", "normal" if space == "nowrap" else "pre-wrap")


def _padding(element: Element, found: Rigid, policy: Policy) -> Iterator[SetProperty]:
    """The paddings at the sides brought to a share of what they are, on a narrow screen."""
    style = element.attr("style") or ""
    flag = " !important" if any(each.important for each in css.parse_style(style) if "padding" in each.name) else ""
    box = geometry.box_of(element)
    given = [(side, css.in_pixels(each, 0.0) or 0.0) for name, side, each in box.sides if name == "padding"]
    if box.display == "cell" and is_padded(element):
        given = [(0, found.pixels / 2), (1, found.pixels / 2)]
    for side, pixels in given:
        if pixels:
            new = between(math.floor(pixels * found.room / found.pixels), pixels, policy)
            yield SetProperty(element, f"padding-{SIDES[side]}", new + flag)


def _border(element: Element) -> Iterator[Edit]:
    """The borders at the sides brought to the pixels that stay."""
    if "border" in element.attrs:
        yield SetAttribute(element, "border", f"{LINED:g}")
    if rewrites := tuple(borders.narrowed(element.attr("style") or "", LINED)):
        yield RewriteStyle(element, rewrites)


RULE = Rule("STY013", "style-unbreakable", setting="narrow_width", looks=(OnDocument(wants, check),))
