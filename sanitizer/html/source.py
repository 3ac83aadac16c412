r"""What comes in and goes out: text, bytes in any encoding, a BeautifulSoup or an lxml tree.

:func:`read` turns each into text with ``\n`` line breaks and remembers how to give the same kind back.
"""

import codecs
import re
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sanitizer.errors import SourceError
from sanitizer.html.dom import declared_encoding

__all__ = ["Source", "read"]

Kind = TypeVar("Kind")
Span = tuple[int, int, str]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Source(ABC, Generic[Kind]):
    r"""One input. ``text`` has ``\n`` line breaks; ``note`` says what could not be kept as it was."""

    def __init__(self, given: Kind, raw: str, note: str = "") -> None:
        self.given = given
        self.note = note
        self._raw = raw
        returns = raw.count("\r")
        pairs = raw.count("\r\n") if returns else 0
        self._crlf = pairs > 0
        self.has_even_breaks = returns == pairs and (not pairs or raw.count("\n") == pairs)
        r"""Whether all line breaks of the input are alike, ``\n`` or ``\r\n``, so that :meth:`with_text` keeps them."""
        self.text = raw.replace("\r\n", "\n").replace("\r", "\n") if returns else raw

    def with_spans(self, spans: Iterable[Span]) -> Kind:
        """The input with these spans of ``text`` replaced, line breaks elsewhere as the author wrote them."""
        pairs = [match.start() for match in re.finditer("\r\n", self._raw)] if "\r" in self._raw else []
        shifted = [place - index for index, place in enumerate(pairs)]
        pieces: list[str] = []
        cursor = 0
        for start, end, replacement in spans:
            first, last = start + bisect_left(shifted, start), end + bisect_left(shifted, end)
            if first < cursor:
                continue
            pieces += self._raw[cursor:first], self._line_breaks(replacement)
            cursor = last
        pieces.append(self._raw[cursor:])
        return self._give("".join(pieces))

    def with_text(self, text: str) -> Kind:
        """The input with other text altogether, in the author's prevailing line breaks."""
        return self._give(self._line_breaks(text))

    def _line_breaks(self, text: str) -> str:
        return text.replace("\n", "\r\n") if self._crlf else text

    @abstractmethod
    def _give(self, raw: str) -> Kind: ...


class _Text(Source[str]):
    def __init__(self, given: str) -> None:
        super().__init__(given, given)

    def _give(self, raw: str) -> str:
        return raw


class _Bytes(Source[bytes]):
    def __init__(self, given: bytes) -> None:
        self._bom = b""
        for bom, encoding in _BOMS:
            if given.startswith(bom):
                self._bom, self._encoding = bom, encoding
                try:
                    raw, note = given[len(bom) :].decode(encoding), ""
                except UnicodeDecodeError as error:
                    raise SourceError(f"the byte order mark says {encoding}, but {error}") from error
                break
        else:
            raw, self._encoding, note = _decode(given)
        super().__init__(given, raw, note)

    def _give(self, raw: str) -> bytes:
        return self._bom + raw.encode(self._encoding, errors="xmlcharrefreplace")


def _decode(data: bytes) -> tuple[str, str, str]:
    """Text, encoding to give back, and a note when that is not the one the bytes came in."""
    declared = declared_encoding(data)
    for encoding in dict.fromkeys((declared or "utf-8", "utf-8")):
        try:
            return data.decode(encoding), encoding, ""
        except (UnicodeDecodeError, LookupError):
            continue
    from bs4.dammit import UnicodeDammit  # only for bytes that are not what they say

    try:
        mended = UnicodeDammit.detwingle(data).decode("utf-8")
    except UnicodeDecodeError:
        guess = UnicodeDammit(data, is_html=True)
        if guess.unicode_markup is None or guess.original_encoding is None or guess.contains_replacement_characters:
            return data.decode("latin-1"), "latin-1", ""
        return guess.unicode_markup, guess.original_encoding, ""
    return mended, "utf-8", "the bytes mix encodings; changed output is UTF-8"


class _Soup(Source[Any]):
    def __init__(self, given: Any) -> None:
        super().__init__(given, given.decode(formatter="minimal"))

    def _give(self, raw: str) -> Any:
        from bs4 import BeautifulSoup, Tag

        soup = BeautifulSoup(raw, _builder_of(self.given))
        if isinstance(self.given, BeautifulSoup):
            return soup
        holder = soup.body or soup
        children = [child for child in holder.contents if isinstance(child, Tag)]
        return children[0] if len(children) == len(holder.contents) == 1 else soup


def _builder_of(tag: Any) -> str:
    while tag.parent is not None:
        tag = tag.parent
    builder = getattr(tag, "builder", None)
    return str(builder.NAME) if builder is not None else "html.parser"


class _Lxml(Source[Any]):
    def __init__(self, given: Any) -> None:
        from lxml import etree

        self._is_tree = not hasattr(given, "tag")
        root = given.getroot() if self._is_tree else given
        self._is_document = root.tag == "html"
        kept = given if self._is_tree or not self._is_document else root.getroottree()
        super().__init__(given, etree.tostring(kept, method="html", encoding="unicode", with_tail=False))

    def _give(self, raw: str) -> Any:
        from lxml import html

        if self._is_document:
            root = html.document_fromstring(raw)
            return root.getroottree() if self._is_tree else root
        pieces: Any = html.fragments_fromstring(raw)
        alone = len(pieces) == 1 and not isinstance(pieces[0], str) and not pieces[0].tail
        root = pieces[0] if alone else html.fragment_fromstring(raw, create_parent="div")
        return root.getroottree() if self._is_tree else root


def read(source: Any) -> Source[Any]:
    """The source as text.

    Raises:
        SourceError: a kind that is not known, or bytes that are not in the encoding of their byte order mark.

    """
    if isinstance(source, str):
        return _Text(source)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _Bytes(bytes(source))
    module = type(source).__module__.partition(".")[0]
    if module == "bs4" and hasattr(source, "decode"):
        return _Soup(source)
    if module == "lxml" and (hasattr(source, "getroot") or isinstance(getattr(source, "tag", None), str)):
        return _Lxml(source)
    raise SourceError(
        f"cannot read {type(source).__name__}: give str, bytes, a BeautifulSoup, or an lxml element or tree"
    )
