"""The content of parts: out of its transfer encoding and charset, and back into them."""

import binascii
import codecs
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from sanitizer.errors import ProofError
from sanitizer.mail.structure import Part

__all__ = [
    "LeafText",
    "broken_base64",
    "carried",
    "content_of",
    "encoded",
    "encoded_text",
    "text_of",
    "to_base64",
    "to_quoted",
]

MAX_LINE = 998
"""Octets that a line may have, its break not counted (RFC 5322, 2.1.1)."""
_LINE_BASE64 = 57
"""Bytes that make a line of 76 characters."""
_WHITE = b" \t\r\n"
_PIECE = 1 << 20
"""Bytes of base64 that are looked at together."""
_LONG_LINE = re.compile(rb"[^\r\n]{999}")
_NOT_LINE_START = re.compile(rb"(?:\A|(?<=[\r\n]))(?:-(?=-)|F(?=rom ))")
"""What may not begin a line, by anybody's count of lines: a delimiter of a multipart or of a mailbox."""
_MARK = b"=\0"
"""Stands for a soft line break within a line."""
_DASHED = re.compile(rb"(?:\A|(?<=[\r\n]))(?:--|From )[^\r\n]*")
_UNSAFE = frozenset((
    "utf-7", "hz", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le", "iso2022_kr",
))  # fmt: skip
"""Codecs in which the letters of a tag may be bytes that are none in ASCII; few clients know them."""
_TRAILING_ASCII = frozenset((
    "shift_jis", "cp932", "shift_jisx0213", "shift_jis_2004", "big5", "big5hkscs", "cp950", "gbk", "gb18030", "cp949",
    "johab", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext",
))  # fmt: skip
"""Codecs in which a broken character may swallow the ASCII byte behind it."""
_SPELLING = re.compile(r"(?i)^x-|(?<=^cp)-|-[ie]$")
"""Of names such as ``x-gbk``, ``cp-1252`` and ``iso-8859-8-i``, what the names of codecs have not."""
_ESCAPE = b"\x1b"
"""Begins a change of letters in ISO 2022; a page may ask for that charset in a ``meta`` of its own."""
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class LeafText(NamedTuple):
    """The text of a part."""

    text: str
    codec: str
    """What the bytes were decoded with."""
    content: bytes
    """The bytes before that."""
    doubt: str = ""
    """Why clients may show another text; empty when they cannot."""
    lie: str = ""
    """What is wrong with the charset that the part declares; empty when nothing is."""


def content_of(data: bytes, part: Part) -> bytes:
    """The content of a leaf without its transfer encoding, as far as it can be decoded."""
    body = memoryview(data)[part.body_start : part.body_end]
    if part.transfer == "base64":
        return _from_base64(body)
    if part.transfer == "quoted-printable":
        return binascii.a2b_qp(body)
    return bytes(body)


def _from_base64(body: memoryview) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        pass
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", bytes(body).partition(b"=")[0])
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def broken_base64(data: bytes, part: Part) -> str:
    """What is wrong with the base64 of a part, so that clients may decode it differently; empty when nothing is.

    Padding may be left out at the end. The body is read in pieces: it may be large.
    """
    pending, has_ended = b"", False
    for start in range(part.body_start, part.body_end, _PIECE):
        letters = pending + data[start : min(start + _PIECE, part.body_end)].translate(None, _WHITE)
        cut = len(letters) // 4 * 4
        piece, pending = letters[:cut], letters[cut:]
        if has_ended and letters:
            return "it goes on behind its end"
        if told := _wrong(piece):
            return told
        has_ended = b"=" in piece
    if not pending:
        return ""
    if has_ended:
        return "it goes on behind its end"
    return _wrong(pending + b"=" * (4 - len(pending))) if b"=" not in pending and len(pending) > 1 else "it ends early"


def _wrong(letters: bytes) -> str:
    try:
        binascii.a2b_base64(letters, strict_mode=True)
    except binascii.Error as error:
        return "it goes on behind its end" if "after padding" in str(error) else "it has characters that are none of it"
    return ""


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """The canonical name of the codec for a charset, if it is one for text."""
    for name in dict.fromkeys((charset, _SPELLING.sub("", charset))):
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if getattr(info, "_is_text_encoding", True):
            return info.name
    return None


def text_of(data: bytes, part: Part) -> LeafText:
    """The text of a part in the charset it declares, or in the one that its bytes show."""
    doubt = ""
    if part.transfer == "base64" and (broken := broken_base64(data, part)):
        doubt = f"its base64 is broken: {broken}"
    content = content_of(data, part)
    if content.startswith(_BOMS):
        doubt = doubt or "it begins with the byte order mark of another encoding"
    declared = part.media.get("charset")
    codec = _codec(declared) if declared else "ascii"
    if codec is None:
        told = f"the charset {declared!r} is not known"
        return LeafText(*_guessed(content), content, doubt, told)
    if codec in _UNSAFE or codec.startswith("iso2022_cn"):
        doubt = doubt or f"few clients know its charset {declared!r}"
    if _ESCAPE in content and not codec.startswith("iso2022"):
        doubt = doubt or "it has escape sequences of a charset that it does not declare"
    try:
        return LeafText(content.decode(codec), codec, content, doubt)
    except UnicodeDecodeError:
        if codec in _TRAILING_ASCII:
            doubt = doubt or f"its bytes are no {declared}, and clients differ in what they make of them"
    told = f"it declares {declared}" if declared else "it declares no charset"
    return LeafText(*_guessed(content), content, doubt, f"{told}, which its bytes are not in")


def _guessed(content: bytes) -> tuple[str, str]:
    """Text of bytes in no known encoding; tags are the same in all that clients try."""
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def carried(leaf: LeafText, text: str) -> str:
    """HTML as the charset of a part can carry it: a character that it has not by number."""
    return text.encode(leaf.codec, "xmlcharrefreplace").decode(leaf.codec)


def encoded_text(data: bytes, part: Part, leaf: LeafText, text: str, eol: bytes) -> tuple[bytes, str]:
    """The body that gives ``text`` in the part's charset, and the transfer encoding it is in.

    The encoding is the part's own; ``quoted-printable`` where a plain one would make a line too long, or one that
    could be taken for a delimiter.

    Raises:
        ProofError: the body would not be read as the text.

    """
    try:
        content = text.encode(leaf.codec)
    except UnicodeEncodeError as error:
        raise ProofError(f"{part.label}: its charset cannot carry what the sanitizer made of it: {error}") from error
    if content.decode(leaf.codec) != text:
        raise ProofError(
            f"{part.label}: its charset {leaf.codec} turns into another text what the sanitizer made of it"
        )
    return encoded(data, part, content, eol)


def encoded(data: bytes, part: Part, content: bytes, eol: bytes) -> tuple[bytes, str]:
    """The body that gives ``content``, and its transfer encoding."""
    if part.transfer == "base64":
        return to_base64(content, eol) + _tail(data, part), "base64"
    if part.transfer == "quoted-printable":
        known = _quoted_lines(data[part.body_start : part.body_end], content_of(data, part), eol)
        return to_quoted(content, eol, known).replace(_MARK, b"=" + eol), "quoted-printable"
    is_plain = not (_LONG_LINE.search(content) or _NOT_LINE_START.search(content) or b"\0" in content)
    if is_plain and (part.transfer != "7bit" or content.isascii()):
        return content, part.transfer
    if _fits_as_before(data, part, content):
        return content, part.transfer
    return to_quoted(content, eol), "quoted-printable"


def _fits_as_before(data: bytes, part: Part, content: bytes) -> bool:
    """Whether content that is not plain is no worse than what stands in the message."""
    before = data[part.body_start : part.body_end]
    return (
        not _LONG_LINE.search(content)
        and b"\0" not in content
        and set(_DASHED.findall(content)) <= set(_DASHED.findall(before))
        and (part.transfer != "7bit" or not before.isascii())
    )


def _tail(data: bytes, part: Part) -> bytes:
    """The white space at the end of a body."""
    body = data[part.body_start : part.body_end]
    return body[len(body.rstrip()) :]


def to_base64(content: bytes, eol: bytes) -> bytes:
    """Base64 in lines of 76 characters."""
    lines = [
        binascii.b2a_base64(content[start : start + _LINE_BASE64], newline=False)
        for start in range(0, len(content), _LINE_BASE64)
    ]
    return eol.join(lines)


def to_quoted(content: bytes, eol: bytes, known: Mapping[bytes, bytes] = MappingProxyType({})) -> bytes:
    """Quoted-printable in which only a line break of the message's kind is one.

    ``known`` has lines that are encoded already, by their content.
    """
    if not _has_even_breaks(content, eol) or b" " + eol in content or b"\t" + eol in content:
        return eol.join(known.get(line) or _quoted(line, eol) for line in content.split(eol))
    if not known:
        return _quoted(content, eol)
    pieces: list[bytes] = []
    run: list[bytes] = []
    """Lines to be encoded, together: one by one costs ten times that."""
    for line in content.split(eol):
        if as_it_is := known.get(line):
            if run:
                pieces.append(_quoted(eol.join(run), eol))
                run = []
            pieces.append(as_it_is)
        else:
            run.append(line)
    if run:
        pieces.append(_quoted(eol.join(run), eol))
    return eol.join(pieces)


def _has_even_breaks(content: bytes, eol: bytes) -> bool:
    """Whether all line breaks are of the message's kind."""
    pairs = content.count(b"\r\n")
    return content.count(b"\r") == pairs and (pairs == content.count(b"\n") if eol == b"\r\n" else not pairs)


def _quoted(text: bytes, eol: bytes) -> bytes:
    """A line encoded, or lines whose breaks stay."""
    if eol in text:
        body = binascii.b2a_qp(text)
    else:
        body = binascii.b2a_qp(text, istext=False).replace(b"=\n", b"=" + eol)
    if not (body.startswith((b"--", b"From ")) or b"\n--" in body or b"\nFrom " in body):
        return body
    return _NOT_LINE_START.sub(lambda match: b"=%02X" % match[0][0], body)


def _quoted_lines(body: bytes, content: bytes, eol: bytes) -> dict[bytes, bytes]:
    """The lines of a body as they are encoded, by their content; soft breaks within may be marks."""
    soft = b"=" + eol
    joined = body.replace(soft, b"")
    if not (b"\0" in body or b"=\r" in joined or body.endswith(b"=")):
        lines = content.split(eol)
        if binascii.a2b_qp(joined.replace(eol, b"=00")).split(b"\0") == lines:
            marked = body.replace(soft, _MARK).split(eol)
            if len(marked) == len(lines):
                return dict(zip(lines, marked, strict=True))
    found: dict[bytes, bytes] = {}
    pieces: list[bytes] = []
    for piece in body.split(eol):
        pieces.append(piece)
        if not piece.rstrip(b" \t").endswith(b"="):
            line = eol.join(pieces)
            decoded = binascii.a2b_qp(line)
            if b"\0" not in line and binascii.a2b_qp(line + eol) == decoded + eol:  # else it swallows the break
                found[decoded] = line
            pieces = []
    return found
