"""The empty height between two pieces of content that follow each other, and what makes it.

One walk over the body adds up, in document order, the margins, paddings, heights, blank lines and empty elements
between two pieces of content; margins that adjoin collapse (CSS 2.2, 8.3.1). Cells of a row stand side by side: the
row's gap is that of the cell with the least, where lower cells have what they are lower by too. What is empty inside a
column is judged where the others do not fill it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sanitizer.html import geometry, heights, images
from sanitizer.html.boxes import Box, Boxes, Item
from sanitizer.html.columns import MOST, Columns, Extra, Rest, Row, Slack, Steps, least_of
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.extent import TINY, WHITE, Frame, extent, highest
from sanitizer.html.inline import Run
from sanitizer.html.room import room_of
from sanitizer.html.slack import BARRIER, BlankLine, Space, Stream, shrink_to, without_guesses
from sanitizer.html.spacing import LINE, SIDES, Edge, Edges, descent, leading, line_height
from sanitizer.html.typography import DEFAULT
from sanitizer.html.visibility import BLANK

__all__ = ["Gap", "gaps"]

_STEPS = 200_000
"""Nodes that are looked at for all guesses of a height together, so that nested heights cost no more."""
_LARGE = 63.0
"""Font size up to which lines leave no more empty than usual ones."""
_SHOWING = frozenset(("br", "img"))
"""Inline elements that show something by themselves."""
_TRIMMING = frozenset(("body", "td", "th"))
"""Elements whose first and last child lose their default margins (Quirks standard, 3.1.2)."""
_KEEPING = frozenset(("hr", "figure"))
"""Elements that keep theirs."""


class Gap(NamedTuple):
    """An empty height over the limit, in CSS pixels, and the spaces that are to change."""

    pixels: float
    spaces: list[Space]
    below: Element


_Opened = tuple[Iterator[Item], Box, Frame, Space | None]
"""What is left of a box that is being laid out, the box, how it is itself laid out, and what its height adds below."""


def gaps(document: Document, boxes: Boxes, limit: float, tolerance: float) -> list[Gap]:
    """The gaps over ``limit`` and ``tolerance``, with what is to change to bring each within the limit."""
    is_quirky = not document.text[:200].lstrip().lower().startswith("<!doctype")
    flow = _Flow(document, boxes, limit, tolerance, is_quirky=is_quirky)
    flow.walk()
    return flow.found


class _Flow:
    def __init__(self, document: Document, boxes: Boxes, limit: float, tolerance: float, *, is_quirky: bool) -> None:
        self.body = boxes.body[0]
        self.limit = limit
        self.tolerance = tolerance
        self.width = boxes.width
        self.is_quirky = is_quirky
        self.has_struts = boxes.has_struts
        self.pictures = document.pictures
        self.found: list[Gap] = []
        self.boxes = boxes
        self.holds = boxes.holds
        self.pending: list[Stream] | None = None
        """The spaces since the last content, one list for each column that may have been the highest."""
        self.beside: tuple[Space | None, float] = None, 0.0
        """The last empty box in a line, and the pixels of width that are left beside it."""
        self.steps = Steps(_STEPS)
        self.room = 0.0
        """Pixels that the spaces have at most."""
        self.columns: list[Columns] = []
        self.line: Space | str = ""
        """What the line has that is being laid out: nothing, ``ink``, a ``picture`` or one that is a ``block`` and
        nothing else, or the space of a blank one."""
        self.size = DEFAULT
        """Font size of the text around the last picture, or of the last text; 0 for what is neither."""

    def walk(self) -> None:
        """Lay out the body."""
        if self.body not in self.holds:
            return
        frame, items = self.boxes.body[2], self._content_of(self.boxes.body)
        around: list[tuple[Iterator[Item], Frame, _Opened | None]] = []
        while True:
            for item in items:
                if not isinstance(item, tuple):
                    if not isinstance(item, Text):
                        self._ink(item, 0.0)
                    elif self.line != "ink" or frame.is_preformatted:
                        self._text(item, frame)
                elif (own := item[1]).display == "inline" and own.tag not in _SHOWING:
                    if item[3]:  # neither where it begins nor where it ends is anything to be done
                        around.append((items, frame, None))
                        items, frame = self._content_of(item), item[2]
                        break
                elif (opened := self._open(item, frame)) is not None:
                    around.append((items, frame, opened))
                    items, frame = opened[0], item[2]
                    break
            else:
                if not around:
                    return
                items, frame, closing = around.pop()
                if closing is not None:
                    self._close(closing)

    # -- what is met ------------------------------------------------------------------------------------------------

    def _text(self, node: Text, frame: Frame) -> None:
        data = node.data
        if data.strip(BLANK):
            if frame.is_preformatted:
                self._preformatted(node, frame)
            elif self.line != "ink":
                self._ink(node, frame.size)
        elif data.strip(WHITE) or (frame.is_preformatted and data):
            if frame.is_preformatted:
                self._preformatted(node, frame)
            elif not self.line:
                self._blank_line(frame, None)

    def _preformatted(self, node: Text, frame: Frame) -> None:
        lines = node.data.split("\n")
        at = 0
        for line in lines[:-1]:
            end = at + len(line) + 1
            if line.strip(BLANK):
                self._ink(node, frame.size)
            elif not self.line and (at or node.previous_sibling is not None):  # after <pre> a parser drops one
                self._add(BlankLine(line_height(frame.size), node, at, end))
                at = end
                continue
            self._break(frame, None)
            at = end
        if lines[-1].strip(BLANK):
            self._ink(node, frame.size)
        elif lines[-1] and not self.line:
            self._blank_line(frame, None)

    def _ink(self, node: Node, size: float) -> None:
        """Something that stands in a line; ``size`` is that of its font, 0 for what is no text."""
        if isinstance(self.line, Space):
            for stream in self.pending or ():
                if stream and stream[-1] is self.line:
                    stream.pop()
        if size > _LARGE:
            self._add(Space(leading(size), "", None))
        self.line, self.size = "ink", size
        self._content(node)

    def _blank_line(self, frame: Frame, element: Element | None) -> None:
        space = Space(line_height(frame.size), "line" if element is not None else "", element)
        self._add(space)
        self.line = space

    def _break(self, frame: Frame, element: Element | None) -> None:
        if not self.line:
            self._blank_line(frame, element)
        self._end_line()

    def _end_line(self) -> None:
        if self.line == "picture":
            self._add(Space(descent(self.size), "", None))
        elif self.size > _LARGE and self.line == "ink":
            self._add(Space(leading(self.size), "", None))
        self.line = ""

    def _image(self, element: Element, own: Edges, frame: Frame) -> None:
        if element in self.holds:
            self._ink(element, 0.0)
            if own.is_middle is None and self.has_struts:
                self.line, self.size = "picture" if own.display == "inline" else own.display, frame.size
            return
        size = images.shown_size(element, self.pictures)
        if size.height is not None and size.height > TINY and element.attr("src"):
            if not self.line:
                line = line_height(frame.size)
                space = Space(max(size.height, line), "empty", element, floor=line)
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
                if columns.before is not None:
                    columns.leads += streams or ()
                columns.lead_room = max(columns.lead_room, room)
                columns.is_started = True
                if columns.run is not None:
                    columns.run.begin(streams[0][columns.before or 0 :] if streams else [])
            elif streams and columns.row is not None and room > self.limit + self.tolerance:
                columns.gaps.append((columns.index, streams, node))
            if columns.run is not None:
                columns.run.meet(node, streams or [])
        elif streams and room > self.limit + self.tolerance:
            self._judge(streams, node)

    def _add(self, space: Space) -> None:
        if space.pixels > 0:
            self.room += space.pixels
        for stream in self.pending or ():
            stream.append(space)

    # -- boxes ------------------------------------------------------------------------------------------------------

    def _open(self, box: Box, frame: Frame) -> _Opened | None:
        """Lay out where an element begins; what it holds, if that is to be laid out."""
        element, own, inner, _ = box
        tag, display = own.tag, own.display
        if tag == "br":
            self._break(frame, element)
            return None
        if display == "none":
            return None
        if tag == "img":
            self._image(element, own, frame)
            return None
        if self.line:
            self._end_line()
        if element not in self.holds:
            self._empty(element, own, frame)
            return None
        if own.is_bare:
            return self._content_of(box), box, frame, None
        if own.has_margins:
            self._margin(element, own, 0)
        if own.is_apart:
            self._add(BARRIER)
        if own.line_above:
            self._content(element)
        if own.has_paddings:
            self._side(element, own, 1, frame)
        if display == "table" and inner.spacing:
            self._add(Space(inner.spacing, "", None))
        extra = self._extra(box) if own.height is not None or display == "row" else None
        return self._content_of(box), box, frame, extra

    def _close(self, opened: _Opened) -> None:
        """Lay out where an element ends."""
        _, (element, own, inner, _), frame, extra = opened
        line = self.line
        if line:
            self._end_line()
        if own.is_bare:
            return
        if extra is not None:
            self._add(extra)
        if own.has_paddings:
            self._side(element, own, 2, frame)
        if own.display == "row" and inner.spacing:
            self._add(Space(inner.spacing, "", None))
        if own.line_below:
            self._content(element)
        if own.is_apart:
            self._add(BARRIER)
        if own.has_margins:
            self._margin(element, own, 3)
        if line == "block" and own.display == "beside":
            self._add(Space(descent(frame.size), "", None))  # it stands on the line as a picture would

    def _content_of(self, box: Box) -> Iterator[Item]:
        """What an element holds, as columns where two boxes of it stand side by side."""
        element, own, _, items = box
        if element not in self.boxes.rows:
            return iter(items)
        columns = [item for item in items if isinstance(item, tuple) and item[1].is_column and item[0] in self.holds]
        if len(columns) < 2:
            return iter(columns if own.tag == "tr" else items)
        if not heights.is_row(box):
            if not any(map(_floats, columns)):
                return self._runs(element, items)
            return iter(items) if element is self.body else self._columns(element, items, None)
        return self._columns(element, columns, Row(self.boxes, box, self.width, self.steps))

    def _runs(self, element: Element, items: Sequence[Item]) -> Iterator[Item]:
        """The items; those that may share a line as columns."""
        run: list[Item] = []
        for item in (*items, None):
            if item is not None and not _ends_line(item):
                run.append(item)
                continue
            if sum(isinstance(each, tuple) and each[1].is_column for each in run) > 1:
                yield from self._columns(element, run, None, Run(self.boxes, element, run))
                self.line, self.size = "ink", 0.0
            else:
                yield from run
            run = []
            if item is not None:
                yield item

    def _columns(
        self, element: Element, items: Sequence[Item], row: Row | None, run: Run | None = None
    ) -> Iterator[Item]:
        """The items, each of which is laid out, before the next one is asked for, as if it stood alone."""
        columns = Columns(row, run)
        self.columns.append(columns)
        saved, room = self.pending, self.room
        columns.before = len(saved[0]) if saved else None
        for index, item in enumerate(items):
            is_told = saved is not None and index < MOST
            self.pending = [list(stream) for stream in saved or ()] if is_told else None
            if saved is None and run is not None and index < MOST:
                self.pending = [[]]
            self.room = room
            columns.index, columns.is_started = index, False
            self.line = ""
            if row is not None:
                self._add(Slack(row, index, is_above=True))
            yield item
            self._end_line()
            if columns.is_started:
                if row is not None:
                    self._add(Slack(row, index, is_above=False))
                if run is not None:
                    run.end(item, self.pending or [])
                columns.trails += self.pending or ()
                columns.trail_room = max(columns.trail_room, self.room)
        self.columns.pop()
        self.pending, self.room = columns.leads[:MOST] or None, columns.lead_room
        self._content(element)
        if row is not None and columns.gaps:
            self._inside(columns, row)
        if run is not None and not run.is_empty and (below := self._in_lines(run, element)):
            columns.trails = below
        self.pending, self.room = columns.trails[-MOST:] or [[]], columns.trail_room

    def _in_lines(self, run: Run, element: Element) -> list[Stream]:
        """Judge what is empty between lines of boxes and inside them; what is below the last, where that is known."""
        limit = self.limit + self.tolerance
        if not self.columns:
            found: list[tuple[Node, list[Stream]]] = [(element, run.between()), *run.below_words()]
            for node, streams in found:
                if streams and least_of(streams, limit) > limit:
                    self._judge(streams, node)
        below = run.below()
        over = [stream for streams in below if least_of(streams, limit) > limit for stream in streams]
        return over or max(below, key=lambda streams: least_of(streams, limit), default=[])

    def _inside(self, columns: Columns, row: Row) -> None:
        """Judge what is empty in one cell of a row and not filled by another."""
        limit = self.limit + self.tolerance
        for index, streams, node in columns.gaps:
            if self.steps.left <= 0:
                return
            least = least_of(streams, limit)
            if least > limit and row.is_empty_beside(index, node, least, limit):
                if self.columns:
                    outer = self.columns[-1]
                    if outer.row is not None:
                        outer.gaps.append((outer.index, streams, node))
                else:
                    self._judge(streams, node)

    def _margin(self, element: Element, own: Edges, side: int) -> Space | None:
        pixels, index = own.sides[side]
        if not pixels:
            return None
        parent = element.parent
        is_trimmed = index is None and self.is_quirky and own.tag not in _KEEPING
        if is_trimmed and isinstance(parent, Element) and parent.tag in _TRIMMING:
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
            if frame.cell_padding:
                self._add(Space(frame.cell_padding, f"default {SIDES[side]}", element))
        elif pixels:
            self._add(Space(pixels, SIDES[side], element))

    def _extra(self, box: Box) -> Space | None:
        """What a declared height adds below the content of an element; what it adds above is added here."""
        element, own, frame, items = box
        height = own.height
        source: Element | None = element
        padded: Element | None = None
        if own.display == "row":
            for item in items:
                if isinstance(item, tuple) and item[1].tag in ("td", "th") and item[0] not in self.holds:
                    pixels, floor = extent(item[0], item[1], frame, self.width)
                    if pixels > (height.pixels if height else 0.0):
                        source = item[0] if floor <= pixels / 2 else highest(item[0], self.width)
                        height = Edge(pixels, None if source is None else -1)
                        padded = item[0] if source is None and _padding(item[1], frame) >= pixels - LINE else None
        if height is None or height.pixels <= LINE:
            return None
        what = "height" if height.declaration is not None else ""
        if padded is not None:  # what is empty grows by what other cells of the row lose, unless this one loses it
            source, what = padded, "paddings"
        rest = Rest(self.boxes, box, self.width, height.pixels, self.steps)
        if own.display in ("row", "cell") and frame.is_middle is not False:
            above, below = Extra(rest, 0.5, what, source), Extra(rest, 0.5, what, source)
            above.linked, below.linked = [below], [above]
            self._add(above)
            return below
        return Extra(rest, 1.0, what, source)

    # -- empty elements ---------------------------------------------------------------------------------------------

    def _empty(self, element: Element, own: Edges, frame: Frame) -> None:
        above = self._margin(element, own, 0)
        pixels, floor = extent(element, own, frame, self.width)
        space = None
        if pixels:
            is_target = "id" in element.attrs or any(True for _ in element.iter_elements("a"))
            space = Space(pixels, "" if is_target else "empty", element, floor=floor)
            if above is not None or own.sides[3].pixels or not self._joins(space, own):
                self._add(space)
        if own.display == "row" and frame.spacing:
            self._add(Space(frame.spacing, "", None))
        below = self._margin(element, own, 3)
        if space is not None:
            space.linked = [each for each in (above, below) if each is not None]

    def _joins(self, space: Space, own: Edges) -> bool:
        """Whether an empty box has room in a line with the empty ones above, which is as high as the highest."""
        element = space.element
        if element is None or own.display != "beside" or self.pending is None:
            return False
        last, left = self.beside
        box = geometry.box_of(element)
        width = box.pixels(box.width)
        is_next = last is not None and last.element is not None and last.element.parent is element.parent
        is_next = is_next and all(stream and stream[-1] is last for stream in self.pending)
        if last is None or not is_next or width is None or width > left or not last.what or not space.what:
            self.beside = space, room_of(element, self.width) - (width or self.width)
            return False
        if space.pixels > last.pixels:
            self.room += space.pixels - last.pixels
            last.pixels, last.floor = space.pixels, max(space.floor, last.floor)
        last.peers.append(space)
        self.beside = last, left - width
        return True

    # -- judging ----------------------------------------------------------------------------------------------------

    def _judge(self, streams: list[Stream], below: Node) -> None:
        least = least_of(streams, self.limit + self.tolerance)
        if least <= self.limit + self.tolerance:
            return
        full = [stream for stream in streams if not any(isinstance(each, Slack) and each.pixels for each in stream)]
        changed = [space for stream in full or streams for space in without_guesses(stream)]
        if not changed or least_of(streams, self.limit + self.tolerance) > self.limit + self.tolerance:
            for stream in full or streams:
                changed += shrink_to(stream, self.limit)
        place = below if isinstance(below, Element) else below.parent
        self.found.append(Gap(least, changed, place if isinstance(place, Element) else self.body))


def _padding(own: Edges, frame: Frame) -> float:
    """Pixels above and below what a cell holds."""
    return sum(frame.cell_padding if side.declaration is None else side.pixels for side in own.sides[1:3])


def _ends_line(item: Item) -> bool:
    return isinstance(item, tuple) and (item[1].display not in ("inline", "beside", "none") or item[1].tag == "br")


def _floats(box: Box) -> bool:
    element, own, _, _ = box
    return own.tag == "table" or "float" in (element.attr("style") or "").lower()
