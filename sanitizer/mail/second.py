"""A second opinion on the parts of a message: what the email package of the standard library sees in it.

Where two readers see other parts, one client may show what the other was never judged for.
"""

import re
from email.errors import MessageError
from email.message import Message
from email.parser import BytesFeedParser
from itertools import zip_longest
from typing import Any

from sanitizer.mail.structure import EMBEDDED, Part

__all__ = ["disagreement"]

_SHORT = 512
"""Bytes up to which a body is shown whole."""
_DASHES = re.compile(rb"[\r\n](--[^\r\n]*)")
_FIRST_LINES = re.compile(rb"[^\n]*\n?[^\n]*\n?")


class _Seen(Message):
    """A message that keeps the body of a leaf as it was read."""

    text: object = None

    def set_payload(self, payload: Any, charset: Any = None) -> None:
        """As in the standard library, and remember the body."""
        self.text = payload
        super().set_payload(payload, charset)


def disagreement(data: bytes, root: Part) -> str:
    """Where the standard library sees other parts than ``root`` and those below it; empty when it sees the same.

    It is shown of long bodies the first lines and what begins like a delimiter: nothing else in a body can make a part.
    """
    parser = BytesFeedParser(_Seen)
    pieces: list[bytes] = []
    bodies: dict[Part, bytes] = {}
    cursor = 0
    for part in root.walk():
        if not part.is_leaf or part.body_end - part.body_start <= _SHORT:
            continue
        bodies[part] = _short(data, part)
        pieces += data[cursor : part.body_start], bodies[part]
        cursor = part.body_end
    pieces.append(data[cursor:])
    try:
        parser.feed(b"".join(pieces))
        seen = parser.close()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        return f"the standard library cannot read it: {error}"
    return _difference(data, bodies, root, seen)


def _short(data: bytes, part: Part) -> bytes:
    start, end = part.body_start, part.body_end
    first = _FIRST_LINES.match(data, start, end)
    head = first[0] if first else b""
    if data.find(b"\n--", start, end) < 0 and data.find(b"\r--", start, end) < 0:
        return head
    behind = max(start, start + len(head) - 1)
    return head + b"".join(b"\n" + match[1] for match in _DASHES.finditer(data, behind, end))


def _difference(data: bytes, bodies: dict[Part, bytes], root: Part, seen: Message) -> str:
    pairs: list[tuple[Part, Message]] = [(root, seen)]
    while pairs:
        part, other = pairs.pop()
        if difference := _of_fields(part, other):
            return f"{part.label}: {difference}"
        inner = _children(part, other)
        if len(inner) != len(part.children):
            return f"{part.label}: {len(part.children)} parts in it or {len(inner)}"
        if part.is_leaf:
            body = bodies.get(part, data[part.body_start : part.body_end])
            if not _same_body(body, getattr(other, "text", None)):
                return f"{part.label}: its body begins or ends elsewhere"
        pairs += zip_longest(part.children, inner)
    return ""


def _of_fields(part: Part, other: Message) -> str:
    try:
        type_ = other.get_content_type()
        charset = other.get_content_charset() if type_ == "text/html" else None
        boundary = other.get_boundary() if part.media.main == "multipart" else None
        transfer = str(other.get("content-transfer-encoding", "7bit")).strip().lower()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        return f"its fields cannot be read: {error}"
    if (part.type or "text/plain") != type_:
        return f"its type is {part.type} or {type_}"
    if part.transfer != transfer and part.transfer != "binary":
        return f"its transfer encoding is {part.transfer} or {transfer}"
    if part.media.main == "multipart" and (part.media.get("boundary") or "").rstrip() != (boundary or "").rstrip():
        return "its boundary is written in a way that is read differently"
    if part.type == "text/html" and (part.media.get("charset") or "").lower() != (charset or ""):
        return "its charset is written in a way that is read differently"
    return ""


def _children(part: Part, other: Message) -> list[Message]:
    """The parts that the standard library sees, but for those of a type whose content is no part here."""
    held = other.get_payload()
    if not isinstance(held, list) or (other.get_content_maintype() == "message" and part.type not in EMBEDDED):
        return []
    return [each for each in held if isinstance(each, Message)]


def _same_body(body: bytes, text: object) -> bool:
    """Whether the standard library read this body; the line break before a delimiter may be in what it kept."""
    if not isinstance(text, str):
        return text is None
    other = text.encode("ascii", "surrogateescape")
    return other.startswith(body) and other[len(body) :] in (b"", b"\n", b"\r\n")
