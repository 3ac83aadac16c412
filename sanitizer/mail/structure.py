"""The parts of a message, each with its place in the bytes, found in one pass over them.

Delimiters are read as the email package of the standard library reads them, but for a carriage return alone, which is
no line break here. Where another reader may see other parts the part's ``doubts`` say so; :mod:`sanitizer.mail.second`
asks the standard library.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sanitizer.errors import LimitError
from sanitizer.mail.fields import Field, Media, media_of, parameters, transfer_of
from sanitizer.mail.fields import field as field_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EMBEDDED", "Limits", "Part", "split"]

EMBEDDED = frozenset(("message/rfc822", "message/global", "message/news"))
"""Types of parts that hold a whole message."""
_ELSEWHERE = frozenset(("message/partial", "message/external-body"))
_NAME = re.compile(rb"[!-9;-~]+:")
_DASH = 0x2D
_ENVELOPE = re.compile(rb"From ")
_LINES = rb":[^\r\n\0]*+\r?\n(?:[ \t]++[^\s\0][^\r\n\0]*+\r?\n)*+"
_FIELD = re.compile(rb"([!-,.-9;-~][!-9;-~]*+)" + _LINES)
_CLEAN = re.compile(rb"(?:[!-,.-9;-~][!-9;-~]*+" + _LINES + rb")*+(\r?\n)")
"""A header, to its empty line, in which nothing is odd and nothing may be a delimiter."""
_GOES_ON = "a line begins with a boundary and goes on"
_BLANK = "a line of the header is white space alone"
_MIME = frozenset(("content-type", "content-transfer-encoding", "content-disposition"))
_ONCE = ("content-type", "content-transfer-encoding")


class Limits(NamedTuple):
    """How much of a message is read."""

    max_parts: int
    max_part_depth: int
    max_header_bytes: int
    """Of all parts together."""
    max_mime_field: int
    """Bytes of a Content-Type, Content-Disposition or Content-Transfer-Encoding, line breaks within."""


@dataclass(slots=True, eq=False)
class Part:
    """One part. Offsets are of bytes in the message; ``body`` ends before the line break of a delimiter."""

    number: str
    """``1.2``: the second part of the first, as IMAP counts; ``""`` for a message that is a multipart."""
    parent: "Part | None"
    head_start: int
    media: Media = field(default_factory=lambda: Media("text/plain"))
    fields: tuple[Field, ...] = ()
    transfer: str = "7bit"
    body_start: int = 0
    body_end: int = 0
    children: "list[Part]" = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def type(self) -> str:
        """The media type in lower case."""
        return self.media.type

    @property
    def is_leaf(self) -> bool:
        """Whether it holds no other parts."""
        return not self.children

    @property
    def is_root(self) -> bool:
        """Whether it is a message of its own: the whole one or an embedded one."""
        return self.parent is None or self.parent.type in EMBEDDED

    @property
    def disposition(self) -> str:
        """``inline``, ``attachment`` or another word of Content-Disposition, ``""`` without one."""
        found = self.first("content-disposition")
        return parameters(found.value)[0] if found else ""

    @property
    def head_end(self) -> int:
        """Where the last field ends."""
        return self.fields[-1].end if self.fields else self.head_start

    @property
    def label(self) -> str:
        """What findings call it: ``part 1.2 text/html``."""
        return f"part {self.number} {self.type or 'unknown'}" if self.number else "message"

    def first(self, key: str) -> Field | None:
        """The first field of a name, in lower case."""
        for found in self.fields:
            if found.key == key:
                return found
        return None

    def walk(self) -> "Iterator[Part]":
        """The part and all below it, in the order of the message."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack += reversed(part.children)


def split(data: bytes, limits: Limits) -> Part:
    """The parts of a message.

    Raises:
        LimitError: it has more parts, nesting or header than the limits allow.

    """
    return _Splitter(data, limits).root


class _Delimiter(NamedTuple):
    start: int
    end: int
    level: int
    """Of the multipart among the open ones, 0 for the outermost."""
    closes: bool


class _Splitter:
    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._count = 0
        self._header_bytes = 0
        self._boundaries: dict[bytes, int] = {}
        self._open: list[tuple[Part, bytes]] = []
        self._prefixes: tuple[bytes, ...] = ()
        self._alive: list[Part] = []
        """The part that is read, and what it is in, from the outside in."""
        self.root = self._begin(0, None)
        self._read()

    def _read(self) -> None:
        place = self._enter(self.root)
        while (found := self._next(place)) is not None:
            holder = self._open[found.level][0]
            self._end_at(found.start, holder)
            if found.closes:
                self._truncate(found.level)
                place = found.end
                continue
            self._truncate(found.level + 1)
            place = self._enter(self._begin(self._past_same(found), holder))
        for part in self._alive:
            part.body_end = len(self._data)
        for part in self.root.walk():
            is_bare = part.media.main == "multipart" and not (part.children or part.doubts)
            if is_bare and self._data[part.body_start : part.body_end].strip():
                part.doubts.append("no part begins with the boundary of the multipart")

    def _begin(self, start: int, parent: Part | None) -> Part:
        """A part whose header begins at ``start``, with its header read."""
        self._count += 1
        if self._count > self._limits.max_parts:
            raise LimitError("max_parts", self._limits.max_parts, self._count)
        if len(self._alive) > self._limits.max_part_depth:
            raise LimitError("max_part_depth", self._limits.max_part_depth, len(self._alive))
        part = Part("", parent, start)
        part.body_start = part.body_end = self._header(part)
        self._header_bytes += part.body_start - start
        if self._header_bytes > self._limits.max_header_bytes:
            raise LimitError("max_header_bytes", self._limits.max_header_bytes, self._header_bytes)
        for found in part.fields:
            if len(found.raw) > self._limits.max_mime_field and found.key in _MIME:
                raise LimitError("max_mime_field", self._limits.max_mime_field, len(found.raw))
        _interpret(part)
        if parent is not None:
            parent.children.append(part)
        part.number = _number(part)
        self._alive.append(part)
        return part

    def _enter(self, part: Part) -> int:
        """Open what a part holds; where to look for the next delimiter."""
        while part.type in EMBEDDED:
            part = self._begin(part.body_start, part)
        if part.media.main == "multipart":
            boundary = (part.media.get("boundary") or "").rstrip().encode("utf-8", "replace")
            if not boundary:
                part.doubts.append("a multipart without a boundary")
            elif boundary in self._boundaries:
                part.doubts.append("a multipart has the boundary of one that it is in")
            else:
                self._boundaries[boundary] = len(self._open)
                self._open.append((part, boundary))
                self._prefixes = (*self._prefixes, b"--" + boundary)
        return part.body_start

    def _end_at(self, start: int, holder: Part) -> None:
        """End what is open inside a multipart, before the line break that belongs to the delimiter."""
        end = start
        if end and self._data[end - 1] == 0x0A:
            end -= 2 if end > 1 and self._data[end - 2] == 0x0D else 1
        while self._alive[-1] is not holder:
            part = self._alive.pop()
            part.body_end = max(end, part.body_start)

    def _truncate(self, length: int) -> None:
        """Forget the multiparts from an index on: they are over."""
        for _, boundary in self._open[length:]:
            del self._boundaries[boundary]
        del self._open[length:]
        self._prefixes = self._prefixes[:length]

    def _past_same(self, found: _Delimiter) -> int:
        """Behind a delimiter and those that follow at once, which make no part."""
        end = found.end
        while (again := self._delimiter(end)) is not None and again.level == found.level and not again.closes:
            end = again.end
        return end

    def _next(self, place: int) -> _Delimiter | None:
        """The next delimiter of an open multipart from a line's start on."""
        data, prefixes = self._data, self._prefixes
        if not prefixes:
            return None
        while place >= 0:
            if data.startswith(prefixes, place):
                if found := self._delimiter(place):
                    return found
                if _GOES_ON not in self._alive[-1].doubts:
                    self._alive[-1].doubts.append(_GOES_ON)
            place = data.find(b"\n--", place)
            if place >= 0:
                place += 1
        return None

    def _delimiter(self, start: int) -> _Delimiter | None:
        """The delimiter that the line at ``start`` is, or ``None``."""
        data = self._data
        if not data.startswith(self._prefixes or (b"\n",), start):
            return None
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end + 1
        text = data[start + 2 : end].rstrip(b"\r\n").rstrip(b" \t")
        if (level := self._boundaries.get(text)) is not None:
            return _Delimiter(start, end, level, closes=False)
        if text.endswith(b"--") and (level := self._boundaries.get(text[:-2])) is not None:
            return _Delimiter(start, end, level, closes=True)
        return None

    def _header(self, part: Part) -> int:
        """Read the fields; where the body begins."""
        data = self._data
        place, size = part.head_start, len(data)
        if clean := _CLEAN.match(data, place):
            part.fields = tuple(
                field_of(data, found.end(1), found.start(), found.end())
                for found in _FIELD.finditer(data, place, clean.start(1))
            )
            return clean.end()
        names: list[tuple[int, int]] = []
        """Start of each field and place of its colon."""
        while place < size:
            end = data.find(b"\n", place)
            end = size if end < 0 else end + 1
            first = data[place]
            if first in b"\r\n" and data[place:end] in (b"\r\n", b"\n"):
                return self._fields(part, names, place, end)
            if first == _DASH and self._prefixes and self._delimiter(place):
                return self._fields(part, names, place, place)
            if first in b" \t":
                if not names:
                    if not part.doubts:
                        part.doubts.append("the header begins with white space")
                elif not data[place:end].strip() and _BLANK not in part.doubts:
                    part.doubts.append(_BLANK)
            elif match := _NAME.match(data, place, end):
                names.append((place, match.end() - 1))
            elif not (place == 0 and _ENVELOPE.match(data)):
                part.doubts.append("the header ends without an empty line")
                return self._fields(part, names, place, place)
            place = end
        return self._fields(part, names, size, size)

    def _fields(self, part: Part, names: list[tuple[int, int]], end: int, body: int) -> int:
        ends = [*(start for start, _ in names[1:]), end][: len(names)]
        part.fields = tuple(
            field_of(self._data, colon, start, last) for (start, colon), last in zip(names, ends, strict=True)
        )
        header = self._data[part.head_start : end]
        if b"\0" in header:
            part.doubts.append("the header holds a null byte")
        if b"\r" in header and header.count(b"\r") != header.count(b"\r\n"):
            part.doubts.append("the header holds a carriage return alone")
        return body


def _interpret(part: Part) -> None:
    """What the fields of MIME say of a part, and what of it clients may read differently."""
    mime: dict[str, Field] = {}
    for found in part.fields:
        if found.key in _ONCE and mime.setdefault(found.key, found).value.lower() != found.value.lower():
            part.doubts.append(f"the field {found.key} is there twice")
    content_type = mime.get("content-type")
    if content_type is not None:
        part.media = media_of(content_type.value)
        if not part.media.type:
            part.doubts.append(f"the content type {content_type.value[:40]!r} cannot be read")
    elif part.parent is not None and part.parent.type == "multipart/digest":
        part.media = Media("message/rfc822")
    encoding = mime.get("content-transfer-encoding")
    if encoding is not None:
        transfer = transfer_of(encoding.value)
        if transfer is None:
            part.doubts.append(f"the transfer encoding {encoding.value[:40]!r} is not known")
        part.transfer = transfer or "binary"
    _doubt_by_type(part)


def _doubt_by_type(part: Part) -> None:
    holds_parts = part.media.main == "multipart" or part.type in EMBEDDED
    if holds_parts and part.transfer in ("base64", "quoted-printable"):
        part.doubts.append(f"a part that holds others is encoded as {part.transfer}")
    if part.type in _ELSEWHERE:
        part.doubts.append(f"what a part of type {part.type} shows is not in the message")
    if part.media.main == "multipart" and (doubt := part.media.doubt("boundary")):
        part.doubts.append(doubt)
    if part.type == "text/html" and (doubt := part.media.doubt("charset")):
        part.doubts.append(doubt)


def _number(part: Part) -> str:
    parent = part.parent
    is_multipart = part.media.main == "multipart"
    if parent is None:
        return "" if is_multipart else "1"
    if parent.type in EMBEDDED:
        return parent.number if is_multipart else f"{parent.number}.1"
    return f"{parent.number}.{len(parent.children)}".lstrip(".")
