"""Addresses in HTML: which attributes hold one, what scheme and host a browser reads in it.

Read as the URL standard says a browser does: tabs and newlines go, surrounding control characters go,
a backslash counts as a slash.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from sanitizer.content.hosts import ascii_host, matches_host
from sanitizer.templates.masking import holds_tag

__all__ = [
    "SINKS",
    "WEB",
    "Sink",
    "ascii_host",
    "has_port",
    "host_of",
    "is_raster_data",
    "known_parts",
    "matches_host",
    "path_of",
    "scheme_of",
    "srcset_urls",
    "tidy",
]

Sink = Literal["link", "load", "submit"]

SINKS: dict[str, Sink] = {
    "action": "submit",
    "archive": "load",
    "background": "load",
    "cite": "link",
    "classid": "load",
    "codebase": "load",
    "data": "load",
    "dynsrc": "load",
    "formaction": "submit",
    "href": "link",
    "icon": "load",
    "imagesrcset": "load",
    "longdesc": "link",
    "lowsrc": "load",
    "manifest": "load",
    "ping": "submit",
    "poster": "load",
    "profile": "link",
    "src": "load",
    "srcset": "load",
    "usemap": "link",
    "xlink:href": "link",
}
"""Attributes that hold an address: what following it does (HTML standard, index of attributes, and the
obsolete ones that mail clients still load: ``background``, ``dynsrc``, ``lowsrc``)."""

WEB = frozenset(("http", "https", "//"))
"""Schemes, as :func:`scheme_of` names them, of addresses that have a host."""

_CONTROLS = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_HOST_FOLLOWS = re.compile(r"[/\\]{2}")
_AUTHORITY = re.compile(r"(?:https?:)?[/\\]*+([^/\\?#]*+)", re.IGNORECASE | re.ASCII)
_PORT = re.compile(r":([0-9]*)$")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|avif)(?:;[a-z0-9=-]+)*,", re.IGNORECASE)
_GAP = re.compile(r"[ \t\n\f\r,]*+")
_CANDIDATE = re.compile(r"[^ \t\n\f\r]++")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*+\)?)*+")

_REMEMBERED = 2048
"""Longest address whose reading is remembered, so that a table of them stays small."""


class _Address(NamedTuple):
    scheme: str
    host: str
    path: str
    port: bool


def tidy(value: str) -> str:
    """The address as a browser reads it: no surrounding control characters, no tabs or newlines."""
    return value.strip(_CONTROLS).translate(_BREAKS)


def scheme_of(value: str) -> str:
    """The scheme in lower case; ``""`` for a relative address, ``"//"`` for one without a scheme of its own."""
    return (_read(value) if len(value) <= _REMEMBERED else _parse(value)).scheme


def host_of(value: str) -> str:
    """The host of an http or https address in ASCII and lower case (``xn--`` for other scripts).

    ``""`` for other addresses and for a host that no browser accepts.
    """
    return (_read(value) if len(value) <= _REMEMBERED else _parse(value)).host


def path_of(value: str) -> str:
    """Everything after the host and port of an http or https address, or ``""``."""
    return (_read(value) if len(value) <= _REMEMBERED else _parse(value)).path


def has_port(value: str) -> bool:
    """Whether an http or https address names a port."""
    return (_read(value) if len(value) <= _REMEMBERED else _parse(value)).port


def _parse(value: str) -> _Address:
    address = tidy(value)
    match = _SCHEME.match(address)
    scheme = match[1].lower() if match else "//" if _HOST_FOLLOWS.match(address) else ""
    if scheme not in WEB:
        return _Address(scheme, "", "", port=False)
    authority = _AUTHORITY.match(address)
    assert authority is not None
    server = authority[1].rpartition("@")[2]
    port = _PORT.search(server)
    host = ascii_host(server[: port.start()] if port else server)
    return _Address(scheme, host, address[authority.end() :], port=bool(port and port[1]))


_read = lru_cache(maxsize=2048)(_parse)


def known_parts(value: str) -> frozenset[str]:
    """What of a masked address no template tag can change: its ``scheme``, and its ``host``, which not all have."""
    if (match := _SCHEME.match(value.lstrip())) is None:
        return frozenset()
    if match[1].lower() not in WEB:
        return frozenset(("scheme", "host"))
    authority = _AUTHORITY.match(value.lstrip())
    assert authority is not None
    is_whole = not holds_tag(authority[0]) and authority.end() < len(value.lstrip())
    return frozenset(("scheme", "host")) if is_whole else frozenset(("scheme",))


def is_raster_data(value: str) -> bool:
    """Whether the address is a ``data:`` address of a raster image, which cannot hold a script."""
    return _RASTER.match(tidy(value)) is not None


def srcset_urls(value: str) -> list[str]:
    """The addresses of a ``srcset``, split as the HTML standard does (4.8.4.2.1)."""
    found: list[str] = []
    place = _end(_GAP, value, 0)
    while match := _CANDIDATE.match(value, place):
        url, place = match[0], match.end()
        found.append(url.rstrip(","))
        if not url.endswith(","):
            place = _end(_DESCRIPTORS, value, place)
        place = _end(_GAP, value, place)
    return found


def _end(pattern: re.Pattern[str], value: str, place: int) -> int:
    match = pattern.match(value, place)
    return match.end() if match else place
