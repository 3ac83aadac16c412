"""What the policy allows of style sheets moves into style attributes; what a sheet says is judged like any style."""

import pytest

from sanitizer import LimitError, Policy, Sanitizer, sanitize

MOVED = {
    "an allowed declaration": (
        "<style>.b{font-weight:bold}</style><p class=b>x",
        '<p class=b style="font-weight:bold">x',
    ),
    "a forbidden one is left behind": (
        "<style>.b{color:red; font-weight:bold}</style><p class=b>x",
        '<p class=b style="font-weight:bold">x',
    ),
    "what a fix leaves of one": ("<style>p{font:bold 12px/2 Arial}</style><p>x", None),
    "before the element's own": (
        '<style>p{padding:1px}</style><p style="margin:2px">x',
        '<p style="padding:1px; margin:2px">x',
    ),
    "the element's own wins": ('<style>p{margin:1px}</style><p style="margin:2px">x', '<p style="margin:2px">x'),
    "!important wins": (
        '<style>p{margin:1px !important}</style><p style="margin:2px">x',
        '<p style="margin:1px !important; margin:2px">x',
    ),
    "specificity": ("<style>p.a{margin:1px} p{margin:2px}</style><p class=a>x", '<p class=a style="margin:1px">x'),
    "quotes of the author": (
        "<style>p{margin:1px}</style><p style='padding:1px'>x",
        "<p style='margin:1px; padding:1px'>x",
    ),
    "an unquoted value": ("<style>p{margin:1px}</style><p style=padding:1px>x", '<p style="margin:1px; padding:1px">x'),
    "a tag that cannot be told by its text": (
        "<style>td{padding:1px}</style><table><td title='>'>x</table>",
        "<table><td title='>' style=\"padding:1px\">x</table>",
    ),
    "under a condition": ("<style>@media (max-width:400px){p{margin:1px}} p:hover{margin:1px}</style><p>x", "<p>x"),
    "a hint to one client": ("<style>p{mso-line-height-rule:exactly; -ms-text-size-adjust:100%}</style><p>x", "<p>x"),
    "a template tag": ("<style>p{margin:{{ m }}; padding:1px}</style><p>x", None),
    "an element without a tag": ("<style>body{margin:1px}</style>x", "x"),
    "what loads": ("<style>p{list-style:url(http://x.example/)}</style><p>x", "<p>x"),
}


@pytest.mark.parametrize("case", MOVED)
def test_moved(case: str) -> None:
    source, expected = MOVED[case]
    result = sanitize(source)
    if expected is not None:
        assert result.output == expected
    assert "<style" not in result.output
    assert result.lossless
    assert "url(" not in result.output
    assert "Arial" not in result.output
    assert "{" not in result.output
    assert sanitize(result.output).output is result.output


def test_line_breaks_stay() -> None:
    source = b"<style>\r\np{margin:1px}\r\n</style>\n<p\r\nid=a>x</p>\r\n"
    assert sanitize(source).output == b'\n<p\r\nid=a style="margin:1px">x</p>\r\n'


def test_places_are_those_of_the_author() -> None:
    source = '<style>p{padding:1px; margin:1px}</style>\n<p style="top:0; color:red">x'
    found = [
        (finding.line, finding.column, finding.code, finding.before)
        for finding in sanitize(source).report.findings
        if finding.code.startswith(("STY", "SEC010"))
    ]
    assert found == [(2, 11, "SEC010", "top:0"), (2, 18, "STY002", "color:red")]
    assert [(each.line, each.column, each.code) for each in Sanitizer().check(source).findings if each.line == 2] == [
        (2, 11, "SEC010"),
        (2, 18, "STY002"),
    ]


def test_sizes_of_sheets_count() -> None:
    sizes = "".join(f".s{size}{{font-size:{size}px}}" for size in (9, 11, 13, 20))
    text = "".join(f"<p class=s{size}>some words here</p>" for size in (9, 11, 13, 20))
    result = sanitize(f"<style>{sizes}</style>{text}")
    assert len({part.split('"')[0] for part in result.output.split("font-size:")[1:]}) == 3
    assert result.report.counts()["STY007"] == 1


def test_a_rule_that_is_left_out_lets_its_declarations_move() -> None:
    source = "<style>p{color:red; font-family:Arial}</style><p>x"
    assert sanitize(source, ignore=["STY002"]).output == '<p style="color:red">x'


def test_a_policy_that_keeps_sheets_moves_nothing() -> None:
    source = "<style>p{margin:1px}</style><p>x"
    assert sanitize(source, "email").output is source


def test_what_would_be_too_long_is_refused() -> None:
    policy = Policy.load("amazon").changed(max_bytes=3_000)
    with pytest.raises(LimitError, match="max_bytes"):
        Sanitizer(policy).sanitize("<style>p{margin:1px; padding:2px; width:300px}</style>" + "<p>" * 100)
