"""Which of many short strings a text has.

What stands between two spaces is looked at once: most of it has stood in other messages, and it is remembered that
nothing was in it. So a message is searched for what it has that is new, a tenth of it.
"""

from collections.abc import Iterable

from sanitizer.content.words import different_pieces_of, may_return

__all__ = ["Needles"]

_MOST = 16384
"""What is remembered, at most; 2 MB."""
_SHORT = 2
"""Characters of needles that are found at once, and too often to remember where they are not."""


class Needles:
    """Strings without line breaks, in small letters."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._short: list[str] = []
        self._by_longest: dict[str, list[str]] = {}
        """The others, by what is longest of them between spaces."""
        for needle in dict.fromkeys(needles):
            longest = max(needle.split(" "), key=len)
            if len(longest) <= _SHORT:
                self._short.append(needle)
            else:
                self._by_longest.setdefault(longest, []).append(needle)
        self._without: set[str] = set()

    def within(self, lower: str) -> set[str]:
        """Those that a text in small letters has."""
        unknown = different_pieces_of(lower) - self._without
        new = "\n".join(unknown)
        found = [longest for longest in self._by_longest if longest in new]
        if len(self._without) >= _MOST:
            self._without.clear()
        self._without.update(
            piece for piece in unknown if may_return(piece) and not any(longest in piece for longest in found)
        )
        within = {needle for needle in self._short if needle in lower}
        for longest in found:
            within.update(needle for needle in self._by_longest[longest] if needle == longest or needle in lower)
        return within
