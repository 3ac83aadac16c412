"""A message as its parts and what they hold, and the splices that change it.

Changes are made in the bytes by place: all that no splice names stays as it was.
"""

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import unquote

from sanitizer.mail.leaves import LeafText, content_of, encoded, text_of
from sanitizer.mail.names import ending, names_of
from sanitizer.mail.structure import Limits, Part, split

if TYPE_CHECKING:
    from sanitizer.mail.files import Facts

__all__ = ["Attached", "Mail", "Seal", "Splice", "spliced"]

Seal = Literal["signed", "encrypted", "dkim"]
"""Why a part is not to be altered: it is in a signed part, in an encrypted one, or its message has a DKIM signature."""

_SEALS: dict[str, Seal] = {
    "multipart/signed": "signed",
    "application/pkcs7-signature": "signed",
    "application/x-pkcs7-signature": "signed",
    "multipart/encrypted": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
}
"""Media types of OpenPGP (RFC 3156) and S/MIME (RFC 8551)."""
_REPORTS = frozenset(("message/delivery-status", "message/disposition-notification", "text/rfc822-headers"))
"""Types that mail programs write to each other."""
_PAGES = frozenset(("", "htm", "html"))
"""Endings that mail programs give to the HTML of a message itself."""
_MOST_INLINE = 256
_DATA = re.compile(r"(?i)data:image/[a-z0-9.+-]{1,40}(?:;[a-z0-9=.-]{1,40})?;base64,([a-z0-9+/=%\s]+)")
_DKIM = ("dkim-signature", "domainkey-signature")
_PGP = "-----BEGIN PGP "


class Splice(NamedTuple):
    """Bytes to put in the place of ``start`` to ``end``."""

    start: int
    end: int
    data: bytes


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with splices made; of those that overlap the outer one, or else the first, holds."""
    pieces: list[bytes] = []
    cursor = 0
    for start, end, new in sorted(splices, key=lambda splice: (splice.start, -splice.end)):
        if start < cursor:
            continue
        pieces += data[cursor:start], new
        cursor = end
    pieces.append(data[cursor:])
    return b"".join(pieces)


class Mail:
    """One message; what is asked of it is worked out once."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Find the parts.

        Raises:
            LimitError: it has more parts, nesting or header than the limits allow.

        """
        self.data = data
        self.limits = limits
        self.root = split(data, limits)
        self._texts: dict[Part, LeafText] = {}
        self._seals: dict[Part, Seal | None] = {}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part, in the order of the message."""
        return tuple(self.root.walk())

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        """The parts that hold no others."""
        return tuple(part for part in self.parts if part.is_leaf)

    @cached_property
    def html(self) -> tuple[Part, ...]:
        """The leaves that clients show as HTML."""
        return tuple(part for part in self.leaves if part.type == "text/html")

    @cached_property
    def eol(self) -> bytes:
        r"""The line break of the message: ``\r\n``, or ``\n`` where the first line ends so."""
        end = self.data.find(b"\n")
        return b"\n" if end >= 0 and self.data[max(end - 1, 0) : end] != b"\r" else b"\r\n"

    def text(self, part: Part) -> LeafText:
        """The text of a leaf."""
        if part not in self._texts:
            self._texts[part] = text_of(self.data, part)
        return self._texts[part]

    def content(self, part: Part) -> bytes:
        """The content of a leaf without its transfer encoding."""
        return content_of(self.data, part)

    @cached_property
    def doubts(self) -> tuple[tuple[Part, str], ...]:
        """Where clients may see another message than this, and why; empty where they cannot."""
        if found := self.own_doubts:
            return found
        from sanitizer.mail.second import disagreement

        difference = disagreement(self.data, self.root)
        return ((self.root, f"two parsers differ: {difference}"),) if difference else ()

    @cached_property
    def own_doubts(self) -> tuple[tuple[Part, str], ...]:
        """Those of :attr:`doubts` that this reading has by itself."""
        found = [(part, doubt) for part in self.parts for doubt in part.doubts]
        found += [(part, doubt) for part in self.html if (doubt := self.text(part).doubt)]
        return tuple(found)

    def seal(self, part: Part) -> Seal | None:
        """Why a part is not to be altered, if so."""
        if part not in self._seals:
            self._seals[part] = self._seal(part)
        return self._seals[part]

    def _seal(self, part: Part) -> Seal | None:
        if part.parent is not None and (above := self.seal(part.parent)):
            return above
        if part.type in _SEALS:
            return _SEALS[part.type]
        if part.is_root and any(part.first(key) for key in _DKIM):
            return "dkim"
        if part.type == "text/html" and part.is_leaf and _PGP in self.text(part).text:
            return "signed"
        if part.type == "text/plain" and part.is_leaf and _PGP.encode() in self.content(part):
            return "signed"
        return None

    @cached_property
    def attached(self) -> tuple["Attached", ...]:
        """The files in the message: every leaf that is not one of its texts, nor part of a seal."""
        return tuple(Attached(self, part) for part in self.leaves if self._is_file(part))

    def _is_file(self, part: Part) -> bool:
        if part.type in _SEALS or part.type in _REPORTS or part.type == "application/pgp-signature":
            return False
        if part.type not in ("text/plain", "text/html") or part.disposition == "attachment":
            return True
        return any(part.type == "text/plain" or ending(name) not in _PAGES for name in names_of(part))

    @cached_property
    def pictures(self) -> tuple["Attached", ...]:
        """The files, and the pictures in ``data:`` addresses of the HTML itself: the first 256 of each part."""
        inline = [
            Inline(self, part, number, match)
            for part in self.html
            if "data:image/" in self.text(part).text.lower()  # a search of the pattern costs ten times that
            for number, match in enumerate(islice(_DATA.finditer(self.text(part).text), _MOST_INLINE), 1)
        ]
        return (*self.attached, *inline)

    @cached_property
    def _by_id(self) -> dict[str, "Attached | None"]:
        """The files by their Content-ID in lower case; ``None`` where two have the same."""
        found: dict[str, Attached | None] = {}
        for file in self.attached:
            if (field := file.part.first("content-id")) is not None:
                name = field.value.strip("<> ").lower()
                found[name] = None if name in found else file
        return found

    def size_of_picture(self, name: str, max_pixels: int) -> tuple[int, int] | None:
        """Width and height in pixels of the picture that ``cid:`` and a name stand for, where there is one."""
        file = self._by_id.get(name.lower())
        picture = file.facts(max_pixels).picture if file is not None else None
        return (picture.width, picture.height) if picture is not None else None

    def seals(self) -> Iterator[tuple[Part, Seal]]:
        """The parts that carry a seal, each once: what is within them is not named."""
        for part in self.parts:
            seal = self.seal(part)
            if seal and (part.parent is None or self.seal(part.parent) != seal):
                yield part, seal


class Attached:
    """A file in a message. Its content is decoded when it is asked for and not kept: it may be large."""

    is_part = True
    """Whether it has a part to itself."""

    def __init__(self, mail: Mail, part: Part) -> None:
        self._mail = mail
        self.part = part
        self.names = names_of(part)
        self._facts: dict[int, Facts] = {}

    def replaced(self, content: bytes) -> tuple[Splice, ...]:
        """The splice that puts another content in its place.

        None where its transfer encoding cannot carry it, or it is a piece of text that the rules for HTML may change.
        """
        if not self.is_part:
            return ()
        body, transfer = encoded(self._mail.data, self.part, content, self._mail.eol)
        if transfer != self.part.transfer:
            return ()
        return (Splice(self.part.body_start, self.part.body_end, body),)

    @property
    def shown(self) -> str:
        """What findings call it."""
        return repr(self.names[0][:80]) if self.names else "without a name"

    @property
    def encoded_size(self) -> int:
        """Bytes that it takes in the message."""
        return self.part.body_end - self.part.body_start

    @property
    def content(self) -> bytes:
        """The file itself."""
        return self._mail.content(self.part)

    def facts(self, max_pixels: int) -> "Facts":
        """What its content shows, worked out once."""
        if max_pixels not in self._facts:
            from sanitizer.mail.files import ENDINGS, examine

            found = examine(self.content, max_pixels=max_pixels)
            if found.kind == "text" and any(ending(name) in ENDINGS["html"] for name in self.names):
                found = replace(found, kind="html")  # any text is a page when a browser opens it by such a name
            self._facts[max_pixels] = found
        return self._facts[max_pixels]


class Inline(Attached):
    """A picture in a ``data:`` address of an HTML part."""

    is_part = False

    def __init__(self, mail: Mail, part: Part, number: int, match: re.Match[str]) -> None:
        super().__init__(mail, part)
        self.names = ()
        self._number = number
        self._place = match.span(1)

    @property
    def shown(self) -> str:
        """What findings call it."""
        return f"{self._number} in a data: address"

    @property
    def content(self) -> bytes:
        """The picture itself, as far as it can be decoded."""
        start, end = self._place
        letters = (
            unquote(self._mail.text(self.part).text[start:end]).encode("ascii", "ignore").translate(None, b" \t\r\n")
        )
        try:
            return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            return b""
