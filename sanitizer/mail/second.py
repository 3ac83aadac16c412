"""A second opinion on the parts of a message: what the email package of the standard library sees in it.

Where two readers see other parts, one client may show what the other was never judged for. The standard library is
shown an abstract: of the fields those that say what a part is, of a body that cannot hold a part one letter, boundaries
by names of our own. So messages that the same program made have the same abstract, and the answer is remembered.
"""

import re
from email.errors import MessageError
from email.message import Message
from email.parser import BytesFeedParser
from functools import lru_cache
from typing import Any, NamedTuple

from sanitizer.mail.structure import EMBEDDED, Part

__all__ = ["disagreement"]

_SHORT = 512
"""Bytes up to which a body is shown whole, where it is shown."""
_REMEMBERED = 4096
"""Bytes up to which an abstract is remembered with its answer."""
_DASHES = re.compile(rb"[\r\n](--[^\r\n]*)")
_FIRST_LINES = re.compile(rb"[^\n]*\n?[^\n]*\n?")
_SHOWN = frozenset(("content-type", "content-transfer-encoding"))
"""The fields by which the standard library takes a message apart."""
_PLAIN_BOUNDARY = re.compile(r"[A-Za-z0-9=_.+-]{6,70}")


class _Seen(Message):
    """A message that keeps the body of a leaf as it was read."""

    text: object = None

    def set_payload(self, payload: Any, charset: Any = None) -> None:
        """As in the standard library, and remember the body."""
        self.text = payload
        super().set_payload(payload, charset)


class _Told(NamedTuple):
    """What the standard library says of a part."""

    type: str
    transfer: str
    boundary: str
    charset: str
    text: str | None
    """Its body as read; ``None`` where that is none."""
    inner: "tuple[_Told, ...]"
    error: str = ""


def disagreement(data: bytes, root: Part) -> str:
    """Where the standard library sees other parts than ``root`` and those below it; empty when it sees the same.

    It is shown what begins like a delimiter: nothing else in a body can make a part.
    """
    abstract, bodies = _abstract(data, root)
    names = _names(abstract, root)
    for boundary, name in names.items():
        abstract = abstract.replace(boundary, name)
        bodies = {part: body.replace(boundary, name) for part, body in bodies.items()}
    told = (_asked if len(abstract) <= _REMEMBERED else _asked.__wrapped__)(abstract)
    return told if isinstance(told, str) else _difference(bodies, names, root, told)


def _abstract(data: bytes, root: Part) -> tuple[bytes, dict[Part, bytes]]:
    """What is shown of the message, and of the body of each leaf."""
    pieces: list[bytes] = []
    bodies: dict[Part, bytes] = {}
    cursor = 0
    for part in root.walk():
        for field in part.fields:
            if field.key not in _SHOWN:
                pieces.append(data[cursor : field.start])
                cursor = field.end
                if field is part.fields[0]:  # so that the header does not become empty
                    pieces.append(b"X:\n" if data.endswith(b"\n", 0, cursor) else b"X:")
        if part.is_leaf:
            body = bodies[part] = _short(data, part)
            pieces += data[cursor : part.body_start], body
            cursor = part.body_end
    pieces.append(data[cursor:])
    return b"".join(pieces), bodies


def _short(data: bytes, part: Part) -> bytes:
    start, end = part.body_start, part.body_end
    has_dashes = (
        data.startswith(b"--", start) or data.find(b"\n--", start, end) >= 0 or data.find(b"\r--", start, end) >= 0
    )
    holds_none = not has_dashes and part.media.main not in ("multipart", "message")
    if holds_none and start < end and data.startswith((b"\r\n", b"\n"), part.head_end):
        return b"x"
    if end - start <= _SHORT:
        return data[start:end]
    first = _FIRST_LINES.match(data, start, end)
    head = first[0] if first else b""
    if not has_dashes:
        return head
    behind = max(start, start + len(head) - 1)
    return head + b"".join(b"\n" + match[1] for match in _DASHES.finditer(data, behind, end))


def _names(abstract: bytes, root: Part) -> dict[bytes, bytes]:
    """A name for each boundary that is written in plain letters and stands nowhere but where a boundary does."""
    names: dict[bytes, bytes] = {}
    for part in root.walk():
        boundary = part.media.get("boundary") if part.media.main == "multipart" else None
        if not boundary or not _PLAIN_BOUNDARY.fullmatch(boundary):
            continue
        old, new = boundary.encode("ascii"), b"Boundary%d" % len(names)
        delimiters = abstract.count(b"\n--" + old) + abstract.startswith(b"--" + old)
        if new not in abstract and abstract.count(old) == delimiters + 1:
            names[old] = new
    return names


@lru_cache(maxsize=512)
def _asked(abstract: bytes) -> _Told | str:
    """What the standard library sees in a message, or why it cannot read it."""
    parser = BytesFeedParser(_Seen)
    try:
        parser.feed(abstract)
        return _told(parser.close())
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        return f"the standard library cannot read it: {error}"


def _told(seen: Message) -> _Told:
    held = seen.get_payload()
    inner = tuple(_told(each) for each in held if isinstance(each, Message)) if isinstance(held, list) else ()
    text = getattr(seen, "text", None)
    text = text if isinstance(text, str) else None
    try:
        type_ = seen.get_content_type()
        charset = seen.get_content_charset() if type_ == "text/html" else None
        boundary = seen.get_boundary() if type_.startswith("multipart/") else None
        transfer = str(seen.get("content-transfer-encoding", "7bit")).strip().lower()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        return _Told("", "", "", "", text, inner, f"its fields cannot be read: {error}")
    return _Told(type_, transfer, (boundary or "").rstrip(), charset or "", text, inner)


def _difference(bodies: dict[Part, bytes], names: dict[bytes, bytes], root: Part, told: _Told) -> str:
    pairs = [(root, told)]
    while pairs:
        part, other = pairs.pop()
        if difference := _of_fields(part, other, names):
            return f"{part.label}: {difference}"
        has_parts = part.type in EMBEDDED or not other.type.startswith("message/")
        inner = other.inner if has_parts else ()
        if len(inner) != len(part.children):
            return f"{part.label}: {len(part.children)} parts in it or {len(inner)}"
        if part.is_leaf and not _same_body(bodies[part], other.text):
            return f"{part.label}: its body begins or ends elsewhere"
        pairs += zip(part.children, inner, strict=True)
    return ""


def _of_fields(part: Part, other: _Told, names: dict[bytes, bytes]) -> str:
    if other.error:
        return other.error
    if (part.type or "text/plain") != other.type:
        return f"its type is {part.type} or {other.type}"
    if part.transfer != other.transfer and part.transfer != "binary":
        return f"its transfer encoding is {part.transfer} or {other.transfer}"
    if part.media.main == "multipart":
        boundary = _bytes((part.media.get("boundary") or "").rstrip())
        if names.get(boundary, boundary) != _bytes(other.boundary):
            return "its boundary is written in a way that is read differently"
    if part.type == "text/html" and (part.media.get("charset") or "").lower() != other.charset:
        return "its charset is written in a way that is read differently"
    return ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _same_body(body: bytes, text: str | None) -> bool:
    """Whether the standard library read this body; the line break before a delimiter may be in what it kept."""
    if text is None:
        return True
    other = text.encode("ascii", "surrogateescape")
    return other.startswith(body) and other[len(body) :] in (b"", b"\n", b"\r\n")
