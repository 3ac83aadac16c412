"""A folder of thousands of templates, each another: real ones over and over with other words, colours and sizes.

So neither a cache nor a table that remembers start tags by their text can answer for one file from another.
"""

import random
import re
from itertools import cycle, islice
from pathlib import Path

from tests.bench.compare import documents

__all__ = ["make"]

_PARTS = re.compile(r"(?is)(<(style|script)\b.*?</\2\s*>|<!--.*?-->|<[^>]*>|\{[{%#].*?[}%#]\})")
"""What is not text: elements whose content is none, comments, tags, template tags."""
_WORD = re.compile(r"(?<![&#\w])[A-Za-z]{4,}\b(?!;)")
_COLOR = re.compile(r"(?i)#[0-9a-f]{6}\b")
_SIZE = re.compile(r"\b([1-9]\d{0,2})(?=px)")


def make(folder: Path, count: int) -> str:
    """Write ``count`` files, a hundred to a folder, the same for the same count; where the templates are from."""
    where, texts = documents()
    words = sorted({word for text in texts for part in _text(text) for word in _WORD.findall(part)})
    for index, text in enumerate(islice(cycle(texts), count)):
        path = folder / f"shop{index // 100:03}" / f"template{index:05}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_varied(text, words, random.Random(index)), encoding="utf-8", newline="")
    return where


def _text(html: str) -> list[str]:
    return _PARTS.split(html)[::3]


def _varied(html: str, words: list[str], chance: random.Random) -> str:
    """The same template of another sender: half of the words, every colour and every size of it differ."""
    colors: dict[str, str] = {}
    sizes: dict[str, str] = {}

    def color(match: re.Match[str]) -> str:
        return colors.setdefault(match[0].lower(), f"#{chance.randrange(1 << 24):06x}")

    def size(match: re.Match[str]) -> str:
        return sizes.setdefault(match[0], str(max(1, round(int(match[0]) * chance.uniform(0.8, 1.2)))))

    def word(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < 0.5 else match[0]

    parts = _PARTS.split(html)
    for index in range(0, len(parts), 3):
        parts[index] = _WORD.sub(word, parts[index])
        if index + 1 < len(parts):
            parts[index + 1] = _SIZE.sub(size, _COLOR.sub(color, parts[index + 1]))
            parts[index + 2] = ""
    return "".join(parts)
