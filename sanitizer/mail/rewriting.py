"""A message written anew whole, from the parts that the standard library sees in it.

What comes out has one reading: each header once, plain boundaries, known encodings. It is for messages that mail
programs may take apart in different ways; all others are changed by splices alone.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from urllib.parse import quote

from sanitizer.mail.leaves import to_base64, to_quoted

__all__ = ["rewritten"]

_EOL = b"\r\n"
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+/[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+")
_NAME = re.compile(r"[!-9;-~]+")
_SUBTYPE = re.compile(r"multipart/[a-z0-9.+-]+")
_MIME = frozenset(
    ("content-type", "content-transfer-encoding", "content-disposition", "mime-version", "content-length")
)
_ONCE = frozenset(("from", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "sender", "content-id"))
_BREAKS = re.compile(r"[\r\n\0]+[ \t]*")
_DEEPEST = 32
"""Levels of parts that are kept; what is deeper becomes a file."""


def rewritten(data: bytes) -> bytes:
    r"""The message with every part encoded anew, line breaks ``\r\n``, headers in their order."""
    return _entity(message_from_bytes(data), "1", is_root=True)


def _entity(part: Message, number: str, *, is_root: bool) -> bytes:
    kind, body = _body(part, number)
    lines = [*_kept(part), *([b"MIME-Version: 1.0"] if is_root else []), *kind]
    return _EOL.join(lines) + _EOL + _EOL + body


def _body(part: Message, number: str) -> tuple[list[bytes], bytes]:
    """The fields of MIME, and the body."""
    held = part.get_payload()
    inner = [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []
    type_ = part.get_content_type()
    if inner and part.get_content_maintype() == "multipart" and number.count(".") < _DEEPEST:
        boundary = b"=_part_" + number.encode("ascii") + b"_"
        subtype = type_ if _SUBTYPE.fullmatch(type_) else "multipart/mixed"
        pieces = [
            b"--" + boundary + _EOL + _entity(each, f"{number}.{index}", is_root=False) + _EOL
            for index, each in enumerate(inner, 1)
        ]
        body = b"".join(pieces) + b"--" + boundary + b"--" + _EOL
        return [b"Content-Type: " + subtype.encode("ascii") + b'; boundary="' + boundary + b'"'], body
    if inner and type_ == "message/rfc822" and number.count(".") < _DEEPEST:
        fields = [b"Content-Type: message/rfc822", *_disposition(part)]
        return fields, _entity(inner[0], f"{number}.1", is_root=True)
    return _leaf(part, type_, inner)


def _leaf(part: Message, type_: str, inner: list[Message]) -> tuple[list[bytes], bytes]:
    content = b"".join(each.as_bytes() for each in inner) if inner else part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if part.is_multipart() or part.get_content_maintype() in ("multipart", "message") or not _TOKEN.fullmatch(type_):
        type_ = "text/plain" if not inner else "application/octet-stream"
    fields = [b"Content-Type: " + type_.encode("ascii")]
    if type_.startswith("text/"):
        charset = str(part.get_content_charset() or "us-ascii")
        fields[0] += b"; charset=" + re.sub(r"[^!#$%&+\-.^_{}~0-9A-Za-z]", "", charset).encode("ascii", "ignore")
        fields += [b"Content-Transfer-Encoding: quoted-printable", *_disposition(part)]
        return fields, to_quoted(content, _EOL)
    return [*fields, b"Content-Transfer-Encoding: base64", *_disposition(part)], to_base64(content, _EOL)


def _disposition(part: Message) -> Iterator[bytes]:
    """Content-Disposition, with the name that the standard library sees."""
    name = part.get_filename()
    kind = part.get_content_disposition()
    if kind is None and name is None:
        return
    word = b"inline" if kind == "inline" else b"attachment"
    if name is None:
        yield b"Content-Disposition: " + word
        return
    plain = re.sub(r"[\0-\x1f\x7f]", "", name).encode("utf-8", "replace")
    quoted = quote(plain, safe="")
    yield b"Content-Disposition: " + word + b"; filename*=utf-8''" + quoted.encode("ascii")


def _kept(part: Message) -> Iterator[bytes]:
    """The fields that say nothing of MIME, one line each where they fit, those that may be there once only once."""
    seen: set[str] = set()
    for name, value in part.raw_items():
        key = name.lower()
        if key in _MIME or (key in _ONCE and key in seen) or not _NAME.fullmatch(name):
            continue
        seen.add(key)
        text = _BREAKS.sub("\r\n ", str(value).strip(" \t\r\n"))
        line = f"{name}: {text}".encode("utf-8", "surrogateescape")
        yield re.sub(rb"(\r\n[ \t]*)+(?=\r\n|$)", b"", line)
