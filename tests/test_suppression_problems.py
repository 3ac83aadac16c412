"""What is told of suppression comments themselves."""

import re

import pytest
from suppressed import CODES, GIF, RED, parted, told

from sanitizer.directives import PROBLEMS, VERBS
from sanitizer.findings import Finding

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
