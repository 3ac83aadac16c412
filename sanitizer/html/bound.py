"""Where empty height may be over a limit: a rough look that never says too little, many times as fast as a layout.

The body is written as text, cut at its tags, and each tag's vertical space is added up in document order; what a tag
says is worked out once for each text of one and remembered. Columns are taken one after
the other, so that the sum between two pieces of content is never below what :mod:`sanitizer.html.flow` finds there.
"""

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from sanitizer.html import images
from sanitizer.html.dom import Element, Text
from sanitizer.html.extent import WHITE, Frame, is_picture, needs_frame
from sanitizer.html.markup import RAW_TEXT, VOID
from sanitizer.html.spacing import edges, line_height
from sanitizer.html.typography import DEFAULT
from sanitizer.html.visibility import BLANK

__all__ = ["Rough", "rough"]

_CUT = re.compile(r"(<(?:!--.*?--|[^>]*)>)", re.DOTALL)
"""Tags and comments of a tree that was written as text, where no attribute holds a bare ``>``."""
_VOID = VOID | frozenset(("basefont", "bgsound", "frame", "keygen"))
"""Elements that are written without an end tag (HTML standard, 13.3)."""
_VOID_BEGINS = frozenset((name + end)[:3] for name in _VOID for end in " >")
_ODD = (RAW_TEXT - {"textarea", "title"}) | {"math", "noscript", "svg", "template"}
"""Elements whose content is not written as text and tags are."""
_FRAMES = 512
"""Frames of which tags are remembered."""
_REMEMBERED = 1024
"""Tags that are remembered for each, so that a stream of made-up ones cannot fill the memory."""
_LONGEST = 512
"""Characters of a tag that is remembered at most."""
_INK = -1.0
"""What the line has that is being laid out: something that is seen, or so many pixels of blank."""


class Rough(NamedTuple):
    """Where a look that tells more is needed."""

    plain: set[Element]
    """The outermost elements with content in and around which no gap can be over the limit."""
    holds: set[Element]
    """The elements that hold text that is seen."""


class _Known:
    """What a start tag says, in the frame that it stands in."""

    __slots__ = (
        "after",
        "before",
        "inner",
        "is_void",
        "kind",
        "line_above",
        "line_below",
        "lower",
        "parts",
        "size",
        "upper",
    )

    def __init__(self, kind: str, tag: str) -> None:
        self.kind = kind
        """``odd``, ``none``, ``inline``, ``box``, ``row``, ``cell``, ``break``, ``blank`` or ``ink``."""
        self.is_void = tag in _VOID
        self.size = self.before = self.upper = self.lower = self.after = 0.0
        """Pixels above the upper border and below it, above the lower border and below it."""
        self.line_above = self.line_below = False
        self.parts = False, False
        """Whether margins do not collapse through its upper and its lower side."""
        self.inner: _Key | None = None
        """The frame of what the element holds, where it is another one."""


_Key = tuple[float, bool | None, bool | None, bool, float, float, float]


class _Tags:
    """What start tags say in one frame."""

    __slots__ = ("frame", "known", "width")

    def __init__(self, frame: Frame, width: float) -> None:
        self.frame = frame
        self.width = width
        self.known: dict[str, _Known] = {}

    def learn(self, text: str, element: Element) -> _Known:
        """What a start tag says, from its element."""
        found = _read(element, self.frame, self.width)
        if len(text) <= _LONGEST:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[text] = found
        return found


def _key(frame: Frame, width: float) -> _Key:
    return (
        frame.size,
        frame.is_preformatted,
        frame.is_middle,
        frame.is_flexible,
        frame.cell_padding,
        frame.spacing,
        width,
    )


@lru_cache(maxsize=_FRAMES)
def _tags(key: _Key) -> _Tags:
    frame = Frame.__new__(Frame)
    (
        frame.size,
        frame.is_preformatted,
        frame.is_middle,
        frame.is_flexible,
        frame.cell_padding,
        frame.spacing,
        width,
    ) = key
    return _Tags(frame, width)


def _read(element: Element, frame: Frame, width: float) -> _Known:
    tag = element.tag
    if tag in _ODD:
        return _Known("odd", tag)
    if tag == "br":
        return _Known("break", tag)
    if tag == "img":
        size = images.size_of(element)
        if is_picture(element, size):
            return _Known("ink", tag)
        known = _Known("blank", tag)
        known.upper = max(0.0, size.height or 0.0)
        return known
    own = edges(element, frame.size, width, is_item=frame.is_flexible)
    if own.display == "none":
        return _Known("none", tag)
    if own.display == "inline":
        known = _Known("inline", tag)
        if own.size != frame.size or own.is_preformatted is not None:
            known.inner = _key(Frame(frame, element, own), width)
        return known
    known = _Known("cell" if tag in ("td", "th") else "row" if own.display == "row" else "box", tag)
    inner = Frame(frame, element, own) if needs_frame(own, frame) else frame
    if inner is not frame:
        known.inner = _key(inner, width)
    above, upper, lower, below = (max(0.0, side.pixels) for side in own.sides)
    if own.display == "cell":
        upper = frame.cell_padding if own.sides[1].declaration is None else upper
        lower = frame.cell_padding if own.sides[2].declaration is None else lower
    elif own.display == "table":
        upper += inner.spacing
        lower += inner.spacing
    elif own.display == "row":
        lower += inner.spacing
    if own.height is not None:
        is_middle = own.display in ("row", "cell") and inner.is_middle is not False
        upper += own.height.pixels / 2 if is_middle else 0.0
        lower += own.height.pixels / 2 if is_middle else own.height.pixels
        known.size = own.height.pixels
    is_apart = own.display in ("cell", "beside", "table")
    known.parts = (
        is_apart or own.line_above or upper > 0 or own.sides[1].pixels != 0,
        is_apart or own.line_below or lower > 0 or own.sides[2].pixels != 0 or own.display == "row",
    )
    known.before, known.upper, known.lower, known.after = above, upper, lower, below
    if "border" in (element.attr("style") or "") or (tag == "table" and element.attr("border")):
        known.line_above, known.line_below = own.line_above, own.line_below
    return known


def rough(body: Element, limit: float, width: float) -> Rough | None:
    """Where in the body a gap may be over ``limit`` pixels; ``None`` if nowhere.

    Where that cannot be told in this way, nothing is plain.
    """
    tokens = _CUT.split(body.inner_html)
    found = _Sums(body, tokens, limit, width)
    if not found.is_sound:
        return Rough(set(), holders(body))
    return _ranges(found) if found.over else None


class _Sums:
    """The heights between pieces of content, in document order."""

    def __init__(self, body: Element, tokens: list[str], limit: float, width: float) -> None:
        self.tokens = tokens
        self.frame = Frame(None, body, edges(body, DEFAULT, width))
        self.elements: list[Element] = []
        self.body = body
        self.heights: list[float] = []
        """Of each piece of content the empty height before it."""
        self.places: list[int] = []
        """The tokens of the pieces of content."""
        self.is_sound = self._add_up(width)
        self.over = [
            (self.places[index - 1], self.places[index])
            for index, height in enumerate(self.heights)
            if index and height > limit
        ]
        """The tokens between which the height may be over the limit."""

    def _learn(self, tags: _Tags, text: str, number: int) -> _Known:
        self.elements = self.elements or list(self.body.iter_elements())
        return tags.learn(text, self.elements[number])

    def _add_up(self, width: float) -> bool:
        """Fill heights and places; whether all tags could be told."""
        tokens, heights, places = self.tokens, self.heights, self.places
        tags = _tags(_key(self.frame, width))
        get = tags.known.get
        height = line = margin = saved = 0.0
        started = -1
        hidden = 0
        stack: list[_Known] = []
        frames: list[_Tags] = []
        rows: list[tuple[int, list[float]]] = []
        boxes: list[tuple[float, float, int, int]] = []
        veils = 0
        for index, token in enumerate(tokens):
            if not index & 1:
                if hidden or not (text := token.strip(WHITE) or (tags.frame.is_preformatted and token)):
                    continue
                breaks = text.count("\n") * line_height(tags.frame.size) if tags.frame.is_preformatted else 0.0
                if not _is_ink(text):
                    if not line:
                        line = line_height(tags.frame.size)
                        height += line
                    height += breaks
                    margin = 0.0
                elif line != _INK or breaks:
                    heights.append(height - max(0.0, line) + breaks)
                    places.append(index)
                    if breaks:
                        heights.append(breaks)
                        places.append(index)
                    height, line, margin = breaks, _INK, 0.0
                continue
            if token[1] == "/":
                if not stack:
                    return False
                known = stack.pop()
                if hidden:
                    hidden -= 1
                    continue
                if known.kind == "inline":
                    if known.inner is not None:
                        tags = frames.pop()
                        get = tags.known.get
                    continue
            elif token[1] in "!?":
                continue
            else:
                started += 1
                known = get(token) or self._learn(tags, token, started)
                kind = known.kind
                if kind == "odd":
                    return False
                if not known.is_void:
                    stack.append(known)
                if hidden or kind == "none":
                    hidden += not known.is_void
                    veils += 1
                    continue
                if kind == "inline":
                    if known.inner is not None:
                        frames.append(tags)
                        tags = _tags(known.inner)
                        get = tags.known.get
                    continue
                if kind == "break":
                    if not line:
                        height += line_height(tags.frame.size)
                    line = margin = 0.0
                    continue
                if kind == "ink":
                    if line != _INK:
                        heights.append(height - line)
                        places.append(index)
                        height, line, margin = 0.0, _INK, 0.0
                    continue
                if kind == "blank":
                    margin = 0.0
                    height += known.upper
                    if not line:
                        line = line_height(tags.frame.size)
                        height += line
                    continue
                line = 0.0
                if kind == "row":
                    rows.append((len(heights), [0.0]))
                if (pixels := known.before) > 0.0:
                    height += max(0.0, pixels - margin)
                    saved += min(pixels, margin)
                    margin = max(pixels, margin)
                boxes.append((height, saved, len(heights), veils))
                veils += known.is_void
                if known.line_above:
                    heights.append(height)
                    places.append(index)
                    height = 0.0
                if known.parts[0]:
                    height += known.upper
                    margin = 0.0
                if not known.is_void:
                    if known.inner is not None:
                        frames.append(tags)
                        tags = _tags(known.inner)
                        get = tags.known.get
                    continue
            line = 0.0
            if known.inner is not None and not known.is_void:
                tags = frames.pop()
                get = tags.known.get
            if known.parts[1]:
                height += known.lower
                margin = 0.0
            if known.line_below:
                heights.append(height)
                places.append(index)
                height = 0.0
            before, kept, count, veiled = boxes.pop()
            if count == len(heights):
                height += saved - kept  # in what is empty margins add up
                if height > before:
                    margin = 0.0
                    if known.size and veils == veiled:
                        height -= min(known.size, height - before - known.size)
                if known.kind == "cell" and rows:
                    rows[-1][1].append(height - before)
            if (pixels := known.after) > 0.0:
                height += max(0.0, pixels - margin)
                saved += min(pixels, margin)
                margin = max(pixels, margin)
            if known.kind == "row":
                first, empty = rows.pop()
                if (most := max(empty)) and len(heights) > first:
                    heights[first] += most / 2
                height += most
        return not stack


def _is_ink(text: str) -> bool:
    return text[0].isalnum() or bool(text.replace("&nbsp;", "").strip(BLANK))


def _ranges(found: _Sums) -> Rough:
    """Which elements lie outside of all that is over the limit, and which hold text."""
    tokens = found.tokens
    elements = list(found.body.iter_elements())
    over = [0] * (len(tokens) + 1)
    for first, last in found.over:
        over[first] += 1
        over[last + 1] -= 1
    over = list(accumulate(map(bool, accumulate(over)), initial=0))
    shown = [0] * len(tokens)
    for place in found.places:
        shown[place] = 1
    shown = list(accumulate(shown, initial=0))
    plain: set[Element] = set()
    holds: set[Element] = set()
    stack: list[tuple[int, int, int]] = []
    inks = started = 0
    for index, token in enumerate(tokens):
        if not index & 1:
            inks += bool(text := token.strip(WHITE)) and _is_ink(text)
        elif token[1] == "/":
            number, start, before = stack.pop()
            if inks > before:
                holds.add(elements[number])
            if over[index + 1] == over[start] and shown[index] > shown[start]:
                plain.add(elements[number])
        elif token[1] not in "!?":
            if token[1:4] not in _VOID_BEGINS or token[1:].partition(" ")[0].rstrip(">") not in _VOID:
                stack.append((started, index, inks))
            started += 1
    if inks:
        holds.add(found.body)
    return Rough(plain, holds)


def holders(body: Element) -> set[Element]:
    """The elements that hold text that is seen."""
    holds: set[Element] = set()
    for node in body.descendants:
        if isinstance(node, Text) and (above := node.parent) not in holds and node.data.strip(BLANK):
            while isinstance(above, Element) and above not in holds:
                holds.add(above)
                above = above.parent
    return holds
