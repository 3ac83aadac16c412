"""The texts of a message that its HTML does not hold: subject, text parts, names and content of files, pictures.

Whoever judges words judges these too. What is read of files and pictures, and how much, is a :class:`Scope`; what is
not read although it should be is told, never passed over.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

from sanitizer.errors import ConfigError
from sanitizer.mail.fields import Field
from sanitizer.mail.message import Attached, Mail
from sanitizer.mail.names import decoded
from sanitizer.mail.structure import EMBEDDED, Part

if TYPE_CHECKING:
    from sanitizer.mail.files import Facts

__all__ = ["FileTexts", "PictureTexts", "Piece", "Scope", "require", "texts"]

PictureTexts = Literal["off", "qr", "ocr", "all"]
"""Whether pictures are searched for QR and like codes, for drawn words, or for both."""
FileTexts = Literal["off", "simple", "all"]
"""Whether files are read: text and Word documents, or PDF documents too."""

_PICTURES = frozenset(("png", "jpeg", "gif", "webp", "bmp", "tiff"))
_PLAIN = frozenset(("text", "xml"))
_WORD = frozenset(("docx", "docm"))
_CLOSED = frozenset(("doc", "rtf", "xls", "xlsx", "xlsm", "ppt", "pptx", "pptm", "odt", "ods", "odp", "msg"))
"""Documents that hold words nobody here can read."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NEEDED = {
    "qr": (("PIL", "zxingcpp"), "images"),
    "ocr": (("PIL", "rapidocr", "onnxruntime"), "ocr"),
    "pdf": (("pypdf",), "documents"),
}
"""Modules, and the extra that brings them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a message, with where it was found."""

    part: Part
    where: str
    """``text``, ``header Subject``, ``file name``, ``file text``, ``document``, ``document link``, ``page 2``,
    ``page 2 link``, ``picture QR code``, ``picture words``."""
    text: str
    """Line breaks as they stand in the message or file."""
    field: Field | None = None
    """The header field that holds it."""
    unread: str = ""
    """Why the text, or the rest of it, could not be read; empty when it is whole."""


class Scope(NamedTuple):
    """What is read of files and pictures."""

    files: FileTexts = "simple"
    pictures: PictureTexts = "off"
    max_characters: int = 200_000
    """Of one file."""
    max_pages: int = 100
    """Of one document."""
    max_pictures: int = 20
    """Of one message."""
    max_pixels: int = 25_000_000
    """Of a picture that is opened."""
    max_read_pixels: int = 4_000_000
    """Larger pictures are scaled down to so many before they are read."""
    max_seconds: float = 10.0
    """For one document, CPU seconds of the thread."""


def require(scope: Scope, policy: str) -> None:
    """See that all libraries are there that a policy, of this name, wants files and pictures read with.

    Raises:
        ConfigError: one is missing; the message names the extra that brings it.

    """
    wanted = [("picture_texts", kind) for kind in ("qr", "ocr") if scope.pictures in (kind, "all")]
    wanted += [("file_texts", "pdf")] if scope.files == "all" else []
    for setting, kind in wanted:
        modules, extra = _NEEDED[kind]
        if missing := [module for module in modules if not _is_there(module)]:
            value = scope.pictures if setting == "picture_texts" else scope.files
            raise ConfigError(
                f'policy {policy}: `{setting} = "{value}"` needs {missing[0]}, which is not installed: '
                f"pip install 'email-html-sanitizer[{extra}]'"
            )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it is kept from being imported
        return False


def texts(mail: Mail, scope: Scope) -> Iterator[Piece]:
    """Every text of a message but that of its HTML parts, which the rules for HTML see, in the order of the parts.

    Signed parts are read too; encrypted ones cannot be. Nothing is fetched.
    """
    files = {file.part: file for file in mail.attached}
    for part in mail.parts:
        if part.is_root and (field := part.first("subject")) is not None:
            yield Piece(part, "header Subject", decoded(field.value), field)
        if part in files:
            file = files[part]
            for name in file.names:
                yield Piece(part, "file name", name)
            yield from _of_file(mail, file, scope)
        elif part.is_leaf and part.type == "text/plain":
            yield Piece(part, "text", mail.text(part).text)
    if scope.pictures != "off":
        yield from _of_pictures(mail, scope)


def _of_file(mail: Mail, file: Attached, scope: Scope) -> Iterator[Piece]:
    facts = file.facts(scope.max_pixels)
    part = file.part
    if scope.files == "off" or facts.kind in _PICTURES or part.type in EMBEDDED:
        return
    if facts.kind in _PLAIN:
        text = _plain(file.content, part)
        rest = _over(scope) if len(text) > scope.max_characters else ""
        yield Piece(part, "file text", text[: scope.max_characters], unread=rest)
    elif unread := _closed(facts, scope):
        yield Piece(part, "file text", "", unread=unread)
    elif facts.kind in _WORD:
        from sanitizer.mail.word import word_texts

        yield from _within(part, word_texts(file.content, scope.max_characters), scope)
    elif facts.kind == "pdf":
        from sanitizer.mail.pages import page_texts

        found = page_texts(file.content, scope.max_pages, scope.max_characters, scope.max_seconds)
        yield from _within(part, found, scope)


def _closed(facts: "Facts", scope: Scope) -> str:
    """Why nobody can read a document."""
    if facts.encrypted:
        return facts.encrypted
    if facts.kind in _CLOSED:
        return f"the words of {facts.kind} documents cannot be read"
    if facts.kind == "pdf" and scope.files != "all":
        return "PDF documents are not read"
    return facts.broken if facts.kind in _WORD or facts.kind == "pdf" else ""


def _within(part: Part, found: Iterator[tuple[str, str, str]], scope: Scope) -> Iterator[Piece]:
    """What a reader of documents finds (where, text, why not), to the most that is read of a file."""
    left = scope.max_characters
    for where, text, unread in found:
        if len(text) > left:
            yield Piece(part, where, text[:left], unread=_over(scope))
            return
        left -= len(text)
        yield Piece(part, where, text, unread=unread)


def _over(scope: Scope) -> str:
    return f"the rest is over {scope.max_characters:,} characters"


def _plain(content: bytes, part: Part) -> str:
    """The text of a file of plain text: by its byte order mark, as UTF-8, in the charset declared, or as Latin-1."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(encoding, "replace")
    for encoding in ("utf-8", part.media.get("charset") or ""):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _of_pictures(mail: Mail, scope: Scope) -> Iterator[Piece]:
    count = 0
    for file in mail.pictures:
        facts = file.facts(scope.max_pixels)
        if facts.kind not in _PICTURES:
            continue
        count += 1
        if count > scope.max_pictures:
            unread = f"only {scope.max_pictures} pictures of a message are read"
            yield Piece(file.part, "picture words", "", unread=unread)
            return
        if facts.broken:
            yield Piece(file.part, "picture words", "", unread=facts.broken)
            continue
        from sanitizer.mail.drawn import codes_in, words_in

        if scope.pictures in ("qr", "all"):
            for name, text in codes_in(file.content, facts.kind, scope.max_read_pixels):
                yield Piece(file.part, f"picture {name}", text)
        if scope.pictures in ("ocr", "all") and (words := words_in(file.content, facts.kind, scope.max_read_pixels)):
            yield Piece(file.part, "picture words", words)
