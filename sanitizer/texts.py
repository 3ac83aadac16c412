"""What rules see in the words of a document, as violations with places in its source and edits."""

from collections.abc import Iterable, Iterator

from sanitizer.edits import Edit, ReplaceInText, ReplaceInValue
from sanitizer.html.dom import Document, Element
from sanitizer.html.text_places import TextPlaces
from sanitizer.html.visible import Piece, Visible
from sanitizer.rule import TextViolation, Violation

__all__ = ["in_document"]


def in_document(
    document: Document, visible: Visible, seen: Iterable[TextViolation], *, proving: bool = False
) -> Iterator[Violation]:
    """What was seen in the visible words of a document.

    Words without a place in the source have no edits, but when it is proven that nothing is left to mend: there those
    that an edit has put together have none either.
    """
    places: TextPlaces | None = None
    for violation in seen:
        places = places or TextPlaces(document)
        rule, start, end, message, replacement, replaced, note, severity, safety = violation
        pieces = list(visible.pieces(start, end))
        known = [span for piece in pieces for span in places.spans(piece)]
        edits: tuple[Edit, ...] = ()
        if replacement is not None:
            gone = list(visible.pieces(*replaced))
            spans = [places.spans(piece) for piece in gone]
            edits = tuple(_edits(gone, spans, replacement)) if proving or all(spans) else ()
        part = (known[0][0], max(known[0][1], known[-1][1])) if known else None
        if part is None:
            part = (places.around(pieces[0].holder) if pieces else None) or (0, 0)
        yield Violation(rule, _element(pieces), message, edits, part, note, severity, safety)


def _edits(pieces: list[Piece], spans: list[list[tuple[int, int]]], text: str) -> Iterator[Edit]:
    """What puts a text in the place of the first piece, and nothing in that of the others."""
    for (holder, start, end), places in zip(pieces, spans, strict=True):
        if isinstance(holder, tuple):
            yield ReplaceInValue(*holder, start, end, text)
        else:
            yield ReplaceInText(holder, start, end, text, tuple(places))
        text = ""


def _element(pieces: list[Piece]) -> Element | None:
    if not pieces:
        return None
    holder = pieces[0].holder
    parent = holder[0] if isinstance(holder, tuple) else holder.parent
    return parent if isinstance(parent, Element) else None
