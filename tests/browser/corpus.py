"""Messages to render: the templates of the repository, and those of a corpus of real mail."""

from collections.abc import Iterator
from pathlib import Path

from sanitizer.errors import SourceError
from sanitizer.html.source import read
from tests.test_corpus import parts, templates

KINDS = frozenset((".htm", ".html"))
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "templates"


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every template and of every HTML part of a message in a corpus; template tags are text."""
    for name, data in templates(folder):
        yield from _text(name, data)
    seen: dict[str, bytes | str] = {}
    for name, given in parts(folder):
        seen[name.removesuffix(" decoded")] = given
    for name, given in seen.items():
        yield from _text(name, given)


def files(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of a file, or of every HTML file in a folder."""
    for found in [path] if path.is_file() else sorted(path.rglob("*")):
        if found.is_file() and (found == path or found.suffix.lower() in KINDS):
            yield from _text(str(found), found.read_bytes())


def _text(name: str, given: bytes | str) -> Iterator[tuple[str, str]]:
    try:
        yield name, read(given).text
    except SourceError:
        return
