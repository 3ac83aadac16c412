"""Changes to a document as data, and the plan that carries them out twice: in the tree and in the source.

A rule proposes edits on elements of the unedited tree. The plan merges them, applies them to the tree, and
writes the source anew with only the touched spans replaced.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sanitizer.html import css, markup
from sanitizer.html.dom import Document, Element, SourceLocation, Text

__all__ = [
    "Edit",
    "Plan",
    "RemoveAttribute",
    "RemoveComment",
    "RemoveElement",
    "Rename",
    "ReplaceText",
    "ReplaceWithText",
    "SetAttribute",
    "SetDeclaration",
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


class SetDeclaration(NamedTuple):
    """The ``index``-th declaration of the source's style attribute becomes ``text``; ``None`` removes it."""

    element: Element
    index: int
    text: str | None


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


Edit = (
    RemoveElement
    | Unwrap
    | ReplaceWithText
    | Rename
    | SetAttribute
    | RemoveAttribute
    | SetDeclaration
    | SetProperty
    | ReplaceText
    | RemoveComment
)


class Unsplittable(Exception):
    """The source has no span for an edit, such as the end of an element that is never closed."""

    def __init__(self, element: Element) -> None:
        self.element = element
        super().__init__(f"no source span for <{element.tag}>")


class _Change:
    """All that happens to one element."""

    __slots__ = ("added", "attributes", "declarations", "done", "fate", "raw", "style", "tag", "text")

    def __init__(self, element: Element) -> None:
        self.fate: type[Edit] | None = None
        self.text = ""
        self.done = False
        self.tag: str | None = None
        self.attributes: dict[str, str | None] = {}
        self.style: str | None = element.attr("style")
        self.declarations: dict[int, str | None] = {}
        self.added: list[str] = []
        self.raw: list[tuple[int, int, str]] = []

    def new_style(self) -> str | None:
        """The style attribute after the edits; ``None`` when nothing is left of it."""
        value = self.style or ""
        written: list[str] = []
        cursor = 0
        declarations = css.parse_style(value)
        for index, declaration in enumerate(declarations):
            if index not in self.declarations:
                continue
            text = self.declarations[index]
            written.append(value[cursor : declaration.start])
            if text is not None:
                written.append(text)
                cursor = declaration.end
            else:
                cursor = declarations[index + 1].start if index + 1 < len(declarations) else len(value)
        written.append(value[cursor:])
        style = "".join(written)
        if cursor == len(value):
            style = style.rstrip()
        for text in self.added:
            style = style.rstrip()
            style += (" " if style.endswith(";") else "; " if style else "") + text
        return style if style.strip(" \t\n\r\f;") else None

    def set_property(self, name: str, value: str) -> None:
        """Give ``name`` this value where the style names it last, dropping earlier mentions; else add it."""
        text = f"{name}:{value}"
        texts: list[str | None] = [
            self.declarations[index] if index in self.declarations else (self.style or "")[each.start : each.end]
            for index, each in enumerate(css.parse_style(self.style or ""))
        ]
        placed = False
        for index in range(len(texts) - 1, -1, -1):
            current = texts[index]
            parts = css.parse_style(current) if current else ()
            if not any(part.name == name for part in parts):
                continue
            kept = [current[part.start : part.end] for part in parts if part.name != name] if current else []
            self.declarations[index] = "; ".join(kept if placed else [*kept, text]) or None
            placed = True
        if not placed:
            self.added = [each for each in self.added if not each.startswith(f"{name}:")] + [text]


class Plan:
    """The edits accepted for one document. Each is applied at most once; the outermost wins."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._changes: dict[Element, _Change] = {}
        self._comments: list[RemoveComment] = []
        self._structural = False

    def __bool__(self) -> bool:
        return bool(self._changes or self._comments)

    def accept(self, edit: Edit) -> bool:
        """Take the edit on; false when an earlier one has settled the same place."""
        if type(edit) is RemoveComment:
            self._comments.append(edit)
            return True
        element: Element = edit[0]
        change = self._changes.get(element)
        if change is None:
            change = self._changes[element] = _Change(element)
        elif change.fate is not None:
            return False
        match edit:
            case SetDeclaration(_, index, text):
                return change.declarations.setdefault(index, text) == text
            case RemoveAttribute(_, name):
                return change.attributes.setdefault(name, None) is None
            case SetAttribute(_, name, value):
                return change.attributes.setdefault(name, value) == value
            case SetProperty(_, name, value):
                change.set_property(name, value)
            case Rename(_, tag):
                if change.tag is not None:
                    return False
                change.tag = tag
            case ReplaceText(_, start, end, text):
                if any(start < last and first < end for first, last, _ in change.raw):
                    return False
                if not change.raw:
                    change.text = element.text
                change.raw.append((start, end, text))
            case RemoveElement() | Unwrap():
                change.fate = type(edit)
            case ReplaceWithText(_, text):
                change.fate, change.text = ReplaceWithText, text
        return True

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
            if change.declarations or change.added:
                change.attributes["style"] = change.new_style()
            attributes = element.attrs
            for name, value in change.attributes.items():
                if value is not None:
                    attributes[name] = value
                elif name in attributes:
                    del attributes[name]
            if change.raw:
                element.text = splice(change.text, sorted(change.raw))
            if change.tag is not None:
                element.tag = change.tag
        if self._comments:
            self._structural = True
            gone = {edit.data for edit in self._comments}
            for node in list(self.document.tree.descendants):
                if not isinstance(node, (Element, Text)) and getattr(node, "data", None) in gone:
                    node.extract()
        if self._structural:
            self.document.root.normalize()

    def spans(self) -> "list[Span]":
        """The edits as replacements in the source, in order, an outer one before those it covers.

        Raises:
            Unsplittable: an edit has no span in the source.
        """
        text = self.document.text
        spans: list[Span] = [(edit.start, edit.end, "") for edit in self._comments]
        for element, change in self._changes.items():
            if (location := element.source_location) is not None:
                spans.extend(_spans(text, element, change, location))
        return sorted(spans, key=lambda span: (span[0], -span[1]))


Span = tuple[int, int, str]
"""Start and end offset in a text, and what takes their place."""


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


def _spans(text: str, element: Element, change: _Change, at: SourceLocation) -> Iterator[Span]:
    start, end = at.start_tag.start_offset, at.start_tag.end_offset
    closing = at.end_tag
    if change.fate is not None:
        if change.fate is Unwrap and element.tag not in markup.RAW_TEXT:
            yield start, end, ""
            if closing:
                yield closing.start_offset, closing.end_offset, ""
            return
        if closing:
            end = closing.end_offset
        elif element.tag not in markup.VOID and len(element):
            raise Unsplittable(element)
        yield start, end, markup.escape_text(element.text if change.fate is Unwrap else change.text)
        return
    if change.tag is not None:
        name = _name_length(text, start + 1, end)
        yield start + 1, start + 1 + name, change.tag
        if closing:
            yield closing.start_offset + 2, closing.start_offset + 2 + name, change.tag
    for first, last, replacement in change.raw:
        yield end + first, end + last, replacement
    added: list[str] = []
    for name_, value in change.attributes.items():
        span = at.attrs.get(name_)
        if span is None:
            if value is not None:
                added.append(" " + markup.new_attribute(name_, value))
        elif value is None:
            yield _attribute_span(text, span.start_offset, span.end_offset)
        else:
            yield _value_edit(text, span.start_offset, span.end_offset, name_, value)
    if added:
        last = max((span.end_offset for span in at.attrs.values()), default=0)
        place = end - 1
        if text[place - 1] == "/" and place - 1 >= last:
            place -= 1
        while text[place - 1].isspace() and place - 1 >= last:
            place -= 1
        yield place, place, "".join(added)


def _name_length(text: str, start: int, end: int) -> int:
    place = start
    while place < end and not text[place].isspace() and text[place] not in "/>":
        place += 1
    return place - start


def _attribute_span(text: str, start: int, end: int) -> Span:
    """The attribute with the white space before it, unless the next one would then touch the tag's name."""
    if text[end : end + 1].isspace() or text[end : end + 1] in ("/", ">"):
        while text[start - 1].isspace():
            start -= 1
    return start, end, ""


def _value_edit(text: str, start: int, end: int, name: str, value: str) -> Span:
    place = markup.value_span(text, start, end)
    if place is None:
        return start, end, markup.new_attribute(name, value)
    first, last, quote = place
    escaped = markup.escape_attribute(value, quote or '"')
    return (first, last, escaped) if quote else (first, last, f'"{escaped}"')
