"""The proof looks only at what an edit may have changed; it must not miss what a look at everything finds."""

import tomllib

import pytest
from conftest import FIXTURES

from sanitizer import Policy, Sanitizer
from sanitizer.engine import Engine, Planned
from sanitizer.html.dom import Document
from sanitizer.html.source import read
from sanitizer.html.visible import visible
from sanitizer.rules import RULES

SOURCES = [path.read_text(encoding="utf-8") for path in sorted((FIXTURES / "templates").rglob("*.html"))] + [
    case["html"]
    for folder in ("attacks", "rules")
    for path in sorted((FIXTURES / folder).glob("*.toml"))
    for cases in tomllib.loads(path.read_text(encoding="utf-8")).values()
    if isinstance(cases, list)
    for case in cases
    if "html" in case
]


@pytest.mark.parametrize("unsafe_fixes", [False, True])
@pytest.mark.parametrize("policy", ["amazon", "email"])
def test_what_is_proven_has_nothing_left(policy: str, unsafe_fixes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bool] = []
    shortcut = Engine.is_proven

    def both(engine: Engine, planned: Planned, output: Document) -> bool:
        answer = shortcut(engine, planned, output)
        if answer:
            assert engine.remaining(Document(output.text)) == [], output.text
        answers.append(answer)
        return answer

    monkeypatch.setattr(Engine, "is_proven", both)
    sanitizer = Sanitizer(policy, unsafe_fixes=unsafe_fixes)
    for source in SOURCES:
        sanitizer.sanitize(source)
    assert answers.count(True) > 0.9 * len(answers) > 100


@pytest.mark.parametrize("policy", ["amazon", "email"])
def test_words_stay_where_a_plan_says_that_it_leaves_them(policy: str) -> None:
    engine = Engine(Policy.load(policy), RULES, frozenset(("enforced", "safe", "unsafe")))
    drop = engine.policy.elements_drop
    stay = 0
    for source in SOURCES:
        text = read(source).text
        planned = engine.plan(Document(text))
        if planned.plan and not planned.plan.changes_words:
            stay += 1
            words = visible(planned.plan.document, unseen=drop).reading.shown
            assert words == visible(Document(text), unseen=drop).reading.shown, source
    assert stay > 100


@pytest.mark.parametrize("policy", ["amazon", "email"])
def test_a_report_that_is_read_late_says_the_same(policy: str) -> None:
    late, early = Sanitizer(policy), Sanitizer(policy, is_report_read=True)
    for source in SOURCES:
        assert late.sanitize(source).report.findings == early.sanitize(source).report.findings, source


@pytest.mark.parametrize("tag", ["<style t!</strong>", '<style type="tex style="color:red" t/css">'])
def test_a_slash_that_a_removed_attribute_leaves_goes_too(tag: str) -> None:
    sanitizer = Sanitizer("email")
    output = sanitizer.sanitize(f"{tag}p{{color:red}}</style>").output
    assert "/>" not in output
    assert sanitizer.sanitize(output).output == output
