"""What a real browser shows of the output: no style that the policy forbids, no request, the same words."""

from pathlib import Path

import pytest

from sanitizer import Sanitizer
from sanitizer.policy import Policy
from tests.browser.chromium import Chromium
from tests.browser.corpus import FIXTURES, files
from tests.browser.rendering import STYLES, differences, violations
from tests.rule_tester import FOLDER, Case, load

SANITIZER = Sanitizer("amazon")
TEMPLATES = {Path(name).parent.name: text for name, text in files(FIXTURES)}
NEVER = (*STYLES, "image-align", "request-http", "request-tracking", "request-other")
"""Kinds of violation of which a fixed message has none."""
KEPT = ("text", "italic", "strike", "list", "table", "link")
"""Kinds of structure that a fix leaves alone."""
RULES = {
    "element-font": ("font-family", "color"),
    "img-not-https": ("request-http",),
    "img-too-wide": ("image-width",),
    "img-tracking-pixel": ("request-tracking",),
    "style-alignment": ("text-align",),
    "style-color": ("color",),
    "style-font-family": ("font-family",),
    "style-font-sizes": ("font-sizes",),
    "style-gap": ("gap",),
    "style-line-height": ("line-height",),
    "style-margin": ("inset",),
    "style-too-wide": ("overflow",),
    "style-unbreakable": ("overflow",),
}
"""By rule, the kinds of violation that its fix alone leaves none of."""
NARROW = frozenset(("style-unbreakable",))
"""Rules whose fix is looked at on a screen of 320 px."""
CASES = [
    case
    for name in RULES
    for case in load(FOLDER / f"{name}.toml")
    if case.fixed is not None and case.policy == "amazon"
]


@pytest.mark.parametrize("html", TEMPLATES.values(), ids=TEMPLATES)
def test_templates_show_no_forbidden_style(chromium: Chromium, html: str) -> None:
    (seen,) = chromium.render(SANITIZER.sanitize(html).output)
    assert len(seen.texts) > 5
    found = violations(seen, SANITIZER.policy)
    assert {kind: found[kind] for kind in NEVER if kind in found} == {}


@pytest.mark.parametrize("html", TEMPLATES.values(), ids=TEMPLATES)
def test_templates_keep_their_words_and_structure(chromium: Chromium, html: str) -> None:
    (before,), (after,) = chromium.render(html), chromium.render(SANITIZER.sanitize(html).output)
    assert len(after.words) > 20
    found = differences(before, after)
    assert {kind: found[kind] for kind in KEPT if kind in found} == {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_rule_mends_is_not_seen(chromium: Chromium, case: Case) -> None:
    policy = Policy.load("amazon").changed(**case.settings)
    assert case.fixed is not None
    (seen,) = chromium.render(case.fixed, _widths(case.rule))
    found = violations(seen, policy)
    assert {kind: found[kind] for kind in RULES[case.rule] if kind in found} == {}


@pytest.mark.parametrize("name", RULES)
def test_the_browser_sees_what_a_rule_finds(chromium: Chromium, name: str) -> None:
    before = [chromium.render(case.html, _widths(name))[0] for case in CASES if case.rule == name]
    seen = {kind for rendering in before for kind in violations(rendering, SANITIZER.policy)}
    assert seen >= set(RULES[name])


def _widths(rule: str) -> tuple[int]:
    return (320 if rule in NARROW else 600,)
