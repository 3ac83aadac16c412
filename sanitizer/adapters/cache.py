"""What became of files, so that one that has not changed is not judged again.

A result is found by a digest of the file's bytes and of everything else that decides on it: the policy's content, the
rules, the options, this package, its libraries. The time of the file does not count and of its name the ending alone,
so a renamed or copied file is known. What is kept are findings, not a printed report, so it serves every format.

Nothing that is written into a file ever comes from here: a fix is always worked out and proven anew. The results are
plain data, rows of one SQLite file. A cache that cannot be read or written is passed over, one that is broken is made
anew. Processes read by themselves, the one that started them writes for all.
"""

import json
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from sanitizer import __version__
from sanitizer.findings import Finding, NotJudged
from sanitizer.policy import Policy

__all__ = ["Entry", "Judged", "Store", "clear", "digest", "forget", "key", "look_up", "pack"]

_NAME = "results-2.sqlite"
"""The number is that of the table's shape."""
_DAYS = 30
"""Days after which a result that nobody asked for goes."""
_LARGEST = 256 * 1024 * 1024
"""Bytes over which the half of the results goes that was asked for longest ago."""
_AT_ONCE = 256
"""Results written in one transaction."""
_PATIENCE = 2
"""Seconds that another process may take to write."""
_LIBRARIES = ("turbohtml", "lxml", "beautifulsoup4", "cssutils", "idna", "pillow")
"""Distributions that results depend on."""
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Results of sanitizer; `sanitizer clean` removes them.\n"
"""What backup programs know a cache by: https://bford.info/cachedir/."""


class Judged(NamedTuple):
    """What became of the content of a file."""

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    changed: bool = False
    note: str = ""
    output: bytes = b""
    """What it becomes, if that changes it."""
    error: str = ""
    """Why it could not be processed."""
    not_judged: tuple[NotJudged, ...] = ()


class Entry(NamedTuple):
    """A row: a result, or only that one was asked for again."""

    key: bytes
    data: bytes | None = None


class Hit(NamedTuple):
    """What is known, and whether it is to be noted that it was asked for today."""

    judged: Judged
    is_first_today: bool


def key(data: bytes, endings: str, settings: bytes) -> bytes:
    """By what the result for a content is found; ``settings`` is a :func:`digest`.

    ``endings`` are those of the file's name, which may tell the template language.
    """
    found = blake2b(data, digest_size=32, key=settings)
    found.update(b"\0" + endings.encode(errors="surrogateescape"))
    return found.digest()


def digest(settings: Mapping[str, Any]) -> bytes:
    """A digest of everything but the content that decides on a result."""
    text = json.dumps([settings, *_package()], default=_plain, sort_keys=True)
    return blake2b(text.encode(), digest_size=32).digest()


def _plain(value: object) -> object:
    return value.to_dict() if isinstance(value, Policy) else repr(value)


@cache
def _package() -> tuple[object, ...]:
    """This package and what it builds on, to the file: a rule that is being written has no version."""
    folder = Path(__file__).resolve().parent.parent
    sources: list[tuple[str, int, int]] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            status = (path := Path(at, name)).stat()
            sources.append((str(path), status.st_mtime_ns, status.st_size))
    return __version__, sys.version, [_version(name) for name in _LIBRARIES], sorted(sources)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def pack(judged: Judged) -> bytes:
    """A result as bytes: one line of JSON, then the output, together compressed."""
    plain = [
        [[getattr(finding, name) for name in Finding.__slots__] for finding in findings]
        for findings in (judged.findings, judged.suppressed)
    ]
    unjudged = [[rule.code, rule.name, rule.missing] for rule in judged.not_judged]
    line = json.dumps([*plain, judged.changed, judged.note, judged.error, unjudged], separators=(",", ":"))
    return zlib.compress(line.encode() + b"\n" + judged.output, 1)


def _unpacked(data: bytes) -> Judged:
    line, _, output = zlib.decompress(data).partition(b"\n")
    findings, suppressed, changed, note, error, unjudged = json.loads(line)
    found, silenced = (tuple(Finding(*values) for values in plain) for plain in (findings, suppressed))
    not_judged = tuple(NotJudged(code, name, tuple(missing)) for code, name, missing in unjudged)
    return Judged(found, silenced, changed, note, output, error, not_judged)


def look_up(folder: str, key: bytes) -> Hit | None:
    """What is known by a key."""
    connection = _reader(folder)
    if connection is None:
        return None
    try:
        rows = connection.execute("SELECT data, used FROM results WHERE key = ?", (key,)).fetchall()
        return Hit(_unpacked(rows[0][0]), rows[0][1] != _today()) if rows else None
    except (sqlite3.Error, zlib.error, ValueError, TypeError):
        return None


_open: dict[str, sqlite3.Connection | None] = {}
"""What this process reads from, by its folder; ``None`` where there is nothing."""


def _reader(folder: str) -> sqlite3.Connection | None:
    if folder not in _open:
        try:
            uri = f"{(Path(folder) / _NAME).as_uri()}?mode=ro"
            _open[folder] = sqlite3.connect(uri, uri=True, timeout=_PATIENCE)
        except sqlite3.Error:
            _open[folder] = None
    return _open[folder]


def forget() -> None:
    """Close what :func:`look_up` has opened; no process may be started before."""
    while _open:
        if (connection := _open.popitem()[1]) is not None:
            connection.close()


def _today() -> int:
    return int(time.time() // 86_400)


class Store:
    """Writes results, many in one transaction; the folder is made when there is something to write."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._waiting: list[Entry] = []
        self._has_grown = False

    def add(self, entry: Entry) -> None:
        """Take a result, or the note that one was asked for."""
        self._waiting.append(entry)
        self._has_grown |= entry.data is not None
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is waiting, and remove what nobody asks for."""
        if self._waiting:
            self._write()
        if self._has_grown:
            with suppress(sqlite3.Error, OSError), closing(self._connected()) as connection:
                _prune(connection)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            with closing(self._connected()) as connection:
                _put(connection, waiting)
        except sqlite3.OperationalError:  # another process writes, the disk is full, the folder is read-only
            return
        except sqlite3.DatabaseError:  # not a database, or no longer one
            with suppress(OSError):
                (self._folder / _NAME).unlink()
        except OSError:
            return

    def _connected(self) -> sqlite3.Connection:
        path = self._folder / _NAME
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")
            (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")  # what a loss of power breaks is made anew
        connection.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, used INTEGER, data BLOB)")
        return connection


def _put(connection: sqlite3.Connection, entries: list[Entry]) -> None:
    today = _today()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
        [(entry.key, today, entry.data) for entry in entries if entry.data is not None],
    )
    connection.executemany(
        "UPDATE results SET used = ? WHERE key = ?", [(today, entry.key) for entry in entries if entry.data is None]
    )
    connection.execute("COMMIT")


def _prune(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM results WHERE used < ?", (_today() - _DAYS,))
    ((size,),) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    if size > _LARGEST:
        connection.execute(
            "DELETE FROM results WHERE rowid IN"
            " (SELECT rowid FROM results ORDER BY used, rowid LIMIT (SELECT count(*) / 2 FROM results))"
        )
        connection.execute("VACUUM")


def clear(folder: Path) -> bool:
    """Remove the cache in a folder, and the folder if nothing else is in it; whether there was one.

    Raises:
        OSError: it cannot be removed.

    """
    if not (folder / "CACHEDIR.TAG").exists():
        return False
    for name in (_NAME, f"{_NAME}-journal", ".gitignore", "CACHEDIR.TAG"):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # something else is in it
        folder.rmdir()
    return True
