"""Zip archives, documents that are such, and compound files of older Office programs: looked into, never unpacked."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

__all__ = ["Packed", "look_into_ole", "look_into_zip"]

_MAX_DIRECTORY = 4 * 1024 * 1024
"""Bytes of an archive's directory that are read, some 50,000 entries."""
_MAX_RATIO, _MAX_UNPACKED = 100, 100 * 1024 * 1024
"""An archive over both, bytes unpacked to packed and bytes unpacked, is a bomb."""
_READ = 1024 * 1024
"""Bytes of one entry that are unpacked to be looked at."""
_BY_ENTRY = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"))
_BY_MIMETYPE = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}
_WITH_MACROS = {"docx": "docm", "xlsx": "xlsm", "pptx": "pptm"}
_OUTSIDE = re.compile(rb"(?i)(?:attachedTemplate|oleObject|frame|subDocument)\"[^<>]*TargetMode=\"External\"")
_DDE = re.compile(rb"(?i)\bDDE(?:AUTO)?\b")
_EMPTY = b"PK\x05\x06"


class Packed(NamedTuple):
    """What is in an archive or a compound file."""

    kind: str
    active: tuple[str, ...] = ()
    encrypted: str = ""
    broken: str = ""


def look_into_zip(content: bytes) -> Packed:
    """The kind of a zip archive by its directory, and what in it acts."""
    end = content.rfind(_EMPTY)
    if end < 0 or len(content) < end + 22:
        return Packed("zip", broken="the archive's directory is missing")
    if struct.unpack_from("<I", content, end + 12)[0] > _MAX_DIRECTORY:
        return Packed("zip", broken="the archive's directory is too long")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _entries(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, struct.error, OSError):
        return Packed("zip", broken="the archive is damaged")


def _entries(archive: zipfile.ZipFile, size: int) -> Packed:
    infos = {info.filename: info for info in archive.infolist()}
    unpacked = sum(info.file_size for info in archive.infolist())
    bomb = ""
    if unpacked > _MAX_UNPACKED and unpacked > size * _MAX_RATIO:
        bomb = f"it unpacks to {unpacked:,} bytes"
    encrypted = "entries are encrypted" if any(info.flag_bits & 1 for info in infos.values()) else ""
    if encrypted or bomb:
        return Packed(_kind(infos), encrypted=encrypted, broken=bomb)
    kind = _kind(infos)
    if kind == "zip" and "mimetype" in infos:
        kind = _BY_MIMETYPE.get(_read(archive, infos["mimetype"]).strip(), "zip")
    active = []
    lower = [name.lower() for name in infos]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/basic/" in f"/{name}" for name in lower):
        active.append("macros")
        kind = _WITH_MACROS.get(kind, kind)
    if any("/embeddings/" in name or "/activex/" in name for name in lower):
        active.append("embedded objects")
    if kind in ("docx", "docm", "xlsx", "xlsm", "pptx", "pptm"):
        active += _of_office(archive, infos)
    return Packed(kind, tuple(active))


def _of_office(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> list[str]:
    found: list[str] = []
    relations = [info for name, info in infos.items() if name.endswith(".rels")][:64]
    if any(_OUTSIDE.search(_read(archive, info)) for info in relations):
        found.append("a template or object from elsewhere")
    document = infos.get("word/document.xml")
    if document is not None and _DDE.search(_read(archive, document)):
        found.append("a DDE field")
    return found


def _kind(infos: dict[str, zipfile.ZipInfo]) -> str:
    if "[Content_Types].xml" in infos:
        return next((kind for name, kind in _BY_ENTRY if name in infos), "zip")
    return "jar" if "META-INF/MANIFEST.MF" in infos else "zip"


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The beginning of an entry; what a directory says of its size is not believed."""
    with archive.open(info) as file:
        return file.read(_READ)


def look_into_ole(content: bytes) -> Packed:
    """The kind of a compound file by the names of its streams, and what in it acts."""
    if _name("EncryptedPackage") in content:
        return Packed("ole", encrypted="the document is encrypted")
    kind = "ole"
    for name, found in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"),
                        ("__nameid_version1.0", "msg")):  # fmt: skip
        if _name(name) in content:
            kind = found
            break
    active = tuple(
        told
        for name, told in (
            ("_VBA_PROJECT", "macros"),
            ("ObjectPool", "embedded objects"),
            ("Ole10Native", "files within"),
        )
        if _name(name) in content
    )
    encrypted = ""
    if content[512:514] == b"\xec\xa5" and len(content) > 524 and content[523] & 1:
        encrypted = "the document is encrypted"
    broken = "" if kind != "ole" else "no stream tells which program made it"
    return Packed(kind, active, encrypted, broken)


def _name(text: str) -> bytes:
    return text.encode("utf-16-le")
