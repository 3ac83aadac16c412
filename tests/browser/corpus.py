"""Messages to render: the templates of the repository, and those of a corpus of real mail."""

from collections.abc import Iterator
from pathlib import Path

from sanitizer.errors import SourceError
from sanitizer.html.source import read
from sanitizer.templates.blocks import paired
from sanitizer.templates.languages import detected
from sanitizer.templates.places import FILLER, Places
from sanitizer.templates.scanner import scan
from tests.test_corpus import parts, templates

KINDS = frozenset((".htm", ".html"))
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "templates"
VALUE = "value"
"""What a template tag prints, with its number, so that each is told from the others."""


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every template, with its tags filled, and of every HTML part of a message in a corpus."""
    for name, data in templates(folder):
        yield from ((name, filled(text, name)) for name, text in _text(name, data))
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


def filled(text: str, name: str = "") -> str:
    """A template as a reader sees it: words for the tags that print some, nothing for the others, each branch once.

    A tag is far longer than what it prints, and often too long for a line. Those inside start tags stay.
    """
    tags, _, _ = paired(scan(text, detected(text, name))[0])
    plain, end = [], 0
    for tag in tags:
        plain += [text[end : tag.start], FILLER * (tag.end - tag.start)]
        end = tag.end
    places = Places("".join((*plain, text[end:])), tags).of
    parts, end = [], 0
    for index, (tag, place) in enumerate(zip(tags, places, strict=True)):
        if place.kind == "text":
            parts += [text[end : tag.start], f"{VALUE}{index}" if tag.role == "output" else ""]
            end = tag.end
    return "".join((*parts, text[end:]))


def _text(name: str, given: bytes | str) -> Iterator[tuple[str, str]]:
    try:
        yield name, read(given).text
    except SourceError:
        return
