"""What a browser shows of real mail before and after the fix, as a table.

``python -m tests.browser.survey [--width 600] [--policy amazon] [--limit N] [--json FILE] [PATH...]``; without a path
the corpus (``SANITIZER_CORPUS``), and where there is none the templates of the repository.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sanitizer import Sanitizer
from sanitizer.errors import SanitizerError
from tests.browser.chromium import Chromium
from tests.browser.corpus import FIXTURES, documents, files
from tests.browser.rendering import KINDS, STRUCTURE, Rendering, differences, violations
from tests.conftest import corpus_folder

WORST = 3
"""Documents named for each kind."""
KEPT = 20
"""Violations of a kind that the JSON file quotes of a document."""


@dataclass
class Survey:
    """Counts over all documents, and what is wrong in each."""

    documents: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    texts: int = 0
    images: int = 0
    insets: int = 0
    words: int = 0
    before: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    """By kind and document, what was wrong in the input."""
    after: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    """By kind and document, what a reader sees otherwise."""

    def add(self, name: str, before: Rendering, after: Rendering, sanitizer: Sanitizer) -> None:
        self.documents += 1
        self.texts += len(after.texts)
        self.images += sum(image.is_seen for image in after.images)
        self.insets += len(after.insets)
        self.words += len(before.words)
        for found, kinds in (
            (self.before, violations(before, sanitizer.policy)),
            (self.after, violations(after, sanitizer.policy)),
            (self.changed, differences(before, after)),
        ):
            for kind, each in kinds.items():
                found[kind][name] = each

    def lines(self) -> Iterator[str]:
        """The table."""
        yield (
            f"{self.documents} documents; after the fix {self.texts} text nodes, {self.images} images and"
            f" {self.insets} blocks of text judged; {self.words} words compared"
        )
        yield ""
        yield f"{'violation':18}{'before':>17}{'after':>17}   worst documents after"
        yield f"{'':18}{'docs':>8}{'nodes':>9}{'docs':>8}{'nodes':>9}"
        for kind in KINDS:
            before, after = _counts(self.before[kind]), _counts(self.after[kind])
            yield (
                f"{kind:18}{len(before):8}{before.total():9}{len(after):8}{after.total():9}   {_worst(after)}".rstrip()
            )
        yield ""
        yield f"{'difference':18}{'docs':>8}{'nodes':>9}   worst documents"
        for kind in STRUCTURE:
            counts = _counts(self.changed[kind])
            yield f"{kind:18}{len(counts):8}{counts.total():9}   {_worst(counts)}".rstrip()
        same = self.documents - len({name for kind in STRUCTURE for name in self.changed[kind]})
        yield f"{same} of {self.documents} documents have no difference at all"
        clean = self.documents - len({name for kind in KINDS for name in self.after[kind]})
        yield f"{clean} of {self.documents} documents have no violation left"
        if self.refused:
            yield f"{len(self.refused)} documents were refused: {', '.join(list(self.refused)[:WORST])}"

    def to_json(self) -> dict[str, Any]:
        """Everything that was found, by kind and document."""

        def kept(found: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
            return {
                kind: {name: {"count": len(each), "first": each[:KEPT]} for name, each in by_name.items()}
                for kind, by_name in found.items()
                if by_name
            }

        return {
            "documents": self.documents,
            "texts": self.texts,
            "images": self.images,
            "insets": self.insets,
            "words": self.words,
            "refused": self.refused,
            "before": kept(self.before),
            "after": kept(self.after),
            "differences": kept(self.changed),
        }


def _counts(by_name: dict[str, list[str]]) -> Counter[str]:
    return Counter({name: len(each) for name, each in by_name.items()})


def _worst(counts: Counter[str]) -> str:
    return ", ".join(f"{Path(name).name} ({count})" for name, count in counts.most_common(WORST))


def survey(given: Iterable[tuple[str, str]], sanitizer: Sanitizer, width: int) -> Survey:
    """Renders each document before and after."""
    found = Survey()
    with Chromium() as browser:
        for name, text in given:
            try:
                output = sanitizer.sanitize(text).output
            except SanitizerError as error:
                found.refused[name] = str(error)
                continue
            (before,) = browser.render(text, (width,))
            (after,) = browser.render(output, (width,))
            found.add(name, before, after, sanitizer)
    return found


def _given(paths: list[Path]) -> Iterator[tuple[str, str]]:
    if paths:
        for path in paths:
            yield from files(path)
    elif (folder := corpus_folder()) is not None:
        yield from documents(folder)
    else:
        yield from files(FIXTURES)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.survey", description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--width", type=int, default=600, help="of the viewport, in CSS pixels")
    parser.add_argument("--policy", default="amazon")
    parser.add_argument("--limit", type=int, help="documents at most")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where all that was found is written")
    options = parser.parse_args()
    start = time.perf_counter()
    given = list(_given(options.paths))[: options.limit]
    found = survey(given, Sanitizer(options.policy), options.width)
    print(f"policy {options.policy}, {options.width} px, {time.perf_counter() - start:.0f} s")
    print("\n".join(found.lines()))
    if options.json:
        options.json.write_text(json.dumps(found.to_json(), indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
