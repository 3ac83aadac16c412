"""The plan that carries edits out twice: in the tree and in the source.

It merges them, applies them to the tree, and writes the source anew with only the touched spans replaced.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sanitizer.edits import (
    Edit,
    ElementEdit,
    RemoveAttribute,
    RemoveComment,
    RemoveContent,
    RemoveElement,
    Rename,
    ReplaceInText,
    ReplaceInValue,
    ReplaceTag,
    ReplaceText,
    ReplaceWithText,
    SetAttribute,
    SetProperty,
    ShowTag,
    Span,
    StartTag,
    Unwrap,
    Wrap,
    splice,
)
from sanitizer.html import css, markup
from sanitizer.html.alignment import Alignment
from sanitizer.html.dom import MERGED, CommentToken, Document, Element, SourceLocation, Text, remove_comments
from sanitizer.html.tokens import place_of

__all__ = ["Plan", "UnsplittableError"]


class UnsplittableError(Exception):
    """The source has no span for an edit, such as the end of an element that is never closed."""

    def __init__(self, element: Element) -> None:
        self.element = element
        super().__init__(f"no source span for <{element.tag}>")


class _Change:
    """All that happens to one element."""

    __slots__ = (
        "after", "attributes", "content", "done", "emptied", "fate", "properties", "raw", "rewrites", "style", "tag",
        "text", "values",
    )  # fmt: skip

    def __init__(self) -> None:
        self.fate: type[ElementEdit] | None = None
        self.style = self.text = self.after = ""
        self.content = self.emptied = False
        self.tag: str | None = None
        self.attributes: dict[str, str | None] = {}
        self.rewrites: dict[int, str | None] = {}
        self.properties: tuple[tuple[str, str], ...] = ()
        self.raw: list[Span] | None = None
        self.values: dict[str, list[Span]] = {}
        self.done = False

    def take(self, edit: ElementEdit) -> None:
        """Add an edit to those of the element."""
        element = edit.element
        if isinstance(edit, (RemoveElement, Unwrap, ShowTag, ReplaceWithText)):
            self.fate = type(edit)
            self.content = len(element) > 0
            self.text = edit.text if isinstance(edit, (ShowTag, ReplaceWithText)) else ""
            if isinstance(edit, Unwrap) and element.tag in markup.RAW_TEXT:
                self.text = element.text
        elif isinstance(edit, RemoveContent):
            self.emptied = True
        elif isinstance(edit, SetAttribute):
            self.attributes.setdefault(edit.name, edit.value)
        elif isinstance(edit, RemoveAttribute):
            self.attributes.setdefault(edit.name, None)
        elif isinstance(edit, Rename):
            self.tag = self.tag or edit.tag
        elif isinstance(edit, ReplaceText):
            if self.raw is None:
                self.raw, self.text = [], element.text
            self.raw.append((edit.start, edit.end, edit.text))
        elif isinstance(edit, ReplaceInValue):
            self.values.setdefault(edit.name, []).append((edit.start, edit.end, edit.text))
        else:
            if not self.properties and not self.rewrites:
                self.style = element.attr("style") or ""
            if isinstance(edit, SetProperty):
                self.properties += ((edit.name, edit.value),)
            else:
                for index, text in edit.rewrites:
                    self.rewrites.setdefault(index, text)

    @property
    def is_in_tag(self) -> bool:
        """Whether nothing but attributes of the start tag change."""
        return self.fate is None and self.tag is None and self.raw is None and not self.emptied

    def settle(self, element: Element) -> None:
        """Work the edits of parts of attributes into the attributes."""
        for name, spans in self.values.items():
            self.attributes.setdefault(name, splice(element.attr(name) or "", sorted(spans)))
        self.values = {}
        if self.properties or self.rewrites:
            self.attributes["style"] = css.rewritten(self.style, tuple(self.rewrites.items()), self.properties)
            self.rewrites, self.properties = {}, ()


class Plan:
    """The edits accepted for one document. Each is applied at most once; the outermost wins."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._changes: dict[Element, _Change] = {}
        self._starts: dict[Element, tuple[int | None, StartTag]] = {}
        self._is_applied = False
        self._comments: list[CommentToken] = []
        self._tags: list[ReplaceTag] = []
        self._texts: list[ReplaceInText] = []
        self._texts_done = 0
        self._wraps: list[Wrap] = []
        """Those that were not yet carried out."""
        self._wrapped: list[Wrap] = []
        self._structural = False
        self.alignment: Alignment[Any] | None = None
        """The start tags of the source, if they are known: quicker to ask than the parser for the place of an element,
        which it works out with that of each attribute whenever it is asked."""

    def __bool__(self) -> bool:
        return self.changes_elements or bool(self._starts or self._comments or self._tags)

    @property
    def changes_elements(self) -> bool:
        """Whether more changes than what start tags say by themselves."""
        return bool(self._changes or self._texts or self._wraps or self._wrapped)

    @property
    def changes_words(self) -> bool:
        """Whether the words that a reader sees may change by more than what is kept from being seen."""
        return bool(self._texts) or any(_changes_words(*each) for each in self._changes.items())

    @property
    def adds_text(self) -> bool:
        """Whether a text takes the place of an element."""
        return any(change.fate in (ReplaceWithText, ShowTag) for change in self._changes.values())

    def start_tags(self) -> Iterator[tuple[Element, str]]:
        """The elements whose start tag the plan changes, with its new text; known once :meth:`spans` were asked for."""
        for element, (_, tag) in self._starts.items():
            yield element, tag.after
        for element, change in self._changes.items():
            if change.fate is None:
                yield element, change.after

    def rewrite(self, element: Element, offset: int | None, tag: StartTag) -> bool:
        """Write the start tag at ``offset`` anew, unless the element has other edits; whether that was done.

        Said again of an element, it goes on from what the tag has become.

        Without an offset only the tree is changed, as for an element that the parser made from another's tag.
        """
        if element in self._changes or not tag.before:
            return False
        if (earlier := self._starts.get(element)) is not None:
            tag = StartTag(earlier[1].before, tag.after, earlier[1].attributes + tag.attributes)
        self._starts[element] = offset, tag
        return True

    def remove(self, comment: CommentToken) -> None:
        """Take a comment out of the source, and its like (same content) out of the tree."""
        self._comments.append(comment)

    def accept(self, edit: Edit) -> None:
        """Take the edit on, unless an earlier one has settled the same place."""
        if isinstance(edit, RemoveComment):
            self.remove(CommentToken(edit.data, edit.start, edit.end))
        elif isinstance(edit, ReplaceTag):
            self._tags.append(edit)
        elif isinstance(edit, ReplaceInText):
            self._texts.append(edit)
        elif isinstance(edit, Wrap):
            self._wraps.append(edit)
        else:
            element = edit.element
            change = self._changes.get(element)
            if change is None:
                change = self._changes[element] = _Change()
                if (start := self._starts.pop(element, None)) is not None:
                    change.attributes.update(start[1].attributes)
            if change.fate is None or (change.fate is Unwrap and isinstance(edit, RemoveElement)):
                change.take(edit)

    def apply(self) -> None:
        """Carry the edits out in the tree. May be called again after more were accepted."""
        if not self._is_applied:
            self._is_applied = True
            for element, (_, tag) in self._starts.items():
                _set(element, tag.attributes)
        self._apply_texts()
        self._apply_wraps()
        for element, change in self._changes.items():
            if change.done:
                continue
            if change.fate is not None:
                self._structural = change.done = True
                if element.parent is None:
                    continue  # it went with the content of one around it
                if change.fate is ShowTag:
                    element.insert_before(Text(change.text))
                if change.fate in (Unwrap, ShowTag):
                    element.unwrap()
                elif change.fate is RemoveElement:
                    element.extract()
                else:
                    element.replace_with(Text(change.text))
                continue
            change.settle(element)
            _set(element, change.attributes.items())
            if change.emptied:
                self._structural = True
                element.text = ""
            if change.raw is not None:
                element.text = splice(change.text, sorted(change.raw))
            if change.tag is not None:
                element.tag = change.tag
        if self._comments:
            self._structural = True
            remove_comments(self.document, {comment.data for comment in self._comments})
        if self._structural:
            self.document.root.normalize()

    def _apply_texts(self) -> None:
        """Carry out the edits of text nodes that were accepted since the last time."""
        by_node: dict[Text, list[Span]] = {}
        for node, start, end, text, _ in self._texts[self._texts_done :]:
            by_node.setdefault(node, []).append((start, end, text))
        self._texts_done = len(self._texts)
        for node, spans in by_node.items():
            self._structural = True
            node.data = splice(node.data, sorted(spans))
            if not node.data:
                node.extract()

    def _apply_wraps(self) -> None:
        """Put spans around words that no edit has changed."""
        by_node: dict[Text, list[Wrap]] = {}
        for edit in self._wraps:
            by_node.setdefault(edit.node, []).append(edit)
        self._wraps = []
        for node, edits in by_node.items():
            data, end = node.data, 0
            for edit in sorted(edits, key=_start) if node.parent is not None else ():
                if edit.start < end or not data.startswith(edit.text, edit.start):
                    continue
                span = Element("span", {"style": edit.style})
                span.append(Text(edit.text))
                if edit.start > end:
                    node.insert_before(Text(data[end : edit.start]))
                node.insert_before(span)
                end = edit.start + len(edit.text)
                self._wrapped.append(edit)
            if end == len(data):
                node.extract()
            elif end:
                node.data = data[end:]

    def spans(self) -> list[Span]:
        """The edits as replacements in the source, in order, an outer one before those it covers.

        Raises:
            UnsplittableError: an edit has no span in the source.

        """
        text = self.document.text
        spans: list[Span] = [
            (start, start + len(tag.before), tag.after) for start, tag in self._starts.values() if start is not None
        ]
        spans += ((start, end, "") for _, start, end in self._comments)
        spans += ((edit.start, edit.end, edit.text) for edit in self._tags)
        for edit in self._texts:
            written = markup.escape_text(edit.text)
            spans += ((start, end, "" if place else written) for place, (start, end) in enumerate(edit.spans))
        for _, _, _, style, (first, last) in self._wrapped:
            spans += ((first, first, f"<span {markup.new_attribute('style', style)}>"), (last, last, "</span>"))
        starts = self.alignment.starts if self._changes and self.alignment is not None else {}
        for element, change in self._changes.items():
            start = starts.get(element) if change.is_in_tag else None
            if start is not None and element.tag not in MERGED:
                tag = text[start : text.index(">", start) + 1]
                change.after = markup.rewritten_tag(tag, change.attributes)
                if change.after != tag:
                    spans.append((start, start + len(tag), change.after))
            elif (place := place_of(self.document, element)) is not None:
                if change.fate is not None:
                    _add_fate(spans, element, change, place)
                else:
                    _add_changes(spans, text, element, change, place)
        spans.sort()
        return spans


def _start(edit: Wrap) -> int:
    return edit.start


_WORDLESS = frozenset("base link meta script style template title".split())
"""Elements of which a reader sees nothing, and that begin no line."""
_WORDED = frozenset(("alt", "hidden", "title"))


def _changes_words(element: Element, change: _Change) -> bool:
    if change.fate is None:
        return change.tag is not None or change.emptied or not _WORDED.isdisjoint((*change.attributes, *change.values))
    return change.fate is not RemoveElement or element.tag not in _WORDLESS or "title" in element.attrs


def _set(element: Element, changes: Iterable[tuple[str, str | None]]) -> None:
    attributes = element.attrs
    for name, value in changes:
        if value is not None:
            attributes[name] = value
        elif name in attributes:
            del attributes[name]


def _add_changes(spans: list[Span], text: str, element: Element, change: _Change, place: SourceLocation) -> None:
    start, end = place.start_tag.start_offset, place.start_tag.end_offset
    changes = dict(change.attributes)
    for name, at in place.attrs.items():
        if name in changes and not start <= at.start_offset < end:
            value = changes.pop(name)
            spans.append(
                markup.removed_attribute(text, at.start_offset, at.end_offset)
                if value is None
                else markup.changed_attribute(text, at.start_offset, at.end_offset, name, value)
            )
    if text[start : start + 1] == "<":
        tag = markup.rewritten_tag(text[start:end], changes)
        name_end = markup.tag_name_end(tag, 1, len(tag))
        if change.tag is not None:
            tag = f"<{change.tag}{tag[name_end:]}"
            if closing := place.end_tag:
                spans.append((closing.start_offset + 2, closing.start_offset + 1 + name_end, change.tag))
        change.after = tag
        if change.emptied:
            if not place.end_tag:
                raise UnsplittableError(element)
            spans.append((start, place.end_tag.start_offset, tag))
        elif tag != text[start:end]:
            spans.append((start, end, tag))
    elif any(value is not None for value in changes.values()):
        raise UnsplittableError(element)
    if change.raw is not None:
        spans += ((end + first, end + last, replacement) for first, last, replacement in change.raw)


def _add_fate(spans: list[Span], element: Element, change: _Change, place: SourceLocation) -> None:
    start, end, closing = place.start_tag[2], place.start_tag[5], place.end_tag
    if change.fate is ShowTag or (change.fate is Unwrap and element.tag not in markup.RAW_TEXT):
        spans.append((start, end, markup.escape_text(change.text)))
        if closing:
            spans.append((closing[2], closing[5], ""))
        return
    if closing:
        end = closing[5]
    elif change.content:
        raise UnsplittableError(element)
    spans.append((start, end, markup.escape_text(change.text)))
