"""A configuration to start from: what may be set, each with what it does, and the policy chosen."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from sanitizer.adapters import files
from sanitizer.config import Config
from sanitizer.errors import ConfigError
from sanitizer.policy import Policy

__all__ = ["template", "write"]

_TEMPLATE = """\
# Settings of sanitizer for this folder and those below it. What is commented out is the default, or an example.

# What the mail has to obey: amazon, ebay, walmart, etsy, email, or the path of a .toml file; `sanitizer policy show`
# lists what it says.
policy = {policy}

# Rules to run, by code, what codes begin with, or name; all when left out. `sanitizer rules` lists them.
# select = ["SEC", "IMG"]

# Rules to leave out.
# ignore = ["IMG005"]

# What is taken from a folder, and what is passed over, in the patterns of .gitignore.
{include}
# exclude = ["drafts/"]

# Whether fixes are applied that may take away a link, a picture or a look.
# unsafe_fixes = false

# White space that shows nothing: as it is ("preserve"), as indentation ("pretty"), or gone ("compact").
# output_style = "preserve"

# Template tags: found out ("auto"), none ("none"), or of these languages, as "jinja,mailchimp".
# template_language = "auto"

# Whether comments in templates such as <!-- sanitizer: ignore IMG003 -- why --> are honoured, and need a reason.
# suppressions = true
# require_suppression_reason = false

# Rules to leave out in some files, in the patterns of .gitignore.
# per_file_ignores = {{ "legacy/**" = ["IMG003", "STY"] }}

# Findings accepted for now, from `sanitizer baseline write`; only others are reported.
# baseline = ".sanitizer-baseline.json"

# What differs from a policy: a table in place of the line `policy = ...`, here at the end.
# [policy]
# extends = {policy}
# max_breaks = 3
# link_hosts = {{ add = ["tracking.carrier.example"] }}
"""
_TABLE = "[tool.sanitizer]"
_HEADER = re.compile(rb"[ \t]*\[")
_OURS = re.compile(rb"[ \t]*\[\[?[ \t]*tool[ \t]*\.[ \t]*sanitizer[ \t]*[.\]]")


def template(policy: str, *, table: str = "") -> str:
    """The settings as TOML; ``table`` is the header they stand under, if they are not a file of their own."""
    patterns = ", ".join(f'"{pattern}"' for pattern in Config().include)
    include = "\n".join(wrap(f"include = [{patterns}]", 100, initial_indent="# ", subsequent_indent="#     "))
    text = _TEMPLATE.format(policy=json.dumps(policy, ensure_ascii=False), include=include)
    return f"{table}\n{text}".replace("# [policy]", "# [tool.sanitizer.policy]") if table else text


def write(folder: Path, policy: str, *, pyproject: bool, force: bool) -> Path:
    """Write the settings to ``sanitizer.toml``, or into ``pyproject.toml``, and read them back; where they stand.

    In a ``pyproject.toml`` every other byte stays as it is.

    Raises:
        ConfigError: no such policy, or settings are there already, which only ``force`` replaces.

    """
    Policy.load(policy if Path(policy).suffix != ".toml" else folder / policy)
    own, shared = folder / "sanitizer.toml", folder / "pyproject.toml"
    if pyproject:
        if own.exists():
            raise ConfigError(
                f"{own.name} is there and comes before pyproject.toml; leave out --pyproject, or remove it"
            )
        path, data = shared, _with_table(_bytes(shared), policy, force=force)
    else:
        if own.exists() and not force:
            raise ConfigError(f"{own.name} is there already; --force writes it anew")
        path, data = own, template(policy).encode()
    files.write(path, data)
    Config.load(path)
    return path


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"{path.name}: {error.strerror or error}; leave out --pyproject to write sanitizer.toml"
        raise ConfigError(told) from error


def _with_table(data: bytes, policy: str, *, force: bool) -> bytes:
    """The bytes of a ``pyproject.toml`` with the table in the place of the one that was there, else at the end."""
    before = _parsed(data)
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    table = template(policy, table=_TABLE).encode().replace(b"\n", newline)
    if "sanitizer" not in _tools(before):
        gap = b"" if not data else newline if data.endswith(b"\n") else newline * 2
        made = data + gap + table
    elif force:
        made = _replaced(data, table, newline)
    else:
        raise ConfigError(f"pyproject.toml has {_TABLE} already; --force writes it anew")
    try:
        after = _parsed(made)
    except ConfigError:
        after = {}
    if _tools(after).get("sanitizer") != _tools(_parsed(table))["sanitizer"] or _others(after) != _others(before):
        raise ConfigError(f"pyproject.toml has `tool` in a form that cannot be added to; write {_TABLE} by hand")
    return made


def _replaced(data: bytes, table: bytes, newline: bytes) -> bytes:
    """With the table in the place of what stood in it; comments above the next header belong to that."""
    kept: list[bytes] = []
    removed: list[bytes] = []
    is_ours = False
    for line in data.splitlines(keepends=True):
        if _HEADER.match(line):
            was_ours, is_ours = is_ours, bool(_OURS.match(line))
            if was_ours and not is_ours:
                rest = _trailing(removed)
                kept += rest if rest and not rest[0].strip() else [newline, *rest]
            elif is_ours and not removed:
                kept.append(table)
        (removed if is_ours else kept).append(line)
    return b"".join(kept)


def _trailing(lines: list[bytes]) -> list[bytes]:
    """The comments that lines end in, and the empty lines above them."""
    count = len(lines)
    for of_it in (lambda line: line.startswith(b"#"), lambda line: not line):
        while count and of_it(lines[count - 1].strip()):
            count -= 1
    return lines[count:]


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"pyproject.toml: not TOML: {error}") from error


def _tools(data: Mapping[str, Any]) -> Mapping[str, Any]:
    tools = data.get("tool")
    return tools if isinstance(tools, dict) else {}


def _others(data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything but our table."""
    return {**data, "tool": {name: value for name, value in _tools(data).items() if name != "sanitizer"}}
