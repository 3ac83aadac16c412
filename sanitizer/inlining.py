"""Where style elements may not stay, what the policy allows of their sheets moves into style attributes first.

So the look that is allowed outlives the sheet, and every rule finds what is shown in one place. It is a first change to
the source, before any rule looks; places found in the changed text are led back to the author's.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

from sanitizer.edits import Span, splice
from sanitizer.errors import LimitError
from sanitizer.findings import Safety
from sanitizer.html import cascade, dom, markup
from sanitizer.html.alignment import Alignment, align
from sanitizer.html.css import Declaration
from sanitizer.html.dom import Document, Element
from sanitizer.policy import Policy
from sanitizer.rule import OnDeclaration, Rule

__all__ = ["Inlined", "Inliner"]

_STYLE = re.compile(r"<style[\s>/]", re.IGNORECASE)
_HINT = re.compile(r"mso-|-ms-|-premailer-|-(?:webkit|moz)-(?:text-size-adjust|font-smoothing|osx-)|text-size-adjust")
"""Properties that speak to one client about the whole page, and do nothing on an element."""
_TEMPLATE = re.compile(r"[{}<>\[\]]|%%|\*\||@@")
"""What a template tag in a sheet is known by: its value is unknown, and would be written once for each element."""
_NO_BACKGROUND = frozenset(("0 0", "initial", "none", "transparent"))


class Inlined:
    """A document with what its sheets say in style attributes."""

    def __init__(self, text: str, spans: list[Span]) -> None:
        self.spans = spans
        """How its text came of the author's: pieces put between, or values written anew, in order."""
        self.document = Document(splice(text, spans))
        self._begins: list[int] = []
        self._shifts: list[int] = []

    def origin(self, place: int) -> int:
        """The place in the author's text that an offset into this text comes from; for a new piece, where it is put."""
        if not self._begins:
            shift = 0
            for start, end, new in self.spans:
                self._begins.append(start + shift)
                shift += len(new) - (end - start)
                self._shifts.append(shift)
        index = bisect_right(self._begins, place) - 1
        if index < 0:
            return place
        start, _, new = self.spans[index]
        return start if place < self._begins[index] + len(new) else place - self._shifts[index]


class Inliner:
    """Moves declarations of sheets; bound to a policy and rules. Safe to share between threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        self._policy = policy
        self._looks = [
            look
            for rule in rules
            if rule.may_mend(policy, applied)
            for look in rule.looks
            if isinstance(look, OnDeclaration)
        ]
        self._is_needed = "style" not in policy.elements_keep
        self._wanted = lru_cache(maxsize=8192)(self._judge)

    def inlined(self, document: Document) -> Inlined | None:
        """The document with its sheets' declarations in style attributes; ``None`` if there are none to move.

        The document given must not be used any more where another one comes back. Where the changed text would not be
        read as the same tree, as in curious markup, nothing moves.

        Raises:
            LimitError: the sheets reach so many elements that the text would be over the policy's ``max_bytes``, or
                matching them takes longer than its ``max_seconds``.

        """
        if not self._is_needed or not _STYLE.search(document.text):
            return None
        moved = cascade.moved(document, self._wanted, self._policy.max_seconds)
        if not moved:
            return None
        if (size := len(document.text) + sum(map(len, moved.values()))) > self._policy.max_bytes:
            raise LimitError("max_bytes", self._policy.max_bytes, size)
        spans: list[Span] = []
        for element, tag, place in _start_tags(document):
            if (declarations := moved.get(element)) is not None:
                first, last, new = _put(tag, declarations)
                spans.append((place + first, place + last, new))
                own = element.attr("style") or ""
                element.attrs["style"] = f"{declarations}; {own}" if own.strip() else declarations + own
        inlined = Inlined(document.text, sorted(spans))
        return inlined if inlined.document.tree.equals(document.tree) else Inlined(document.text, [])

    def _judge(self, declaration: Declaration) -> str | None:
        """What of a declaration may move: all, or what the fixes of rules leave of it."""
        name, value = declaration.name, declaration.value
        if _HINT.match(name) or _TEMPLATE.search(value):
            return None
        if name.startswith("background") and value.lower() in _NO_BACKGROUND:
            return None
        for look in self._looks:
            if look.wants(self._policy, "style", name) and (verdict := look.check(self._policy, "style", declaration)):
                return verdict.replacement
        return cascade.written(declaration)


def _start_tags(document: Document) -> Iterator[tuple[Element, str, int]]:
    """The elements that have a start tag of their own, with its text and place."""
    alignment: Alignment[object] = align(document, {})
    for element, tag, place in zip(alignment.elements, alignment.texts, alignment.offsets, strict=True):
        if place is None:
            continue
        if not alignment.is_exact and (at := dom.place_of(document, element)) is not None:
            start, end = at.start_tag.start_offset, at.start_tag.end_offset
            yield element, document.text[start:end], start
        else:
            yield element, tag, place


@lru_cache(maxsize=4096)
def _put(tag: str, declarations: str) -> Span:
    """What to change in a start tag so that its style attribute begins with the declarations."""
    last = markup.tag_name_end(tag, 1, len(tag))
    for name, (start, end) in markup.attribute_spans(tag, 0, len(tag)):
        last = end
        if name != "style":
            continue
        place = markup.value_span(tag, start, end)
        if place is not None and place[2]:
            first, past, quote = place
            between = "; " if tag[first:past].strip() else ""
            return first, first, markup.escape_attribute(declarations, quote) + between
        own = unescape(tag[place[0] : place[1]]) if place is not None else ""
        return start, end, markup.new_attribute("style", f"{declarations}; {own}" if own else declarations)
    return last, last, f" {markup.new_attribute('style', declarations)}"
