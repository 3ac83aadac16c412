r"""A text as its reader reads it, made alike for matching, with the way back to every character.

Line breaks are ``\n``; an empty line parts paragraphs, blocks and pieces that do not belong together, a tab parts
cells of a table.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property, lru_cache

__all__ = ["INVISIBLE", "Reading"]

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
"""Characters that show nothing, as the inside of a character class: soft hyphen, joiners, direction marks, blank
letters, variation selectors, tags (Unicode 17, Default_Ignorable_Code_Point)."""
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_SETTLED = "\x00-\x7f\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0400-\u0482\u048a-\u052f"
"""ASCII, Latin and Cyrillic letters that are alike already when no mark follows."""
_SETTLED_CJK = "\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3"
_ODD = re.compile(rf"([{INVISIBLE}]+)|[^{_MARKS}][{_MARKS}]{{1,30}}|[^{_SETTLED}{_SETTLED_CJK}]")
"""What differs from its plain form, if anything does; a base has 30 marks at most (UAX 15, Stream-Safe Text Format),
since ordering them takes the square of their number."""
_MARK = re.compile(f"[{_MARKS}]")
_ODD_WITHOUT_MARKS = re.compile(rf"[^{_SETTLED}{_SETTLED_CJK}](?:(?<=([{INVISIBLE}]))[{INVISIBLE}]*)?")
"""The same where a text has no marks, in a sixth of the time: one set is looked for."""
_ALIKE = str.maketrans({
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02b9\u02bc\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2024\uff0e\ufe52", "."),
    "\u2044": "/",
    "\u2215": "/",
})  # fmt: skip
"""Dashes, apostrophes, quotation marks and dots that people take for the plain ones."""
_WIDE = re.compile("[\u3005-\u9fff]")
_SENTENCE_END = re.compile(r"""
    [\t\n.!?\u2026\u3002\uff01\uff1f]
    (?: (?<=\t)
      | (?<=\n) \s*\n
      | (?<![.!?\u2026][.!?\u2026]) (?<=[.!?\u2026]) [.!?\u2026]* ["')\]]* \s+ (?![a-z])
      | (?<=[\u3002\uff01\uff1f!?]) [\u3002\uff01\uff1f!?]* [\u300d\u300f)]*
    )""", re.VERBOSE)  # fmt: skip
"""Begins with a plain set, which is looked for fast; a row of dots is looked at from its first alone, once."""


class Reading:
    """A text as it is displayed, and the same made alike for matching.

    Made alike: compatibility forms such as full-width letters become plain ones (NFKC), invisible characters are gone,
    typographic dashes, quotes and apostrophes are the ASCII ones.
    """

    __slots__ = ("__dict__", "shown")

    def __init__(self, shown: str) -> None:
        self.shown = shown
        """The text as it is displayed."""

    @property
    def text(self) -> str:
        """The text made alike, on which detectors match."""
        return self._alike[0]

    @cached_property
    def lower(self) -> str:
        """:attr:`text` in lower case, character by character."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(small if len(small := character.lower()) == 1 else character for character in self.text)

    @cached_property
    def is_wide(self) -> bool:
        """Whether it has something in Chinese or Japanese, which put no spaces between words."""
        return not self.text.isascii() and _WIDE.search(self.text) is not None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in :attr:`shown` of ``text[start:end]``."""
        starts = self._alike[1]
        if starts is None:
            return start, end
        first = self._place(start)
        return first, max(first, self._place(end - 1, behind=True)) if end > start else first

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The offsets in :attr:`text` of its sentences; a lone line break does not end one, an empty line does."""
        text = self.text
        found: list[tuple[int, int]] = []
        start = 0
        for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
            if start < end and not text[start:end].isspace():
                found.append((start, end))
            start = end
        return tuple(found)

    @cached_property
    def _alike(self) -> tuple[str, list[tuple[int, int, int]] | None]:
        """The text made alike; where it differs, (offset in it, offset in ``shown``, characters there) in order."""
        shown = self.shown
        if shown.isascii():
            return shown, None
        pieces: list[str] = []
        changes: list[tuple[int, int, int]] = []
        cursor = length = 0
        for match in (_ODD if _MARK.search(shown) else _ODD_WITHOUT_MARKS).finditer(shown):
            was = match[0]
            now = "" if match[1] else _plain(was)
            if now == was:
                continue
            start, end = match.span()
            pieces += shown[cursor:start], now
            length += start - cursor
            changes.append((length, start, end - start))
            length += len(now)
            changes.append((length, end, 0))
            cursor = end
        if not changes:
            return shown, None
        pieces.append(shown[cursor:])
        return "".join(pieces), changes

    def _place(self, offset: int, *, behind: bool = False) -> int:
        """The offset in ``shown`` of the character at ``offset`` of the text, or of the place behind it."""
        changes = self._alike[1]
        assert changes is not None
        index = bisect_right(changes, offset, key=lambda change: change[0]) - 1
        if index < 0:
            return offset + behind
        at, start, width = changes[index]
        return start + width * behind if width else start + offset - at + behind


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A character with its combining marks made alike."""
    return unicodedata.normalize("NFKC", character).translate(_ALIKE)
