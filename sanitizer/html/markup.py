"""HTML as text: where an attribute's value sits, and how a value or a word is written.

Works on the author's own characters, so that an edit can leave every other one alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
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


_STRICT_TAG = re.compile(
    r"""<[a-z][a-z0-9:-]*+(?:\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'=<>`]++))?+)*+\s*+/?>""",
    re.IGNORECASE,
)


_LONGEST = 1024
"""Characters of a tag at most for which the answer is remembered."""


def is_strict_tag(text: str) -> bool:
    """Whether a start tag is written so plainly that its text alone settles its attributes, wherever it stands."""
    return _is_strict(text) if len(text) <= _LONGEST else _STRICT_TAG.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def _is_strict(text: str) -> bool:
    return _STRICT_TAG.fullmatch(text) is not None


def rewritten_tag(text: str, changes: Mapping[str, str | None]) -> str:
    """A start tag with attributes set to new values, or removed where the value is ``None``."""
    items = tuple(changes.items())
    return _rewrite_once(text, items) if len(text) <= _LONGEST else _rewrite(text, items)


def _rewrite(text: str, items: tuple[tuple[str, str | None], ...]) -> str:
    changes = dict(items)
    pieces: list[str] = []
    cursor = 0
    placed: set[str] = set()
    last = tag_name_end(text, 1, len(text))
    for name, (start, end) in attribute_spans(text, 0, len(text)):
        if name in changes:
            value = changes[name]
            first, past, new = (
                removed_attribute(text, start, end)
                if value is None or name in placed
                else changed_attribute(text, start, end, name, value)
            )
            pieces += text[cursor:first], new
            cursor = past
            placed.add(name)
        last = end
    added = "".join(
        f" {new_attribute(name, value)}" for name, value in items if value is not None and name not in placed
    )
    if added:
        pieces += text[cursor:last], added
        cursor = last
    pieces.append(text[cursor:])
    return "".join(pieces)


_rewrite_once = lru_cache(maxsize=4096)(_rewrite)


def tag_name_end(text: str, start: int, end: int) -> int:
    """The offset behind the name of a tag that begins at ``start``."""
    while start < end and not text[start].isspace() and text[start] not in "/>":
        start += 1
    return start


def removed_attribute(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The span that takes an attribute out with the white space before it, unless its neighbours would then touch."""
    if text[end : end + 1].isspace() or text[end : end + 1] in ("/", ">"):
        while text[start - 1].isspace():
            start -= 1
    return start, end, ""


def changed_attribute(text: str, start: int, end: int, name: str, value: str) -> tuple[int, int, str]:
    """The span that gives an attribute another value in the author's quotes."""
    place = value_span(text, start, end)
    if place is None:
        return start, end, new_attribute(name, value)
    first, last, quote = place
    escaped = escape_attribute(value, quote or '"')
    return (first, last, escaped) if quote else (first, last, f'"{escaped}"')


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
