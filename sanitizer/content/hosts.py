"""Hosts: their form for comparing, and the names that hosts end in."""

import re
from functools import cache, lru_cache
from urllib.parse import unquote

from sanitizer.data import load

__all__ = ["ascii_host", "decoded", "is_top_level", "matches_host"]

LONGEST_HOST = 255
"""Characters of a host that can be looked up (RFC 1035, 2.3.4); a longer one is not read."""

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
"""What no host may hold once it is decoded (URL standard, forbidden domain code points)."""
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]", re.IGNORECASE)


def ascii_host(host: str) -> str:
    """A host in ASCII and lower case without the root's dot, or ``""`` if a browser would refuse it.

    Percent-encoding is decoded first, then letters are mapped as UTS 46 says: full-width ones to ASCII, other
    scripts to their ``xn--`` form. Labels that IDNA 2008 refuses but browsers open (emoji) are encoded too.
    """
    if _IPV6.fullmatch(host):
        return host.lower()
    host = (unquote(host) if "%" in host else host).lower()
    if len(host) > LONGEST_HOST:
        return ""
    if not host.isascii():
        host = _encoded(host)
    return "" if _FORBIDDEN.search(host) else host.removesuffix(".")


def _encoded(host: str) -> str:
    import idna  # only for hosts in other scripts, which few mails have

    try:
        host = idna.uts46_remap(host, std3_rules=False)
        return ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in host.split(".")
        )
    except UnicodeError:
        return ""


def decoded(label: str) -> str:
    """A label as it is displayed: ``xn--`` undone where that can be."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


@lru_cache(maxsize=4096)
def matches_host(host: str, allowed: frozenset[str]) -> bool:
    """Whether ``host`` (in ASCII) is one of ``allowed`` or below one of them; never by substring."""
    allowed = _in_ascii(allowed)
    while host:
        if host in allowed:
            return True
        host = host.partition(".")[2]
    return False


@lru_cache(maxsize=64)
def _in_ascii(hosts: frozenset[str]) -> frozenset[str]:
    return frozenset(filter(None, map(ascii_host, hosts)))


def is_top_level(name: str) -> bool:
    """Whether hosts end in this name (lower case): one that the IANA registers, or one kept for examples."""
    return decoded(name) in _top_level()


@cache
def _top_level() -> frozenset[str]:
    return frozenset(name for names in load("top_level_domains").values() for name in names.split())
