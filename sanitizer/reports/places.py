"""What names a file and a finding to those who keep an account of them: paths from here, and fingerprints."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from sanitizer.findings import Finding

__all__ = ["fingerprints", "from_here", "in_file", "readable", "uri"]


def from_here(path: str) -> str:
    """The path relative to the current folder, where the command runs, with forward slashes; absolute if elsewhere."""
    absolute, here = Path(path).absolute(), Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else absolute.as_posix()


def readable(path: str) -> str:
    """:func:`from_here` in characters that any reader of text takes, also of a name that is not UTF-8."""
    return from_here(path).encode(errors="surrogateescape").decode(errors="replace")


def uri(path: str) -> str:
    """A path of :func:`from_here` as a URI reference (RFC 3986), byte by byte as the file system has it."""
    escaped = quote(os.fsencode(path), safe="/")
    if not Path(path).is_absolute():
        return escaped
    return f"file://{escaped}" if path.startswith("/") else f"file:///{escaped.replace('%3A', ':', 1)}"


def in_file(finding: Finding) -> Finding:
    """The finding for those who know lines of files alone: in a message its message says the place."""
    if not finding.part:
        return finding
    told = f"{finding.place}: {finding.message}"
    return replace(finding, message=told, line=1, column=1, end_line=1, end_column=1)


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """For each finding of a file a text of 64 hexadecimal digits, another for each.

    It is made of the rule, the source text that is wrong and how many of the same stand before it, so that it stays
    when lines come or go elsewhere.
    """
    met: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        what = finding.code, " ".join(finding.before.split())
        met[what] += 1
        yield hashlib.sha256("\0".join((*what, str(met[what]))).encode(errors="surrogatepass")).hexdigest()
