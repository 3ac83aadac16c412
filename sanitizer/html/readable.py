"""The words of HTML as plain text that reads well: a line for each block, links with their addresses."""

import re

from sanitizer.html import css
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.markup import BLOCK

__all__ = ["readable", "without_tags"]

_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_APART = frozenset(("blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
"""Elements that an empty line is set off by."""
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ol", "ul"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHOWN_LINK = ("http://", "https://")
_TAG = re.compile(r"<(?=[A-Za-z/!?])([^<>]*)(>?)")
"""What a browser would take for a tag."""
_DEEPEST = 8
"""Lists and quotes within each other that show how deep they are."""
_RULE = "---"


def readable(html: str) -> str:
    r"""The text of HTML with line breaks ``\n``: blocks on lines of their own, the address of a link behind its words.

    Items of lists have a dash or their number, cells of a row stand between ``|``, quotes behind ``>``. An image counts
    with its alternative text. What its own style hides is left out.
    """
    lines = _Lines()
    stack: list[Node | str] = [Document(html).root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            lines.close(node)
        elif isinstance(node, Text):
            lines.add(node.data)
        elif isinstance(node, Element) and node.tag not in _UNSEEN and not _is_hidden(node):
            stack.append("/" + node.tag if node.tag != "a" else "a " + (node.attr("href") or ""))
            lines.open(node)
            stack.extend(reversed(node.children))
    return lines.text()


def without_tags(text: str) -> str:
    """A text in which nothing is a tag: angle brackets that would make one are written as ``\u2039`` and ``\u203a``."""
    return _TAG.sub(lambda found: f"\u2039{found[1]}" + "\u203a" * bool(found[2]), text) if "<" in text else text


def _is_hidden(element: Element) -> bool:
    style = element.attr("style")
    return bool(style) and css.hides_box(style or "")


class _Lines:
    """Text as it grows: words of the line that is open, and lines that are done."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._words: list[str] = []
        self._starts: list[int] = []
        """How many words were there when each open link began; -1 for one that began on another line."""
        self._numbers: list[int | None] = []
        """Of each open list the number of its next item; ``None`` where items have none."""
        self._indents: list[str] = []
        """What stands before the lines of each open item and quote."""
        self._marks: dict[int, str] = {}
        """What stands before the next line instead, by the place in these."""
        self._has_words = False
        """Whether the open line has words."""
        self._is_cell_due = False
        self._preformatted = 0

    def add(self, text: str) -> None:
        """Words on the open line."""
        if text.strip():
            if self._is_cell_due:
                self._words.append(" | ")
                self._is_cell_due = False
            self._has_words = True
        if not self._preformatted:
            self._words.append(_BLANKS.sub(" ", text))
            return
        first, *others = text.replace("\r\n", "\n").split("\n")
        self._words.append(first)
        for line in others:
            self._end()
            self._words.append(line)

    def open(self, element: Element) -> None:
        """What the start of an element does to the lines."""
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "hr":
            self._end()
            self._words.append(_RULE)
            self._end()
        elif tag == "img":
            self.add(element.attr("alt") or "")
        elif tag == "a":
            self._starts.append(len(self._words))
        elif tag in _CELLS:
            self._is_cell_due = self._has_words
        elif tag in BLOCK:
            self._end(apart=tag in _APART and not (tag in _LISTS and self._numbers))
            self._open_block(element)

    def _open_block(self, element: Element) -> None:
        tag = element.tag
        if tag in _LISTS:
            self._numbers.append(_number(element.attr("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._indent(self._item(element))
        elif tag == "blockquote":
            self._indent("> ", "> ")
        elif tag == "pre":
            self._preformatted += 1

    def _item(self, element: Element) -> str:
        """What stands before an item."""
        if not self._numbers or (number := self._numbers[-1]) is None:
            return "- "
        number = _number(element.attr("value"), number)
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _indent(self, mark: str, further: str = "") -> None:
        self._marks[len(self._indents)] = mark
        self._indents.append(further or " " * len(mark))

    def close(self, name: str) -> None:
        """What the end of an element does to them: ``/p``, or ``a`` with the address of a link."""
        if name.startswith("a "):
            self._close_link(name[2:].strip())
            return
        tag = name[1:]
        if tag not in BLOCK or tag in _CELLS:
            return
        if tag in _LISTS:
            self._numbers.pop()
        self._end(apart=tag in _APART and not (tag in _LISTS and self._numbers))
        if tag in ("li", "blockquote"):
            self._indents.pop()
            self._marks.pop(len(self._indents), None)
        elif tag == "pre":
            self._preformatted -= 1

    def _close_link(self, address: str) -> None:
        start = self._starts.pop()
        pieces = self._words[max(start, 0) :]
        words = "".join(pieces)
        if address.lower().startswith(_SHOWN_LINK) and address.rstrip("/") not in words and (pieces or start < 0):
            self.add(f" ({address})" if words.strip() else address)

    def _break(self) -> None:
        """A line break; on an empty line an empty line."""
        if not self._has_words and self._done and self._done[-1]:
            self._done.append("")
        self._end()

    def _end(self, *, apart: bool = False) -> None:
        line = "".join(self._words).rstrip()
        if not self._preformatted:
            line = _BLANKS.sub(" ", line).strip(" ")
        if line:
            self._done.append(self._before() + line)
        if apart and self._done and self._done[-1]:
            self._done.append("")
        self._words.clear()
        self._has_words = self._is_cell_due = False
        self._starts = [-1] * len(self._starts)

    def _before(self) -> str:
        """What stands before the line: the marks of items that begin on it, and indents."""
        marks, self._marks = self._marks, {}
        return "".join(marks.get(place, indent) for place, indent in enumerate(self._indents[:_DEEPEST]))

    def text(self) -> str:
        """All of it, with a line break at the end."""
        self._end()
        return "\n".join(self._done).strip("\n") + "\n"


def _number(text: str | None, otherwise: int) -> int:
    """The number that an attribute states."""
    stated = (text or "").strip()
    return int(stated) if re.fullmatch(r"-?[0-9]{1,9}", stated) else otherwise
