"""What a team has set aside in a file, by comments, by configuration or by a baseline."""

import os
from collections import Counter
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path

from sanitizer.baseline import Baseline, parted
from sanitizer.choosing import selected
from sanitizer.config import Config, FilePattern
from sanitizer.errors import ConfigError
from sanitizer.findings import Finding

__all__ = ["PerFile", "absolute", "baseline_path", "baselined", "check", "ignored", "key", "load"]

PerFile = tuple[tuple[str, tuple[str, ...]], ...]
"""Patterns of files, each with the rules that are left out there."""


def absolute(path: Path) -> Path:
    """The path from the root, the links above it resolved, as configurations want it."""
    return path.parent.resolve() / path.name


def ignored(path: Path, config: Config, per_file: PerFile) -> tuple[str, ...]:
    """The rules left out in one file: by the configuration, and by patterns from the current folder.

    Raises:
        ConfigError: a pattern is none.

    """
    if not per_file and not config.per_file_ignores:
        return ()
    place = absolute(path)
    here = Path.cwd()
    inside = place.relative_to(here).as_posix() if place.is_relative_to(here) else place.name
    own = (code for pattern, codes in per_file if _pattern(pattern).matches(inside) for code in codes)
    return (*config.ignored(place), *own)


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> FilePattern:
    return FilePattern(pattern)


def baseline_path(config: Config, chosen: str | None) -> Path | None:
    """The baseline that holds: the one that is chosen (none if that is empty), else the configuration's."""
    return config.baseline if chosen is None else Path(chosen).absolute() if chosen else None


def check(per_file: PerFile, config: Config, chosen: str | None) -> None:
    """Read what the command line and a configuration name, before any file is.

    Raises:
        ConfigError: a pattern, a code or the baseline cannot be used.

    """
    for pattern, codes in per_file:
        _pattern(pattern)
        selected((), codes)
    if path := baseline_path(config, chosen):
        load(path)


def load(path: Path) -> Baseline:
    """The baseline in a file, which is read again when it has changed.

    Raises:
        ConfigError: it is not there, cannot be read or is no baseline; the text says what to do.

    """
    try:
        status = path.stat()
        return _loaded(path, (status.st_mtime_ns, status.st_size, status.st_ino))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such baseline; `sanitizer baseline write` makes it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    except ConfigError as error:
        told = "take it from version control again, or delete it and run `sanitizer baseline write`"
        raise ConfigError(f"{path}: {error}; {told}") from error


@lru_cache(maxsize=16)
def _loaded(path: Path, _: tuple[int, int, int]) -> Baseline:
    return Baseline.parse(path.read_text(encoding="utf-8"))


def key(path: Path, baseline: Path) -> str:
    """What a baseline calls a file: its path from the folder of the baseline, with ``/``."""
    place, folder = absolute(path), baseline.parent.resolve()
    if place.is_relative_to(folder):
        return place.relative_to(folder).as_posix()
    try:
        return Path(os.path.relpath(place, folder)).as_posix()
    except ValueError:  # on another drive
        return place.as_posix()


def baselined(
    findings: Iterable[Finding], path: Path, baseline: Path, ran: Container[str]
) -> tuple[list[Finding], list[Finding], int]:
    """The findings of a file that are new, those in the baseline, and how many in the baseline are gone.

    Only what a rule that ``ran`` does not find any more is gone.

    Raises:
        ConfigError: as :func:`load`.

    """
    new, known, gone = parted(findings, load(baseline).files.get(key(path, baseline), Counter()))
    return new, known, sum(count for (code, _), count in gone.items() if code in ran)
