"""Changes to a document as data: what a rule proposes on elements of the unedited tree, and a plan carries out."""

from collections.abc import Iterable
from typing import NamedTuple

from sanitizer.html.dom import Element, Text

__all__ = [
    "Edit",
    "ElementEdit",
    "RemoveAttribute",
    "RemoveComment",
    "RemoveContent",
    "RemoveElement",
    "Rename",
    "ReplaceInText",
    "ReplaceInValue",
    "ReplaceTag",
    "ReplaceText",
    "ReplaceWithText",
    "RewriteStyle",
    "SetAttribute",
    "SetProperty",
    "ShowTag",
    "Span",
    "StartTag",
    "Unwrap",
    "Wrap",
    "splice",
]


class RemoveElement(NamedTuple):
    """The element goes with all it holds."""

    element: Element


class RemoveContent(NamedTuple):
    """What the element holds goes, its tags stay."""

    element: Element


class Unwrap(NamedTuple):
    """The element's tags go, its content stays."""

    element: Element


class ShowTag(NamedTuple):
    """The element's start tag becomes the text that it is written as; its content stays."""

    element: Element
    text: str


class ReplaceWithText(NamedTuple):
    """The element goes, a text takes its place."""

    element: Element
    text: str


class Rename(NamedTuple):
    """The element becomes another one with the same attributes and content."""

    element: Element
    tag: str


class SetAttribute(NamedTuple):
    """The attribute gets this value, and is made where it is missing."""

    element: Element
    name: str
    value: str


class RemoveAttribute(NamedTuple):
    """The attribute goes."""

    element: Element
    name: str


class RewriteStyle(NamedTuple):
    """Declarations of the source's style attribute, by index, become these texts; ``None`` removes one."""

    element: Element
    rewrites: tuple[tuple[int, str | None], ...]


class SetProperty(NamedTuple):
    """The style attribute gives this property this value, whatever it says today."""

    element: Element
    name: str
    value: str


class ReplaceText(NamedTuple):
    """Characters ``start`` to ``end`` of the element's raw text (``style``) become ``text``."""

    element: Element
    start: int
    end: int
    text: str


class ReplaceInValue(NamedTuple):
    """Characters ``start`` to ``end`` of the attribute's value become ``text``."""

    element: Element
    name: str
    start: int
    end: int
    text: str


class ReplaceInText(NamedTuple):
    """Characters ``start`` to ``end`` of the text node become ``text``; ``spans`` are where they stand in the source.

    There are several spans where the source has tags between them that the parser dropped.
    """

    node: Text
    start: int
    end: int
    text: str
    spans: tuple[tuple[int, int], ...]


class Wrap(NamedTuple):
    """A ``span`` with this style is put around ``text``, which begins at ``start`` in the text node.

    ``span`` is where that stands in the source.
    """

    node: Text
    start: int
    text: str
    style: str
    span: tuple[int, int]


class RemoveComment(NamedTuple):
    """The comment at ``start`` to ``end`` of the source goes, and its like (same content) from the tree."""

    start: int
    end: int
    data: str


class ReplaceTag(NamedTuple):
    """The tag at ``start`` to ``end`` of the source becomes ``text``; the tree does not change by it."""

    start: int
    end: int
    text: str


ElementEdit = (
    RemoveElement
    | RemoveContent
    | Unwrap
    | ShowTag
    | ReplaceWithText
    | Rename
    | SetAttribute
    | RemoveAttribute
    | RewriteStyle
    | SetProperty
    | ReplaceText
    | ReplaceInValue
)
Edit = ElementEdit | RemoveComment | ReplaceTag | ReplaceInText | Wrap

Span = tuple[int, int, str]
"""Start and end offset in a text, and what takes their place."""


class StartTag(NamedTuple):
    """A start tag as it stands in a source and as it is mended, which depends on nothing but its text."""

    before: str
    after: str
    attributes: tuple[tuple[str, str | None], ...]
    """What mending does to the element: new values, ``None`` for an attribute that goes."""


def splice(text: str, spans: Iterable[Span]) -> str:
    """``text`` with each span replaced; what of a span is in an earlier one is covered by it."""
    pieces: list[str] = []
    cursor = 0
    for start, end, replacement in spans:
        if end <= cursor and start < cursor:
            continue
        pieces += text[cursor:start], replacement
        cursor = end
    pieces.append(text[cursor:])
    return "".join(pieces)
