"""``--watch``: everything once, then what changes, each time it does, until Ctrl-C."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click

from sanitizer.adapters import files, judge
from sanitizer.adapters.files import Stamp
from sanitizer.adapters.judge import Options
from sanitizer.adapters.session import Session
from sanitizer.config import config_for
from sanitizer.errors import ConfigError
from sanitizer.reports.text import printable

__all__ = ["run"]

_STEP = 50
"""Milliseconds without a change after which those that came are taken together."""
_LONGEST = 400
"""Milliseconds after which they are taken in any case."""
_TICK = 200
"""Milliseconds between two looks at the settings, which may lie outside of what is watched."""
_NAMED = 3
"""Changed files that are named; of more the number is told."""


def run(options: Options, paths: Sequence[str], output: Path | None, workers: int, *, quiet: bool) -> NoReturn:
    """Process files and folders, and go on; nothing that was printed is taken away.

    Raises:
        ConfigError: the configuration or the options cannot be used at the start, or the library is missing.
        KeyboardInterrupt: the only way to end.

    """
    written: dict[str, Stamp] = {}
    with closing(_changes(paths)) as changes:
        next(changes)  # watching begins before the first look
        settings = _settings(paths, options)
        only: frozenset[str] | None = None
        session = Session(options, quiet=quiet)
        while True:
            session.paths(paths, output, workers, only)
            written |= session.written
            if not quiet and only is None:
                click.echo("Watching for changes; Ctrl-C ends.", err=True)
            while True:
                changed = {path for path in next(changes) if files.stamp(Path(path)) != written.get(path, ())}
                try:
                    if (now := _settings(paths, options)) != settings or any(map(_decides_on_others, changed)):
                        settings, only = now, None
                        judge.forget()
                    elif not (only := frozenset(changed & _found(paths, output))):
                        continue
                    session = Session(options, quiet=quiet)
                    break
                except ConfigError as error:  # it is being written
                    click.echo(f"Error: {error}", err=True)
            if not quiet:
                click.echo(f"\n{time.strftime('%H:%M:%S')} {_told(only)} changed", err=True)


def _changes(paths: Sequence[str]) -> Generator[set[str], None, None]:
    """The absolute paths that change; an empty set from time to time."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise ConfigError("--watch needs the extra `watch`: pip install 'email-html-sanitizer[watch]'") from error
    real = [Path(path).resolve() for path in paths]
    folders = [path if path.is_dir() else path.parent for path in real]
    for changes in watch(
        *folders,
        watch_filter=None,
        debounce=_LONGEST,
        step=_STEP,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        recursive=any(path.is_dir() for path in real),
        ignore_permission_denied=True,
    ):
        yield {path for _, path in changes}


def _settings(paths: Sequence[str], options: Options) -> dict[Path, Stamp | None]:
    """The stamps of the files that decide on others, from the folders of the paths upward."""
    deciding = {Path(options.policy)} if options.policy else set()
    for path in {Path(path).resolve() for path in paths}:
        folder = path if path.is_dir() else path.parent
        for above in (folder, *folder.parents):
            deciding |= {above / "sanitizer.toml", above / "pyproject.toml"}
        if used := config_for(folder / "-").path:
            deciding.update(used.parent.glob("*.toml"))  # policies stand there
    return {path: files.stamp(path) for path in deciding}


def _decides_on_others(path: str) -> bool:
    return path.endswith((".toml", ".gitignore"))


def _found(paths: Sequence[str], output: Path | None) -> set[str]:
    """The absolute paths of all files that are there to process."""
    skip = output.resolve() if output else None
    return {
        str(Path(found.path).resolve()) for path in paths for found in files.find(Path(path), lambda *_: None, skip)
    }


def _told(changed: frozenset[str] | None) -> str:
    if changed is None:
        return "settings"
    if len(changed) > _NAMED:
        return f"{len(changed)} files"
    here = Path.cwd()
    shown = (Path(path).relative_to(here) if Path(path).is_relative_to(here) else path for path in sorted(changed))
    return ", ".join(printable(str(path)) for path in shown)
