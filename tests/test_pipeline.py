"""The verbs, as a caller uses them."""

import json
import pickle

import pytest
from conftest import FIXTURES

from sanitizer import ConfigError, Finding, Sanitizer, ViolationError, check, sanitize
from sanitizer.pipeline import selected
from sanitizer.rules import RULES


def test_a_finding_says_where_what_and_why() -> None:
    (finding,) = sanitize('<p>\n<b onclick="x()">a</b></p>', select=["SEC005"], ignore=["SEC004"]).report.findings
    assert (finding.code, finding.name) == ("SEC005", "attribute-event-handler")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (2, 4, 2, 17)
    assert finding.before == 'onclick="x()"'
    assert finding.after == ""
    assert finding.fixed
    assert finding.safety == "enforced"
    assert finding.clause


def test_clean_source_is_the_same_object() -> None:
    for source in ("<p>Hello</p>", b"<p>Hello</p>\r\n"):
        result = sanitize(source)
        assert result.output is source
        assert not result.changed
        assert result.lossless
        assert result.ok


def test_check_changes_nothing_and_fixes_nothing() -> None:
    report = check('<p onclick="x">a</p>')
    assert not report.ok
    assert not any(finding.fixed for finding in report.findings)
    assert report.left == report.findings


def test_enforced_rules_always_run() -> None:
    assert sanitize("<p onclick=x>a</p>", select=["LNK"]).output == "<p>a</p>"
    assert sanitize("<p onclick=x>a</p>", ignore=["SEC"]).output == "<p>a</p>"
    assert check("<p onclick=x>a</p>", ignore=["SEC"]).findings == ()


def test_selection() -> None:
    assert selected((), ()) == tuple(rule for rule in RULES if not rule.preview)
    assert {rule.code[:3] for rule in selected(["SEC"], ())} == {"SEC"}
    assert "SEC005" not in {rule.code for rule in selected((), ["SEC005"])}
    with pytest.raises(ConfigError, match="no rule has a code that starts with 'XYZ'"):
        selected(["XYZ"], ())
    with pytest.raises(ConfigError, match="families are"):
        selected((), [""])


def test_report_as_data() -> None:
    report = sanitize("<p onclick=x>a</p>").report
    assert json.loads(report.to_json())["findings"][0]["code"] == "SEC005"
    assert report.to_dict()["policy"] == "amazon"
    assert report.counts() == {"SEC005": 1}
    again = pickle.loads(pickle.dumps(report))
    assert again.findings == report.findings
    assert all(isinstance(finding, Finding) for finding in again.findings)


def test_findings_are_in_source_order() -> None:
    findings = sanitize(
        "<!-- a --><p onclick=x style='position:fixed'>b</p>\n<script></script><!-- c -->"
    ).report.findings
    places = [(finding.line, finding.column) for finding in findings]
    assert places == sorted(places)


def test_raise_for() -> None:
    sanitize("<p onclick=x>a</p>").report.raise_for()
    with pytest.raises(ViolationError, match="1:4 SEC005"):
        check("<p onclick=x>a</p>").raise_for()


def test_long_sources_are_quoted_in_part() -> None:
    (finding,) = check(f'<p onclick="{"x" * 5000}">a</p>').findings
    assert len(finding.before) < 300
    assert finding.before.endswith("\u2026")


def test_policies_by_name_object_and_path() -> None:
    sanitizer = Sanitizer("amazon")
    assert Sanitizer(sanitizer.policy).policy is sanitizer.policy
    with pytest.raises(ConfigError, match="write one of"):
        sanitize("a", "ebya")


def test_conditional_comments_are_judged_by_what_they_hold() -> None:
    kept = "<!--[if mso]><table><tr><td><![endif]--><p>a</p><!--[if mso]></td></tr></table><![endif]-->"
    assert sanitize(kept, "email").output == kept
    assert sanitize("<p>a</p><!--[if mso]><script>x()</script><![endif]-->", "email").output == "<p>a</p>"


@pytest.mark.parametrize(
    "inside",
    [
        (
            "[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch>"
            "</o:OfficeDocumentSettings></xml></noscript><![endif]"
        ),
        '[if gte mso 9]><xml>\n<o:shapedefaults v:ext="edit" spidmax="1026" />\n</xml><![endif]',
        '[if mso | IE]></td></tr></table></td></tr><tr><td width="600px"><table><tr><td><![endif]',
        "[if (gte mso 9)|(IE)]></td><td><![endif]",
        (
            '[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://shop.example/" arcsize="10%"'
            ' style="height:40px;v-text-anchor:middle;width:200px;" stroke="f" fillcolor="#d62828"><w:anchorlock/>'
            "<center>Order</center></v:roundrect><![endif]"
        ),
        "[if mso]><style>p{font-family:Arial, sans-serif !important}</style><![endif]",
        "[if !mso]><!",
        "<![endif]",
        "what comes now",
    ],
)
def test_comments_of_outlook_stay_in_mail(inside: str) -> None:
    html = f"<p>a</p><!--{inside}--><p>b</p>"
    assert sanitize(html, "email").output is html


@pytest.mark.parametrize(
    "inside",
    [
        "[if mso]><noscript><xml><script>alert(1)</script></xml></noscript><![endif]",
        "[if mso]><noscript><style></noscript><script>alert(1)</script></style></noscript><![endif]",
        '[if mso]><xml><o:x src="javascript:alert(1)"/></xml><![endif]',
        '[if mso]></td><td onclick="x()"><![endif]',
        '[if mso]><v:rect href="javascript:alert(1)">x</v:rect><![endif]',
        "[if IE]><svg onload=alert(1)><![endif]",
        '[if mso]><style>@import "a.css";</style><![endif]',
        "[if mso]><iframe",
        " <script> ",
    ],
)
def test_comments_that_could_run_go(inside: str) -> None:
    assert sanitize(f"<p>a</p><!--{inside}--><p>b</p>", "email").output == "<p>a</p><p>b</p>"


def test_a_report_that_is_read_costs_one_pass_and_says_the_same() -> None:
    """Also where the fix is proven with the element, or the document, written anew."""
    texts = [path.read_text("utf-8", "replace") for path in sorted((FIXTURES / "templates").rglob("*.html"))]
    texts += [
        "<p onclick=x>a",
        "<b><p onclick=x>a</b>c</p>",
        "{{ a }}<p onclick=x>{% if b %}<b>{% endif %}",
        "<p>a</p>",
    ]
    apart, together = Sanitizer(templates="auto"), Sanitizer(templates="auto", is_report_read=True)
    for text in texts:
        expected, result = apart.sanitize(text), together.sanitize(text)
        assert result.report.findings == expected.report.findings
        assert (result.output, result.changed, result.lossless, result.note) == (
            expected.output, expected.changed, expected.lossless, expected.note
        )  # fmt: skip
