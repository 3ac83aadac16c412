"""The empty height between two pieces of content that follow each other, and what makes it.

One walk over the body adds up, in document order, the margins, paddings, heights, blank lines and empty elements
between two pieces of content; margins that adjoin collapse (CSS 2.2, 8.3.1). Cells of a row stand side by side: the
row's gap is that of the cell with the least, and what is inside a column beside others is not judged, since these may
fill it.
"""

from typing import NamedTuple

from sanitizer.html import images
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.extent import TINY, WHITE, Frame, estimate, extent, is_picture
from sanitizer.html.slack import BARRIER, Space, Stream, shrink_to, total
from sanitizer.html.spacing import SIDES, Edge, Edges, edges, line_height
from sanitizer.html.typography import DEFAULT
from sanitizer.html.visibility import BLANK

__all__ = ["Gap", "gaps"]

_MOST = 16
"""Columns of a row that are told apart."""
_STEPS = 200_000
"""Nodes that are looked at for all guesses of a height together, so that nested heights cost no more."""
_TRIMMING = frozenset(("body", "td", "th"))
"""Elements whose first and last child lose their default margins (Quirks standard, 3.1.2)."""


class Gap(NamedTuple):
    """An empty height over the limit, in CSS pixels, and the spaces that are to change."""

    pixels: float
    spaces: list[Space]
    below: Element


class _Columns:
    """Boxes that stand side by side."""

    __slots__ = ("count", "is_started", "lead_room", "leads", "room", "saved", "trail_room", "trails")

    def __init__(self, saved: list[Stream] | None, room: float) -> None:
        self.saved = saved
        self.room = room
        self.count = 0
        self.lead_room = self.trail_room = 0.0
        self.leads: list[Stream] = []
        self.trails: list[Stream] = []
        self.is_started = False


_Closing = tuple[str, Element, "Edges | None", "Space | None"]


def gaps(document: Document, limit: float, tolerance: float, width: float) -> list[Gap]:
    """The gaps over ``limit`` and ``tolerance``, with what is to change to bring each within the limit."""
    body = document.tree.find("body")
    if body is None:
        return []
    flow = _Flow(
        document,
        body,
        limit,
        tolerance,
        width,
        is_quirky=not document.text[:200].lstrip().lower().startswith("<!doctype"),
    )
    flow.walk()
    return flow.found


class _Flow:
    def __init__(
        self, document: Document, body: Element, limit: float, tolerance: float, width: float, *, is_quirky: bool
    ) -> None:
        self.body = body
        self.limit = limit
        self.tolerance = tolerance
        self.width = width
        self.is_quirky = is_quirky
        self.found: list[Gap] = []
        self.is_block_tag = document.is_block_tag if document.template is not None else None
        self.holds = _holders(body, document)
        self.blank: set[Element] = set()
        self.pending: list[Stream] | None = None
        """The spaces since the last content, one list for each column that may have been the highest."""
        self.steps = _STEPS
        """Nodes that may yet be looked at to guess the height of what elements hold."""
        self.room = 0.0
        """Pixels that the spaces have at most."""
        self.columns: list[_Columns] = []
        self.line: Space | str = ""
        """What the line has that is being laid out: nothing, ``ink``, or the space of a blank one."""

    def walk(self) -> None:
        """Lay out the body."""
        if not self._holds(self.body):
            return
        frames = [Frame(None, self.body, edges(self.body, DEFAULT, self.width))]
        stack: list[Node | _Closing] = list(reversed(self.body.children))
        while stack:
            node = stack.pop()
            if isinstance(node, Text):
                self._text(node, frames[-1])
            elif self.is_block_tag and isinstance(node, Node) and self.is_block_tag(node):
                self._ink(node)
            elif isinstance(node, tuple):
                self._close(node, frames)
            elif isinstance(node, Element):
                self._open(node, frames, stack)

    # -- what is met ------------------------------------------------------------------------------------------------

    def _text(self, node: Text, frame: Frame) -> None:
        data = node.data
        if data.strip(BLANK):
            if frame.is_preformatted:
                self._preformatted(node, frame)
            elif self.line != "ink":
                self._ink(node)
        elif data.strip(WHITE) or (frame.is_preformatted and data):
            if not self.line:
                self._blank_line(frame, None)
            if frame.is_preformatted:
                for _ in range(data.count("\n")):
                    self._break(frame, None)

    def _preformatted(self, node: Text, frame: Frame) -> None:
        for index, line in enumerate(node.data.split("\n")):
            if index:
                self._break(frame, None)
            if line.strip(BLANK):
                self._ink(node)

    def _ink(self, node: Node) -> None:
        if isinstance(self.line, Space):
            for stream in self.pending or ():
                if stream and stream[-1] is self.line:
                    stream.pop()
        self.line = "ink"
        self._content(node)

    def _blank_line(self, frame: Frame, element: Element | None) -> None:
        space = Space(line_height(frame.size), "line" if element is not None else "", element)
        self._add(space)
        self.line = space

    def _break(self, frame: Frame, element: Element | None) -> None:
        if not self.line:
            self._blank_line(frame, element)
        self.line = ""

    def _image(self, element: Element, frame: Frame) -> None:
        size = images.size_of(element)
        if is_picture(element, size):
            self._ink(element)
        elif size.height is not None and size.height > TINY and element.attr("src"):
            if not self.line:
                space = Space(max(size.height, line_height(frame.size)), "empty", element)
                self._add(space)
                self.line = space
        elif not self.line:
            self._blank_line(frame, None)

    def _content(self, node: Node) -> None:
        streams, self.pending = self.pending, [[]]
        room, self.room = self.room, 0.0
        if self.columns:
            columns = self.columns[-1]
            if not columns.is_started:
                columns.leads += streams or ()
                columns.lead_room = max(columns.lead_room, room)
                columns.is_started = True
        elif streams and room > self.limit + self.tolerance:
            self._judge(streams, node)

    def _add(self, space: Space) -> None:
        if space.pixels > 0:
            self.room += space.pixels
        for stream in self.pending or ():
            stream.append(space)

    def _holds(self, element: Element) -> bool:
        """Whether the element holds something that is seen: text, a picture, a line."""
        if element in self.holds:
            return True
        if element in self.blank:
            return False
        inside = [element, *element.iter_elements()]
        shown = [inner for inner in inside if self._is_shown(inner)]
        for inner in shown:
            above: Node | None = inner
            while isinstance(above, Element) and above not in self.holds:
                self.holds.add(above)
                above = above.parent if above is not element else None
        if not shown:
            self.blank.update(inside)
        return bool(shown)

    def _is_shown(self, element: Element) -> bool:
        tag = element.tag
        if tag == "img":
            return is_picture(element, images.size_of(element))
        if tag == "hr":
            return True
        if "border" not in (element.attr("style") or "") and not (tag == "table" and element.attr("border")):
            return False
        own = edges(element, DEFAULT, self.width)
        return own.line_above or own.line_below

    # -- boxes ------------------------------------------------------------------------------------------------------

    def _open(self, element: Element, frames: list[Frame], stack: list[Node | _Closing]) -> None:
        frame = frames[-1]
        tag = element.tag
        if tag == "br":
            self._break(frame, element)
            return
        if tag == "img":
            self._image(element, frame)
            return
        own = edges(element, frame.size, self.width, is_item=frame.is_flexible)
        if own.display == "none":
            return
        if own.display == "inline":
            if own.size != frame.size or own.is_preformatted is not None:
                frame = Frame(frame, element, own)
                frames.append(frame)
                stack.append(("inline", element, None, None))
            self._children(element, frame, stack)
            return
        self.line = ""
        if not self._holds(element):
            self._empty(element, own, frame)
            return
        self._margin(element, own, 0)
        inner = frame
        if (
            own.size != frame.size
            or own.is_preformatted is not None
            or own.is_middle is not None
            or own.display in ("beside", "table")
            or own.is_flexible
            or frame.is_flexible
        ):
            inner = Frame(frame, element, own)
        frames.append(inner)
        is_apart = own.display in ("cell", "beside", "table")
        if is_apart:
            self._add(BARRIER)
        if own.line_above:
            self._content(element)
        self._side(element, own, 1, frame)
        if own.display == "table" and inner.spacing:
            self._add(Space(inner.spacing, "", None))
        extra = self._extra(element, own, inner)
        stack.append(("apart" if is_apart else "block", element, own, extra))
        self._children(element, inner, stack)

    def _children(self, element: Element, frame: Frame, stack: list[Node | _Closing]) -> None:
        children = element.children
        if len(children) < 2:
            stack.extend(children)
            return
        beside = [child for child in children if isinstance(child, Element) and self._is_column(child, frame)]
        if len(beside) < 2:
            stack.extend(reversed(children))
            return
        self.columns.append(_Columns(self.pending, self.room))
        stack.append(("columns", element, None, None))
        for child in reversed(beside if element.tag == "tr" else children):
            stack += ("column end", element, None, None), child, ("column", element, None, None)

    def _is_column(self, child: Element, frame: Frame) -> bool:
        tag = child.tag
        if tag in ("td", "th"):
            return self._holds(child)
        if tag in ("br", "img"):
            return False
        if not frame.is_flexible and not (tag == "table" and child.attr("align")):
            style = child.attr("style")
            if not style or ("inline-" not in style and "float" not in style and "cell" not in style):
                return False
        own = edges(child, frame.size, self.width, is_item=frame.is_flexible)
        return own.display in ("beside", "cell") and self._holds(child)

    def _close(self, closing: _Closing, frames: list[Frame]) -> None:
        kind, element, own, extra = closing
        if kind == "column":
            columns = self.columns[-1]
            columns.count += 1
            is_told = columns.saved is not None and columns.count <= _MOST
            self.pending = [list(stream) for stream in columns.saved or ()] if is_told else None
            columns.is_started = False
            self.room = columns.room
            self.line = ""
        elif kind == "column end":
            columns = self.columns[-1]
            if columns.is_started:
                columns.trails += self.pending or ()
                columns.trail_room = max(columns.trail_room, self.room)
        elif kind == "columns":
            columns = self.columns.pop()
            self.pending, self.room = columns.leads[:_MOST] or None, columns.lead_room
            self._content(element)
            self.pending, self.room = columns.trails[-_MOST:] or [[]], columns.trail_room
        elif own is None:
            frames.pop()
        else:
            self.line = ""
            inner = frames.pop()
            if extra is not None:
                self._add(extra)
            self._side(element, own, 2, frames[-1])
            if own.display == "row" and inner.spacing:
                self._add(Space(inner.spacing, "", None))
            if own.line_below:
                self._content(element)
            if kind == "apart":
                self._add(BARRIER)
            self._margin(element, own, 3)

    def _margin(self, element: Element, own: Edges, side: int) -> Space | None:
        pixels, index = own.sides[side]
        if not pixels:
            return None
        parent = element.parent
        if index is None and self.is_quirky and isinstance(parent, Element) and parent.tag in _TRIMMING:
            neighbour = element.previous_sibling if side == 0 else element.next_sibling
            if isinstance(neighbour, Text) and not neighbour.data.strip(WHITE):
                neighbour = neighbour.previous_sibling if side == 0 else neighbour.next_sibling
            if neighbour is None:
                return None
        space = Space(pixels, SIDES[side] if index is not None else f"default {SIDES[side]}", element, is_margin=True)
        self._add(space)
        return space

    def _side(self, element: Element, own: Edges, side: int, frame: Frame) -> None:
        pixels, index = own.sides[side]
        if index is None and own.display == "cell":
            self._add(Space(frame.cell_padding, f"default {SIDES[side]}", element))
        elif pixels:
            self._add(Space(pixels, SIDES[side], element))

    def _extra(self, element: Element, own: Edges, frame: Frame) -> Space | None:
        """What a declared height adds below the content of an element; what it adds above is added here."""
        height, source = own.height, element
        if own.display == "row":
            for child in element.children:
                if isinstance(child, Element) and child.tag in ("td", "th") and not self._holds(child):
                    pixels, floor = extent(child, frame, self.width)
                    if pixels > (height.pixels if height else 0.0):
                        height, source = Edge(pixels, None if floor > pixels / 2 else -1), child
        if height is None:
            return None
        taken, self.steps = estimate(element, self.width, height.pixels, self.steps)
        more = height.pixels - taken
        if more <= 0:
            return None
        what = "height" if height.declaration is not None else ""
        if own.display in ("row", "cell") and frame.is_middle is not False:
            above, below = Space(more / 2, what, source), Space(more / 2, what, source)
            above.linked, below.linked = [below], [above]
            self._add(above)
            return below
        return Space(more, what, source)

    # -- empty elements ---------------------------------------------------------------------------------------------

    def _empty(self, element: Element, own: Edges, frame: Frame) -> None:
        above = self._margin(element, own, 0)
        pixels, floor = extent(element, frame, self.width)
        space = None
        if pixels:
            is_target = "id" in element.attrs or any(True for _ in element.iter_elements("a"))
            space = Space(pixels, "" if is_target else "empty", element, floor=floor)
            self._add(space)
        if own.display == "row" and frame.spacing:
            self._add(Space(frame.spacing, "", None))
        below = self._margin(element, own, 3)
        if space is not None:
            space.linked = [each for each in (above, below) if each is not None]

    # -- judging ----------------------------------------------------------------------------------------------------

    def _judge(self, streams: list[Stream], below: Node) -> None:
        least = min(map(total, streams))
        if least <= self.limit + self.tolerance:
            return
        changed: list[Space] = []
        for stream in streams:
            changed += shrink_to(stream, self.limit)
        place = below if isinstance(below, Element) else below.parent
        self.found.append(Gap(least, changed, place if isinstance(place, Element) else self.body))


def _holders(body: Element, document: Document) -> set[Element]:
    """The elements that hold text that is seen, or a block of a template, which may."""
    holds: set[Element] = set()
    for node in body.descendants:
        if (above := node.parent) not in holds and (
            node.data.strip(BLANK) if isinstance(node, Text) else document.is_block_tag(node)
        ):
            while isinstance(above, Element) and above not in holds:
                holds.add(above)
                above = above.parent
    return holds
