"""Addresses that tell their owner when a message is opened: the services known by name, and what else gives one away.

The services are data, ``sanitizer/data/trackers.toml``. Only addresses of images are asked about; carriers use hosts
such as ``track.*`` for pages.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import unquote

from sanitizer.html import urls

__all__ = ["Evidence", "evidence", "provider"]

_READ = 4096
"""Characters of an address that are looked at; what servers take is not longer."""
_OPAQUE = re.compile(r"[A-Za-z0-9_=+-]{40,}+")
"""A run long enough for a token that names one reader: 40 characters hold 30 bytes in base64."""
_LETTERS_AND_DIGITS = (re.compile(r"[0-9]"), re.compile(r"[A-Z]"), re.compile(r"[a-z]"))
_HEX = re.compile(r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{40,}")
_MAIL = re.compile(r"(?<=[\w.+-])@([a-z0-9-]++(?:\.[a-z0-9-]++)*)", re.IGNORECASE | re.ASCII)
_FILE_TYPES = frozenset(("avif", "bmp", "gif", "jpeg", "jpg", "js", "css", "png", "svg", "webp"))
"""Ends of ``logo@2x.png``, which is no e-mail address."""
_PROXY = re.compile(r"ci\d+\.googleusercontent\.com")
"""Hosts under which Gmail shows images; the original address stands after ``#``."""


class Evidence(NamedTuple):
    """What speaks for a tracking address, in words: ``strong`` proves it alone, of ``weak`` it takes two."""

    remote: bool = False
    """Whether showing it asks a server at all; ``cid:``, ``data:`` and relative addresses do not."""
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """All of it where it is enough, else nothing."""
        return self.strong + self.weak if self.strong or len(self.weak) > 1 else ()


class _Row(NamedTuple):
    provider: str
    pattern: re.Pattern[str] | None
    """Of path and query; ``None`` where every one counts."""


class _Table(NamedTuple):
    """Rows by a pattern of their own, with one pattern that any of them must match first."""

    any: re.Pattern[str]
    rows: tuple[tuple[re.Pattern[str], _Row], ...]

    def matching(self, text: str) -> list[_Row]:
        """The rows whose pattern matches the start of the text."""
        if self.any.match(text) is None:
            return []
        return [row for pattern, row in self.rows if pattern.match(text)]


class _Services(NamedTuple):
    """The data, indexed."""

    by_host: dict[str, list[_Row]]
    by_host_pattern: _Table
    by_path: _Table
    word_in_host: re.Pattern[str]
    word_in_path: re.Pattern[str]


def provider(url: str) -> str | None:
    """The service known to be told by an image of this address."""
    return _provider(_unwrapped(_cut(url)))


def evidence(url: str) -> Evidence:
    """What the address alone says. Linear in its length, of which the first 4,096 characters count."""
    return _evidence(_cut(url))


def _cut(url: str) -> str:
    return url if len(url) <= _READ else urls.tidy(url)[:_READ]


def _unwrapped(url: str) -> str:
    """The address that a proxy of Gmail was asked for, or the address itself."""
    if "#http" in url and _PROXY.fullmatch(urls.host_of(url)):
        return url[url.index("#http") + 1 :]
    return url


def _provider(url: str) -> str | None:
    host = urls.host_of(url)
    if not host:
        return None
    path = _path(url)
    for row in _rows(host):
        if row.pattern is None or row.pattern.match(path):
            return row.provider
    return next((row.provider for row in _services().by_path.matching(path)), None)


@lru_cache(maxsize=2048)
def _evidence(url: str) -> Evidence:
    url = _unwrapped(url)
    host = urls.host_of(url)
    if not host:
        return Evidence()
    path = _path(url)
    services = _services()
    strong: list[str] = []
    weak: list[str] = []
    if known := _provider(url):
        strong.append(f"known tracker {known}")
    if _has_mail_address(path):
        strong.append("e-mail address in the URL")
    if token := _opaque(path):
        weak.append(f"opaque token of {len(token)} characters")
    if services.word_in_host.match(host) or services.word_in_path.search(path):
        weak.append("the URL speaks of tracking")
    return Evidence(True, tuple(strong), tuple(weak))


def _path(url: str) -> str:
    """Path and query, with what was escaped twice put right."""
    path = urls.path_of(url)
    return path.replace("&amp;", "&") if "&" in path else path


def _has_mail_address(path: str) -> bool:
    if "@" not in path and "%40" not in path:
        return False
    for domain in _MAIL.findall(unquote(path)):
        _, dot, end = domain.lower().rpartition(".")
        if dot and end.isalpha() and len(end) > 1 and end not in _FILE_TYPES:
            return True
    return False


def _opaque(path: str) -> str:
    """The first long run that no person wrote: letters of both cases and digits, or hexadecimal digits."""
    for token in _OPAQUE.findall(path):
        if all(kind.search(token) for kind in _LETTERS_AND_DIGITS) or _HEX.fullmatch(token):
            return str(token)
    return ""


@lru_cache(maxsize=1024)
def _rows(host: str) -> tuple[_Row, ...]:
    """The rows of a host and of every host above it."""
    services = _services()
    found: list[_Row] = []
    while host:
        found += services.by_host.get(host, ())
        found += services.by_host_pattern.matching(host)
        host = host.partition(".")[2]
    return tuple(found)


@cache
def _services() -> _Services:
    text = resources.files("sanitizer").joinpath("data", "trackers.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    by_host: dict[str, list[_Row]] = {}
    by_host_pattern: dict[str, _Row] = {}
    by_path: dict[str, _Row] = {}
    for row in data["tracker"]:
        path = row.get("path")
        entry = _Row(row["provider"], re.compile(path, re.IGNORECASE) if path else None)
        for host in row.get("hosts", ()):
            by_host.setdefault(host, []).append(entry)
        if "host" in row:
            by_host_pattern[f"{row['host']}$"] = entry
        elif "hosts" not in row:
            by_path[path] = entry
    return _Services(
        by_host,
        _table(by_host_pattern),
        _table(by_path),
        re.compile("|".join(word["host"] for word in data["word"] if "host" in word)),
        re.compile("|".join(word["path"] for word in data["word"] if "path" in word), re.IGNORECASE),
    )


def _table(rows: dict[str, _Row]) -> _Table:
    return _Table(
        re.compile("|".join(rows), re.IGNORECASE),
        tuple((re.compile(pattern, re.IGNORECASE), row) for pattern, row in rows.items()),
    )
