"""Where white space shows nothing, as CSS Text 3 (4.1) lays it out.

White space next to the edge of a block is at the start or end of a line and shows nothing. Whether an element is a
block, and whether its white space collapses, is taken from its tag, its attributes and every rule of a style sheet
that may match it, in whatever medium or state. What is in doubt counts as showing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import east_asian_width

from sanitizer.html import css
from sanitizer.html.dom import Document, Element, is_foreign

__all__ = [
    "BLOCKS",
    "SPACE",
    "TABLE_PARTS",
    "Rendering",
    "collapsed",
    "compact_style",
    "has_wide",
    "is_conditional",
    "is_unshown",
]

SPACE = " \t\n"
"""What CSS collapses (CSS Text 3, 4.1.1); a form feed or a carriage return from an entity is shown as a control."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center col colgroup dd dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html li main menu nav ol p pre section table tbody td tfoot"
    " th thead tr ul".split()
)
"""Elements at whose edges a line of text starts and ends in the browser's default sheet (HTML standard, 15.3)."""

TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())

_UNSHOWN = frozenset("base link meta script style template title".split())
_VERBATIM = frozenset(
    "audio button canvas details dialog iframe listing marquee math noembed noframes noscript object option optgroup"
    " plaintext pre ruby script select style svg template textarea title video xmp".split()
)
"""Elements that are left as they are: white space counts in them, or how they are shown is the browser's own."""

_OUTER, _INNER, _KEPT = 1, 2, 4
"""Doubts: what is around the element may be in line with it; what is at the start or end of its content may be in
line with something; white space in it may not collapse."""

_BLOCK_DISPLAYS = frozenset(("block", "flex", "flow-root", "grid", "list-item", "table", *css.WIDE_KEYWORDS))
_INNER_BLOCK_DISPLAYS = frozenset(
    "inline-block inline-flex inline-grid inline-table none table-caption table-cell table-column table-column-group"
    " table-footer-group table-header-group table-row table-row-group".split()
)
_OWN_DISPLAYS = {
    "caption": "table-caption", "tbody": "table-row-group", "td": "table-cell", "tfoot": "table-footer-group",
    "th": "table-cell", "thead": "table-header-group", "tr": "table-row",
}  # fmt: skip
_HARMLESS = {
    "float": frozenset(("none", *css.WIDE_KEYWORDS)),
    "position": frozenset(("relative", "static", "sticky", *css.WIDE_KEYWORDS)),
    "white-space": frozenset(("normal", "nowrap", *css.WIDE_KEYWORDS)),
    "white-space-collapse": frozenset(("collapse", *css.WIDE_KEYWORDS)),
}
_DOUBT_OF = {"float": _OUTER, "position": _OUTER, "white-space": _KEPT, "white-space-collapse": _KEPT}
_MENTIONS = re.compile(r"display|float|position|white-space|list-style|all\s*:|\\", re.IGNORECASE)
_CSS_COMMENT = re.compile(
    rf"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|(?<![\w-]){css.URL})|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+""",
    re.DOTALL | re.IGNORECASE,
)
_PSEUDO = re.compile(r"::?-?[a-z][a-z-]*+(?:\([^()]*\))?+", re.IGNORECASE)
_MOST_MATCHES = 2_000_000
"""Most rules times elements that are tried; over it every white space counts as showing."""
_CONDITIONAL = re.compile(r"\s*\[(?:if|endif)|\s*<!\[endif|.*\[endif\]\s*\Z", re.IGNORECASE | re.DOTALL)


class Rendering:
    """How the elements of a document deal with the white space around and in them."""

    def __init__(self, document: Document) -> None:
        self.keeps_all = False
        """Whether every white space may count: a style sheet is elsewhere, too long, or asks for ``:empty``."""
        self.reads_styles = False
        """Whether a style sheet looks at the text of style attributes (``[style*=...]``)."""
        self._marks_inside = False
        self._has_inner_doubts = False
        self._doubts: dict[Element, int] = {}
        sheets: list[str] = []
        elements = list(document.elements())
        for element in elements:
            self._read_attributes(element)
            if element.tag == "style":
                sheets.append(element.text)
            elif element.tag == "link" and "stylesheet" in (element.attr("rel") or "").lower():
                self.keeps_all = True
        self._budget = _MOST_MATCHES
        for sheet in sheets:
            self._read_sheet(sheet, document, elements)

    def keeps(self, element: Element) -> bool:
        """Whether everything in the element must stay as it is written."""
        return bool(self._doubts.get(element, 0) & _KEPT) or element.tag in _VERBATIM or is_foreign(element)

    def is_block_outside(self, element: Element) -> bool:
        """Whether white space directly before and after the element never shows."""
        if is_unshown(element):
            parent = element.parent
            return isinstance(parent, Element) and parent.tag in ("head", "html")
        return element.tag in BLOCKS and not self._doubts.get(element, 0) & _OUTER and not self._is_loose(element)

    def _is_loose(self, element: Element) -> bool:
        """Whether a part of a table may be in no table box, so that one is made in the line (CSS 2.2, 17.2.1)."""
        while self._has_inner_doubts and element.tag in TABLE_PARTS:
            parent = element.parent
            if not isinstance(parent, Element) or parent.tag not in TABLE_PARTS | {"table"}:
                return False
            if self._doubts.get(parent, 0) & _INNER:
                return True
            element = parent
        return False

    def is_block_inside(self, element: Element) -> bool:
        """Whether white space at the start and end of its content never shows."""
        if element.tag == "li" and self._marks_inside:
            return False
        return element.tag in BLOCKS and not self._doubts.get(element, 0) & _INNER

    def _doubt(self, element: Element, doubt: int) -> None:
        if doubt:
            self._doubts[element] = self._doubts.get(element, 0) | doubt
            self._has_inner_doubts = self._has_inner_doubts or bool(doubt & _INNER)

    def _read_attributes(self, element: Element) -> None:
        attributes = element.attrs
        if not attributes:
            return
        if "hidden" in attributes or (
            element.tag == "table" and (element.attr("align") or "").strip().lower() in ("left", "right")
        ):
            self._doubt(element, _OUTER)
        style = element.attr("style")
        if style and _MENTIONS.search(style):
            for name, value in _declared(style):
                self._apply(element, name, value)

    def _apply(self, element: Element, name: str, value: str) -> None:
        if name.startswith("list-style"):
            self._marks_inside = self._marks_inside or "inside" in value or "(" in value
        elif name != "display" or value != _OWN_DISPLAYS.get(element.tag):
            self._doubt(element, _doubt_of(name, value))

    def _read_sheet(self, sheet: str, document: Document, elements: list[Element]) -> None:
        plain = re.sub(r"\s", "", css.unescape(sheet).lower())
        if "@import" in plain or ":empty" in plain or ":blank" in plain:
            self.keeps_all = True
        self.reads_styles = self.reads_styles or ("[" in plain and "style" in plain)
        for selector, declarations in _rules(sheet):
            self._budget -= len(elements)
            if self._budget < 0:
                self.keeps_all = True
            if self.keeps_all:
                return
            for element in _matching(document, selector, elements):
                for name, value in declarations:
                    self._apply(element, name, value)


def _declared(text: str) -> list[tuple[str, str]]:
    return [(each.name, each.value.lower()) for each in css.parse_style(text)]


@lru_cache(maxsize=1024)
def _doubt_of(name: str, value: str) -> int:
    if name == "display":
        if value in _BLOCK_DISPLAYS:
            return 0
        return _OUTER if value in _INNER_BLOCK_DISPLAYS else _OUTER | _INNER
    if name == "all":
        return _OUTER | _INNER | _KEPT
    if name == "content":
        return _INNER
    return _DOUBT_OF[name] if name in _DOUBT_OF and value not in _HARMLESS[name] else 0


def _matters(name: str, value: str) -> bool:
    return name.startswith("list-style") or _doubt_of(name, value) != 0


def _rules(sheet: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The selector and the declarations that matter here of each rule, whatever at-rule it is in."""
    behind = 0
    for start, end in css.blocks(sheet):
        before, behind = sheet[behind : start - 1], end
        declarations = [pair for pair in _declared(sheet[start:end]) if _matters(*pair)]
        if not declarations:
            continue
        if sheet[start - 1] != "{":  # declarations behind a nested rule
            yield "", declarations
            continue
        before = _CSS_COMMENT.sub(lambda match: match[1] or " ", before)
        selector = re.split(r"[{};]|<!--|-->", before)[-1].strip()
        if not selector.startswith("@"):
            yield selector, declarations


def _matching(document: Document, selector: str, elements: list[Element]) -> list[Element]:
    """The elements that a selector may match in any state; all where the selector is not understood."""
    try:
        return list(document.tree.select(_PSEUDO.sub(_any, selector)))
    except ValueError:
        return elements


def _any(pseudo: re.Match[str]) -> str:
    """What stands for a pseudo-class or pseudo-element, so that the selector matches no less."""
    before = pseudo.string[: pseudo.start()]
    return "*" if not before or before[-1] in " \t\n\r\f>+~,(" else ""


def is_unshown(element: Element) -> bool:
    """Whether the browser's default sheet never shows the element, so that text goes on across it."""
    return element.tag in _UNSHOWN


def is_conditional(comment: str) -> bool:
    """Whether the content of a comment is a condition that Outlook reads, and between which it shows what stands."""
    return _CONDITIONAL.match(comment) is not None


_PLAIN_STYLE = re.compile(r"[^\"'()\\/&{}\[\]<>@]*")


@lru_cache(maxsize=8192)
def compact_style(text: str) -> str:
    """A style attribute's value without white space that means nothing; as it is where strings or the like occur."""
    if _PLAIN_STYLE.fullmatch(text) is None:
        return text
    pieces = []
    for piece in text.split(";"):
        name, colon, value = piece.partition(":")
        pieces.append(" ".join(name.split()) + colon + " ".join(value.split()))
    return ";".join(pieces)


_RUN = re.compile(rf"[{SPACE}]+")


def collapsed(text: str) -> str:
    """Text with each run of white space as one space, or as a line break where that is another thing than a space."""
    if has_wide(text):
        return _RUN.sub(_run_among_wide, text)
    return _RUN.sub(" ", text)


def _run_among_wide(run: re.Match[str]) -> str:
    text, (start, end) = run.string, run.span()
    around = text[start - 1 : start] if start else ""
    around += text[end : end + 1]
    return "\n" if "\n" in run[0] and any(map(is_wide, around)) else " "


def is_wide(character: str) -> bool:
    """Whether a line break next to the character may show nothing where a space would (CSS Text 3, 4.1.3)."""
    return character == "\u200b" or (character > "\u10ff" and east_asian_width(character) in "FWH")


def has_wide(text: str) -> bool:
    """Whether any character of the text is wide in the sense of :func:`is_wide`."""
    return not text.isascii() and any(map(is_wide, set(text)))
