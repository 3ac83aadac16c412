"""Fixes leave alone what a suppression comment silences."""

from collections import Counter
from collections.abc import Iterable

import pytest
from conftest import FIXTURES
from suppressed import RED

import sanitizer
from sanitizer.findings import Finding
from sanitizer.pipeline import OutputStyle

PLAIN = "<p>Hello</p>"
STY = "{# sanitizer: ignore STY #}"
FIXES = {
    "one of two": (f"{RED} {STY}\n{RED}", f"{RED} {STY}\n{PLAIN}"),
    "in a comment of HTML": (
        f"{RED} <!-- sanitizer: ignore STY002 -->\n{RED}",
        f"{RED} <!-- sanitizer: ignore STY002 -->\n{PLAIN}",
    ),
    "one declaration of a tag": (
        '<p style="line-height:2;color:red">a</p>{# sanitizer: ignore STY002 #}',
        '<p style="color:red">a</p>{# sanitizer: ignore STY002 #}',
    ),
    "one attribute of a tag": (
        '<p align="center" onclick="x()">a</p><%# sanitizer: ignore STY %>',
        '<p align="center">a</p><%# sanitizer: ignore STY %>',
    ),
    "beside a template tag": (
        f'<p style="color:red;width:{{{{ w }}}}">a</p> {STY}\n<p style="color:red;{{{{ s }}}}">b</p>',
        f'<p style="color:red;width:{{{{ w }}}}">a</p> {STY}\n<p style="{{{{ s }}}}">b</p>',
    ),
    "an element that would go": (
        '<div style="display:none">a <b onclick="x()">b</b></div> <!-- sanitizer: ignore TXT001 -->',
        '<div style="display:none">a <b>b</b></div> <!-- sanitizer: ignore TXT001 -->',
    ),
    "what another rule does stays done": (
        f"<center>{RED}</center> <!-- sanitizer: ignore STY002 -->",
        f"<div>{RED}</div> <!-- sanitizer: ignore STY002 -->",
    ),
    "what moves while others are mended": (
        f"<p><font size=2 color=blue>a</font></p>\n<!-- sanitizer: ignore-next-line STY -->\n{RED}\n<script>x</script>",
        f'<p><span style="font-size:small">a</span></p>\n<!-- sanitizer: ignore-next-line STY -->\n{RED}\n',
    ),
    "security": (
        "<p onclick=x>a</p> <!-- sanitizer: ignore SEC -->",
        "<p>a</p> <!-- sanitizer: ignore SEC -->",
    ),
    "other comments": (
        "<!-- old --><p>a</p><!-- sanitizer: ignore-file SEC007 -->",
        "<p>a</p><!-- sanitizer: ignore-file SEC007 -->",
    ),
    "in another line of the same tag": (
        '<!-- sanitizer: ignore-next-line STY002 -->\n<p\n style="color:red"\n align="center">a</p>',
        '<!-- sanitizer: ignore-next-line STY002 -->\n<p\n style="color:red">a</p>',
    ),
    "misnested": (
        f'<table><tr><td onclick="x()">{RED} {STY}</tr><td>b</table>\n<b><p align="center">x</b>',
        f"<table><tr><td>{RED} {STY}</tr><td>b</table>\n<b><p>x</b>",
    ),
}


@pytest.mark.parametrize(("html", "mended"), FIXES.values(), ids=FIXES)
def test_fix_leaves_what_is_silenced_and_the_comment(html: str, mended: str) -> None:
    result = sanitizer.sanitize(html, templates=True)
    assert result.output == mended
    assert all(finding.fixed for finding in result.report.findings if not finding.code.startswith("TPL"))
    assert not any(finding.fixed for finding in result.report.suppressed)
    assert sanitizer.sanitize(mended, templates=True).output is mended


@pytest.mark.parametrize("style", ["pretty", "compact"])
def test_lines_stay_where_comments_speak_of_them(style: OutputStyle) -> None:
    html = f"{RED} <!-- sanitizer: ignore STY002 -->\n\n\n{RED}"
    result = sanitizer.sanitize(html, templates=True, output_style=style)
    assert result.output == f"{RED} <!-- sanitizer: ignore STY002 -->\n\n\n{PLAIN}"
    assert result.note == f"a template is not laid out as {style}"


@pytest.mark.parametrize("html", [html for html, _ in FIXES.values() if "<!--" in html])
def test_message_to_be_sent_is_not_steered_by_what_is_in_it(html: str) -> None:
    result = sanitizer.sanitize(html)
    assert "<!--" not in result.output
    assert result.report.suppressed == ()
    assert sanitizer.check(result.output).ok
    assert sanitizer.Sanitizer(templates=True, suppressions=False).sanitize(html).output == result.output


def counts(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


@pytest.mark.parametrize("family", ["STY", "IMG", "LNK"])
def test_real_templates_keep_what_is_silenced(family: str) -> None:
    comment = f"{{# sanitizer: ignore-file {family}, TXT #}}\n"
    for path in sorted(FIXTURES.joinpath("templates").rglob("*.html")):
        html = comment + path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        bare = sanitizer.check(html.replace("sanitizer:", "satinizer:"), templates=True)
        result = sanitizer.sanitize(html, templates=True)
        assert result.output.startswith(comment), path
        assert not any(finding.code.startswith((family, "TXT")) for finding in result.report.findings), path
        left = sanitizer.check(result.output, templates=True).suppressed
        for code in ("STY001", "STY002", "IMG002", "LNK001"):  # others depend on what is around them
            if code.startswith(family):
                assert counts(result.report.suppressed)[code] == counts(left)[code] == bare.counts().get(code, 0), path
