"""The language that a text is in: by its script where that tells, else by its words; unknown for little text.

``py3langid`` (a model in the package, nothing is fetched) is asked among the languages of stores that are written in
Latin letters: 1.1 s and 130 MB when it is first asked, then 0.2 ms for a kilobyte. Nothing of it is loaded before.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.lazy import lazy

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["LANGUAGES", "LATIN", "Other", "Told", "language_of", "other_language", "words_in"]

LATIN = frozenset(("de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr"))
"""Languages in Latin letters that are told from each other."""
_NOT_TOLD = frozenset(
    "af az bs ca cs cy da et eu fi ga gl hr hu id is lb lt lv ms mt nb nn no ro sk sl sq sw tl vi".split()
)
"""Languages in Latin letters that are not told from the others."""
_SCRIPTS = {
    "kana": (lazy("[\u3041-\u3096\u30a1-\u30fa]"), frozenset(("ja",))),
    "hangul": (lazy("[\uac00-\ud7a3]"), frozenset(("ko",))),
    "han": (lazy("[\u4e00-\u9fff]"), frozenset(("zh",))),
    "greek": (lazy("[\u0370-\u03ff]"), frozenset(("el",))),
    "cyrillic": (lazy("[\u0400-\u04ff]"), frozenset(("be", "bg", "kk", "mk", "mn", "ru", "sr", "uk"))),
    "arabic": (lazy("[\u0600-\u06ff]"), frozenset(("ar", "fa", "ps", "ur"))),
    "hebrew": (lazy("[\u0590-\u05ff]"), frozenset(("he", "yi"))),
    "thai": (lazy("[\u0e00-\u0e7f]"), frozenset(("th",))),
    "devanagari": (lazy("[\u0900-\u097f]"), frozenset(("hi", "mr", "ne"))),
}
"""Scripts with their letters and the languages that are written in them."""
LANGUAGES = LATIN.union(_NOT_TOLD, *(languages for _, languages in _SCRIPTS.values()))
"""Languages that a text may be asked for (ISO 639-1)."""
_DENSE = 3
"""Latin letters that a Chinese, Japanese or Korean character stands for."""
_DENSE_SCRIPTS = frozenset(("kana", "hangul", "han"))
_RUN = lazy(r"[!-~]+|[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
"""ASCII without blanks, or characters that stand for template tags."""
_CODE = lazy(r"[0-9@/_]|\w\.\w|[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""What is in numbers, addresses and codes."""
_WORD = lazy(r"\w+")
_LATIN_WORD = lazy("[A-Za-z\u00c0-\u024f]+")
_MOST = 4000
"""Characters of a text that are looked at."""
_PARAGRAPH = lazy(r"\n\s*\n")
_LONG = 60
"""Letters from which a text is surely in the language that it seems to be in."""
_MOST_PARAGRAPHS = 40
"""Paragraphs in which a language is looked for."""
_FEWEST_LETTERS, _FEWEST_WORDS = 20, 4
"""Of Latin text; on less the answer is a guess (a greeting, a name of a product)."""
_FEWEST_SIGNS = 8
"""Characters of another script."""
_SURE = 0.95
"""Share of the probability from which an answer counts; right answers on sentences have 0.97 and more."""


class Told(NamedTuple):
    """What is known of a text's language."""

    languages: frozenset[str]
    """It is in one of these (ISO 639-1); empty where that is unknown."""
    letters: int
    """Letters that tell it."""


class Other(NamedTuple):
    """A text in a language that is not wanted; offsets in :attr:`Reading.text`, of its first sentence."""

    start: int
    end: int
    languages: str
    """It is in one of these, as ``de or nl``."""
    is_sure: bool
    """Whether it is long enough to be no name of a product."""


_UNKNOWN = Told(frozenset(), 0)


def language_of(text: str, names: Iterable[str] = ()) -> Told:
    """The language of a text; ``names`` are words, in lower case, that tell nothing, such as those of a product."""
    words = _RUN.sub(lambda run: " " if _CODE.search(run[0]) else run[0], text[:_MOST])
    known = frozenset(names)
    latin = [word for word in _LATIN_WORD.findall(words) if word.lower() not in known]
    letters = sum(map(len, latin))
    signs = {} if words.isascii() else {name: len(script[0].findall(words)) for name, script in _SCRIPTS.items()}
    weights = {name: count * (_DENSE if name in _DENSE_SCRIPTS else 1) for name, count in signs.items()}
    if signs and sum(weights.values()) > letters:
        return _by_script(signs, weights)
    if letters < _FEWEST_LETTERS or len(latin) < _FEWEST_WORDS:
        return _UNKNOWN
    language, share = _identifier().classify(" ".join(latin))
    return Told(frozenset((language,)), letters) if share >= _SURE else _UNKNOWN


def other_language(reading: Reading, wanted: frozenset[str], names: Iterable[str] = ()) -> Other | None:
    """What a text is in, if that is none of the languages ``wanted`` and neither is one of its paragraphs."""
    told = language_of(reading.text, names)
    if not told.languages or wanted & told.languages or (told.languages <= LATIN and wanted & _NOT_TOLD):
        return None
    if any(wanted & language_of(part, names).languages for part in _PARAGRAPH.split(reading.text)[:_MOST_PARAGRAPHS]):
        return None
    start, end = reading.sentences[0]
    last = start + len(reading.text[start:end].rstrip())
    return Other(start, last, " or ".join(sorted(told.languages)), told.letters >= _LONG)


def words_in(*texts: str | None) -> frozenset[str]:
    """The words of texts, in lower case."""
    return frozenset(_WORD.findall(" ".join(filter(None, texts)).lower()))


def _by_script(signs: dict[str, int], weights: dict[str, int]) -> Told:
    count = sum(signs.values())
    if count < _FEWEST_SIGNS:
        return _UNKNOWN
    if signs["kana"] * 20 >= signs["han"] + signs["kana"] > 0 and signs["kana"]:
        return Told(_SCRIPTS["kana"][1], count)
    script = max(weights, key=lambda name: weights[name])
    return Told(_SCRIPTS[script][1], count)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LATIN)
    return identifier
