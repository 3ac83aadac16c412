"""One template of each language: what the fix changes, to the byte, and that its own engine still renders it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sanitizer import Sanitizer
from sanitizer.html.source import read
from tests.conftest import FIXTURES
from tests.templates.engines import MODES, Job, wanted
from tests.templates.survey import Comparison, Document, Row, tag_problems

FOLDER = FIXTURES / "template_languages"
ENGINES = {
    "blade.blade.php": ("blade",),
    "django.html": ("django",),
    "ejs.ejs": ("ejs",),
    "erb.html.erb": ("erb",),
    "go.tmpl": ("go",),
    "handlebars.hbs": ("handlebars",),
    "jinja.html": ("jinja",),
    "liquid.liquid": ("liquid",),
    "magento.html": (),
    "mailchimp.html": (),
    "mustache.mustache": ("mustache",),
    "php.php": ("php",),
    "twig.html.twig": ("twig", "twigjs"),
}
"""The samples, with the engines that render them; what Magento and Mailchimp fill, only they can."""

FILES = {
    "handlebars.hbs": (("layout", "<main>{{> @partial-block}}</main>"), ("footer", "<p>{{note}}</p>")),
    "twig.html.twig": (("layout.twig", "<main>{% block body %}{% endblock %}</main>"), ("part.twig", "{{ title }}")),
}
"""The templates that samples ask for."""

RENDERED = [(name, engine) for name, engines in ENGINES.items() for engine in engines]


def fixed_name(name: str) -> str:
    stem, _, suffix = name.partition(".")
    return f"{stem}.fixed.{suffix}"


RUNS = (("amazon", False), ("amazon", True), ("email", True))
"""Policies, and whether unsafe fixes are applied."""


def document(name: str, policy: str = "amazon", *, unsafe_fixes: bool = False) -> Document:
    given = (FOLDER / name).read_bytes()
    result = Sanitizer(policy, templates=True, unsafe_fixes=unsafe_fixes).sanitize(given, filename=name)
    language = name.partition(".")[0]
    return Document(FOLDER / name, language, read(given).text, read(result.output).text, result.report, FOLDER)


def test_every_sample_is_tested() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*ENGINES, *map(fixed_name, ENGINES)}


@pytest.mark.parametrize("name", ENGINES)
def test_fix_is_the_least_that_obeys(name: str) -> None:
    given, expected = ((FOLDER / each).read_bytes() for each in (name, fixed_name(name)))
    result = Sanitizer(templates=True).sanitize(given, filename=name)
    assert result.output == expected
    assert result.lossless
    again = Sanitizer(templates=True).sanitize(expected, filename=name)
    assert again.output is expected
    assert not any(finding.fixable and not finding.note for finding in again.report.findings)


@pytest.mark.parametrize(("policy", "unsafe_fixes"), RUNS)
@pytest.mark.parametrize("name", ENGINES)
def test_tags_stay_where_they_are(name: str, policy: str, unsafe_fixes: bool) -> None:
    row = Row()
    assert list(tag_problems(document(name, policy, unsafe_fixes=unsafe_fixes), row)) == []
    assert row.tags >= 8
    assert row.kept == row.tags - row.gone.total()


@pytest.mark.parametrize(("name", "engine"), RENDERED, ids=[engine for _, engine in RENDERED])
def test_fixed_sample_renders_the_same_words(name: str, engine: str) -> None:
    samples = [document(name, policy, unsafe_fixes=unsafe_fixes) for policy, unsafe_fixes in RUNS]
    texts = [samples[0].before, *(sample.after for sample in samples)]
    before, *rest = wanted(engine, [Job(text, FILES.get(name, ())) for text in texts])
    assert before.compiled, before.error
    assert None not in before.pages, before.error
    assert len(set(before.pages)) > 1, "conditions of the sample do nothing"
    for (policy, unsafe_fixes), sample, after in zip(RUNS, samples, rest, strict=True):
        assert after.compiled, after.error
        assert None not in after.pages, after.error
        row = Row()
        comparison = Comparison(Sanitizer(policy, unsafe_fixes=unsafe_fixes))
        shown = " ".join(finding.after or "" for finding in sample.fixed)
        for page, other in zip(before.pages, after.pages, strict=True):
            assert list(comparison.problems(page, other, shown, row)) == []
        assert row.pages == len(MODES)
        assert row.words > 10
        assert row.found[1] < row.found[0] or policy == "email"


def test_a_clean_folder_shows_no_diff(tmp_path: Path) -> None:
    for name in ENGINES:
        shutil.copy(FOLDER / fixed_name(name), tmp_path / name)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    command = [sys.executable, "-m", "sanitizer", "fix", str(tmp_path)]
    shown = subprocess.run([*command, "--diff"], capture_output=True, text=True, check=False)
    assert "@@" not in shown.stdout
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == shown.returncode == 1  # what is left for a person is still said
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before
