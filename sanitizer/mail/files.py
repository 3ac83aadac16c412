"""What a file is by its content: the signature at its start, and the structure behind it.

The sender picks a file's name and declared type; these tables look at neither.
"""

import re
from dataclasses import dataclass, field

from sanitizer.mail import archives, documents, pictures

__all__ = ["ENDINGS", "EXECUTABLE", "TYPES", "Facts", "examine"]

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\0asm", "program"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (b"#!", "script"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF", "cab"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"FWS", "flash"),
    (b"CWS", "flash"),
    (b"ITSF", "help"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
)
"""How files begin, by their own formats' specifications."""

EXECUTABLE = frozenset(("program", "script", "shortcut", "flash", "help", "html", "svg"))
"""Kinds that run when they are opened, or that a browser runs."""
_IMAGES = frozenset(("png", "jpeg", "gif", "webp", "bmp", "tiff"))

ENDINGS: dict[str, frozenset[str]] = {
    kind: frozenset(endings.split())
    for kind, endings in {
        "png": "png apng", "jpeg": "jpg jpeg jpe jfif", "gif": "gif", "webp": "webp", "bmp": "bmp dib",
        "tiff": "tif tiff", "pdf": "pdf", "rtf": "rtf doc", "text": "txt text log md csv tsv ics vcf srt eml",
        "doc": "doc dot", "xls": "xls xlt", "ppt": "ppt pps", "docx": "docx", "xlsx": "xlsx", "pptx": "pptx ppsx",
        "docm": "docm dotm", "xlsm": "xlsm xltm xlam", "pptm": "pptm ppsm", "odt": "odt", "ods": "ods", "odp": "odp",
        "epub": "epub", "zip": "zip", "jar": "jar", "gzip": "gz tgz", "rar": "rar", "7z": "7z", "bzip2": "bz2",
        "xz": "xz", "zstd": "zst", "tar": "tar", "cab": "cab", "html": "html htm xhtml shtml", "svg": "svg svgz",
        "program": "exe dll scr com sys so", "shortcut": "lnk", "script": "sh py pl", "tnef": "dat", "msg": "msg",
        "xml": "xml", "flash": "swf", "help": "chm", "message": "eml", "sound": "mp3 ogg wav", "video": "mp4 mov m4v",
    }.items()
}  # fmt: skip
"""Endings that names of each kind have."""

TYPES: dict[str, frozenset[str]] = {
    kind: frozenset(types.split())
    for kind, types in {
        "png": "image/png image/apng", "jpeg": "image/jpeg image/jpg image/pjpeg", "gif": "image/gif",
        "webp": "image/webp", "bmp": "image/bmp image/x-ms-bmp", "tiff": "image/tiff", "pdf": "application/pdf",
        "text": "text/plain text/csv text/calendar text/vcard text/x-vcard text/markdown",
        "doc": "application/msword", "html": "text/html application/xhtml+xml", "svg": "image/svg+xml",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip application/x-zip-compressed", "rtf": "application/rtf text/rtf application/msword",
    }.items()
}  # fmt: skip
"""Media types that parts of some kinds declare, beside ``application/octet-stream``."""

_TAGS = re.compile(
    rb"(?i)<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|link|form|style|base)[\s/>]|<\?php|<%"
)
_SVG = re.compile(rb"(?i)<svg[\s/>]")
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_HANDLER = re.compile(rb"(?i)[\s/]on[a-z]{3,30}\s*=")
_BEHIND = (b"PK\x03\x04", b"%PDF-", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<script", b"<html", b"<?php")
_TAIL = 65_557
"""Bytes from the end in which a zip archive has its directory."""
_TEXTS = frozenset(b"\t\n\r\f\x1b") | frozenset(range(0x20, 0x100))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the content of a file shows."""

    kind: str
    """Such as ``png``, ``docx``, ``text``; ``unknown`` or ``empty``."""
    size: int
    disguises: tuple[str, ...] = ()
    """What else it is besides its kind, for programs that look elsewhere than at its start."""
    active: tuple[str, ...] = ()
    """What in it acts by itself: macros, scripts, actions, files within."""
    encrypted: str = ""
    broken: str = ""
    """Why it cannot be opened, or only at a cost."""
    unseen: str = ""
    """The library that is missing to look into it."""
    picture: pictures.Picture | None = field(default=None)


def examine(content: bytes, *, max_pixels: int) -> Facts:
    """What a file is."""
    kind = _kind(content)
    if kind in ("zip", "ole"):
        return _packed(content, kind)
    disguises = tuple(_disguises(content, kind))
    if kind in _IMAGES:
        seen = pictures.look(content, kind, max_pixels)
        return Facts(kind, len(content), disguises, broken=seen.broken, unseen=seen.unseen, picture=seen.picture)
    if kind == "pdf":
        found = documents.look_into_pdf(content)
        return Facts(kind, len(content), disguises, found.active, found.encrypted, found.broken, found.unseen)
    active = ("an embedded object",) if kind == "rtf" and b"\\obj" in content else ()
    return Facts(kind, len(content), disguises, active)


def _packed(content: bytes, kind: str) -> Facts:
    found = archives.look_into_zip(content) if kind == "zip" else archives.look_into_ole(content)
    disguises = () if kind == "zip" else tuple(_disguises(content, kind))
    return Facts(found.kind, len(content), disguises, found.active, found.encrypted, found.broken)


def _kind(content: bytes) -> str:
    if not content:
        return "empty"
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return "video"
    if content[257:262] == b"ustar":
        return "tar"
    start = content[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if not _is_text(content):
        return "unknown"
    return _kind_of_text(content, start)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not content[:65_536].translate(None, bytes(sorted(_TEXTS)))


def _kind_of_text(content: bytes, start: bytes) -> str:
    plain = content.replace(b"\0", b"") if content.startswith((b"\xff\xfe", b"\xfe\xff")) else content
    if _SVG.search(plain):
        return "svg"
    if _TAGS.search(plain) or any(_HANDLER.search(tag[0]) for tag in _TAG.finditer(plain)):
        return "html"
    return "xml" if start.startswith(b"<?xml") else "text"


def _disguises(content: bytes, kind: str) -> list[str]:
    """What a file of one kind is for those who do not begin at its start."""
    found: list[str] = []
    if kind == "pdf" and not content.startswith(b"%PDF-"):
        found.append("a PDF that begins behind other bytes")
    if kind not in ("zip", "ole", "unknown") and b"PK\x05\x06" in content[-_TAIL:]:
        found.append("a zip archive at its end")
    if kind in _IMAGES:
        found += (f"{mark.decode('latin-1')!r} within" for mark in _BEHIND[1:] if mark in content)
    return found
