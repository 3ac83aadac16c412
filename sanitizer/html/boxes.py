"""The boxes of a body as plain tuples: what each says of itself, and what it holds that shows or takes room."""

from typing import TypeAlias

from sanitizer.html import images
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.extent import WHITE, Frame, is_picture
from sanitizer.html.spacing import Edges, edges
from sanitizer.html.typography import MEDIUM
from sanitizer.html.visibility import BLANK

__all__ = ["Box", "Boxes", "Item"]

Box: TypeAlias = "tuple[Element, Edges, Frame, list[Item]]"
"""An element, its sides, how it lays out what it holds, and what that is."""
Item: TypeAlias = "Node | Box"
"""A text, a tag of a template's block, which may show something, or a box."""


class Boxes:
    """The boxes of a body in a message of a width in CSS pixels."""

    __slots__ = ("body", "columns", "has_struts", "holds", "of", "pictures", "rows", "width")

    def __init__(self, document: Document, body: Element, width: float) -> None:
        self.holds: set[Node] = set()
        """The elements that hold something that is seen: text, a picture, a line."""
        self.rows: set[Node | None] = set()
        """The elements in which several boxes may stand side by side."""
        self.columns: dict[tuple[Element, int], float] = {}
        """By rows of a table and number of a column, the pixels that it has at least, once asked for."""
        self.width = width
        self.pictures = document.pictures
        self.has_struts = document.has_struts
        own = edges(body, MEDIUM, width)
        self.body: Box = (body, own, Frame(None, own), [])
        self.of: dict[Node | None, Box] = {body: self.body}
        """All boxes, in the order of the document."""
        self._read(document, width)

    def _read(self, document: Document, width: float) -> None:
        body, own, frame, _ = self.body
        boxes = self.of
        white: set[str] = set()  # quicker than to look again at the same indent
        holds, rows, columns = self.holds, self.rows, set[Node | None]()
        keeps_white = frame.is_preformatted
        has_tags = document.template is not None
        for node in body.descendants:
            data = node.data if isinstance(node, Text) else None
            if data is not None and not keeps_white:
                if data in white:
                    continue
                if not data.strip(WHITE):
                    white.add(data)
                    continue
            parent = node.parent
            if (around := boxes.get(parent)) is None:
                continue  # in a template element
            _, _, frame, items = around
            if data is not None:
                items.append(node)
                if parent not in holds and data.strip(BLANK):
                    self._hold(parent)
            elif isinstance(node, Element):
                own = edges(node, frame.font, width, is_item=frame.is_flexible)
                if own.tells or own.font != frame.font or frame.is_flexible:
                    frame = Frame(frame, own)
                    keeps_white = keeps_white or frame.is_preformatted
                box = boxes[node] = (node, own, frame, [])
                items.append(box)
                if own.is_column:
                    (rows if parent in columns else columns).add(parent)
                if own.display == "none":
                    continue
                if own.shows or (own.tag == "img" and is_picture(node, images.shown_size(node, document.pictures))):
                    self._hold(node)
            elif has_tags and document.is_block_tag(node):
                items.append(node)
                self._hold(parent)
        if self.body[1].shows:
            self._hold(body)

    def _hold(self, node: Node | None) -> None:
        holds = self.holds
        while node is not None and node not in holds:
            holds.add(node)
            node = node.parent
