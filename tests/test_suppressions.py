"""Suppression comments: what they silence, and where."""

import pytest
from suppressed import CODES, GIF, RED, SHOWN, parted, told

import sanitizer
from sanitizer.silencing import silenced
from sanitizer.suppressions import Suppressions, suppressions
from tests.clock import seconds


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
    def work(count: int) -> None:
        text = piece * count + "sanitizer: ignore"
        places = [("IMG003", "img-gif", offset) for offset in range(0, len(text), 40)]
        found = suppressions(text)
        found.used(places)
        for code, name, offset in places:
            found.covers(code, name, offset)

    bound = 8 * seconds(lambda: work(1000), runs=2) + 0.05
    assert seconds(lambda: work(4000), bound) < bound
