"""Where in the source a violation stands, and how its text is quoted."""

from bisect import bisect_right

from sanitizer.html import css, dom, markup, tokens
from sanitizer.html.dom import Document
from sanitizer.rule import Violation

__all__ = ["Lines", "quoted", "span_of"]

_SHOWN = 240
"""Characters of source text that a finding quotes at most."""


def quoted(text: str) -> str:
    """Source text as a finding quotes it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def span_of(document: Document, violation: Violation) -> tuple[int, int] | None:
    """Where the violation is in the source; ``None`` for an element the parser made of another one."""
    part = violation.part
    if isinstance(part, tuple):
        return part
    if violation.element is None:
        return 0, 0
    at = tokens.place_of(document, violation.element)
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


class Lines:
    r"""A plain text, whose lines end with ``\n``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = dom.line_starts(text)

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset, counted in code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
