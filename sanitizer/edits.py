"""Changes to a document as data, and the plan that carries them out twice: in the tree and in the source.

A rule proposes edits on elements of the unedited tree. The plan merges them, applies them to the tree, and
writes the source anew with only the touched spans replaced.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sanitizer.html import css, markup
from sanitizer.html.dom import Document, Element, SourceLocation, Text, place_of, remove_comments

__all__ = [
    "Edit",
    "Plan",
    "RemoveAttribute",
    "RemoveComment",
    "RemoveElement",
    "RemoveTag",
    "Rename",
    "ReplaceText",
    "ReplaceWithText",
    "RewriteStyle",
    "SetAttribute",
    "SetProperty",
    "Span",
    "Unsplittable",
    "Unwrap",
    "splice",
]


class RemoveElement(NamedTuple):
    """The element goes with all it holds."""

    element: Element


class Unwrap(NamedTuple):
    """The element's tags go, its content stays."""

    element: Element


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


class RemoveComment(NamedTuple):
    """The comment at ``start`` to ``end`` of the source goes, and its like (same content) from the tree."""

    start: int
    end: int
    data: str


class RemoveTag(NamedTuple):
    """The tag at ``start`` to ``end`` of the source goes; no element of the tree comes from it."""

    start: int
    end: int


Edit = (
    RemoveElement
    | Unwrap
    | ReplaceWithText
    | Rename
    | SetAttribute
    | RemoveAttribute
    | RewriteStyle
    | SetProperty
    | ReplaceText
    | RemoveComment
    | RemoveTag
)

Span = tuple[int, int, str]
"""Start and end offset in a text, and what takes their place."""


class Unsplittable(Exception):
    """The source has no span for an edit, such as the end of an element that is never closed."""

    def __init__(self, element: Element) -> None:
        self.element = element
        super().__init__(f"no source span for <{element.tag}>")


class _Change:
    """All that happens to one element."""

    __slots__ = ("after", "attributes", "content", "done", "fate", "properties", "raw", "rewrites", "style", "tag", "text")

    def __init__(self) -> None:
        self.fate: type[Edit] | None = None
        self.tag: str | None = None
        self.attributes: dict[str, str | None] | None = None
        self.rewrites: tuple[tuple[int, str | None], ...] = ()
        self.properties: tuple[tuple[str, str], ...] = ()
        self.raw: list[Span] | None = None
        self.done = False

    def set_attribute(self, name: str, value: str | None) -> None:
        if self.attributes is None:
            self.attributes = {name: value}
        else:
            self.attributes.setdefault(name, value)

    def settle_style(self) -> None:
        """Work the edits of declarations into the style attribute."""
        if self.properties:
            value = css.rewritten(self.style, self.rewrites, self.properties)
        elif self.rewrites:
            value = self.after
        else:
            return
        if self.attributes is None:
            self.attributes = {}
        self.attributes["style"] = value
        self.rewrites, self.properties = (), ()


class Plan:
    """The edits accepted for one document. Each is applied at most once; the outermost wins."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._changes: dict[Element, _Change] = {}
        self._comments: list[RemoveComment] = []
        self._tags: list[RemoveTag] = []
        self._structural = False
        self.is_settled = False
        """Whether looks at the whole tree, after all else was mended, found nothing to mend."""

    def __bool__(self) -> bool:
        return bool(self._changes or self._comments or self._tags)

    def accept(self, edit: Edit) -> None:
        """Take the edit on, unless an earlier one has settled the same place."""
        if isinstance(edit, RemoveComment):
            self._comments.append(edit)
            return
        if isinstance(edit, RemoveTag):
            self._tags.append(edit)
            return
        element = edit.element
        change = self._changes.get(element)
        if change is None:
            change = self._changes[element] = _Change()
        if change.fate is not None:
            return
        match edit:
            case RemoveAttribute(_, name):
                change.set_attribute(name, None)
            case SetAttribute(_, name, value):
                change.set_attribute(name, value)
            case SetProperty(_, name, value):
                if not change.properties:
                    change.style = element.attr("style") or ""
                change.properties += ((name, value),)
            case Rename(_, tag):
                change.tag = change.tag or tag
            case ReplaceText(_, start, end, text):
                if change.raw is None:
                    change.raw, change.text = [], element.text
                change.raw.append((start, end, text))
            case RemoveElement() | Unwrap() | ReplaceWithText():
                change.fate = type(edit)
                change.content = len(element) > 0
                change.text = edit.text if isinstance(edit, ReplaceWithText) else ""
                if isinstance(edit, Unwrap) and element.tag in markup.RAW_TEXT:
                    change.text = element.text

    def rewrite_style(
        self, element: Element, rewrites: tuple[tuple[int, str | None], ...], after: str | None
    ) -> None:
        """Take on what is by far the most frequent edit; ``after`` is the style attribute it leads to."""
        change = self._changes.get(element)
        if change is None:
            change = self._changes[element] = _Change()
        change.rewrites, change.after = rewrites, after

    def apply(self) -> None:
        """Carry the edits out in the tree. May be called again after more were accepted."""
        for element, change in self._changes.items():
            if change.done:
                continue
            if change.fate is not None:
                self._structural = change.done = True
                if change.fate is Unwrap:
                    element.unwrap()
                elif change.fate is RemoveElement:
                    element.extract()
                else:
                    element.replace_with(Text(change.text))
                continue
            change.settle_style()
            if change.attributes is not None:
                attributes = element.attrs
                for name, value in change.attributes.items():
                    if value is not None:
                        attributes[name] = value
                    elif name in attributes:
                        del attributes[name]
            if change.raw is not None:
                element.text = splice(change.text, sorted(change.raw))
            if change.tag is not None:
                element.tag = change.tag
        if self._comments:
            self._structural = True
            remove_comments(self.document, {edit.data for edit in self._comments})
        if self._structural:
            self.document.root.normalize()

    def spans(self) -> list[Span]:
        """The edits as replacements in the source, in order, an outer one before those it covers.

        Raises:
            Unsplittable: an edit has no span in the source.
        """
        text = self.document.text
        spans: list[Span] = [(edit.start, edit.end, "") for edit in self._comments]
        spans += ((edit.start, edit.end, "") for edit in self._tags)
        for element, change in self._changes.items():
            if (place := place_of(self.document, element)) is not None:
                if change.fate is not None:
                    _add_fate(spans, element, change, place)
                else:
                    _add_changes(spans, text, element, change, place)
        return sorted(spans, key=_outer_first)


def _outer_first(span: Span) -> tuple[int, int]:
    return span[0], -span[1]


def splice(text: str, spans: Iterable[Span]) -> str:
    """``text`` with each span replaced; a span inside an earlier one is covered by it."""
    pieces: list[str] = []
    cursor = 0
    for start, end, replacement in spans:
        if start < cursor:
            continue
        pieces += text[cursor:start], replacement
        cursor = end
    pieces.append(text[cursor:])
    return "".join(pieces)


def _add_changes(spans: list[Span], text: str, element: Element, change: _Change, place: SourceLocation) -> None:
    start, end = place.start_tag[2], place.start_tag[5]
    if change.tag is not None:
        name_end = _name_end(text, start + 1, end)
        spans.append((start + 1, name_end, change.tag))
        if closing := place.end_tag:
            spans.append((closing[2] + 2, closing[2] + 1 + name_end - start, change.tag))
    if change.raw is not None:
        spans += ((end + first, end + last, replacement) for first, last, replacement in change.raw)
    if change.attributes is None:
        return
    attributes = place.attrs
    added = ""
    for name, value in change.attributes.items():
        if name in attributes:
            at = attributes[name]
            spans.append(_removed(text, at[2], at[5]) if value is None else _changed(text, at[2], at[5], name, value))
        elif value is not None:
            added += " " + markup.new_attribute(name, value)
    if added:
        if text[start : start + 1] != "<":
            raise Unsplittable(element)
        last = max((at[5] for at in attributes.values() if at[5] <= end), default=_name_end(text, start + 1, end))
        spans.append((last, last, added))


def _add_fate(spans: list[Span], element: Element, change: _Change, place: SourceLocation) -> None:
    start, end, closing = place.start_tag[2], place.start_tag[5], place.end_tag
    if change.fate is Unwrap and element.tag not in markup.RAW_TEXT:
        spans.append((start, end, ""))
        if closing:
            spans.append((closing[2], closing[5], ""))
        return
    if closing:
        end = closing[5]
    elif change.content:
        raise Unsplittable(element)
    spans.append((start, end, markup.escape_text(change.text)))


def _name_end(text: str, start: int, end: int) -> int:
    while start < end and not text[start].isspace() and text[start] not in "/>":
        start += 1
    return start


def _removed(text: str, start: int, end: int) -> Span:
    """The attribute with the white space before it, unless the next one would then touch the tag's name."""
    if text[end : end + 1].isspace() or text[end : end + 1] in ("/", ">"):
        while text[start - 1].isspace():
            start -= 1
    return start, end, ""


def _changed(text: str, start: int, end: int, name: str, value: str) -> Span:
    place = markup.value_span(text, start, end)
    if place is None:
        return start, end, markup.new_attribute(name, value)
    first, last, quote = place
    escaped = markup.escape_attribute(value, quote or '"')
    return (first, last, escaped) if quote else (first, last, f'"{escaped}"')
