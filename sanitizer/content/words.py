"""The words of a text: letters, numbers and signs in a row, in small letters, with or without their accents."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import Generic, TypeVar

__all__ = ["Remembered", "TextWords", "bare", "different_pieces_of", "may_return", "pieces_of", "words_in", "words_of"]

_WORD = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u024f]+[^\W\d_]*|[^\W\d_]+|\d+|[%$€£¥★]")
"""Letters, digits or a sign; by a plain set first, since most letters are in it."""
_ASCII_WORD = re.compile(r"[a-z]+|[0-9]+|[%$]")
_MOST = 16384
"""What is remembered, at most; 2 MB."""
_LONGEST = 40
"""Characters of what is remembered."""
_NUMBER = re.compile(r"\d{5}")
"""In an order id and the like, which is not met again."""
Value = TypeVar("Value")


class Remembered(dict[str, Value], Generic[Value]):
    """What a function finds out of words, until there are too many of them; of others it is found out anew."""

    def __init__(self, found_out: Callable[[str], Value]) -> None:
        super().__init__()
        self._found_out = found_out

    def __missing__(self, word: str) -> Value:
        value = self._found_out(word)
        if may_return(word):
            if len(self) >= _MOST:
                self.clear()
            self[word] = value
        return value


class TextWords:
    """The words of a text in small letters, and where they stand; that is worked out when it is first asked."""

    def __init__(self, lower: str) -> None:
        self._pieces = pieces_of(lower)
        self._in_pieces = [*map(_WORDS_IN_PIECE.__getitem__, self._pieces)]
        self.words = [*chain.from_iterable(self._in_pieces)]
        """The words as of :func:`words_in`."""

    def start(self, number: int) -> int:
        """Where a word begins."""
        piece = bisect_right(self._firsts, number) - 1
        return self._begins[piece] + _STARTS_IN_PIECE[self._pieces[piece]][number - self._firsts[piece]]

    def end(self, number: int) -> int:
        """Where a word ends."""
        return self.start(number) + len(self.words[number])

    def behind(self, offset: int) -> int:
        """The number of the first word that begins at an offset or behind it."""
        piece = bisect_right(self._begins, offset) - 1
        return self._firsts[piece] + bisect_left(_STARTS_IN_PIECE[self._pieces[piece]], offset - self._begins[piece])

    @cached_property
    def _begins(self) -> list[int]:
        """Where each piece begins."""
        return [*accumulate(map((1).__add__, map(len, self._pieces[:-1])), initial=0)]

    @cached_property
    def _firsts(self) -> list[int]:
        """The number of the first word of each piece."""
        return [*accumulate(map(len, self._in_pieces[:-1]), initial=0)]


@lru_cache(maxsize=2)
def pieces_of(lower: str) -> list[str]:
    """What stands between spaces and line breaks, in order; not to be changed."""
    return lower.replace("\n", " ").split(" ")


@lru_cache(maxsize=2)
def different_pieces_of(lower: str) -> frozenset[str]:
    """The same, each once."""
    return frozenset(pieces_of(lower))


def words_in(lower: str) -> list[str]:
    """The words of a text in small letters."""
    found: list[str] = _pattern(lower).findall(lower)
    return found


def words_of(lower: str) -> list[str]:
    """The same without accents."""
    words = words_in(lower)
    return words if lower.isascii() else [bare(word) for word in words]


def may_return(piece: str) -> bool:
    """Whether other texts may have it too, so that it is worth remembering."""
    return len(piece) <= _LONGEST and _NUMBER.search(piece) is None


def _pattern(lower: str) -> re.Pattern[str]:
    return _ASCII_WORD if lower.isascii() else _WORD


def _starts_in(piece: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _pattern(piece).finditer(piece))


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))


_WORDS_IN_PIECE = Remembered(lambda piece: tuple(words_in(piece)))
_STARTS_IN_PIECE = Remembered(_starts_in)
_BARE = Remembered(_without_accents)
bare: Callable[[str], str] = _BARE.__getitem__
"""A word without accents: ``reseña`` is ``resena``."""
