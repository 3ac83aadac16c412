"""The words of HTML as plain text that reads well: a line for each block, links with their addresses."""

import re

from sanitizer.html import css
from sanitizer.html.dom import Document, Element, Node, Text
from sanitizer.html.markup import BLOCK

__all__ = ["readable"]

_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_APART = frozenset(("blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
"""Elements that an empty line is set off by."""
_CELLS = frozenset(("td", "th"))
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SHOWN_LINK = ("http://", "https://")


def readable(html: str) -> str:
    r"""The text of HTML with line breaks ``\n``: blocks on lines of their own, the address of a link behind its words.

    An image counts with its alternative text. What its own style hides is left out.
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
        self._mark = ""

    def add(self, text: str) -> None:
        """Words on the open line."""
        self._words.append(_BLANKS.sub(" ", text))

    def open(self, element: Element) -> None:
        """What the start of an element does to the lines."""
        tag = element.tag
        if tag == "br":
            self._end()
        elif tag == "img":
            self.add(element.attr("alt") or "")
        elif tag == "a":
            self._starts.append(len(self._words))
        elif tag in _CELLS:
            self.add(" ")
        elif tag in BLOCK:
            self._end(apart=tag in _APART)
            self._mark = "- " if tag == "li" else self._mark

    def close(self, name: str) -> None:
        """What the end of an element does to them: ``/p``, or ``a`` with the address of a link."""
        if name.startswith("a "):
            start = self._starts.pop()
            pieces, address = self._words[max(start, 0) :], name[2:].strip()
            words = "".join(pieces)
            if address.lower().startswith(_SHOWN_LINK) and address not in words and (pieces or start < 0):
                self.add(f" ({address})" if words.strip() else address)
        elif name[1:] in BLOCK and name[1:] not in _CELLS:
            self._end(apart=name[1:] in _APART)

    def _end(self, *, apart: bool = False) -> None:
        line = _BLANKS.sub(" ", "".join(self._words)).strip(" ")
        if line:
            self._done.append(self._mark + line)
            self._mark = ""
        if apart and self._done and self._done[-1]:
            self._done.append("")
        self._words.clear()
        self._starts = [-1] * len(self._starts)

    def text(self) -> str:
        """All of it, with a line break at the end."""
        self._end()
        return "\n".join(self._done).strip("\n") + "\n"
