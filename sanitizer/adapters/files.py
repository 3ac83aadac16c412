"""Files: found in folders, read whole, written so that nobody ever sees half of one."""

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pathspec import GitIgnoreSpec

from sanitizer.adapters.mailboxes import kind_of
from sanitizer.config import Config, config_for
from sanitizer.errors import LimitError

__all__ = ["Found", "Stamp", "find", "most", "read", "stamp", "write"]


def _mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


_NEW = _mode()
"""The mode that any new file gets; asked for once, since asking changes it for all threads."""


class Found(NamedTuple):
    """A file to process: its path as it was given or found, and the same below the folder it was found in."""

    path: str
    inside: str


class Stamp(NamedTuple):
    """What changes when somebody else writes a file: its number, its size, and when it was written."""

    number: int
    size: int
    written: int


class _Ignored(NamedTuple):
    """The patterns of one ``.gitignore`` and the absolute folder that it rules."""

    folder: Path
    spec: GitIgnoreSpec


class _Folder(NamedTuple):
    shown: Path
    absolute: Path
    ignored: tuple[_Ignored, ...]


def find(path: Path, failed: Callable[[str, OSError], None], skip: Path | None = None) -> Iterator[Found]:
    """The files that a path stands for, in order of their names.

    A file stands for itself. In a folder those are taken that the configuration includes and neither it nor a
    ``.gitignore`` excludes; hidden folders, links and the folder ``skip`` (absolute) are passed over. ``failed`` is
    told of paths that cannot be read.

    Raises:
        ConfigError: a configuration in the folder cannot be used.

    """
    try:
        is_folder = path.is_dir()
    except OSError as error:
        failed(str(path), error)
        return
    if not is_folder:
        yield Found(str(path), path.name)
        return
    root = path.resolve()
    inherited = _inherited(root)
    stack: list[_Folder | Path] = [
        _Folder(path, root, () if _is_ignored(root, inherited, is_folder=True) else inherited)
    ]
    while stack:
        folder = stack.pop()
        if isinstance(folder, Path):
            yield Found(str(folder), str(folder.relative_to(path)))
            continue
        try:
            stack += sorted(_entries(folder, skip), key=_name, reverse=True)
        except OSError as error:
            failed(str(folder.shown), error)


def _entries(folder: _Folder, skip: Path | None) -> Iterator[_Folder | Path]:
    """The folders to go into and the files to take."""
    config = config_for(folder.absolute / "file")
    ignored = _with_patterns_of(folder.absolute, folder.ignored)
    with os.scandir(folder.absolute) as entries:
        for entry in entries:
            path, shown = folder.absolute / entry.name, folder.shown / entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and (entry.name.startswith(".") or path == skip):
                continue
            if not is_folder and not (entry.is_file(follow_symlinks=False) and _is_taken(config, path)):
                continue
            if config.excludes(path, is_folder=is_folder) or _is_ignored(path, ignored, is_folder=is_folder):
                continue
            yield _Folder(shown, path, ignored) if is_folder else shown


def _is_taken(config: Config, path: Path) -> bool:
    """Whether a file of a folder is included; the messages of a Maildir are, whatever they are called."""
    return config.includes(path) or kind_of(path) is not None


def _name(entry: _Folder | Path) -> str:
    return entry.name if isinstance(entry, Path) else entry.shown.name


def _inherited(root: Path) -> tuple[_Ignored, ...]:
    """What the ``.gitignore`` files above a folder say, up to the root of its repository."""
    above: list[Path] = []
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            ignored: tuple[_Ignored, ...] = ()
            for one in reversed(above):
                ignored = _with_patterns_of(one, ignored)
            return ignored
        above.append(folder.parent)
    return ()


def _with_patterns_of(folder: Path, ignored: tuple[_Ignored, ...]) -> tuple[_Ignored, ...]:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ignored
    return (*ignored, _Ignored(folder, GitIgnoreSpec.from_lines(filter(_is_pattern, lines))))


def _is_pattern(line: str) -> bool:
    """Whether a line can be read; git passes over the others, too."""
    try:
        GitIgnoreSpec.from_lines((line,))
    except (ValueError, re.error):
        return False
    return True


def _is_ignored(path: Path, ignored: tuple[_Ignored, ...], *, is_folder: bool) -> bool:
    """Whether the nearest pattern that matches says so."""
    for folder, spec in reversed(ignored):
        verdict = spec.check_file(path.relative_to(folder).as_posix() + "/" * is_folder).include
        if verdict is not None:
            return verdict
    return False


def most(max_bytes: int) -> int:
    """The most bytes that can be ``max_bytes`` of UTF-8: four for each in UTF-32, and its byte order mark."""
    return 4 * max_bytes + 4


def read(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file.

    Raises:
        LimitError: it is longer than ``max_bytes`` of UTF-8 in any encoding; it is not read to its end.

    """
    with path.open("rb") as file:
        data = file.read(most(max_bytes) + 1)
    if len(data) > most(max_bytes):
        raise LimitError("max_bytes", max_bytes, path.stat().st_size)
    return data


def write(path: Path, data: bytes) -> Stamp:
    """Put bytes in the place of a file, all at once; a link stays, its target is written; the mode is kept.

    Folders that are missing above it are made. The bytes are on the disk before they take the file's place, so that
    not even a loss of power leaves an empty file.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    status = target.stat() if target.exists() else None
    if status is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".sanitizer-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_after(temporary, status)
        written = _stamp(temporary.stat())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return written


def stamp(path: Path) -> Stamp | None:
    """The stamp of a file, of its target for a link; ``None`` when it is not there."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns)


def _take_after(path: Path, status: os.stat_result | None) -> None:
    """Owner and mode as they were; for a new file the mode that any new file gets."""
    if status is None:
        path.chmod(_NEW)
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)
    path.chmod(stat.S_IMODE(status.st_mode))
