"""A project's settings: ``sanitizer.toml``, or ``[tool.sanitizer]`` in ``pyproject.toml``, nearest to a file.

::

    policy = "amazon"            # a pack, the path of a .toml file, or a table with `extends` and what differs
    select = ["SEC", "IMG"]      # rule codes, prefixes or names; all rules when left out
    ignore = ["IMG005"]
    include = ["*.html"]         # what is taken from a folder, as .gitignore patterns
    exclude = ["drafts/"]
    unsafe_fixes = false
    output_style = "preserve"    # or "pretty" or "compact"
    template_language = "auto"   # or "none", or languages such as "jinja,mailchimp"
    suppressions = true          # whether comments such as <!-- sanitizer: ignore IMG003 --> are honoured
    require_suppression_reason = false
    baseline = ".sanitizer-baseline.json"  # accepted findings, from `sanitizer baseline write`

    [per_file_ignores]           # .gitignore patterns; with "!" before it, all files but these
    "legacy/**" = ["IMG003", "STY"]

Keys may be written with ``-`` for ``_``.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanitizer.errors import ConfigError
from sanitizer.html.formatting import OUTPUT_STYLES, OutputStyle
from sanitizer.pipeline import selected
from sanitizer.policy import PACKS, Policy
from sanitizer.templates.languages import languages_of

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["HTML_FILES", "MESSAGE_FILES", "Config", "FilePattern", "config_for", "forget"]

HTML_FILES = (
    "*.html", "*.htm", "*.xhtml", "*.html.erb", "*.html.j2", "*.html.php", "*.html.tmpl", "*.blade.php", "*.ejs",
    "*.gohtml", "*.handlebars", "*.hbs", "*.jinja", "*.jinja2", "*.jsp", "*.liquid", "*.mustache", "*.njk", "*.phtml",
    "*.twig",
)  # fmt: skip
"""What is taken from a folder: HTML and its templates, by the endings that their languages use."""
MESSAGE_FILES = ("*.eml", "*.mbox")
"""Messages and mailboxes, which are taken too; those of a Maildir are, whatever they are called."""
_FOLDERS = 4096
"""Most folders whose configuration is remembered."""


@dataclass(frozen=True)
class Config:
    """The settings of one file, checked when it is read; :func:`config_for` finds it."""

    path: Path | None = None
    """The file they are from; ``None`` when there is none."""
    policy: Policy = field(default_factory=lambda: Policy.load("amazon"))
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = (*HTML_FILES, *MESSAGE_FILES)
    """What is taken from a folder: patterns as in ``.gitignore``, relative to the folder of ``path``."""
    exclude: tuple[str, ...] = ()
    """What is passed over in a folder, in the same patterns."""
    unsafe_fixes: bool = False
    output_style: OutputStyle = "preserve"
    """How white space is written that shows nothing."""
    template_language: str = "auto"
    """The languages of template tags, as :class:`~sanitizer.Sanitizer` takes them; ``auto`` finds out."""
    suppressions: bool = True
    """Whether suppression comments in files are honoured."""
    require_suppression_reason: bool = False
    baseline: Path | None = None
    """The file of accepted findings."""
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns, as those of ``include``, with the rules that are left out in the files they match."""

    @classmethod
    def load(cls, path: Path) -> "Config":
        """The settings of a ``sanitizer.toml`` or ``pyproject.toml``.

        Raises:
            ConfigError: the file cannot be read or used; the text names it and what to write instead.

        """
        data = _table(path)
        return cls() if data is None else _build(path, data)

    def includes(self, path: Path) -> bool:
        """Whether the file is one to take from a folder; ``path`` is absolute, its links resolved."""
        return self._included.match_file(self._inside(path))

    def excludes(self, path: Path, *, is_folder: bool = False) -> bool:
        """Whether the file or folder is passed over; ``path`` is absolute, its links resolved."""
        return bool(self.exclude) and self._excluded.match_file(self._inside(path) + "/" * is_folder)

    def ignored(self, path: Path) -> tuple[str, ...]:
        """The rules that ``per_file_ignores`` leaves out in a file; ``path`` is absolute, its links resolved."""
        if not self.per_file_ignores:
            return ()
        inside = self._inside(path)
        return tuple(code for spec, codes in self._per_file if spec.matches(inside) for code in codes)

    @cached_property
    def _per_file(self) -> "list[tuple[FilePattern, tuple[str, ...]]]":
        return [(FilePattern(pattern), codes) for pattern, codes in self.per_file_ignores]

    @cached_property
    def _included(self) -> "GitIgnoreSpec":
        return _patterns("include", self.include)

    @cached_property
    def _excluded(self) -> "GitIgnoreSpec":
        return _patterns("exclude", self.exclude)

    def _inside(self, path: Path) -> str:
        if self.path is None:
            return path.name
        return path.relative_to(self.path.parent).as_posix()


class FilePattern:
    """A ``.gitignore`` pattern; with ``!`` before it, one that matches all other files."""

    def __init__(self, pattern: str) -> None:
        """Read the pattern.

        Raises:
            ConfigError: it is none.

        """
        self._turned = pattern.startswith("!")
        self._spec = _patterns("per_file_ignores", (pattern.removeprefix("!"),))

    def matches(self, path: str) -> bool:
        """Whether the path, with ``/`` and from the folder that the pattern is for, is matched."""
        return self._spec.match_file(path) is not self._turned


def config_for(path: Path) -> Config:
    """The settings for a file: from the nearest folder above it that states some, else the defaults.

    What a folder states is read once and remembered for the life of the process.

    Raises:
        ConfigError: as :meth:`Config.load`.

    """
    return _of_folder(path.parent.resolve())


def forget() -> None:
    """Read every configuration again when it is asked for next."""
    for remembered in (_of_folder, _of_file, _table):
        remembered.cache_clear()


@lru_cache(maxsize=_FOLDERS)
def _of_folder(folder: Path) -> Config:
    for above in (folder, *folder.parents):
        for name in ("sanitizer.toml", "pyproject.toml"):
            path = above / name
            if _is_there(path) and _table(path) is not None:
                return _of_file(path)
    return _default()


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:  # a folder above that may not be looked into
        return False


@lru_cache(maxsize=_FOLDERS)
def _of_file(path: Path) -> Config:
    return Config.load(path)


@lru_cache(maxsize=1)
def _default() -> Config:
    return Config()


@lru_cache(maxsize=_FOLDERS)
def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings as the file has them; ``None`` for a ``pyproject.toml`` that has none."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    if path.name != "pyproject.toml":
        return data
    tools = data.get("tool")
    table = tools.get("sanitizer") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: `tool.sanitizer` must be a table; write [tool.sanitizer] and the settings below it")
    return table


_KEYS = tuple(f.name for f in fields(Config) if f.name != "path")
_FLAGS = ("unsafe_fixes", "suppressions", "require_suppression_reason")


def _build(path: Path, data: Mapping[str, Any]) -> Config:
    values: dict[str, Any] = {}
    for written in data:
        key = written.replace("-", "_")
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            told = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(_KEYS)}"
            raise ConfigError(f"{path}: unknown key `{written}`, {told}")
        if written != key and key in data:
            raise ConfigError(f"{path}: `{written}` and `{key}` are the same key; write one of them")
    try:
        for written, value in data.items():
            key = written.replace("-", "_")
            if key == "policy":
                values[key] = _policy(value, path)
            elif key in _FLAGS:
                values[key] = _flag(key, value)
            elif key == "baseline":
                values[key] = _file(key, value, path)
            elif key == "per_file_ignores":
                values[key] = _per_file_ignores(key, value)
            elif key == "output_style":
                values[key] = _output_style(value)
            elif key == "template_language":
                values[key] = _languages(value)
            else:
                values[key] = _texts(key, value)
        for key in ("include", "exclude"):
            _patterns(key, values.get(key, ()))
        selected(values.get("select", ()), values.get("ignore", ()))
    except ConfigError as error:
        told = str(error)
        raise ConfigError(told if told.startswith(str(path)) else f"{path}: {told}") from error
    return Config(path, **values)


def _policy(value: Any, path: Path) -> Policy:
    if isinstance(value, Mapping):
        return Policy.from_dict(value, where=f"{path}: policy", folder=path.parent)
    if not isinstance(value, str):
        raise ConfigError(f"`policy` must be a name, a path or a table, not {value!r}")
    if value in PACKS or not value.endswith(".toml"):
        return Policy.load(value)
    return Policy.load(path.parent / value)


def _output_style(value: Any) -> OutputStyle:
    for style in OUTPUT_STYLES:
        if value == style:
            return style
    raise ConfigError(f"`output_style` must be one of {', '.join(OUTPUT_STYLES)}, not {value!r}")


def _languages(value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(f'`template_language` must be a text such as "auto" or "jinja,mailchimp", not {value!r}')
    languages_of(value)
    return value


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"`{key}` must be true or false, not {value!r}")
    return value


def _file(key: str, value: Any, path: Path) -> Path:
    if not isinstance(value, str) or not value:
        raise ConfigError(f"`{key}` must be the path of a file, not {value!r}")
    return path.parent / value


def _per_file_ignores(key: str, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise ConfigError(f'`{key}` must be a table; write [{key}] and below it "legacy/**" = ["IMG003", "STY"]')
    found = tuple((pattern, _texts(f"{key}.{pattern}", codes)) for pattern, codes in value.items())
    for pattern, codes in found:
        FilePattern(pattern)
        selected((), codes)
    return found


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ConfigError(f"`{key}` must be a list; write [{value!r}] for one entry")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"`{key}` must be a list of texts in quotes, not {value!r}")
    return tuple(value)


def _patterns(key: str, lines: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    for line in lines:
        try:
            GitIgnoreSpec.from_lines((line,))
        except (ValueError, re.error) as error:
            raise ConfigError(f"`{key}` has {line!r}, which is no .gitignore pattern") from error
    return GitIgnoreSpec.from_lines(lines)
