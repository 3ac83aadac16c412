"""CPU time per document of this sanitizer and its peers, over the same documents in the same run.

Run with ``python -m tests.bench [--rounds N] [--sample N]``. The documents are the ``.html`` templates of the corpus
(``SANITIZER_CORPUS``, or ``../shared/corpus``), or ``fixtures/templates`` where there is none.

How it is kept fair:

- CPU time of the process, garbage collection on, one thread; every contender goes once over all documents in each
  round, in turn, and the fastest round counts, so that a busy machine slows all alike. A first round warms up.
- Everybody gets ``str``. Objects that can be made once (a cleaner, a sanitizer, an inliner) are made once.
- nh3 and bleach get our policy's elements, attributes, schemes and CSS properties, as far as they can express them
  (they have no patterns such as ``mso-*``, and nh3 parses fragments only). ``nh3 default`` drops every style.
- Ours does more: it also looks for looks, links and images, reports every finding with its place (the report is made
  when it is read: ``report read`` includes that), edits by span and parses the output again to prove it. Peers
  serialise anew and prove nothing. css-inline and premailer do another task (they move sheets into attributes) and are
  here because a mail pipeline runs them beside a sanitizer.
- ``HTML rules alone`` leaves out the rules that judge words, which no peer has.
- ``cold`` clears every table and cache between documents, as for a process that handles one message.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import turbohtml

from sanitizer import LimitError, Policy, ProofError, Sanitizer
from sanitizer.rule import OnText
from sanitizer.rules import RULES
from tests.clock import clear_caches

REPOSITORY = Path(__file__).resolve().parents[2]
Contender = tuple[str, Callable[[str], object], int]
"""Name, what it does to one document, and on each how many documents it is tried (1 for all)."""


def documents() -> tuple[str, list[str]]:
    """Where the documents are from, and their text."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from conftest import corpus_folder

    corpus = corpus_folder()
    folder = corpus / "templates" if corpus else REPOSITORY / "fixtures" / "templates"
    paths = sorted(folder.rglob("*.html"))
    return ("corpus" if corpus else "fixtures/templates"), [path.read_text("utf-8", "replace") for path in paths]


def contenders(slow: int) -> Iterator[Contender]:
    """Everybody who is installed."""
    policy = Policy.load("amazon")
    amazon, general = Sanitizer(policy), Sanitizer("email")
    html_rules = Sanitizer(
        policy, ignore=[rule.code for rule in RULES if any(type(look) is OnText for look in rule.looks)]
    )
    yield "turbohtml parse + serialize (floor)", lambda text: turbohtml.parse(text).html, 1
    yield "sanitizer amazon", _quiet(amazon.sanitize), 1
    yield "sanitizer amazon, HTML rules alone", _quiet(html_rules.sanitize), 1
    yield "sanitizer amazon, report read", _quiet(lambda text: amazon.sanitize(text).report.findings), 1
    yield "sanitizer amazon, check only", _quiet(amazon.check), 1

    def cold(text: str) -> object:
        clear_caches()
        return Sanitizer(policy).sanitize(text)

    yield "sanitizer amazon, cold", _quiet(cold), 1
    yield "sanitizer email", _quiet(general.sanitize), 1
    yield from _peers(policy, slow)


def _quiet(work: Callable[[str], object]) -> Callable[[str], object]:
    """``work``, where a document over a limit counts with the time it took to say so."""

    def run(text: str) -> object:
        try:
            return work(text)
        except (LimitError, ProofError):
            return None

    return run


def _peers(policy: Policy, slow: int) -> Iterator[Contender]:
    elements = set(policy.elements_keep) - {"html", "head", "body", "title", "meta"}
    attributes = {
        tag: {name for name in names if "*" not in name}
        for tag, names in policy.attributes.items()
        if tag in elements | {"*"}
    }
    properties = {name for name in policy.css_properties if "*" not in name}
    schemes = set(policy.link_schemes) | {"cid"}
    try:
        import nh3
    except ImportError:
        print("nh3 is not installed")
    else:
        nh3_attributes = {tag: names - {"rel"} for tag, names in attributes.items()}
        cleaner = nh3.Cleaner(
            tags=elements, attributes=nh3_attributes, url_schemes=schemes, filter_style_properties=properties
        )
        yield "nh3, our elements and style filter", cleaner.clean, 1
        yield "nh3 default (no styles)", nh3.clean, 1
    try:
        import bleach
        from bleach.css_sanitizer import CSSSanitizer
    except ImportError:
        print("bleach[css] is not installed")
    else:
        sheet = CSSSanitizer(allowed_css_properties=sorted(properties))
        lists = {tag: sorted(names) for tag, names in attributes.items()}
        bleached = bleach.Cleaner(tags=elements, attributes=lists, protocols=schemes, css_sanitizer=sheet, strip=True)
        yield "bleach with CSSSanitizer", bleached.clean, slow
    try:
        import css_inline
    except ImportError:
        print("css-inline is not installed")
    else:
        inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
        yield "css-inline", _safe(inliner.inline, css_inline.InlineError), 1
    try:
        import premailer
    except ImportError:
        print("premailer is not installed")
    else:

        def premail(text: str) -> object:
            return premailer.Premailer(
                text, disable_validation=True, cssutils_logging_level=100, allow_network=False
            ).transform()

        yield "premailer", _safe(premail, Exception), slow * 4


def _safe(work: Callable[[str], object], error: type[Exception]) -> Callable[[str], object]:
    """``work`` on documents that some peer refuses."""

    def run(text: str) -> object:
        try:
            return work(text)
        except error:
            return None

    return run


def measure(texts: list[str], rounds: int, slow: int) -> list[tuple[str, float, int]]:
    """Milliseconds a document of each contender, and over how many documents."""
    chosen = [(name, work, texts[::every]) for name, work, every in contenders(slow)]
    best = dict.fromkeys((name for name, _, _ in chosen), float("inf"))
    for number in range(rounds + 1):
        for name, work, own in chosen:
            if number > 2 and len(own) < len(texts):
                continue
            gc.collect()
            start = time.process_time()
            for text in own:
                work(text)
            if number:
                best[name] = min(best[name], (time.process_time() - start) / len(own) * 1000)
    return [(name, best[name], len(own)) for name, _, own in chosen]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="CPU time per document of the sanitizer and its peers")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds (default 5)")
    parser.add_argument("--sample", type=int, default=8, help="slow peers get every n-th document (default 8)")
    options = parser.parse_args()
    where, texts = documents()
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} documents from {where}, {size / 1000:.1f} kB on average, best of {options.rounds} rounds\n")
    rows = measure(texts, options.rounds, options.sample)
    ours = next(milliseconds for name, milliseconds, _ in rows if name == "sanitizer amazon")
    print(f"| {'':38} | ms a document | against ours | documents |")
    print(f"| {'-' * 38} | ------------: | -----------: | --------: |")
    for name, milliseconds, count in rows:
        print(f"| {name:38} | {milliseconds:13.3f} | {milliseconds / ours:11.2f}x | {count:9} |")
