"""What keeps edits from a template's own working: none cuts through a block, or takes an assignment away.

A violation whose edits are refused keeps its finding, which says why it was skipped. What a suppression comment
silences is not mended either, unless security depends on it.
"""

from collections.abc import Iterable

from sanitizer.edits import (
    Edit,
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
    RewriteStyle,
    SetAttribute,
    SetProperty,
    ShowTag,
    Unwrap,
    Wrap,
)
from sanitizer.html import css, markup
from sanitizer.html.dom import Document, Element, SourceLocation
from sanitizer.html.tokens import place_of
from sanitizer.rule import CommentViolation, Seen, TagViolations, Violation, each
from sanitizer.spans import span_of
from sanitizer.suppressions import Suppressions
from sanitizer.templates.masking import Template, holds_tag

__all__ = ["settled", "takes_style", "why_not"]

_CROSSES = "a template block crosses the attributes of this tag"
_CONDITIONAL = "what is wrong may hold in one branch of a template block only"
_CUTS = "the edit would cut through a template block"
_SETS = "a template tag in it may set what others use"
_BRANCHES = "the attribute stands there once for each branch of a template block"
_PARTS = "its tags stand in different branches of a template block"
_OPEN_END = "where it ends depends on the template"
_COMPONENT = "it may be a component that a compiler turns into HTML"
_MISNESTED = "tags around it are missing or misplaced"
_SHARED = "templates put together with this one may need the sheet"
_PARTIAL = "a template may be put inside a table of another one"


def settled(document: Document, seen: list[Seen]) -> list[Seen]:
    """What was seen, with the edits taken off that a template does not bear."""
    if document.template is None:
        return seen
    comments = document.template.suppressions_of(document.text)
    found: list[Seen] = []
    for item in seen:
        if isinstance(item, CommentViolation):
            found.append(_comment(document, item, comments))
        elif isinstance(item, TagViolations) and not _is_touched(document, item, comments):
            found.append(item)
        else:
            found += (_settled(document, violation, comments) for violation in each((item,)))
    return found


def _comment(document: Document, item: CommentViolation, comments: Suppressions) -> Seen:
    data, start, end = item.comment
    if comments.begins(start):
        return item.rule.violation(None, item.message, part=(start, end))
    reason = why_not(document, RemoveComment(start, end, data))
    return item.rule.violation(None, item.message, part=(start, end), note=_note("", reason)) if reason else item


def _settled(document: Document, violation: Violation, comments: Suppressions) -> Violation:
    if violation.edits and comments and _is_silenced(document, violation, comments):
        return violation._replace(edits=())
    reasons = (_why_no_branch(document, violation, edit) or why_not(document, edit) for edit in violation.edits)
    reason = next(filter(None, reasons), "")
    if not reason:
        return violation
    severity = "info" if reason in (_COMPONENT, _PARTIAL, _SHARED) else violation.severity
    return violation._replace(edits=(), note=_note(violation.note, reason), severity=severity)


def _is_silenced(document: Document, violation: Violation, comments: Suppressions) -> bool:
    rule = violation.rule
    if rule.safety == "enforced" or not comments.mentions(rule.code, rule.name):
        return False
    span = span_of(document, violation)
    return span is not None and comments.covers(rule.code, rule.name, span[0])


def _note(note: str, reason: str) -> str:
    return "; ".join(filter(None, (note, f"skipped: template: {reason}")))


def _is_touched(document: Document, item: TagViolations, comments: Suppressions) -> bool:
    """Whether some of what is said of a start tag may have to be left as it is."""
    if comments and any(comments.mentions(rule.code, rule.name) for rule, _, _ in item.judged.verdicts):
        return True
    return _is_templated(document, item.element)


def _is_templated(document: Document, element: Element) -> bool:
    place = place_of(document, element)
    return place is not None and holds_tag(document.text[place.start_tag.start_offset : place.start_tag.end_offset])


def _why_no_branch(document: Document, violation: Violation, edit: Edit) -> str:
    """Why an element stays that is to go, or to be unwrapped, for what its tag says in one branch only."""
    template = document.template
    if violation.rule.reads == "name" or not isinstance(
        edit, (RemoveElement, RemoveContent, ReplaceWithText, ShowTag, Unwrap)
    ):
        return ""
    place = place_of(document, edit.element)
    if template is None or place is None:
        return ""
    at = place.start_tag
    if isinstance(violation.part, str) and (attribute := place.attrs.get(violation.part)) is not None:
        if template.branch(document.text, attribute.start_offset) != template.branch(document.text, at.start_offset):
            return _CONDITIONAL
        at = attribute
    tags = template.tags_in(document.text[at.start_offset : at.end_offset])
    return _CONDITIONAL if any(template.tags[tag].block is not None for tag in tags) else ""


def why_not(document: Document, edit: Edit) -> str:
    """Why a template does not bear an edit, or ``""``."""
    template = document.template
    assert template is not None
    if isinstance(edit, ReplaceTag):
        gone = document.text[edit.start : edit.end]
        is_tag = not edit.text and gone.startswith("<") and gone.endswith(">")
        if is_tag and (document.is_fragment or template.branch(document.text, edit.start) is not None):
            return _PARTIAL
        return _lost(template, gone, edit.text)
    if isinstance(edit, RemoveComment):
        return _lost(template, document.text[edit.start : edit.end], "")
    if isinstance(edit, ReplaceInText):
        return _lost(template, "".join(document.text[start:end] for start, end in edit.spans), edit.text)
    if isinstance(edit, Wrap):
        inside = template.tags_in(document.text[slice(*edit.span)])
        return _CUTS if any(template.tags[tag].block is not None for tag in inside) else ""
    place = place_of(document, edit.element)
    if place is None:
        return ""
    tag = document.text[place.start_tag.start_offset : place.start_tag.end_offset]
    if holds_tag(tag) and not template.frozen.isdisjoint(template.tags_in(tag)):
        return _CROSSES
    match edit:
        case RemoveElement() | ReplaceWithText() | RemoveContent() | ShowTag() | Unwrap() | Rename():
            return _why_no_change(document, template, edit, place)
        case ReplaceText(element, start, end, text):
            return _lost(template, element.text[start:end], text)
        case _:
            return _why_no_attribute(document, template, edit, place, tag)


def _why_no_change(
    document: Document,
    template: Template,
    edit: RemoveElement | ReplaceWithText | RemoveContent | ShowTag | Unwrap | Rename,
    place: SourceLocation,
) -> str:
    """Why an element may not change as a whole."""
    if "-" in edit.element.tag:
        return _COMPONENT
    if template.is_misnested and not isinstance(edit, Rename):
        return _MISNESTED
    start, end = place.start_tag.start_offset, place.start_tag.end_offset
    closing = place.end_tag
    is_raw = edit.element.tag in markup.RAW_TEXT
    if isinstance(edit, (Rename, ShowTag)) or (isinstance(edit, Unwrap) and not is_raw):
        if closing and template.branch(document.text, start) != template.branch(document.text, closing.start_offset):
            return _PARTS
        if isinstance(edit, Rename):
            return ""
        ends = document.text[closing.start_offset : closing.end_offset] if closing else ""
        return _lost(template, document.text[start:end] + ends, edit.text if isinstance(edit, ShowTag) else "")
    if closing is None and edit.element.tag not in markup.VOID:
        return _OPEN_END
    if edit.element.tag == "style" and (template.brings_in_others or document.is_sheet):
        return _SHARED
    if isinstance(edit, RemoveContent):
        assert closing is not None
        return _lost(template, document.text[end : closing.start_offset], "")
    instead = edit.text if isinstance(edit, ReplaceWithText) else edit.element.text if isinstance(edit, Unwrap) else ""
    return _lost(template, document.text[start : closing.end_offset if closing else end], instead)


def _why_no_attribute(
    document: Document,
    template: Template,
    edit: SetAttribute | RemoveAttribute | RewriteStyle | SetProperty | ReplaceInValue,
    place: SourceLocation,
    tag: str,
) -> str:
    """Why an attribute may not change."""
    name = edit.name if isinstance(edit, (SetAttribute, RemoveAttribute, ReplaceInValue)) else "style"
    if not holds_tag(tag):
        return ""
    spans = [span for found, span in markup.attribute_spans(tag, 0, len(tag)) if found == name]
    if len(spans) > 1:
        return _BRANCHES
    if not spans:
        return ""
    written = tag[slice(*spans[0])]
    match edit:
        case SetAttribute(_, _, value):
            return _lost(template, written, value)
        case ReplaceInValue(element, _, start, end, text):
            return _lost(template, (element.attr(name) or "")[start:end], text)
        case RemoveAttribute():
            return _lost(template, written, "")
        case SetProperty(element, property_, _):
            return _why_no_property(template, element.attr("style") or "", property_)
        case RewriteStyle(element, rewrites):
            return _why_no_rewrite(template, element.attr("style") or "", rewrites)


def _why_no_rewrite(template: Template, style: str, rewrites: Iterable[tuple[int, str | None]]) -> str:
    """Why declarations of a style attribute may not change."""
    declarations = css.parse_style(style)
    reasons = (
        _lost(template, style[declarations[index].start : declarations[index].end], text or "")
        for index, text in rewrites
        if index < len(declarations)
    )
    return next(filter(None, reasons), "")


def takes_style(document: Document, element: Element) -> bool:
    """Whether a style attribute of the element is there in every branch of a template."""
    template, place = document.template, place_of(document, element)
    if template is None or place is None or "style" not in place.attrs:
        return True
    text = document.text
    return template.branch(text, place.attrs["style"].start_offset) == template.branch(
        text, place.start_tag.start_offset
    )


def _why_no_property(template: Template, style: str, name: str) -> str:
    """Why a property may not be set in a style attribute: each branch of a block may set it in its own way."""
    if not holds_tag(style):
        return ""
    named = [declaration for declaration in css.parse_style(style) if declaration.name == name]
    if len(named) > 1:
        return _BRANCHES
    return _lost(template, "".join(style[declaration.start : declaration.end] for declaration in named), "")


def _lost(template: Template, before: str, after: str) -> str:
    """Why the tags that an edit takes away may not go."""
    stay = set(template.tags_in(after))
    gone = [index for index in template.tags_in(before) if index not in stay]
    if not gone:
        return ""
    if template.breaks_block(gone):
        return _CUTS
    return _SETS if any(template.tags[index].role == "logic" for index in gone) else ""
