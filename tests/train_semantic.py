"""Trains the model of ``text-needs-review`` and writes it to ``sanitizer/data``: ``python -m tests.train_semantic``.

A multinomial logistic regression over sentence embeddings, by accelerated gradient descent. It learns from the splits
``train``, ``development`` and ``classifier`` of ``fixtures/content`` and from ordinary service sentences by combination
(``classifier/slots.toml``); of ``held_out`` nothing is read. ``--cross-validate`` prints precision and recall on the
sentences of each author, learnt from the others alone, after which the constants here and the chances of the rule were
chosen.
"""

import argparse
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanitizer.content.reading import Reading
from sanitizer.content.semantics import CLASSES, OF_SENTENCES, WEIGHTS, embedded, pieces
from tests.eval_content import CONTENT, Split, sentences

DATA = Path(__file__).resolve().parent.parent / "sanitizer" / "data"
STRENGTH = 10.0
"""Inverse of the penalty on the squares of the weights."""
STEPS = 300
PER_TEMPLATE = 40
"""Fillings of a template that are taken, at random."""
WEIGHT_OF_SLOTS = 0.2
"""What a sentence by combination counts beside one that was written."""
WEIGHT_OF_CLUMSY = 0.5
SMALL_WORDS = frozenset("a an the of to for is are was our your us we you it that will would be on in as".split())
SLOT_FILES = ("slots.toml", "wording_slots.toml")
AUTHORS: tuple[Split, ...] = ("train", "development/first", "development/third", "development/fifth")
"""Splits whose sentences one author wrote; each is left out in turn to measure with."""

Vectors = NDArray[np.float64]


class Example(NamedTuple):
    """A text to learn from."""

    text: str
    label: int
    weight: float
    author: str


def examples() -> list[Example]:
    """Everything that is learnt from."""
    written = [example for split in (*AUTHORS, "classifier") for example in _labelled(split)]
    return [*written, *_combined()]


def _labelled(split: Split) -> Iterator[Example]:
    for sentence in sentences(split):
        labels = [CLASSES.index(kind) for kind in sentence.kinds if kind in CLASSES]
        if labels or not sentence.kinds:  # a contact detail or an emoji is neither a fault in words nor service
            label = labels[0] if labels else 0
            yield Example(sentence.text, label, 1.0, split)
            if sentence.language == "en" and split == "classifier":
                yield Example(_clumsy(sentence.text), label, WEIGHT_OF_CLUMSY, split)


def _clumsy(text: str) -> str:
    """English as it is written in haste: no small words, no capitals."""
    return " ".join(word for word in text.lower().split() if word not in SMALL_WORDS)


def _combined() -> Iterator[Example]:
    chance = random.Random(1)
    for name in SLOT_FILES:
        for about, slots in tomllib.loads((CONTENT / "classifier" / name).read_text(encoding="utf-8")).items():
            label = CLASSES.index(about) if about in CLASSES else 0  # the tables of the service file are languages
            for template in slots.pop("templates"):
                for text in _filled([template], slots, chance):
                    yield Example(text, label, WEIGHT_OF_SLOTS, "slots")


def _filled(templates: list[str], slots: dict[str, list[str]], chance: random.Random) -> list[str]:
    """Some fillings of the templates; what fills a slot may have slots too."""
    for name, fillings in slots.items():
        if any(f"{{{name}}}" in template for template in templates):
            made = [template.replace(f"{{{name}}}", filling) for template in templates for filling in fillings]
            templates = chance.sample(made, min(PER_TEMPLATE, len(made)))
    return templates


def chances(vectors: Vectors, weights: Vectors) -> Vectors:
    """The chance of each class; ``vectors`` have a last column of ones."""
    odds = np.exp((logits := vectors @ weights) - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def fitted(vectors: Vectors, labels: NDArray[np.int64], counts: Vectors) -> Vectors:
    """Weights of shape (513, classes) that minimise the penalised cross-entropy."""
    wanted = np.eye(len(CLASSES))[labels]
    penalty = np.full((vectors.shape[1], 1), 1 / STRENGTH)
    penalty[-1] = 0
    curvature = 0.5 * np.linalg.norm(vectors.T @ (vectors * counts[:, None]), 2) + 1 / STRENGTH
    weights = ahead = np.zeros((vectors.shape[1], len(CLASSES)))
    momentum = 1.0
    for _ in range(STEPS):
        slope = vectors.T @ ((chances(vectors, ahead) - wanted) * counts[:, None]) + penalty * ahead
        last, weights = weights, ahead - slope / curvature
        before, momentum = momentum, (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = weights + (before - 1) / momentum * (weights - last)
    return weights


def cross_validate(given: list[Example], vectors: Vectors, labels: NDArray[np.int64], counts: Vectors) -> None:
    """Print precision and recall of "no service" on the sentences of each author, by the least chance."""
    of = np.array([example.author for example in given])
    sentences_of = [_judged(example.text) if example.author in AUTHORS else [] for example in given]
    rows = with_ones(embedded([sentence for each in sentences_of for sentence in each]))
    ends = np.cumsum([len(each) for each in sentences_of])
    scores = np.zeros(len(given))
    for author in AUTHORS:
        left_out = of == author
        weights = fitted(vectors[~left_out], labels[~left_out], counts[~left_out])
        for place in np.flatnonzero(left_out):
            scores[place] = highest(chances(rows[ends[place] - len(sentences_of[place]) : ends[place]], weights))
    for name, of_author in [*((author, of == author) for author in AUTHORS), ("all", np.isin(of, AUTHORS))]:
        print(name)
        for least in np.arange(0.2, 0.85, 0.05):
            found = of_author & (scores >= least)
            hits = (found & (labels > 0)).sum()
            recall = hits / (of_author & (labels > 0)).sum()
            print(f"{least:.2f}  precision {hits / max(found.sum(), 1):.3f}  recall {recall:.3f}")


def _judged(text: str) -> list[str]:
    return [words for _, _, words in pieces(Reading(text))] or [text]


def highest(rows: Vectors) -> float:
    """The least chance from which a text of these sentences is no longer told, as the rule judges it."""
    return float(max(rows[:, OF_SENTENCES].sum(axis=1).max(), (1 - rows[:, 0]).min()))


def with_ones(vectors: NDArray[np.float32]) -> Vectors:
    return np.c_[vectors.astype(np.float64), np.ones(len(vectors))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.train_semantic", description=__doc__)
    parser.add_argument("--cross-validate", action="store_true", help="print figures and write nothing")
    options = parser.parse_args()
    given = examples()
    vectors = with_ones(embedded([example.text for example in given]))
    labels = np.array([example.label for example in given])
    counts = np.array([example.weight for example in given])
    print(f"{len(given)} texts: {dict(Counter(CLASSES[label] for label in labels))}")
    if options.cross_validate:
        cross_validate(given, vectors, labels, counts)
        return
    np.save(DATA / WEIGHTS, fitted(vectors, labels, counts).astype(np.float16))
    print(f"written: {DATA / WEIGHTS}")


if __name__ == "__main__":
    main()
