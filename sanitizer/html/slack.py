"""Empty height as a list of spaces that add up, and how to bring it within a limit by changing few of them."""

import math
from collections.abc import Iterator, Sequence

from sanitizer.html.dom import Element, Text

__all__ = ["BARRIER", "BlankLine", "Space", "Stream", "shrink_to", "total", "without_guesses"]

_EXACT = 0.01
"""CSS pixels that sums of fractions may be off by."""
_LOOKS = 64
"""Times that a stream is added up anew, at most."""
_LEAST = 4.0
"""Pixels below which a spacer holds no room."""


class Space:
    """Some pixels of empty height, and where they come from."""

    __slots__ = ("element", "floor", "is_guess", "is_margin", "linked", "new", "peers", "pixels", "what")

    def __init__(
        self, pixels: float, what: str, element: Element | None, *, is_margin: bool = False, floor: float = 0.0
    ) -> None:
        self.pixels = pixels
        self.what = what
        """A side (``padding-top``), ``default`` and a side, ``height``, ``paddings`` (of a cell that holds nothing),
        ``empty``, ``line``, ``text`` (a line of characters that show nothing), or ``""`` for what cannot be changed."""
        self.element = element
        self.is_margin = is_margin
        self.floor = floor
        """Of an empty element, what it takes without its height."""
        self.linked: Sequence[Space] = ()
        """Margins of an empty element, which go with it."""
        self.peers: list[Space] = []
        """Empty elements no higher that stand beside it in a line."""
        self.is_guess = False
        """Whether a picture of which nobody knows how high it is may fill it: it goes first, for it may be nothing."""
        self.new: float | None = None
        """Pixels it is brought to; for an empty element 0 takes it out."""


class BlankLine(Space):
    """A line of preformatted text that shows nothing, with the characters that make it."""

    __slots__ = ("end", "node", "start")

    def __init__(self, pixels: float, node: Text, start: int, end: int) -> None:
        parent = node.parent
        super().__init__(pixels, "text", parent if isinstance(parent, Element) else None)
        self.node, self.start, self.end = node, start, end


Stream = list[Space]
BARRIER = Space(0.0, "", None)
"""What keeps margins from collapsing."""


def total(stream: Stream) -> float:
    """Pixels of all spaces, margins that adjoin as one."""
    pixels = widest = narrowest = 0.0
    for space in stream:
        if not space.is_margin:
            pixels += widest + narrowest + space.pixels
            widest = narrowest = 0.0
        elif space.pixels > widest:
            widest = space.pixels
        elif space.pixels < narrowest:
            narrowest = space.pixels
    return pixels + widest + narrowest


def _groups(stream: Stream) -> Iterator[tuple[float, list[Space]]]:
    """The spaces that add up: margins that adjoin are one, as wide as the widest less the most negative."""
    margins: list[Space] = []
    for space in stream:
        if space.is_margin:
            margins.append(space)
            continue
        if margins:
            yield _collapsed(margins), margins
            margins = []
        yield space.pixels, [space]
    if margins:
        yield _collapsed(margins), margins


def _collapsed(margins: list[Space]) -> float:
    if len(margins) == 1:
        return margins[0].pixels
    return max(0.0, *(space.pixels for space in margins)) + min(0.0, *(space.pixels for space in margins))


def without_guesses(stream: Stream) -> list[Space]:
    """Take out of the stream what may be filled as well; what was changed."""
    guesses = [space for space in stream if space.is_guess and space.what and space.pixels]
    for space in guesses:
        space.pixels = space.new = 0.0
    return guesses


def shrink_to(stream: Stream, limit: float) -> list[Space]:
    """Bring the stream within the limit by changing as few spaces as can be; what was changed."""
    changed: list[Space] = []
    over = total(stream) - limit
    if over <= _EXACT:
        return changed
    groups = [(pixels, spaces) for pixels, spaces in _groups(stream) if pixels > 0 and _may_shrink(spaces)]
    groups.reverse()  # of equal ones the last goes first
    groups.sort(key=lambda group: (group[1][0].what.startswith("default"), -group[0]))
    looks = _LOOKS
    for pixels, spaces in groups:
        changed += _shrink(spaces, over)
        if spaces[0].linked and looks:
            looks -= 1
            over = total(stream) - limit  # the margins of what goes went with it
        else:
            over -= pixels - _collapsed(spaces)
        if over <= _EXACT:
            break
    return changed


def _may_shrink(spaces: list[Space]) -> bool:
    return all(space.what for space in spaces)


def _shrink(spaces: list[Space], over: float) -> list[Space]:
    if not spaces[0].is_margin:
        space = spaces[0]
        rest = float(max(0, math.floor(space.pixels - over)))
        if space.what in ("line", "text", "height", "paddings") or (
            space.what == "empty" and rest < max(space.floor, _LEAST)
        ):
            rest = 0.0
        space.pixels = space.new = rest
        if space.what in ("empty", "height", "paddings") and not rest:
            for linked in space.linked:
                linked.pixels = 0.0
        peers = [peer for peer in space.peers if peer.pixels > rest]
        for peer in peers:
            peer.pixels = peer.new = rest
        return [space, *peers]
    rest = float(max(0, math.floor(max(space.pixels for space in spaces) - over)))
    changed = []
    for space in spaces:
        if space.pixels > rest:
            space.pixels = space.new = rest
            changed.append(space)
    return changed
