"""Header fields as bytes with their places, and what the fields of MIME say.

What clients may read in more than one way is not guessed at: it is told, as a doubt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

__all__ = ["Field", "Media", "Parameter", "media_of", "parameters", "transfer_of"]

_WORD = r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+"
_MEDIA = re.compile(rf"({_WORD})/({_WORD})[ \t]*(?=;|$)")
_ASSIGNED = re.compile(rf"[ \t]*({_WORD})[ \t]*=[ \t]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_PLAIN = re.compile(r"[^\s()<>@,\\\"\[\]]+")
"""An unquoted value that clients agree on; ``=``, ``/`` and ``?`` want quotes by RFC 2045, and rarely get them."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_SHORT = 256
"""Characters up to which a value is remembered with what it says."""
_SECTION = re.compile(r"(.*?)(?:\*(\d{1,3}))?(\*)?", re.DOTALL)

TRANSFERS = frozenset(("7bit", "8bit", "binary", "quoted-printable", "base64"))


class Field(NamedTuple):
    """One header field. ``start`` and ``end`` are byte offsets in the message; the line break at its end is within."""

    name: str
    key: str
    """The name in lower case."""
    start: int
    end: int
    raw: bytes
    """What stands behind the colon."""

    @property
    def value(self) -> str:
        """Unfolded; bytes that are no UTF-8 are taken as Latin-1."""
        try:
            text = self.raw.decode("utf-8")
        except UnicodeDecodeError:
            text = self.raw.decode("latin-1")
        text = text.rstrip("\r\n")
        return (_FOLD.sub("", text) if "\n" in text else text).strip(" \t")


def field(data: bytes, name_end: int, start: int, end: int) -> Field:
    """The field in ``data[start:end]`` whose colon is at ``name_end``."""
    return Field(*_name(data[start:name_end]), start, end, data[name_end + 1 : end])


@lru_cache(maxsize=512)
def _name(name: bytes) -> tuple[str, str]:
    text = name.decode("ascii")
    return text, text.lower()


class Parameter(NamedTuple):
    """A parameter of a field; ``value`` is decoded where RFC 2231 encodes it."""

    name: str
    value: str
    is_odd: bool
    """Whether clients may read it in different ways: continued, encoded, or with characters that want quotes."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a Content-Type says: ``type`` in lower case, ``""`` where it says nothing that can be read."""

    type: str
    parameters: tuple[Parameter, ...] = ()
    rest: str = ""
    """What of the value is no parameter."""

    @property
    def main(self) -> str:
        """``text`` of ``text/html``."""
        return self.type.partition("/")[0]

    def get(self, name: str) -> str | None:
        """The value of the first parameter of this name."""
        return next((parameter.value for parameter in self.parameters if parameter.name == name), None)

    def doubt(self, name: str) -> str:
        """Why clients may disagree on a parameter; empty when they cannot."""
        found = [parameter for parameter in self.parameters if parameter.name == name]
        if len({parameter.value for parameter in found}) > 1:
            return f"the parameter {name} is there twice"
        if any(parameter.is_odd for parameter in found):
            return f"the parameter {name} is written in a way that clients read differently"
        if self.rest and (not found or name in self.rest.lower()):
            return f"the content type has {self.rest[:40]!r} where a parameter should be"
        return ""


def media_of(value: str) -> Media:
    """What a Content-Type field's value says."""
    return _media_of(value) if len(value) <= _SHORT else _media_of.__wrapped__(value)


@lru_cache(maxsize=512)
def _media_of(value: str) -> Media:
    match = _MEDIA.match(value)
    if match is None:
        return Media("")
    found, rest = _parameters(value[match.end() :])
    return Media(f"{match[1]}/{match[2]}".lower(), found, rest)


def parameters(value: str) -> tuple[str, tuple[Parameter, ...]]:
    """The first word of a field such as Content-Disposition, in lower case, and its parameters."""
    return _read(value) if len(value) <= _SHORT else _read.__wrapped__(value)


@lru_cache(maxsize=512)
def _read(value: str) -> tuple[str, tuple[Parameter, ...]]:
    first, semicolon, rest = value.partition(";")
    return first.strip().lower(), _parameters(semicolon + rest)[0]


def transfer_of(value: str) -> str | None:
    """The transfer encoding that a field's value names; ``None`` for one that is not known."""
    name = value.lower()
    return name if name in TRANSFERS else None


def _parameters(text: str) -> tuple[tuple[Parameter, ...], str]:
    """Every parameter, and what could not be read as one."""
    found: list[Parameter] = []
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    rest: list[str] = []
    for name, value, is_plain in _raw_parameters(text, rest):
        section = _SECTION.fullmatch(name)
        if section is None or not (section[2] or section[3]):
            found.append(Parameter(name, value, not is_plain))
        else:
            sections.setdefault(section[1], {}).setdefault(int(section[2] or 0), (value, bool(section[3])))
    for name, pieces in sections.items():
        found.append(Parameter(name, _joined(pieces), is_odd=True))
    return tuple(found), " ".join(rest)


def _raw_parameters(text: str, rest: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether it is written so that all clients read the same; the text is read once."""
    place = 0
    while place < len(text):
        name = _ASSIGNED.match(text, place)
        start = name.end() if name else place
        quoted = _QUOTED.match(text, start) if name and text.startswith('"', start) else None
        if name and quoted is None and text.startswith('"', start):
            rest.append(text[place:].strip())  # the quotes are never closed
            return
        place = quoted.end() if quoted else start
        end = text.find(";", place)
        end = len(text) if end < 0 else end
        bare = text[place:end].strip(" \t")
        if name and quoted:
            yield name[1].lower(), _ESCAPE.sub(r"\1", quoted[1]), not bare and "\r" not in quoted[1]
        elif name:
            yield name[1].lower(), bare, _PLAIN.fullmatch(bare) is not None
        if bare and (quoted or not name):
            rest.append(bare)
        place = end + 1


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """A value from its sections (RFC 2231): ``charset'language'percent-encoded`` where a section says so."""
    charset, whole = "utf-8", bytearray()
    for number in sorted(pieces):
        value, is_encoded = pieces[number]
        if is_encoded and number == 0 and value.count("'") >= 2:
            named, _, value = value.split("'", 2)
            charset = named or charset
        whole += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    try:
        return whole.decode(charset, "replace")
    except LookupError:
        return whole.decode("utf-8", "replace")
