"""No more empty height between two pieces of content than the lines that the policy allows.

However it is made: margins, paddings, declared heights, blank lines, rows and paragraphs that hold nothing. What lies
between two pieces of content is added up, margins collapsing as in a browser, and the largest parts are brought down
until the rest is within the limit: a declaration gets fewer pixels, what is empty goes, and so do lines of preformatted
text that show nothing. A height around a picture of which nobody knows how high it is goes first, where a low one would
leave too much of it empty. A line is 18 px, the height of one of the default font; 2 px more are let pass.

Where columns stand side by side the highest counts for what is above and below them. What is empty inside one is judged
where the others are sure to end above it or to begin below it, by the sizes and the number of words that they have;
where they may fill it, it is left. Boxes in a line of text stand on it with their last words: what is empty below those
is judged where no other box can fill it, and so is what is between two lines of boxes that one has no room for.

Before::

    <p>Hello</p><div style="padding:60px 0 10px">Jane</div>

After::

    <p>Hello</p><div style="padding:20px 0 10px">Jane</div>
"""

from collections.abc import Iterator

from sanitizer.contexts import Context
from sanitizer.edits import Edit, RemoveAttribute, RemoveElement, ReplaceInText, RewriteStyle, SetAttribute, SetProperty
from sanitizer.html import css
from sanitizer.html.dom import Element
from sanitizer.html.flow import gaps
from sanitizer.html.slack import BlankLine, Space
from sanitizer.html.spacing import LINE, edited
from sanitizer.html.text_places import TextPlaces
from sanitizer.html.visible import Piece
from sanitizer.policy import Policy
from sanitizer.rule import OnDocument, Rule, Violation

TOLERANCE = 2.0
"""CSS pixels over the limit that are let pass."""


def wants(policy: Policy) -> bool:
    return policy.max_breaks > 0


def check(context: Context) -> Iterator[Violation]:
    policy = context.policy
    limit = policy.max_breaks * LINE
    if (boxes := context.boxes) is None or not (found := gaps(context.document, boxes, limit, TOLERANCE)):
        return
    sides: dict[Element, dict[str, float]] = {}
    places: TextPlaces | None = None
    for gap in found:
        for space in gap.spaces:
            if space.element is not None and space.new is not None and space.what != "text":
                sides.setdefault(space.element, {})[space.what] = space.new
    for gap in found:
        edits: list[Edit] = []
        for element in dict.fromkeys(space.element for space in gap.spaces):
            if element in sides:
                edits += _edits(element, sides[element])
        for space in dict.fromkeys(gap.spaces):
            if isinstance(space, BlankLine):
                places = places or TextPlaces(context.document)
                edits.append(_removed(space, places))
        largest = max(gap.spaces, key=_size, default=None)
        place = largest.element if largest is not None and largest.element is not None else gap.below
        sure = "up to " if any(space.is_guess for space in gap.spaces) else ""
        words = f"{sure}{gap.pixels:.0f} px between two pieces of content; at most {limit:g}"
        yield RULE.violation(place, words, *edits)


def _removed(line: BlankLine, places: TextPlaces) -> Edit:
    """The line goes. It has no place in the source if another edit changes the text: that is written anew then."""
    spans = places.spans(Piece(line.node, line.start, line.end))
    return ReplaceInText(line.node, line.start, line.end, "", tuple(spans))


def _size(space: Space) -> float:
    return -space.pixels


def _edits(element: Element, new: dict[str, float]) -> Iterator[Edit]:
    if "line" in new or new.get("empty") == 0:
        yield RemoveElement(element)
        return
    for what, pixels in new.items():
        if what in ("height", "empty"):
            yield from _height(element, pixels)
        elif what == "paddings":
            yield SetProperty(element, "padding", "0")
        elif what.startswith("default "):
            yield SetProperty(element, what.removeprefix("default "), f"{pixels:.4g}px" if pixels else "0")
    if texts := edited(element, new):
        yield RewriteStyle(element, tuple(texts.items()))


def _height(element: Element, pixels: float) -> Iterator[Edit]:
    """Give an element so many pixels of height, or none of its own."""
    if "height" in element.attrs:
        yield SetAttribute(element, "height", f"{pixels:.0f}") if pixels else RemoveAttribute(element, "height")
    rewrites = tuple(
        (index, f"{declaration.name}:{pixels:.4g}px" if pixels else None)
        for index, declaration in enumerate(css.parse_style(element.attr("style") or ""))
        if declaration.name in ("height", "min-height")
    )
    if rewrites:
        yield RewriteStyle(element, rewrites)


RULE = Rule("STY012", "style-gap", setting="max_breaks", looks=(OnDocument(wants, check),))
