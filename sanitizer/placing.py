"""Violations as findings: where each stands in the author's text, and what its fix puts there."""

from collections.abc import Iterable, Iterator

from sanitizer.edits import (
    Edit,
    RemoveAttribute,
    RemoveElement,
    Rename,
    ReplaceInText,
    ReplaceInValue,
    ReplaceWithText,
    RewriteStyle,
    SetAttribute,
    SetProperty,
    Wrap,
)
from sanitizer.engine import Engine
from sanitizer.findings import Finding
from sanitizer.html import markup
from sanitizer.html.dom import Document
from sanitizer.rule import Seen, each
from sanitizer.spans import quoted, span_of

__all__ = ["findings"]


def findings(engine: Engine, document: Document, seen: Iterable[Seen], *, fixing: bool) -> Iterator[Finding]:
    """What an engine saw in a document."""
    origins = engine.policy.origins
    written, unmasked = document.written, str if document.template is None else document.template.unmasked
    for violation in each(seen):
        span = span_of(document, violation)
        if span is None:
            continue
        start, end = span
        line, column = document.line_and_column(start)
        end_line, end_column = document.line_and_column(end)
        rule = violation.rule
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
            before=quoted(written[start:end]),
            after=unmasked(_after(violation.edits[0])) if violation.edits else None,
            note=unmasked(violation.note),
        )


def _after(edit: Edit) -> str:
    match edit:
        case RewriteStyle(_, rewrites):
            return rewrites[0][1] or ""
        case SetAttribute(_, name, value):
            return markup.new_attribute(name, value)
        case SetProperty(_, name, value):
            return f"{name}:{value}"
        case Wrap(_, _, text, style, _):
            return f"<span {markup.new_attribute('style', style)}>{text}</span>"
        case ReplaceWithText(_, text) | ReplaceInText(_, _, _, text, _) | ReplaceInValue(_, _, _, _, text):
            return text
        case Rename(_, tag):
            return f"<{tag}>"
        case RemoveElement() | RemoveAttribute():
            return ""
        case _:
            return ""
