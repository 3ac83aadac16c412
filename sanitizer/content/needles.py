"""Which of many short strings a text has.

What stands between two spaces is looked at once: most of it has stood in other messages, and what was in it is
remembered. So a message is searched for what it has that is new, a tenth of it.
"""

from collections.abc import Iterable
from itertools import chain

from sanitizer.content.words import different_pieces_of, may_return

__all__ = ["Needles"]

_MOST = 16384
"""What is remembered, at most; 2 MB."""
_SHORT = 2
"""Characters of words that are in too many texts to tell anything."""


class Needles:
    """Strings without line breaks, in small letters."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._by_longest: dict[str, list[tuple[str, frozenset[str]]]] = {}
        """By what is longest of them between spaces; with the rest of it that is looked for too."""
        for needle in dict.fromkeys(needles):
            parts = needle.split(" ")
            longest = max(parts, key=len)
            others = frozenset(part for part in parts if len(part) > _SHORT) - {longest}
            self._by_longest.setdefault(longest, []).append((needle, others))
            for other in others:
                self._by_longest.setdefault(other, [])
        self._ascii = [longest for longest in self._by_longest if longest.isascii()]
        """Looked for in what of a text is ASCII, of which Chinese and Japanese ones have little."""
        self._others = [longest for longest in self._by_longest if not longest.isascii()]
        self._known: dict[str, tuple[str, ...]] = {}
        """What stood between spaces, and the keys that are in it."""

    def within(self, lower: str) -> set[str]:
        """Those that a text in small letters has."""
        different = different_pieces_of(lower)
        found = set(chain.from_iterable(filter(None, map(self._known.get, different))))
        if new := different.difference(self._known):
            found.update(self._learnt(new))
        within: set[str] = set()
        for longest in found:
            within.update(
                needle
                for needle, others in self._by_longest[longest]
                if needle == longest or (others <= found and needle in lower)
            )
        return within

    def _learnt(self, new: frozenset[str]) -> list[str]:
        """The keys that are in what is new, which is remembered where other texts may have it."""
        together = "\n".join(new)
        if together.isascii():
            found = [longest for longest in self._ascii if longest in together]
        else:
            ascii_part = together.encode("ascii", "ignore").decode()
            found = [longest for longest in self._ascii if longest in ascii_part and longest in together]
            found += (longest for longest in self._others if longest in together)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known.update(
            (piece, tuple(longest for longest in found if longest in piece)) for piece in new if may_return(piece)
        )
        return found
