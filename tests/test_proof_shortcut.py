"""The proof looks only at what an edit may have changed; it must not miss what a look at everything finds."""

import tomllib
from collections import Counter

import pytest
from conftest import FIXTURES

from sanitizer import Policy, Sanitizer
from sanitizer.engine import Engine, Planned
from sanitizer.html.dom import Document
from sanitizer.html.source import read
from sanitizer.html.visible import visible
from sanitizer.rule import each
from sanitizer.rules import RULES, style_unbreakable

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


SPACED = (
    '<p style="white-space:nowrap">{0}<br><br><br><br>{0}</p>',
    "<p>{0}<br>&nbsp;<br>&nbsp;<br>{0}</p>",
    '<table><tr><td nowrap>a<br><br><br><br><td style="padding:40px 0">{0}</table>',
    '<div style="min-width:300px;margin:60px 0;padding:60px 9px">{0}</div><div style="margin-top:60px">b</div>',
    '<p style="white-space:pre">{0}\n\n\n\n{0}</p><p style="margin-bottom:80px">a</p><p style="margin-top:80px">b</p>',
)
"""What other fixes that look at the whole tree take lines and space away from, around a word."""


def test_what_fits_on_a_narrow_screen_fits_once_other_fixes_are_carried_out() -> None:
    """The proof asks nothing again that ``Context.fits`` has answered with yes."""
    engine = Engine(Policy.load("amazon"), RULES, frozenset(("enforced", "safe", "unsafe")))
    near = [form.format("w" * letters) for form in SPACED for letters in range(24, 44)]
    told: Counter[tuple[bool, bool]] = Counter()
    for source in (*SOURCES, *near):
        planned = engine.plan(Document(read(source).text))
        seen = [*each(planned.late), *each(engine.check(planned.plan.document))]
        wide = any(violation.rule is style_unbreakable.RULE for violation in seen)
        assert not (planned.context.fits and wide), source
        told[planned.context.fits, any(map(engine.fixes, each(planned.late)))] += 1
    assert told[True, True] > 30 < told[False, True]


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
