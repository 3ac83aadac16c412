"""Suppression comments: how they may be written, what they silence, and what is told of them."""

import re
import time
from collections import Counter
from collections.abc import Iterable

import pytest
from conftest import FIXTURES

import sanitizer
from sanitizer.directives import PROBLEMS, VERBS, directives
from sanitizer.findings import Finding
from sanitizer.pipeline import OutputStyle
from sanitizer.rules import RULES
from sanitizer.silencing import Silenced, silenced
from sanitizer.suppressions import Suppressions, suppressions

GIF = '<img src="https://m.media-amazon.com/a.gif" alt="Acme" width="100">'
RED = '<p style="color:red">Hello</p>'
PLAIN = "<p>Hello</p>"
CODES = frozenset(rule.code for rule in RULES)
SHOWN = frozenset(problem.code for problem in PROBLEMS)

COMMENTS = {
    "html": "<!-- {} -->",
    "html, close": "<!--{}-->",
    "jinja": "{{# {} #}}",
    "jinja, trimmed": "{{#- {} -#}}",
    "twig, trimmed": "{{#~ {} ~#}}",
    "django": "{{% comment %}} {} {{% endcomment %}}",
    "django, with a note": '{{% comment "for now" %}}{}{{% endcomment %}}',
    "liquid": "{{%- comment -%}} {} {{%- endcomment -%}}",
    "liquid, in a tag": "{{% # {} %}}",
    "handlebars": "{{{{!-- {} --}}}}",
    "handlebars, trimmed": "{{{{~!-- {} --~}}}}",
    "mustache": "{{{{! {} }}}}",
    "blade": "{{{{-- {} --}}}}",
    "go": "{{{{/* {} */}}}}",
    "go, trimmed": "{{{{- /* {} */ -}}}}",
    "erb": "<%# {} %>",
    "erb, trimmed": "<%# {} -%>",
    "jsp": "<%-- {} --%>",
    "freemarker": "<#-- {} -->",
    "php": "<?php /* {} */ ?>",
    "php, open": "<?php /* {} */",
    "php, one line": "<?php // {} ?>",
    "php, with a hash": "<?php # {} ?>",
    "css": "/* {} */",
    "over lines": "<!--\n  {}\n-->",
}


@pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)
@pytest.mark.parametrize(
    ("words", "named", "reason"),
    [
        ("sanitizer: ignore IMG003", ["IMG003"], ""),
        ("sanitizer: ignore IMG003, STY -- the campaign wants it", ["IMG003", "STY"], "the campaign wants it"),
        ("sanitizer:ignore img-gif,STY002--a - b", ["img-gif", "STY002"], "a - b"),
        ("sanitizer: ignore -- only a reason", [], "only a reason"),
    ],
)
def test_every_language_and_way_of_writing(comment: str, words: str, named: list[str], reason: str) -> None:
    written = comment.format(words)
    (found,) = directives(f"<p>\u00e9 {written}</p>\n{written.replace('sanitizer', 'other')}")
    assert (found.verb, [each.text for each in found.named], found.reason, found.wrong) == ("ignore", named, reason, "")
    text = f"<p>\u00e9 {written}</p>"
    assert text[found.start : found.end] == written
    assert [text[start:end] for _, start, end in found.named] == named


def test_end_of_a_line_ends_the_one_line_comment_of_php() -> None:
    text = "<?php // sanitizer: ignore-file STY -- old\n echo 1; ?>"
    (found,) = directives(text)
    assert (found.reason, text[found.end :]) == ("old", "\n echo 1; ?>")


@pytest.mark.parametrize(
    "text",
    [
        "<p>sanitizer: ignore IMG003</p>",
        "<!-- the sanitizer: ignore IMG003 -->",
        "<!-- sanitizers: ignore IMG003 -->",
        "&lt;!-- sanitizer: ignore IMG003 -->",
    ],
)
def test_other_words_are_no_directive(text: str) -> None:
    assert list(directives(text)) == []
    assert not suppressions(text)


def parted(text: str, **options: object) -> Silenced:
    """The findings of a text under the amazon policy, by its comments."""
    options = {"ran": CODES - {"STY010"}, "shown": SHOWN} | options
    return silenced(sanitizer.check(text).findings, suppressions(text), **options)


def told(text: str, **options: object) -> tuple[list[str], list[str]]:
    """Codes and lines of the findings kept and of those suppressed."""
    both = parted(text, **options)
    kept, suppressed = ([f"{finding.code}:{finding.line}" for finding in part] for part in both)
    return kept, suppressed


def block(codes: str) -> str:
    return f"<!-- sanitizer: ignore-start {codes} -->"


def end(codes: str = "") -> str:
    return f"<!-- sanitizer: ignore-end {codes} -->"


SCOPES = {
    "same line, behind": (f"{GIF} <!-- sanitizer: ignore IMG003 -->\n{GIF}", ["IMG003:2"], ["IMG003:1"]),
    "same line, before": (f"{GIF}\n<!-- sanitizer: ignore IMG003 -->{GIF}", ["IMG003:1"], ["IMG003:2"]),
    "by name": (f"{GIF} <!-- sanitizer: ignore img-gif -->", [], ["IMG003:1"]),
    "by family": (f"{GIF}{RED} <!-- sanitizer: ignore IMG -->", ["STY002:1"], ["IMG003:1"]),
    "by part of a code": (f"{GIF} <!-- sanitizer: ignore IMG00 -->", [], ["IMG003:1"]),
    "several": (f"{GIF}{RED} <!-- sanitizer: ignore STY, IMG003 -->", [], ["IMG003:1", "STY002:1"]),
    "several comments": (
        f"{GIF}{RED} <!-- sanitizer: ignore STY --> {{# sanitizer: ignore IMG003 #}}",
        [],
        ["IMG003:1", "STY002:1"],
    ),
    "alone on its line": (f"<!-- sanitizer: ignore IMG003 -->\n{GIF}", ["TPL101:1", "IMG003:2"], []),
    "next line": (f"<!-- sanitizer: ignore-next-line IMG -->\n{GIF}\n{GIF}", ["IMG003:3"], ["IMG003:2"]),
    "next line, not its own": (f"{GIF}<!-- sanitizer: ignore-next-line IMG -->\n{GIF}", ["IMG003:1"], ["IMG003:2"]),
    "next line over blank lines and other comments": (
        f"<!-- sanitizer: ignore-next-line IMG -->\n \n{{# sanitizer: ignore-next-line STY #}}\n\n{GIF}{RED}",
        [],
        ["IMG003:5", "STY002:5"],
    ),
    "next line at the end": ("<p>x</p><!-- sanitizer: ignore-next-line IMG -->\n\n", ["TPL101:1"], []),
    "tag over lines, below": (
        '{# sanitizer: ignore-next-line STY002, SEC005 #}\n<p\n  title=">"\n  style="color:red"\n  onclick="x()">a</p>',
        [],
        ["STY002:4", "SEC005:5"],
    ),
    "tag over lines, its last": (
        '<p style="color:red"\n  title="a">a</p> <!-- sanitizer: ignore STY002 -->',
        [],
        ["STY002:1"],
    ),
    "tag over lines with tags of templates in it": (
        '{# sanitizer: ignore-next-line STY #}\n<p\n  title="<%= a %>" {{ b }}\n  style="color:red">a</p>',
        ["SEC004:3"] * 3,
        ["STY002:4"],
    ),
    "block": (
        f"{RED}\n<!-- sanitizer: ignore-start STY -->\n{RED}\n{RED}<!-- sanitizer: ignore-end STY -->{RED}",
        ["STY002:1", "STY002:4"],
        ["STY002:3", "STY002:4"],
    ),
    "end without a name ends all": (
        f"{block('STY')}\n{block('IMG')}\n{RED}{GIF}\n{end()}\n{RED}{GIF}",
        ["IMG003:5", "STY002:5"],
        ["IMG003:3", "STY002:3"],
    ),
    "end with a name ends its own": (
        f"{block('STY, IMG')}\n{RED}{GIF}\n{end('STY')}\n{RED}{GIF}\n{end('IMG')}",
        ["STY002:4"],
        ["IMG003:2", "STY002:2", "IMG003:4"],
    ),
    "block in a block": (
        f"{block('STY')}{RED}\n{block('STY')}{RED}\n{end('STY')}{RED}\n{end('STY')}{RED}",
        ["STY002:4"],
        ["STY002:1", "STY002:2", "STY002:3"],
    ),
    "open block goes to the end": (
        f"<!-- sanitizer: ignore-start STY -->\n{RED}\n\n{RED}",
        ["TPL105:1"],
        ["STY002:2", "STY002:4"],
    ),
    "file": (f"{RED}\n{RED}\n<!-- sanitizer: ignore-file STY002 -->", [], ["STY002:1", "STY002:2"]),
    "in a style element": (
        "<style>p{float:left} /* sanitizer: ignore SEC */\n</style><p>x</p>",
        [],
        ["SEC002:1"],
    ),
    "security": ("<script>x</script> <!-- sanitizer: ignore SEC001 -->", [], ["SEC001:1"]),
}


@pytest.mark.parametrize(("text", "kept", "suppressed"), SCOPES.values(), ids=SCOPES)
def test_scope(text: str, kept: list[str], suppressed: list[str]) -> None:
    found_kept, found_suppressed = told(text)
    assert (sorted(found_kept), sorted(found_suppressed)) == (sorted(kept), sorted(suppressed))


HOW = "commas between several, and a reason behind ` -- `"
PROBLEMATIC = {
    "unused": (
        "<p>x</p><!-- sanitizer: ignore STY002 -->",
        ["1:32 TPL101 STY002 is ignored and not found here; take it out"],
    ),
    "one of two is unused": (
        f"{GIF}<!-- sanitizer: ignore IMG003, STY002 -->",
        ["1:99 TPL101 STY002 is ignored and not found here; take it out"],
    ),
    "twice the same": (
        f"{GIF}<!-- sanitizer: ignore IMG003 --><!-- sanitizer: ignore IMG003 -->",
        ["1:91 TPL101 IMG003 is ignored and not found here; take it out"],
    ),
    "a line in a block that does the same": (
        f"<!-- sanitizer: ignore-start STY -->\n{RED}<!-- sanitizer: ignore STY002 -->\n<!-- sanitizer: ignore-end -->",
        ["1:30 TPL101 STY is ignored and not found here; take it out"],
    ),
    "unknown": (
        f"{RED}<!-- sanitizer: ignore STY2 -->",
        ["1:54 TPL102 no rule is called 'STY2'; did you mean STY?"],
    ),
    "lower case": (
        f"{RED}<!-- sanitizer: ignore sty002 -->",
        ["1:54 TPL102 no rule is called 'sty002'; did you mean STY002?"],
    ),
    "less than a family": (
        f"{RED}<!-- sanitizer: ignore S -->",
        ["1:54 TPL102 no rule is called 'S'; `sanitizer rules` lists them"],
    ),
    "a reason without its mark": (
        f"{RED}<!-- sanitizer: ignore STY002 as before -->",
        [f"1:54 TPL102 no rule is called 'STY002 as before'; write `STY002`, {HOW}"],
    ),
    "about the comments": (
        "<p>x</p><!-- sanitizer: ignore-file TPL101 -->",
        ["1:37 TPL102 TPL101 is about these comments; set it aside with `ignore` or `per_file_ignores`"],
    ),
    "blanket": (
        f"{RED}<!-- sanitizer: ignore -->",
        ["1:31 TPL103 `ignore` names no rule and ignores nothing; write codes, such as `ignore IMG001, STY`"],
    ),
    "blanket for a file": (
        "<p>x</p><!-- sanitizer: ignore-file -->",
        ["1:9 TPL103 `ignore-file` names no rule and ignores nothing; write codes, such as `ignore-file IMG001, STY`"],
    ),
    "open": (
        f"\n  <!-- sanitizer: ignore-start STY -->{RED}",
        ["2:32 TPL105 no `ignore-end` for STY: it is ignored to the end of the file"],
    ),
    "ends nothing": ("<!-- sanitizer: ignore-end -->", ["1:1 TPL105 `ignore-end` ends nothing: no block is open"]),
    "ends another": (
        f"<!-- sanitizer: ignore-start STY002 -->{RED}<!-- sanitizer: ignore-end STY -->",
        [
            "1:30 TPL105 no `ignore-end` for STY002: it is ignored to the end of the file",
            "1:97 TPL105 `ignore-end` ends nothing: no block of STY is open",
        ],
    ),
    "no verb": (
        "<!-- sanitizer: -->",
        [f"1:1 TPL106 the directive is missing, known are {', '.join(VERBS)}"],
    ),
    "misspelt": (
        "<!-- sanitizer: ignore-nextline STY -->",
        ["1:1 TPL106 `ignore-nextline` is no directive, did you mean `ignore-next-line`?"],
    ),
    "not closed": ("<p>x</p>{# sanitizer: ignore STY", ["1:9 TPL106 the comment is not closed"]),
}


@pytest.mark.parametrize(("text", "problems"), PROBLEMATIC.values(), ids=PROBLEMATIC)
def test_problem(text: str, problems: list[str]) -> None:
    found = sorted(
        (finding for finding in parted(text).kept if finding.code.startswith("TPL")),
        key=lambda finding: (finding.line, finding.column),
    )
    assert [f"{each.line}:{each.column} {each.code} {each.message}" for each in found] == problems
    assert all(each.severity == "warning" and not each.fixed and each.safety is None for each in found)
    lines = text.split("\n")
    assert all(each.before == lines[each.line - 1][each.column - 1 : each.end_column - 1] for each in found)


def test_reason_is_asked_for_and_the_rule_is_silenced_all_the_same() -> None:
    text = (
        f"{GIF}<!-- sanitizer: ignore IMG003 -->\n{GIF}<!-- sanitizer: ignore IMG003 -- why -->\n"
        f"<!-- sanitizer: ignore-start STY -->{RED}<!-- sanitizer: ignore-end -->"
    )
    assert told(text) == ([], ["IMG003:1", "IMG003:2", "STY002:3"])
    assert told(text, require_reason=True) == (["TPL104:1", "TPL104:3"], ["IMG003:1", "IMG003:2", "STY002:3"])


def test_what_did_not_run_is_not_called_unused() -> None:
    text = "<p>x</p><!-- sanitizer: ignore STY002, STY, IMG003, STY010 -->"
    assert [finding.before for finding in parted(text).kept] == ["STY002", "STY", "IMG003"]
    assert [finding.before for finding in parted(text, ran=CODES).kept] == ["STY002", "STY", "IMG003", "STY010"]
    assert [finding.before for finding in parted(text, ran={"STY002"}).kept] == ["STY002"]
    assert parted(text, ran=set()).kept == ()


def test_problems_that_are_not_asked_for_are_not_told() -> None:
    text = f"{RED}<!-- sanitizer: ignore STY2 --><!-- sanitizer: ignore -->"
    assert told(text, shown={"TPL103"}) == (["STY002:1", "TPL103:1"], [])


def test_only_the_comment_itself_is_passed_over() -> None:
    text = f"<!-- sanitizer: ignore IMG003 -->{GIF}<!-- other -->{{# sanitizer: ignore SEC005 <script>x</script> #}}"
    kept, suppressed = told(text)
    assert suppressed == ["IMG003:1"]
    assert kept == ["SEC007:1", "SEC001:1", "TPL102:1"]


def test_fixing_does_not_silence_what_security_depends_on() -> None:
    text = f'<p onclick="x()">a</p>{RED} <!-- sanitizer: ignore SEC005, STY002 -->'
    assert told(text) == ([], ["SEC005:1", "STY002:1"])
    assert told(text, fixing=True) == (["SEC005:1"], ["STY002:1"])


def test_covers_is_what_silences() -> None:
    """The question that an engine asks has the same answer as the parting of a report."""
    for text, _, _ in SCOPES.values():
        found, both = suppressions(text), parted(text)
        for finding in both.suppressed:
            assert found.covers(finding.code, finding.name, found.offset(finding.line, finding.column))
        for finding in both.kept:
            assert not found.covers(finding.code, finding.name, found.offset(finding.line, finding.column))


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


def test_places_are_in_code_points() -> None:
    text = "<p>\U00020bb7\u00e9\r</p>\n<!-- sanitizer: ignore-file STY -->"
    found = suppressions(text)
    assert found.comments == ((text.index("<!--"), len(text)),)
    for offset in range(len(text)):
        assert found.offset(*found.line_and_column(offset)) == offset
    assert found.line_and_column(text.index("<!--")) == (2, 1)
    assert found.begins(text.index("<!--"))
    assert not found.begins(text.index("<!--") + 1)


def test_text_without_comments_is_not_looked_at_further() -> None:
    report = sanitizer.check(RED)
    assert suppressions(RED) == Suppressions()
    assert silenced(report.findings, suppressions(RED), ran=CODES, shown=SHOWN).kept == report.findings


HOSTILE = [
    "<!-- sanitizer: ignore IMG003 -->",
    "{# sanitizer: ignore-next-line IMG003 #}\n",
    "{# sanitizer:ignore-start A#}",
    "{# sanitizer:ignore-end A#}",
    "{# sanitizer:ignore-start IMG003#}<p>",
    "<!-- sanitizer:",
    "<!-- sanitizer: ignore A-",
    "{% comment ",
    "{% comment %}{%  ",
    "{{-- sanitizer: ignore A, ",
    "<?php /* sanitizer: ignore */   ",
    "<a '",
    '<a "<% ',
    "<a \n <%",
    "{#   ",
    "\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count + "sanitizer: ignore"
        places = [("IMG003", "img-gif", offset) for offset in range(0, len(text), 40)]
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            found = suppressions(text)
            found.used(places)
            for code, name, offset in places:
                found.covers(code, name, offset)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(4000) < 8 * seconds(1000) + 0.05


def test_every_kind_is_well_formed() -> None:
    assert [problem.code for problem in PROBLEMS] == [f"TPL{number}" for number in range(101, 101 + len(PROBLEMS))]
    assert all(re.fullmatch(r"suppression(-[a-z]+)+", problem.name) for problem in PROBLEMS)
    assert all(problem.manual.partition("\n")[0].endswith(".") for problem in PROBLEMS)
    assert not {problem.code for problem in PROBLEMS} & CODES


def test_finding_is_plain_data() -> None:
    (finding,) = parted("<!-- sanitizer: ignore -->").kept
    assert isinstance(finding, Finding)
    assert finding.clause == "template.suppression"
    assert (finding.end_line, finding.end_column) == (1, 27)


def test_long_comment_is_quoted_in_part() -> None:
    (finding,) = parted(f"<!-- sanitizer: ignore -- {'why ' * 200} -->").kept
    assert len(finding.before) == 240
    assert finding.before.startswith("<!-- sanitizer: ignore -- why")
