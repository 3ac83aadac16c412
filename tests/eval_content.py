"""Precision and recall of the rules that judge words, over labelled sentences in ``fixtures/content``.

``python -m tests.eval_content --split train --misses`` lists what is missed and what is found wrongly; of the splits
that are kept unseen, only figures are shown unless ``--held-out-misses`` is said too.
"""

import argparse
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from sanitizer.content import semantics
from sanitizer.content.reading import Reading
from sanitizer.pipeline import Sanitizer
from sanitizer.policy import Policy

CONTENT = Path(__file__).resolve().parent.parent / "fixtures" / "content"
LANGUAGES = ("en", "de", "fr", "es", "it", "ja", "zh")
CONTACT = ("email-address", "url", "phone-number", "social-handle")
PICTURED = ("emoji", "emoticon")
WORDING = semantics.CLASSES[1:]
KINDS = CONTACT + PICTURED + WORDING
Split = Literal[
    "train",
    "classifier",
    "development",
    "development/first",
    "development/second",
    "development/third",
    "development/fourth",
    "development/fifth",
    "blind",
    "disguised",
    "held_out",
]
CLOSED = ("blind", "disguised", "held_out")
"""Splits that whoever writes a rule does not open."""
Grade = Literal["error", "warning"]
GRADES: tuple[Grade, ...] = ("error", "warning")
"""``error``: what a rule calls a violation; ``warning``: that, or what may be one."""


class Sentence(NamedTuple):
    """A labelled text: ``kinds`` are in it, ``maybe`` may be found or not without counting."""

    file: str
    language: str
    text: str
    kinds: frozenset[str]
    maybe: frozenset[str]


@cache
def sentences(split: Split) -> tuple[Sentence, ...]:
    """Every sentence of a split, file by file, language by language."""
    return tuple(
        found
        for path in sorted((CONTENT / split).rglob("*.toml"))
        if not path.stem.endswith("slots")
        for found in _read(path)
    )


def _read(path: Path) -> Iterator[Sentence]:
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    everywhere = frozenset(held.pop("maybe", ()))
    for language, lists in held.items():
        for answer, entries in lists.items():
            own = {path.stem} if answer == "yes" else set()
            for entry in entries:
                given = {"text": entry} if isinstance(entry, str) else entry
                kinds = frozenset(own | set(given.get("also", ())))
                maybe = everywhere | frozenset(given.get("maybe", ()))
                yield Sentence(path.stem, language, given["text"], kinds, maybe - kinds)


@dataclass
class Score:
    """How often a kind was found where it is (``hits``), not found there, and found where it is not."""

    hits: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 where nothing is there."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    def to_dict(self) -> dict[str, float]:
        return {**vars(self), "precision": round(self.precision, 4), "recall": round(self.recall, 4)}


class Wrong(NamedTuple):
    """A sentence of which a kind was ``missed``, or ``found`` wrongly."""

    what: Literal["missed", "found"]
    kind: str
    grade: Grade
    sentence: Sentence


@dataclass
class Measured:
    """What a split gave, by grade; scores by kind, by kind and language, and over groups of kinds."""

    scores: dict[Grade, dict[tuple[str, str], Score]]
    wrong: list[Wrong]
    per_hundred: dict[Grade, float]
    """Service messages with a false violation, of a hundred."""
    review: dict[str, Score]
    """Wording sentences against sentences without fault, at once: what ``text-needs-review`` tells, what the other
    rules tell, and both; empty without ``semantic``."""

    def of(self, grade: Grade, kinds: Iterable[str], language: str = "") -> Score:
        """The score of some kinds together."""
        total = Score()
        for kind in kinds:
            for spoken in (language,) if language else LANGUAGES:
                score = self.scores[grade][kind, spoken]
                total.hits += score.hits
                total.missed += score.missed
                total.wrong += score.wrong
        return total

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return {
            "scores": {
                grade: {kind: self.of(grade, (kind,)).to_dict() for kind in KINDS}
                | {f"{kind}/{spoken}": score.to_dict() for (kind, spoken), score in sorted(scores.items())}
                for grade, scores in self.scores.items()
            },
            "false_per_100_service_messages": self.per_hundred,
            "review": {name: score.to_dict() for name, score in self.review.items()},
        }


def measure(split: Split, *, semantic: bool = False) -> Measured:
    """What the amazon policy's rules find in a split."""
    policy = Policy.load("amazon")
    sanitizer = Sanitizer(policy.changed(text_needs_review="report") if semantic else policy)
    if semantic:
        judge_in_batches(sentence.text for sentence in sentences(split))
    scores: dict[Grade, dict[tuple[str, str], Score]] = {grade: defaultdict(Score) for grade in GRADES}
    wrong: list[Wrong] = []
    false = dict.fromkeys(GRADES, 0)
    review: defaultdict[str, Score] = defaultdict(Score)
    service = 0
    for sentence in sentences(split):
        found: dict[Grade, set[str]] = {grade: set() for grade in GRADES}
        told: set[str] = set()
        for finding in sanitizer.check(sentence.text, kind="text").findings:
            name = finding.name.removeprefix("text-")
            told.add(name)
            if finding.severity != "info":
                found["warning"].add(name)
            if finding.severity == "error":
                found["error"].add(name)
        for grade in GRADES:
            wrong += _count(scores[grade], grade, sentence, found[grade])
        if sentence.file == "service":
            service += 1
            for grade in GRADES:
                false[grade] += not found[grade].isdisjoint(KINDS)
        if semantic:
            _count_review(review, sentence, told)
    per_hundred = {grade: 100 * count / (service or 1) for grade, count in false.items()}
    return Measured(scores, wrong, per_hundred, dict(review))


def judge_in_batches(texts: Iterable[str]) -> None:
    """Have the model see the texts many at a time, an eighth of the time of one by one; they are remembered."""
    given = list(texts)
    for start in range(0, len(given), 50):
        semantics.guesses(Reading("\n\n".join(given[start : start + 50])), 1)


def _count(scores: dict[tuple[str, str], Score], grade: Grade, sentence: Sentence, found: set[str]) -> Iterator[Wrong]:
    for kind in KINDS:
        score = scores[kind, sentence.language]
        if kind in sentence.kinds:
            if kind in found:
                score.hits += 1
            else:
                score.missed += 1
                yield Wrong("missed", kind, grade, sentence)
        elif kind in found and kind not in sentence.maybe:
            score.wrong += 1
            yield Wrong("found", kind, grade, sentence)


def _count_review(review: defaultdict[str, Score], sentence: Sentence, found: set[str]) -> None:
    is_fault = not sentence.kinds.isdisjoint(WORDING)
    if not is_fault and sentence.kinds:
        return  # a contact detail or an emoji, of which the classifier is not asked
    seen = {"needs-review": "needs-review" in found, "rules": not found.isdisjoint(WORDING)}
    seen["both"] = any(seen.values())
    for name, is_seen in seen.items():
        for key in (name, f"{name}/{sentence.language}"):
            score = review[key]
            score.hits += is_fault and is_seen
            score.missed += is_fault and not is_seen
            score.wrong += is_seen and not is_fault


def _table(measured: Measured) -> Iterator[str]:
    head = "".join(f"{language:>12}" for language in LANGUAGES)
    yield f"{'precision/recall in %':22}{'error':>12}{'+ warning':>12}   with warnings, by language"
    yield f"{'':22}{'all':>12}{'all':>12}{head}"
    groups = [(kind, (kind,)) for kind in KINDS]
    groups += [("CONTACT DETAILS", CONTACT), ("EMOJI, EMOTICONS", PICTURED), ("WORDING", WORDING)]
    for name, kinds in groups:
        cells = [measured.of("error", kinds), measured.of("warning", kinds)]
        cells += [measured.of("warning", kinds, language) for language in LANGUAGES]
        yield f"{name:22}" + "".join(_cell(score) for score in cells)
    by_grade = measured.per_hundred
    yield (
        f"false violations in 100 service messages: {by_grade['error']:.2f} (error),"
        f" {by_grade['warning']:.2f} (error or warning)"
    )
    for name in ("needs-review", "rules", "both"):
        if measured.review:
            cells = [measured.review[name], *(measured.review[f"{name}/{language}"] for language in LANGUAGES)]
            yield f"{'a person looks: ' + name:34}" + "".join(_cell(score) for score in cells)


def _cell(score: Score) -> str:
    return f"{100 * score.precision:6.1f}/{100 * score.recall:5.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.eval_content", description=__doc__)
    parser.add_argument("--split", choices=get_args(Split), default="held_out")
    parser.add_argument("--misses", action="store_true", help="list what is missed or found wrongly")
    parser.add_argument("--held-out-misses", action="store_true", help="list it of a closed split: for its labels only")
    parser.add_argument("--kind", choices=KINDS, action="append", help="list only these kinds")
    parser.add_argument("--semantic", action="store_true", help="with text-needs-review (extra `semantic`)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = measure(options.split, semantic=options.semantic)
    if options.json:
        print(json.dumps(measured.to_dict(), indent=1))
        return
    if (options.misses and options.split not in CLOSED) or options.held_out_misses:
        for what, kind, grade, sentence in measured.wrong:
            if not options.kind or kind in options.kind:
                print(f"{what:6} {kind} ({grade}) {sentence.file} {sentence.language}: {sentence.text!r}")
    print("\n".join(_table(measured)))


if __name__ == "__main__":
    main()
