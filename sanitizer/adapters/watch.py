"""``--watch``: everything once, then what changes, each time it does, until Ctrl-C."""

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click

from sanitizer.adapters import files, interrupts, sanitizers
from sanitizer.adapters.files import Stamp
from sanitizer.adapters.sanitizers import Options
from sanitizer.adapters.session import Session
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


def run(
    make: Callable[[], Session],
    options: Options,
    paths: Sequence[str],
    output: Path | None,
    workers: int,
    *,
    quiet: bool,
) -> NoReturn:
    """Process files and folders, and go on; nothing that was printed is taken away.

    Raises:
        ConfigError: the configuration or the options cannot be used at the start, or the library is missing.
        KeyboardInterrupt: the only way to end.

    """
    written: dict[str, Stamp] = {}
    only: frozenset[str] | None = None
    is_first = True
    with closing(_changes(paths)) as changes:
        next(changes)  # watching begins before the first look
        settings = _settings(paths, options)
        while True:
            try:
                session = make()
                session.paths(paths, output, workers, only)
                written |= session.written
            except ConfigError as error:
                if is_first:
                    raise
                click.echo(f"Error: {error}", err=True)  # it is being written
            if is_first and not quiet:
                click.echo("Watching for changes; Ctrl-C ends.", err=True)
            is_first = False
            only = frozenset()
            while only is not None and not only:
                interrupts.check()
                changed = {path for path in next(changes) if files.stamp(Path(path)) != written.get(path, ())}
                if (now := _settings(paths, options)) != settings or _decide_on_others(changed, paths):
                    settings, only = now, None
                    sanitizers.forget()
                elif changed:
                    only = _processed(changed, paths, output)
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


def _settings(paths: Sequence[str], options: Options) -> dict[Path, Stamp]:
    """The stamps of the files that decide on others, from the folders of the paths upward."""
    named = {Path(options.policy)} if isinstance(options.policy, (str, Path)) else set()
    roots = {path if path.is_dir() else path.parent for path in (Path(path).resolve() for path in paths)}
    for folder in {above for root in roots for above in (root, *root.parents)}:
        if any((folder / name).exists() for name in ("sanitizer.toml", "pyproject.toml")):
            named.update(folder.glob("*.toml"))  # policies stand beside the configuration
    return {path: stamp for path in named if (stamp := files.stamp(path)) is not None}


def _decide_on_others(changed: set[str], paths: Sequence[str]) -> bool:
    """Whether one of them is a setting: a TOML file or a ``.gitignore``, in no hidden folder, such as a cache."""
    folders = [Path(path).resolve() for path in paths]
    return any(
        not any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
        for path in map(Path, changed)
        if path.name == ".gitignore" or path.suffix == ".toml"
        for folder in folders
        if path.is_relative_to(folder)
    )


def _processed(changed: set[str], paths: Sequence[str], output: Path | None) -> frozenset[str]:
    """Of the absolute paths that changed those that are processed; all when a configuration cannot tell."""
    skip = output.resolve() if output else None
    try:
        found = {str(Path(found.path).resolve()) for path in paths for found in files.find(Path(path), _pass, skip)}
    except ConfigError:
        return frozenset(changed)
    return frozenset(changed & found)


def _pass(*_: object) -> None:
    """What cannot be read is told by the run itself."""


def _told(changed: frozenset[str] | None) -> str:
    if changed is None:
        return "settings"
    if len(changed) > _NAMED:
        return f"{len(changed)} files"
    here = Path.cwd()
    shown = (Path(path).relative_to(here) if Path(path).is_relative_to(here) else path for path in sorted(changed))
    return ", ".join(printable(str(path)) for path in shown)
