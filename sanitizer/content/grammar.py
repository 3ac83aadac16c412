"""Hints on English grammar, by Harper: a model of rules within the package, nothing is fetched.

Of 24 sentences it found 7 of 12 faulty ones and one that was right: a hint, and no more. Its hints on spelling, white
space and capitals are left out.
"""

from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.errors import ConfigError

if TYPE_CHECKING:
    from harper import Linter

__all__ = ["Hint", "hints", "require"]

_LEFT_OUT = frozenset(
    ("Capitalization", "Enhancement", "Formatting", "Punctuation", "Readability", "Spelling", "Style", "Typo")
)
"""Kinds of hint that are about the looks of words, or that another rule gives."""
_MOST = 20_000
"""Characters of a text that are looked at."""
_lock = Lock()
"""One linter serves all threads, one after the other."""


class Hint(NamedTuple):
    """A hint on ``text[start:end]``."""

    start: int
    end: int
    told: str
    instead: str
    """What it proposes; empty where it has no words for that."""


def require(policy: str) -> None:
    """See that Harper is there, for a policy of this name.

    Raises:
        ConfigError: it is not; the text says what to install.

    """
    if find_spec("harper") is None:
        raise ConfigError(
            f"policy {policy}: `text_grammar` needs harper-py: pip install 'email-html-sanitizer[grammar]'"
        )


def hints(reading: Reading) -> list[Hint]:
    """The hints on an English text, in order."""
    with _lock:
        found = _linter().lint(reading.text[:_MOST])
    return [
        Hint(
            lint.span.start,
            lint.span.end,
            lint.message.rstrip("."),
            lint.suggestions[0].replacement_text if lint.suggestions else "",
        )
        for lint in found
        if lint.lint_kind not in _LEFT_OUT
    ]


@cache
def _linter() -> "Linter":
    from harper import Dialect, Linter

    return Linter(dialect=Dialect.AMERICAN)
