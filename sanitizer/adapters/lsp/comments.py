"""A comment that has a finding ignored, in the comment syntax of the file."""

from sanitizer.adapters.lsp.documents import Judged, judge
from sanitizer.findings import Finding
from sanitizer.html.dom import Document
from sanitizer.html.source import read

__all__ = ["ignored"]

_HTML, _CSS = "<!-- {} -->", "/* {} */"
_SYNTAXES = {
    "{{# {} #}}": "django django-html j2 jinja jinja-html jinja2 njk nunjucks twig",
    "{{{{!-- {} --}}}}": "handlebars hbs",
    "{{{{! {} }}}}": "mustache",
    "{{{{-- {} --}}}}": "blade",
    "{{% # {} %}}": "liquid",
    "<%# {} %>": "ejs embedded-template erb eruby html-eex",
    "<%-- {} --%>": "jsp",
    "<#-- {} -->": "freemarker ftl ftlh",
    "<?php /* {} */ ?>": "php",
}
_BY_NAME = {name: syntax for syntax, names in _SYNTAXES.items() for name in names.split()}
"""Comments by the ending of a file's name and by the name that editors have for its language."""


def ignored(judged: Judged, finding: Finding) -> str | None:
    """The text with a comment above the finding's line, or above the line where its tag begins.

    ``None`` where that would change an element, or would not have it ignored.
    """
    text, lines = judged.text, judged.lines
    place = lines.start(finding.line - 1) + finding.column - 1
    is_in_sheet = text.rfind("<style", 0, place) > text.rfind("</style", 0, place)
    comment = (_CSS if is_in_sheet else _syntax(judged)).format(f"sanitizer: ignore-next-line {finding.code} -- reason")
    before, line_break = _elements(text), "\r\n" if "\r\n" in text else "\n"
    for number in dict.fromkeys((finding.line - 1, lines.number(max(text.rfind("<", 0, place + 1), 0)))):
        line, start = lines.line(number), lines.start(number)
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        after = f"{text[:start]}{indent}{comment}{line_break}{text[start:]}"
        if _elements(after) == before and _is_gone(judged, finding, after):
            return after
    return None


def _syntax(judged: Judged) -> str:
    names = (*(suffix[1:].lower() for suffix in judged.path.suffixes), judged.language)
    return next((_BY_NAME[name] for name in names if name in _BY_NAME), _HTML)


def _elements(text: str) -> list[tuple[str, dict[str, object]]]:
    return [(element.tag, dict(element.attrs.items())) for element in Document(read(text).text).elements()]


def _is_gone(judged: Judged, finding: Finding, after: str) -> bool:
    """Whether the finding is no longer there, one line below."""
    found = judge(after, judged.path, judged.language, judged.lines.encoding).findings
    return not any(
        (one.code, one.message, one.line, one.column)
        == (finding.code, finding.message, finding.line + 1, finding.column)
        for one in found
    )
