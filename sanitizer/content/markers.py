"""Critical markers in a subject, such as ``[Important]``, also those in the wrong brackets."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["Marker", "markers"]

_BRACKETED = re.compile(
    r"([\[\(\{<\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff1c\uff3b\uff5b])[ \u3000]{0,4}"
    r"([^\W\d_]{2,12})[ \u3000]{0,4}"
    r"[\]\)\}>\u3009\u300b\u300d\u300f\u3011\u3015\u3017\uff09\uff1e\uff3d\uff5d]"
)
"""A word in brackets of any kind, those of full width too."""


class Marker(NamedTuple):
    """A critical marker, or what is meant as one."""

    written: str
    right: str
    """How it is to be written, in lower case."""
    languages: frozenset[str]
    """Those that it is for."""

    @property
    def is_right(self) -> bool:
        """Whether it is written as it is to be."""
        return self.written.lower() == self.right


def markers(words: Mapping[str, frozenset[str]], subject: str) -> Iterator[Marker]:
    """The markers in a subject; ``words`` are those of each language, in square brackets and lower case."""
    for match in _BRACKETED.finditer(subject):
        right = f"[{match[2].lower()}]"
        languages = frozenset(language for language, known in words.items() if right in known)
        if languages:
            yield Marker(match[0], right, languages)
