"""Word documents (OOXML, ISO/IEC 29500), read in a stream: their words and the addresses of their links."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

__all__ = ["word_texts"]

_ENTRY = re.compile(r"word/(?:[A-Za-z]{1,20}/)?([A-Za-z]{1,40})\d{0,6}\.xml")
_RELATIONS = re.compile(r"word/_rels/([A-Za-z]{1,40})\d{0,6}\.xml\.rels")
_PIECE = 64 * 1024
_MAX_ENTRIES = 64
_MAX_DEPTH = 256
"""Elements within each other; tables within tables come to some dozens."""
_MARKUP = 20
"""Bytes of markup that are read for each character that is kept; real documents need 5 to 20."""
_LEAST = 4 * 1024 * 1024
"""Bytes of markup that are read of any document."""
_BREAKS = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "tc": "\t"}
_WORDS = frozenset(("t", "instrText"))
"""Elements that hold words, and instructions of fields, in which the addresses of links may stand."""


class _RefusedError(Exception):
    """The markup has what no document of Word has."""


def word_texts(content: bytes, max_characters: int) -> Iterator[tuple[str, str, str]]:
    """Where, text, and why the rest is not read: ``document``, ``header``, ``footnotes`` ..., and their links.

    Markup that declares entities is refused, nothing is fetched, and no more is unpacked than the characters may need.
    """
    budget = [max(_LEAST, max_characters * _MARKUP)]
    """Bytes that may still be unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if _ENTRY.fullmatch(name) or _RELATIONS.fullmatch(name)]
            for name in names[:_MAX_ENTRIES]:
                yield from _of_entry(archive, name, budget)
            if len(names) > _MAX_ENTRIES:
                yield "document", "", f"it has over {_MAX_ENTRIES} parts"
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, OSError, RuntimeError):
        yield "document", "", "the document is damaged"


def _of_entry(archive: zipfile.ZipFile, name: str, budget: list[int]) -> Iterator[tuple[str, str, str]]:
    reader = _Reader()
    unread = ""
    try:
        with archive.open(name) as file:
            while piece := file.read(_PIECE):
                budget[0] -= len(piece)
                if budget[0] < 0:
                    unread = "it unpacks to too much"
                    break
                reader.feed(piece)
    except (expat.ExpatError, _RefusedError):
        unread = "its markup is broken, or none of Word"
    match = _ENTRY.fullmatch(name) or _RELATIONS.fullmatch(name)
    where = match[1] if match else "document"
    words = "".join(reader.words).strip("\n")
    if words.strip() or unread:
        yield where, words, unread
    for link in reader.links:
        yield f"{where} link", link, ""


class _Reader:
    """Takes words and addresses out of markup as it comes; no tree is built."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.links: list[str] = []
        self._depth = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _RefusedError
        tag = name.rpartition("}")[2]
        if tag in _WORDS:
            self._parser.CharacterDataHandler = self.words.append
        elif tag == "Relationship" and attributes.get("TargetMode") == "External":
            self.links.append(attributes.get("Target", ""))

    def _end(self, name: str) -> None:
        self._depth -= 1
        tag = name.rpartition("}")[2]
        if tag in _WORDS:
            self._parser.CharacterDataHandler = None
        elif tag in _BREAKS:
            self.words.append(_BREAKS[tag])

    def _refuse(self, *_: object) -> None:
        raise _RefusedError
