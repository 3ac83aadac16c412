"""Addresses in HTML: which attributes hold one, what scheme and host a browser reads in it.

Read as the URL standard says a browser does: tabs and newlines go, surrounding control characters go,
a backslash counts as a slash.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

__all__ = ["SINKS", "Sink", "host_of", "is_raster_data", "matches_host", "path_of", "scheme_of", "srcset_urls", "tidy"]

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

_STRIPPED = re.compile(r"^[\x00-\x20]+|[\x00-\x20]+$|[\t\n\r]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE | re.ASCII)
_AUTHORITY = re.compile(r"(?:https?:)?[/\\]{2,}([^/\\?#]*)", re.IGNORECASE)
_SLASHLESS = re.compile(r"https?:[/\\]?([^/\\?#]*)", re.IGNORECASE)
_PORT = re.compile(r":\d*$")
_RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|avif)(?:;[a-z0-9=-]+)*,", re.IGNORECASE)
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:\s+[^,]*)?(?:,|$)")


class _Address(NamedTuple):
    scheme: str
    host: str
    path: str


def tidy(value: str) -> str:
    """The address as a browser reads it: no surrounding control characters, no tabs or newlines."""
    return _STRIPPED.sub("", value)


def scheme_of(value: str) -> str:
    """The scheme in lower case; ``""`` for a relative address, ``"//"`` for one without a scheme of its own."""
    return _read(value).scheme


def host_of(value: str) -> str:
    """The host of an http or https address in ASCII and lower case (``xn--`` for other scripts), or ``""``."""
    return _read(value).host


def path_of(value: str) -> str:
    """Everything after the host of an http or https address, or ``""``."""
    return _read(value).path


@lru_cache(maxsize=2048)
def _read(value: str) -> _Address:
    address = tidy(value)
    match = _SCHEME.match(address)
    scheme = match[1].lower() if match else "//" if address[:1] in "/\\" and address[1:2] in ("/", "\\") else ""
    if scheme not in ("http", "https", "//"):
        return _Address(scheme, "", "")
    authority = _AUTHORITY.match(address) or _SLASHLESS.match(address)
    if authority is None:
        return _Address(scheme, "", "")
    return _Address(scheme, _ascii_host(authority[1]), address[authority.end() :])


def _ascii_host(authority: str) -> str:
    host = unquote(_PORT.sub("", authority.rpartition("@")[2])).strip().rstrip(".").lower()
    if host.isascii():
        return host
    import idna  # only for hosts in other scripts, which few mails have

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def matches_host(host: str, allowed: frozenset[str]) -> bool:
    """Whether ``host`` is one of ``allowed`` or below one of them; never by substring."""
    while host:
        if host in allowed:
            return True
        host = host.partition(".")[2]
    return False


def is_raster_data(value: str) -> bool:
    """Whether the address is a ``data:`` address of a raster image, which cannot hold a script."""
    return _RASTER.match(tidy(value)) is not None


def srcset_urls(value: str) -> list[str]:
    """The addresses of a ``srcset``."""
    return [match[1] for match in _CANDIDATE.finditer(value)]
