"""The file of accepted findings: written, pruned, listed."""

import json
import os
from pathlib import Path

import click

from sanitizer.adapters import accepting, files
from sanitizer.adapters.batch import cores
from sanitizer.adapters.sanitizers import Options
from sanitizer.adapters.session import FAILED, Session
from sanitizer.baseline import Accepted, Baseline
from sanitizer.choosing import KNOWN
from sanitizer.config import config_for

__all__ = ["listed", "update"]

_NAME = ".sanitizer-baseline.json"
"""What the file is called, in the current folder, where neither the line nor the configuration says."""


def update(
    *, paths: tuple[str, ...], baseline: str | None, policy: str | None, jobs: int | None, quiet: bool, adds: bool
) -> int:
    """Bring the baseline of files up to what is found in them; without ``adds``, only down. Gives the exit code.

    Raises:
        ConfigError: the configuration or the baseline cannot be used.

    """
    path = _path(baseline)
    old = Baseline() if adds and not path.exists() else accepting.load(path)
    session = Session(Options(policy=policy, baseline="", fingerprints=True), quiet=True)
    code = session.paths(paths or (".",), None, jobs or cores())
    looked = {accepting.key(Path(name), path): found for name, found in session.fingerprints.items()}
    new = Baseline(
        {name: accepted for name, accepted in old.files.items() if name not in looked and (path.parent / name).exists()}
    )
    for name, found in looked.items():
        if accepted := found if adds else found & old.files.get(name, Accepted()):
            new.files[name] = accepted
    text = new.dump()
    if not path.exists() or path.read_bytes() != text.encode():
        files.write(path, text.encode())
    if not quiet:
        click.echo(_told(old, new, looked, path, adds=adds))
    return FAILED if code == FAILED else 0


def listed(baseline: str | None, *, as_json: bool) -> str:
    """What is accepted, one line a file and code.

    Raises:
        ConfigError: there is no baseline, or it cannot be used.

    """
    names = {each.code: each.name for each in KNOWN}
    loaded = accepting.load(_path(baseline))
    rows: list[dict[str, str | int]] = []
    for path, accepted in sorted(loaded.files.items()):
        for code in sorted({code for code, _ in accepted}):
            count = sum(number for (each, _), number in accepted.items() if each == code)
            rows.append({"path": path, "code": code, "name": names.get(code, "unknown"), "count": count})
    if as_json:
        return json.dumps(rows, indent=2) + "\n"
    lines = (f"{row['path']}: {row['code']} {row['name']}, {row['count']}\n" for row in rows)
    return "".join(lines) + f"{_findings(len(loaded))} of {_files(len(loaded.files))} accepted.\n"


def _path(chosen: str | None) -> Path:
    return accepting.baseline_path(config_for(Path("-")), chosen) or Path(_NAME).absolute()


def _told(old: Baseline, new: Baseline, looked: dict[str, Accepted], path: Path, *, adds: bool) -> str:
    shown = os.path.relpath(path)
    gone = sum((accepted - new.files.get(name, Accepted())).total() for name, accepted in old.files.items())
    if not adds:
        return f"Took {_findings(gone)} out of {shown}; {len(new)} left."
    accepted = sum(found.total() for found in looked.values())
    with_some = sum(bool(found) for found in looked.values())
    told = f"Accepted {_findings(accepted)} of {_files(with_some)} in {shown}"
    told += f"; {len(new) - accepted} of other files stay." if len(new) > accepted else "."
    if config_for(Path("-")).baseline is None:
        told += f' Set `baseline = "{Path(shown).as_posix()}"` in sanitizer.toml, or check with `--baseline`.'
    return told


def _findings(number: int) -> str:
    return f"{number} finding{'s' * (number != 1)}"


def _files(number: int) -> str:
    return f"{number} file{'s' * (number != 1)}"
