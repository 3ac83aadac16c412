"""HTML as text: where an attribute's value sits, and how a value or a word is written.

Works on the author's own characters, so that an edit can leave every other one alone.
"""

import re
from collections.abc import Iterator
from html import unescape

__all__ = [
    "BLOCK",
    "RAW_TEXT",
    "STEERING_META",
    "VOID",
    "attribute_spans",
    "escape_attribute",
    "escape_text",
    "new_attribute",
    "unescape",
    "value_span",
]

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements that have no content and no end tag (HTML standard, 13.1.2)."""

RAW_TEXT = frozenset("iframe noembed noframes plaintext script style textarea title xmp".split())
"""Elements whose content is text and not markup (HTML standard, 13.2.6.4.7; scripting is off in mail)."""

BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol optgroup option p pre"
    " search section summary table tbody td tfoot th thead tr ul xmp".split()
)
"""Elements that stand on lines of their own in the browser's default sheet."""

STEERING_META = frozenset(("refresh", "set-cookie", "content-security-policy"))
"""Values of ``http-equiv`` that make a browser do something (HTML standard, 4.2.5.3)."""

_ATTRIBUTE = re.compile(r"(?P<name>[^\s=/>]?[^\s=/>]*)(?P<equals>\s*=\s*)?(?P<quote>[\"']?)", re.ASCII)

_PLAIN = re.compile(r"[^&<>\"']*")
_IN_TAG = re.compile(r"[\s/]*(?P<name>=?[^\s/>=]*)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*)?)?")


def attribute_spans(text: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name in lower case and span of each attribute of the start tag ``text[start:end]``."""
    place = start + 1
    while place < end and not text[place].isspace() and text[place] not in "/>":
        place += 1
    while place < end - 1 and (match := _IN_TAG.match(text, place, end)) and match.end() > place:
        if match["name"]:
            yield match["name"].lower(), (match.start("name"), match.end())
        place = match.end()


def escape_text(text: str) -> str:
    """Text as it is written between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(value: str, quote: str = '"') -> str:
    """A value as it is written inside ``quote`` (``"`` or ``'``)."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;") if quote == '"' else escaped.replace("'", "&#39;")


def new_attribute(name: str, value: str) -> str:
    """``name="value"`` with the value escaped."""
    return f'{name}="{escape_attribute(value)}"'


def value_span(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """Offsets of the value and its quote (``""`` when unquoted) in the attribute ``text[start:end]``.

    ``None`` for an attribute without a value.
    """
    match = _ATTRIBUTE.match(text, start, end)
    if match is None or not match["equals"]:
        return None
    quote = match["quote"]
    first = match.end()
    last = end - 1 if quote and end > first and text[end - 1] == quote else end
    return first, last, quote
