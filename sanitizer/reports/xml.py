"""XML 1.0 in ASCII, so that neither the terminal's encoding nor what a mail holds can break it."""

from sanitizer.lazy import lazy

__all__ = ["DECLARATION", "attributes", "content"]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = lazy("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, not even escaped (XML 1.0, 2.2)."""


def attributes(**values: str | int) -> str:
    """Attributes in their order, each behind a space."""
    from xml.sax.saxutils import quoteattr

    return "".join(f" {name}={_ascii(quoteattr(_allowed(str(value))))}" for name, value in values.items())


def content(text: str) -> str:
    """Text between two tags."""
    from xml.sax.saxutils import escape  # which loads half of the network library

    return _ascii(escape(_allowed(text)).replace("\r", "&#13;"))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode()
