"""All templates of a folder, fixed, compared and rendered."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import turbohtml

from sanitizer import Sanitizer
from sanitizer.findings import Finding, Report
from sanitizer.html.source import read
from tests.templates.comparing import (
    aligned,
    changed_lines,
    constructs_of,
    places_of,
    renamed,
    tags_of,
    violating_lines,
)
from tests.templates.engines import Job, NoEngineError, Outcome, outcomes
from tests.test_corpus import UNSEEN, words

LANGUAGES = {
    "ActiveCampaign__postmark-templates": "handlebars",
    "TryGhost__Ghost": "handlebars",
    "bagisto__bagisto": "blade",
    "django-oscar__django-oscar": "django",
    "eladnava__mailgen": "ejs",
    "indico__indico": "jinja",
    "konsav__email-templates": "handlebars",
    "pallets-eco__flask-security": "jinja",
    "sendgrid__email-templates": "handlebars",
    "sendwithus__templates": "jinja",
    "solidusio__solidus": "erb",
    "uicrooks__shopify-mail-notifications": "twig",
}
"""The template language of each project of the corpus."""

_SUFFIXES = frozenset((".html", ".twig", ".hbs", ".erb", ".php"))
_ASKS = re.compile(r"""["']([@\w:/.-]+\.(?:twig|html))["']|\{\{~?#?>\s*"?([\w/-]+)""")


_EXTENDS = re.compile(r"\bextends\s+[\"']([^\"']+)")


@dataclass(slots=True)
class Document:
    """A template of the corpus, and its fixed version."""

    path: Path
    language: str
    before: str
    after: str
    report: Report
    folder: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(self.folder))

    @property
    def fixed(self) -> list[Finding]:
        return [finding for finding in self.report.findings if finding.fixed]


@dataclass(slots=True)
class Row:
    """Figures of a language."""

    files: int = 0
    tags: int = 0
    kept: int = 0
    gone: Counter[str] = field(default_factory=Counter)
    """Tags that went with what a finding is about, by rule."""
    compiled: list[int] = field(default_factory=lambda: [0, 0])
    rendered: list[int] = field(default_factory=lambda: [0, 0])
    pages: int = 0
    words: int = 0
    lost: int = 0
    taken: int = 0
    """Words that sanitizing the rendered original takes away too."""
    found: list[int] = field(default_factory=lambda: [0, 0])
    """Findings that have a fix in the rendered pages, before and after."""


def documents(folder: Path, sanitizer: Sanitizer) -> Iterator[Document]:
    """Every file that has template tags, fixed."""
    for path in sorted((folder / "templates").rglob("*")):
        language = LANGUAGES.get(path.relative_to(folder / "templates").parts[0])
        if language is None or path.suffix not in _SUFFIXES or not path.is_file():
            continue
        given = path.read_bytes()
        text = read(given).text
        if not tags_of(language, text):
            continue
        result = sanitizer.sanitize(given, filename=path.name)
        yield Document(path, language, text, read(result.output).text, result.report, folder)


def tag_problems(document: Document, row: Row) -> Iterator[str]:
    """What is wrong with the tags of a fixed template."""
    before, after = (places_of(document.language, text) for text in (document.before, document.after))
    fixed = document.fixed
    constructs = list(zip(constructs_of(document.language, document.before, fixed), fixed, strict=True))
    holders = [
        min(
            ((each.end - each.start, one.code) for each, one in constructs if each.start <= place.start < each.end),
            default=None,
        )
        for place in before
    ]
    row.tags += len(before)
    kept = aligned(before, after, [holder is not None for holder in holders])
    if kept is None:
        yield f"{document.name}: template tags changed"
        return
    changed = renamed(fixed)
    for place, index, holder in zip(before, kept, holders, strict=True):
        if index is None:
            if holder:
                row.gone[holder[1]] += 1
            else:
                yield f"{document.name}: {place.text} at {place.start} is gone without a finding"
            continue
        row.kept += 1
        was, now = (
            [name for name in each.context if name.lstrip("<") not in changed] for each in (place, after[index])
        )
        if was != now:
            yield f"{document.name}: {place.text} at {place.start} stood in {was} and stands in {now}"


Known = dict[tuple[str, Job], Outcome]
"""What the engine of a language made of a text."""


class Rendering:
    """Templates rendered with their real engines, each text once."""

    def __init__(self, given: list[Document], known: Known) -> None:
        self._by_name = (
            {document.name: document.before for document in given},
            {document.name: document.after for document in given},
        )
        self.missing: dict[str, str] = {}
        """Engines that are not installed, and what is missing."""
        self._known = known

    def job(self, document: Document, version: int) -> Job:
        """A template with those that it asks for, in the same version."""
        texts = self._by_name[version]
        source = texts[document.name]
        project = document.name.split("/")[:2]
        files: dict[str, str] = {}
        waiting = [source]
        while waiting:
            for quoted, partial in _ASKS.findall(waiting.pop()):
                asked = quoted or partial
                if asked in files:
                    continue
                end = "/" + asked.replace("@", "").replace("::", "/") + (".hbs" if partial else "")
                for name, text in texts.items():
                    if not name.endswith(end) or name.split("/")[:2] != project or name == document.name:
                        continue
                    above = set(_EXTENDS.findall(text))
                    if above.isdisjoint(files) and asked not in above:  # else a namesake, which would extend itself
                        files[asked] = text
                        waiting.append(text)
                        break
        return Job(source, tuple(sorted(files.items())))

    def of(self, language: str, jobs: list[Job]) -> list[Outcome] | None:
        """What a language's engine makes of them; ``None`` where it is not installed."""
        fresh = [job for job in dict.fromkeys(jobs) if (language, job) not in self._known]
        try:
            made = outcomes(language, fresh) if fresh else []
        except NoEngineError as error:
            self.missing[language] = str(error)
            return None
        self._known.update(((language, job), outcome) for job, outcome in zip(fresh, made, strict=True))
        return [self._known[language, job] for job in jobs]


def _pages(rendering: Rendering, given: list[Document], version: int) -> list[Outcome] | None:
    """The documents of one language rendered; what Twig leaves of Liquid is rendered with that."""
    language = given[0].language
    made = rendering.of(language, [rendering.job(document, version) for document in given])
    if made is None or language != "twig":
        return made
    later: list[Outcome] = []
    for outcome in made:
        if not outcome.compiled:
            later.append(outcome)
            continue
        liquid = rendering.of("liquid", [Job(page or "") for page in outcome.pages])
        assert liquid is not None
        pages = tuple(
            None if page is None else second.pages[index] if second.compiled else None
            for index, (page, second) in enumerate(zip(outcome.pages, liquid, strict=True))
        )
        wrong = next((second.error for second in liquid if second.error), outcome.error)
        later.append(Outcome(all(second.compiled for second in liquid), pages, wrong))
    return later


class _Page(NamedTuple):
    """A rendered page."""

    seen: Counter[str]
    """The words that a reader sees."""
    clean: Counter[str]
    """Those of the sanitized page."""
    nesting: list[tuple[str, tuple[str, ...]]]
    """The words of the sanitized page in order, each with the names of the elements around it."""
    found: Counter[str]
    """What is mended in it, by rule."""


def nesting(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The words of a page in order, each with the names of the elements around it."""
    found: list[tuple[str, tuple[str, ...]]] = []
    stack: list[tuple[turbohtml.Node, tuple[str, ...]]] = [(turbohtml.parse(html).root, ())]
    while stack:
        node, around = stack.pop()
        if isinstance(node, turbohtml.Text):
            found += ((word, around) for word in re.findall(r"\w+", node.data))
        elif not isinstance(node, turbohtml.Element) or node.tag not in UNSEEN:
            name = (node.tag,) if isinstance(node, turbohtml.Element) else ()
            stack += ((child, around + name) for child in reversed(getattr(node, "children", ())))
    return found


class Comparison:
    """What the rendered original and the rendered fixed template have to have in common."""

    def __init__(self, sanitizer: Sanitizer) -> None:
        self._sanitizer = sanitizer
        self._known: dict[str, _Page] = {}

    def _of(self, page: str) -> "_Page":
        if page not in self._known:
            result = self._sanitizer.sanitize(page)
            found = Counter(finding.code for finding in result.report.findings if finding.fixed)
            self._known[page] = _Page(words(page), words(result.output), nesting(result.output), found)
        return self._known[page]

    def problems(self, before: str, after: str, shown: str, row: Row) -> Iterator[str]:
        """What the pages differ in; ``shown`` is the text that fixes put into the template."""
        old, new = self._of(before), self._of(after)
        row.pages += 1
        row.words += old.seen.total()
        row.taken += (old.seen - new.seen).total()
        row.found[0] += old.found.total()
        row.found[1] += new.found.total()
        if old.clean != new.clean:
            row.lost += (old.clean - new.clean).total()
            yield f"sanitized words differ: lost {dict(old.clean - new.clean)}, new {dict(new.clean - old.clean)}"
        elif old.nesting != new.nesting:
            pairs = zip(old.nesting, new.nesting, strict=False)
            yield f"sanitized pages nest differently: {next((pair for pair in pairs if pair[0] != pair[1]), ())}"
        if added := set(new.seen - old.seen) - set(re.findall(r"\w+", shown)):
            yield f"new words {added}"
        if lost := (old.seen - new.seen) - (old.seen - old.clean):
            yield f"lost words {dict(lost)}"
        if new.found.total() > old.found.total():
            yield f"more to mend than before: {dict(new.found - old.found)}"


def rendered_problems(
    given: list[Document], rendering: Rendering, comparison: Comparison, row: Row, unrendered: dict[str, str]
) -> Iterator[str]:
    """What is wrong with the rendered pages of the templates of one language."""
    before, after = (_pages(rendering, given, version) for version in (0, 1))
    if before is None or after is None:
        return
    for document, old, new in zip(given, before, after, strict=True):
        row.compiled[0] += old.compiled
        row.compiled[1] += new.compiled
        row.rendered[0] += None not in old.pages and old.compiled
        row.rendered[1] += None not in new.pages and new.compiled
        if not old.compiled or None in old.pages:
            unrendered[document.name] = old.error
        if old.compiled and not new.compiled:
            yield f"{document.name}: does not compile any more: {new.error}"
        for index, (page, other) in enumerate(zip(old.pages, new.pages, strict=False)):
            if page is None:
                continue
            if other is None:
                yield f"{document.name}: page {index} does not render any more: {new.error}"
            else:
                shown = " ".join(finding.after or "" for finding in document.fixed)
                wrong = comparison.problems(page, other, shown, row)
                yield from (f"{document.name}: page {index}: {each}" for each in wrong)


@dataclass(slots=True)
class Survey:
    """Everything that was measured."""

    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unrendered: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    """Of each changed file: changed lines for each line that holds a fixed violation."""


def survey(folder: Path, policy: str, known: Known, *, unsafe_fixes: bool) -> Survey:
    """What comes of all templates; what is rendered is added to ``known``, and what is known is not rendered again."""
    found = Survey()
    given = list(documents(folder, Sanitizer(policy, templates=True, unsafe_fixes=unsafe_fixes)))
    rendering = Rendering(given, known)
    comparison = Comparison(Sanitizer(policy, unsafe_fixes=unsafe_fixes))
    for language in sorted({document.language for document in given}):
        row = found.rows[language] = Row()
        of_language = [document for document in given if document.language == language]
        row.files = len(of_language)
        for document in of_language:
            found.problems += tag_problems(document, row)
            if document.before != document.after:
                lines = violating_lines(language, document.before, document.fixed)
                found.ratios[document.name] = changed_lines(document.before, document.after) / max(lines, 1)
        found.problems += rendered_problems(of_language, rendering, comparison, row, found.unrendered)
    found.missing = rendering.missing
    return found
