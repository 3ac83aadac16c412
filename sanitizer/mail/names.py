"""Names of files: every reading of them that mail programs may take, and what in a name misleads."""

import re
import unicodedata

from sanitizer.mail.fields import parameters
from sanitizer.mail.structure import Part

__all__ = ["decoded", "ending", "hazards", "names_of"]

_LONGEST = 255
"""Bytes that file systems take in a name."""
_BIDI = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?")
"""Names of devices on Windows."""
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,12})")
_WORD = re.compile(r"=\?[^?\s]*\?[bBqQ]\?[^?]*\?=")


def names_of(part: Part) -> tuple[str, ...]:
    """What clients may call the file: Content-Disposition first, encoded words decoded, each once."""
    found: dict[str, None] = {}
    field = part.first("content-disposition")
    listed = [each.value for each in (parameters(field.value)[1] if field else ()) if each.name == "filename"]
    listed += [each.value for each in part.media.parameters if each.name == "name"]
    for value in listed:
        name = decoded(value).strip()
        if name:
            found[name] = None
    return tuple(found)


def decoded(value: str) -> str:
    """A field's value with its encoded words (RFC 2047) as text; as it is where they cannot be read."""
    if not _WORD.search(value):
        return value
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(_text(piece, charset) for piece, charset in pieces)


def _text(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "ascii", "replace")
    except LookupError:
        return piece.decode("utf-8", "replace")


def ending(name: str) -> str:
    """What follows the last full stop of a name, in lower case; trailing dots and spaces do not count on Windows."""
    return name.rstrip(". ").rpartition(".")[2].lower() if "." in name.rstrip(". ") else ""


def hazards(name: str, known: frozenset[str]) -> list[str]:
    """What in a name may mislead the reader or the program that saves it; ``known`` has endings that mean a kind."""
    found: list[str] = []
    kinds = {unicodedata.category(char) for char in name}
    if any(unicodedata.bidirectional(char) in _BIDI for char in name) or any(
        char in "\u200e\u200f\u061c" for char in name
    ):
        found.append("characters that turn the direction of the text")
    if "Cc" in kinds:
        found.append("control characters")
    elif kinds & {"Cf", "Zl", "Zp", "Cs", "Co", "Cn"} and not found:
        found.append("invisible characters")
    if "/" in name or "\\" in name or ":" in name or name.strip(". ") == "":
        found.append("parts of a path")
    if len(name.encode("utf-8", "replace")) > _LONGEST:
        found.append(f"over {_LONGEST} bytes")
    if _RESERVED.fullmatch(name):
        found.append("the name of a device")
    endings = [match.lower() for match in _ENDING.findall(name)]
    if len(endings) > 1 and endings[-2] in known and endings[-1] in known and endings[-1] != endings[-2]:
        found.append(f"two endings, .{endings[-2]} and .{endings[-1]}")
    elif "   " in name or name != name.rstrip(". "):
        found.append("blanks or full stops that hide its ending")
    return found
