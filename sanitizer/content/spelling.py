"""Words that no dictionary has, by Enchant and the dictionaries that are installed (Hunspell's, as a rule)."""

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.errors import ConfigError

if TYPE_CHECKING:
    from enchant import Broker, Dict

__all__ = ["Checked", "checked", "has_dictionary", "require"]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LONGEST = 40
"""Letters of a word that is looked up."""
_MOST = 5000
"""Words of a text that are looked up."""
_CODE = re.compile(r"[\d@/_\ue000-\uf8ff\U000f0000-\U0010ffff]|\w\.\w")
"""What is in numbers, addresses, codes and template tags."""
_OPENINGS = frozenset(".!?:\n\t\u2026")
"""What a sentence begins behind."""


_lock = Lock()
"""Enchant takes one thread at a time."""


class Checked(NamedTuple):
    """What a look at all words of a text found."""

    words: int
    """That were looked up."""
    unknown: tuple[tuple[int, int], ...]
    """Offsets in the text of those that no dictionary has."""


def require(policy: str) -> None:
    """See that Enchant is there, for a policy of this name.

    Raises:
        ConfigError: it is not; the text says what to install.

    """
    try:
        _broker()
    except ImportError as error:
        raise ConfigError(
            f"policy {policy}: `text_spelling` needs Enchant: pip install 'email-html-sanitizer[spell]', and its "
            "library with dictionaries, in Debian libenchant-2-2 and hunspell-en-us, hunspell-de-de ..."
        ) from error


def has_dictionary(language: str) -> bool:
    """Whether words of a language (``de``) can be looked up."""
    return bool(_dictionaries(language))


def checked(reading: Reading, language: str, names: Collection[str] = ()) -> Checked:
    """The words of a text that no dictionary of its language, and no English one, has.

    ``names``, in lower case, are right. So are words with digits or in capitals, and, but for German, words with a
    capital within a sentence: they are names, as a rule.
    """
    count, unknown = 0, []
    for start, end in _words(reading, language):
        word = reading.text[start:end]
        count += 1
        if word.lower() not in names and not _is_known(language, word):
            unknown.append((start, end))
        if count >= _MOST:
            break
    return Checked(count, tuple(unknown))


def _words(reading: Reading, language: str) -> Iterator[tuple[int, int]]:
    for run in re.finditer(r"\S+", reading.text):
        if _CODE.search(run[0]):
            continue
        for match in _WORD.finditer(reading.text, *run.span()):
            word = match[0]
            if len(word) < 2 or len(word) > _LONGEST or word.isupper():
                continue
            if word[0].isupper() and language != "de" and not _begins(reading.text, match.start()):
                continue
            yield match.span()


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins at a word."""
    before = text[max(start - 4, 0) : start].rstrip(" \"'(")
    return start == 0 or not before or before[-1] in _OPENINGS


@lru_cache(maxsize=20_000)
def _is_known(language: str, word: str) -> bool:
    own, english = _dictionaries(language), _dictionaries("en") if language != "en" else ()
    with _lock:
        return any(dictionary.check(form) for dictionary in (*own, *english) for form in {word, word.lower()})


@cache
def _dictionaries(language: str) -> "tuple[Dict, ...]":
    """Those of all countries: British and American spelling are both right."""
    broker = _broker()
    tags = [tag for tag in broker.list_languages() if tag.partition("_")[0] == language]
    countries = {tag for tag in tags if tag.partition("_")[2].upper() in _MAIN}
    return tuple(broker.request_dict(tag) for tag in sorted(countries or tags[:1]))


_MAIN = frozenset(("AU", "BR", "CA", "DE", "ES", "FR", "GB", "IT", "MX", "NL", "PL", "PT", "SE", "TR", "US"))
"""Countries whose spelling counts; more would only cost time."""


@cache
def _broker() -> "Broker":
    import enchant

    return enchant.Broker()
