"""A second opinion on finished HTML from an independent parser, libxml2.

What two parsers read differently is where mutation attacks live (DOMPurify 2.0.1, nh3 and bleach advisories).
"""

from sanitizer.html.dom import Document, is_foreign

__all__ = ["difference"]

_IMPLIED = frozenset(("html", "head", "body", "tbody", "tr", "colgroup", "p"))
"""Elements that one parser adds and the other does not."""

_Seen = tuple[str, tuple[tuple[str, str], ...]]


def difference(document: Document) -> str | None:
    """What libxml2 sees that our parser does not, or the reverse; ``None`` when they agree.

    Compared are the kinds of elements with their attributes, not their nesting.
    """
    ours = {
        (element.tag, tuple((name, element.attr(name) or "") for name in element.attrs))
        for element in document.elements()
        if not is_foreign(element)
    }
    theirs = _libxml2(document.text)
    if ours == theirs:
        return None
    ours, theirs = set(map(_plain, ours - theirs)), set(map(_plain, theirs - ours))
    for here, there, what in ((theirs, ours, "only libxml2 sees"), (ours, theirs, "libxml2 does not see")):
        for tag, attributes in sorted(here - there):
            if attributes or tag not in _IMPLIED:
                return f"{what} <{' '.join((tag, *(f'{name}={value!r}' for name, value in attributes)))}>"
    return None


def _libxml2(text: str) -> set[_Seen]:
    from lxml import etree  # only where a second opinion is asked for

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        tree = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.ParserError:
        return set()
    if tree is None:
        return set()
    return {
        (element.tag, tuple((str(name), str(value)) for name, value in element.items()))
        for element in tree.iter()
        if isinstance(element.tag, str)
    }


def _plain(seen: _Seen) -> _Seen:
    """What was seen with attributes in order of their names and white space as any reader takes it."""
    tag, attributes = seen
    return tag, tuple(sorted((name, " ".join(value.replace("\0", "\ufffd").split())) for name, value in attributes))
