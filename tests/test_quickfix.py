"""The fixes of some findings, and nothing else."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitizer import Finding, Policy, Sanitizer, SanitizerError
from sanitizer.edits import splice
from sanitizer.quickfix import fix_findings
from sanitizer.reports.diff import changes
from tests.conftest import FIXTURES

AMAZON = Sanitizer("amazon", templates="auto")
FILES = sorted((FIXTURES / "templates").rglob("*.html"))
RED = '<p style="color:red">a</p>\r\n<p style="color:red; margin:0">b</p>'

LINK = '<a href="https://shop.example/">our shop</a>'


def found(html: str, code: str, sanitizer: Sanitizer = AMAZON) -> list[Finding]:
    return [finding for finding in sanitizer.check(html).findings if finding.code == code]


@pytest.mark.parametrize(
    ("html", "code", "index", "fixed"),
    [
        (RED, "STY002", 0, '<p>a</p>\r\n<p style="color:red; margin:0">b</p>'),
        (RED, "STY002", 1, '<p style="color:red">a</p>\r\n<p style="margin:0">b</p>'),
        ("<p>a<br><br><br>b</p><!-- c -->", "STY009", 0, "<p>a<br><br>b</p><!-- c -->"),
        ("<p>a<br><br><br>b</p><!-- c -->", "SEC007", 0, "<p>a<br><br><br>b</p>"),
        (LINK, "LNK001", 0, "our shop"),
        ('<p style="color:{{ c }}">{{ a }}</p>', "STY002", 0, "<p>{{ a }}</p>"),
        ('{% if a %}<font color="red">{% endif %}a</font>', "STY006", 0, None),
        ("<style>p { margin: 0 }</style><p>a</p>", "SEC002", 0, None),
    ],
)  # fmt: skip
def test_one_finding(html: str, code: str, index: int, fixed: str | None) -> None:
    assert fix_findings(html, [found(html, code)[index]], AMAZON) == fixed


def test_what_is_not_there_is_not_mended() -> None:
    (finding,) = found('<p style="color:red">a</p>', "STY002")
    assert fix_findings("<p>a</p>", [finding], AMAZON) is None
    assert fix_findings('<i></i><p style="color:red">a</p>', [finding], AMAZON) is None


def test_all_findings_of_a_rule() -> None:
    assert fix_findings(RED, found(RED, "STY002"), AMAZON) == '<p>a</p>\r\n<p style="margin:0">b</p>'
    assert fix_findings(RED, [], AMAZON) is None


def test_limits_hold() -> None:
    short = Sanitizer(Policy.load("amazon").changed(max_bytes=20))
    (finding,) = found('<p style="color:red">a</p>', "STY002")
    for html in (RED, RED + "{{ a }}"):
        with pytest.raises(SanitizerError, match="max_bytes"):
            fix_findings(html, [finding], short)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_on_real_templates_a_mended_finding_is_gone_and_little_else_changes(path: Path) -> None:
    text = path.read_bytes().decode(errors="replace")
    findings = [finding for finding in AMAZON.check(text, filename=str(path)).findings if finding.safety]
    for finding in findings[:: max(1, len(findings) // 4)]:
        if (fixed := fix_findings(text, [finding], AMAZON, filename=str(path))) is None:
            continue
        before = Counter((each.code, each.message) for each in findings)
        after = Counter((each.code, each.message) for each in AMAZON.check(fixed, filename=str(path)).findings)
        assert after[finding.code, finding.message] < before[finding.code, finding.message]
        spans = list(changes(text, fixed))
        assert sum(len(new) for _, _, new in spans) < 300
        assert splice(text, spans) == fixed


@given(st.text("<ab\n\r\u2028", max_size=60), st.text("<ab\n\r\u2028", max_size=60))
def test_changes_are_apart_and_make_the_other_text(before: str, after: str) -> None:
    spans = list(changes(before, after))
    assert all(end < start for (_, end, _), (start, _, _) in pairwise(spans))
    assert splice(before, spans) == after


@pytest.mark.parametrize("line", ["<p class='x'>a</p>\n", "<p class='x'>a</p>"], ids=["lines", "one line"])
def test_many_alike_lines_change_in_their_places(line: str) -> None:
    before = line * 500
    spans = list(changes(before, before.replace(" class='x'", "")))
    assert [(end - start, new) for start, end, new in spans] == [(10, "")] * 500
