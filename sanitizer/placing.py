"""Violations as findings: where each stands in the author's text, and what its fix puts there."""

from collections.abc import Iterable, Iterator

from sanitizer.edits import (
    Edit,
    RemoveAttribute,
    RemoveElement,
    Rename,
    ReplaceWithText,
    RewriteStyle,
    SetAttribute,
    SetProperty,
)
from sanitizer.engine import Engine
from sanitizer.findings import Finding
from sanitizer.html import css, dom, markup
from sanitizer.html.dom import Document
from sanitizer.rule import Seen, Violation, each

__all__ = ["findings"]

_SHOWN = 240
"""Characters of source text that a finding quotes at most."""


def findings(engine: Engine, document: Document, seen: Iterable[Seen], *, fixing: bool) -> Iterator[Finding]:
    """What an engine saw in a document."""
    origins = engine.policy.origins
    written, unmasked = document.written, str if document.template is None else document.template.unmasked
    for violation in each(seen):
        span = _span(document, violation)
        if span is None:
            continue
        start, end = span
        line, column = document.line_and_column(start)
        end_line, end_column = document.line_and_column(end)
        rule = violation.rule
        before = written[start:end]
        yield Finding(
            code=rule.code,
            name=rule.name,
            severity=violation.severity,
            message=unmasked(violation.message),
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            clause=origins[rule.setting].clause,
            safety=violation.safety if violation.edits else None,
            fixed=fixing and engine.fixes(violation),
            before=before if len(before) <= _SHOWN else before[: _SHOWN - 1] + "…",
            after=unmasked(_after(violation.edits[0])) if violation.edits else None,
            note=unmasked(violation.note),
        )


def _span(document: Document, violation: Violation) -> tuple[int, int] | None:
    """Where the violation is in the source; ``None`` for an element the parser made of another one."""
    part = violation.part
    if isinstance(part, tuple):
        return part
    if violation.element is None:
        return 0, 0
    at = dom.place_of(document, violation.element)
    if at is None:
        return None
    name = "style" if isinstance(part, int) else part
    if name is None or name not in at.attrs:
        return at.start_tag.start_offset, at.start_tag.end_offset
    start, end = at.attrs[name].start_offset, at.attrs[name].end_offset
    if isinstance(part, int) and (place := markup.value_span(document.text, start, end)):
        first, last, _ = place
        declarations = css.parse_style(document.text[first:last])
        if "&" not in document.text[first:last] and part < len(declarations):
            return first + declarations[part].start, first + declarations[part].end
    return start, end


def _after(edit: Edit) -> str:
    match edit:
        case RewriteStyle(_, rewrites):
            return rewrites[0][1] or ""
        case SetAttribute(_, name, value):
            return markup.new_attribute(name, value)
        case SetProperty(_, name, value):
            return f"{name}:{value}"
        case ReplaceWithText(_, text):
            return text
        case Rename(_, tag):
            return f"<{tag}>"
        case RemoveElement() | RemoveAttribute():
            return ""
        case _:
            return ""
