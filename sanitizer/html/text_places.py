"""Where in the source the characters of text nodes and attribute values stand.

The parser tells places of tags only. Runs of text are found by its tokenizer and matched with the text nodes by their
order and content, which takes time: to be asked only where there is something to tell.
"""

from bisect import bisect_right

from sanitizer.html import markup
from sanitizer.html.dom import Document, Element, Text
from sanitizer.html.tokens import characters, place_of, text_runs
from sanitizer.html.visible import Holder, Piece

__all__ = ["TextPlaces"]

_TRIES = 64
"""Text nodes that are looked for in the whole source, since they stand where the parser moved them."""


class TextPlaces:
    """The places of the text of one document, whose tree is as it was parsed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._runs = text_runs(document)
        self._datas = [data for _, data, _ in self._runs]
        self._begins: list[int] = []
        length = 0
        for data in self._datas:
            self._begins.append(length)
            length += len(data)
        self._found = self._matched("".join(self._datas))
        self._inside: dict[int, list[int]] = {}

    def spans(self, piece: Piece) -> list[tuple[int, int]]:
        """The spans of the source that hold the characters of a piece; none if these are not known one by one.

        There are several where tags that the parser dropped stand between them.
        """
        if isinstance(piece.holder, tuple):
            return self._in_attribute(piece.holder, piece.start, piece.end)
        begin = self._found.get(piece.holder)
        if begin is None:
            return []
        found: list[tuple[int, int]] = []
        place, last = begin + piece.start, begin + piece.end
        while place < last:
            index = bisect_right(self._begins, place) - 1
            past = min(last, self._begins[index] + len(self._runs[index][1]))
            found.append((self._offset(index, place), self._offset(index, past)))
            place = past
        return found

    def around(self, holder: Holder) -> tuple[int, int] | None:
        """The offsets of the tag that a holder belongs to."""
        element = holder[0] if isinstance(holder, tuple) else holder.parent
        while isinstance(element, Element):
            if (at := place_of(self._document, element)) is not None:
                return at.start_tag.start_offset, at.start_tag.end_offset
            element = element.parent
        return None

    def _matched(self, stream: str) -> dict[Text, int]:
        """Where each text node begins in the text of all runs."""
        found: dict[Text, int] = {}
        cursor = tries = 0
        for node in self._document.tree.descendants:
            if not isinstance(node, Text) or not (data := node.data):
                continue
            if not stream.startswith(data, cursor):
                if not data.strip() or tries >= _TRIES:
                    continue
                tries += 1
                begin = stream.find(data, cursor)
                if begin < 0:
                    if (begin := stream.find(data)) >= 0:
                        found[node] = begin
                    continue
                cursor = begin
            found[node] = cursor
            cursor += len(data)
        return found

    def _offset(self, index: int, place: int) -> int:
        """The offset in the source of a character of a run, or of its end."""
        start, data, end = self._runs[index]
        at = place - self._begins[index]
        if end - start == len(data):
            return start + at
        if index not in self._inside:
            self._inside[index] = _offsets(self._document.text[start:end])
        inside = self._inside[index]
        return start + inside[at] if at < len(inside) else end

    def _in_attribute(self, holder: tuple[Element, str], first: int, last: int) -> list[tuple[int, int]]:
        element, name = holder
        at = place_of(self._document, element)
        if at is None or name not in at.attrs:
            return []
        text = self._document.text
        span = markup.value_span(text, at.attrs[name].start_offset, at.attrs[name].end_offset)
        if span is None:
            return []
        start, end, _ = span
        inside = [*_offsets(text[start:end]), end - start]
        if len(inside) != len(element.attr(name) or "") + 1:
            return []
        return [(start + inside[first], start + inside[last])]


def _offsets(source: str) -> list[int]:
    return characters(source) if "&" in source else list(range(len(source)))
