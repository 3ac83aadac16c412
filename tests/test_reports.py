"""The formats: what they print of a report, and that the published schema is met."""

import json
import random
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sanitizer
from sanitizer.findings import Finding, Report
from sanitizer.policy import Policy
from sanitizer.reports import Failure, FileReport, Run, Totals, diff, github, grouped, text
from sanitizer.reports import json as json_report
from tests.reported import finding

SCHEMA = json.loads(resources.files("sanitizer").joinpath("reports", "report.schema.json").read_text(encoding="utf-8"))
AMAZON = Policy.load("amazon")
BAD = '<p>\n\t日本 <a href="javascript:x()">Your order</a></p>'


def of(
    *findings: Finding,
    path: str = "a.html",
    source: str = "abc",
    unsafe: bool = False,
    color: bool = False,
    width: int = 100,
) -> FileReport:
    return FileReport(path, Report(findings, "amazon"), text=source, unsafe_fixes=unsafe, color=color, width=width)


def shown(file: FileReport) -> list[str]:
    return text.render(file).split("\n")


class TestSchema:
    def test_is_valid(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize("html", ["", "<p>Hello</p>", BAD, "<!-- x --><script>1</script><p onclick=x>"])
    def test_library_report_meets_it(self, html: str) -> None:
        for report in (sanitizer.check(html), sanitizer.sanitize(html).report):
            Draft202012Validator(SCHEMA).validate(report.to_dict())
            Draft202012Validator(SCHEMA).validate(json.loads(report.to_json()))

    def test_run_meets_it(self) -> None:
        files = [FileReport("a\udcff.html", sanitizer.check(BAD)), FileReport("é.html", sanitizer.check(""))]
        whole = json_report.opening(AMAZON) + ",".join(map(json_report.render, files))
        whole += json_report.closing(Run(AMAZON, Totals(), [Failure("c.html", "no such file")]))
        assert whole.isascii()
        data = json.loads(whole)
        Draft202012Validator(SCHEMA).validate(data)
        assert [file["path"] for file in data["files"]] == ["a\udcff.html", "é.html"]
        assert [file["ok"] for file in data["files"]] == [False, True]
        assert data["errors"] == [{"path": "c.html", "message": "no such file"}]

    @pytest.mark.parametrize("broken", [{}, {"version": 1}, {"version": 2, "policy": "a", "ok": True, "findings": []}])
    def test_refuses_another_shape(self, broken: dict[str, Any]) -> None:
        assert not Draft202012Validator(SCHEMA).is_valid(broken)


class TestText:
    def test_block(self) -> None:
        report = sanitizer.check('<p>\n  <a href="javascript:x()">Your order</a></p>')
        source = '<p>\n  <a href="javascript:x()">Your order</a></p>'
        assert shown(FileReport("a.html", report, text=source)) == [
            "a.html:2:6: SEC006 [*] href has the dangerous scheme javascript:",
            "  |",
            '2 |   <a href="javascript:x()">Your order</a></p>',
            "  |      ^^^^^^^^^^^^^^^^^^^^^",
            "",
            "",
        ]

    @pytest.mark.parametrize(
        ("source", "column", "end", "line", "under"),
        [
            ("abc", 2, 3, "abc", " ^"),
            ("abc", 4, 4, "abc", "   ^"),
            ("\tab", 2, 3, "    ab", "    ^"),
            ("日本ab", 2, 4, "日本ab", "  ^^^"),
            ("e\u0301ab", 3, 4, "e\u0301ab", " ^"),
            ("\x1b[31mab", 6, 7, "␛[31mab", "     ^"),
            ("\u202eab", 2, 3, "\N{REPLACEMENT CHARACTER}ab", " ^"),
            ("\x85\x7fab", 3, 4, "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}ab", "  ^"),
            ("ab\nc", 1, 99, "ab", "^^"),
        ],
    )
    def test_underline_stands_below_the_span(self, source: str, column: int, end: int, line: str, under: str) -> None:
        lines = shown(of(finding(column=column, end_column=end), source=source))
        assert lines[2:4] == [f"1 | {line}", f"  | {under}"]

    @pytest.mark.parametrize(("start", "length"), [(0, 3), (50, 5), (500, 10), (995, 5), (300, 600)])
    def test_long_line_is_shown_around_the_span(self, start: int, length: int) -> None:
        source = "." * start + "#" * length + "." * (1000 - start - length)
        found = finding(column=start + 1, end_column=start + length + 1)
        _, _, line, under, *_ = shown(of(found, source=source, width=80))
        assert len(line) <= 4 + 82
        marked = [index for index, char in enumerate(under) if char == "^"]
        assert {line[index] for index in marked} == {"#"}
        assert line.count("#") == len(marked)

    def test_span_over_lines_is_underlined_to_the_end_of_the_first(self) -> None:
        lines = shown(of(finding(line=1, end_line=2, column=3, end_column=2), source="abcde\nf"))
        assert lines[3] == "  |   ^^^"

    def test_what_steers_a_terminal_is_shown_not_sent(self) -> None:
        block = text.render(of(finding(message="a\x1b]0;x\x07", note="b\x9b"), path="\x1b.html"))
        assert not any(char in block for char in "\x1b\x07\x9b")

    @pytest.mark.parametrize(
        ("safety", "unsafe", "marked"),
        [
            ("safe", False, True),
            ("enforced", False, True),
            ("unsafe", False, False),
            ("unsafe", True, True),
            ("suggested", True, False),
            (None, True, False),
        ],
    )
    def test_mark_of_what_is_fixable(self, safety: Any, unsafe: bool, marked: bool) -> None:
        assert ("[*]" in shown(of(finding(safety=safety), unsafe=unsafe))[0]) is marked

    def test_note_and_suggestion(self) -> None:
        block = shown(of(finding(note="because", safety="suggested", after='alt="x"')))
        assert block[4:6] == ["  = because", '  = suggested: alt="x"']

    def test_what_was_written_anew_is_told(self) -> None:
        file = FileReport("a.html", Report((), "amazon"), changed=True, note="<table> was written anew")
        assert text.render(file) == "a.html: <table> was written anew\n\n"

    def test_fixed_ones_are_not_listed(self) -> None:
        assert text.render(of(finding(fixed=True))) == ""

    def test_colour_adds_nothing_but_colour(self) -> None:
        from click import unstyle

        found = finding(note="n"), finding(column=2, severity="warning")
        for render in (text.render, grouped.render):
            colored = render(of(*found, color=True))
            assert "\x1b[" in colored
            assert unstyle(colored) == render(of(*found))

    @pytest.mark.parametrize(
        ("findings", "fixing", "written", "lines"),
        [
            ([], False, True, ["All checks passed."]),
            ([{}], False, True, ["Found 1 finding.", "[*] 1 fixable with `sanitizer fix`."]),
            (
                [{}, {"safety": "unsafe"}, {"safety": "unsafe"}],
                False,
                True,
                ["Found 3 findings.", "[*] 1 fixable with `sanitizer fix` (2 more with `--unsafe-fixes`)."],
            ),
            (
                [{"fixed": True}, {"safety": "unsafe"}],
                True,
                True,
                ["Found 2 findings (1 fixed, 1 left).", "1 more fixable with `sanitizer fix --unsafe-fixes`."],
            ),
            ([{"safety": None}], True, True, ["Found 1 finding (0 fixed, 1 left)."]),
            ([{"fixed": True}], True, False, ["Would fix 1 finding."]),
            ([{"fixed": True}, {"safety": None}], True, False, ["Would fix 1 finding, 1 would be left."]),
        ],
    )
    def test_summary(self, findings: list[dict[str, Any]], fixing: bool, written: bool, lines: list[str]) -> None:
        totals = Totals()
        totals.add(of(*(finding(**changes) for changes in findings)))
        assert text.summary(Run(AMAZON, totals, fixing=fixing, written=written)).splitlines() == lines

    def test_totals_add_up(self) -> None:
        one, two = Totals(), Totals()
        one.add(of(finding()))
        two.add(of(finding(fixed=True), finding(severity="info", safety="unsafe")))
        one.merge(two)
        assert (one.files, one.found, one.fixed, one.failing, one.fixable, one.unsafe) == (2, 3, 1, 1, 1, 1)
        assert text.counted(Run(AMAZON, one, quiet=True)) == "2  SEC006  url-dangerous\n"
        assert text.summary(Run(AMAZON, one)).startswith("Found 3 findings in 2 of 2 files.")


class TestGithub:
    @pytest.mark.parametrize(
        ("changes", "path", "line"),
        [
            (
                {},
                "a.html",
                "::error title=SEC006 (url-dangerous),file=a.html,line=1,endLine=1,col=1,endColumn=3::SEC006 wrong",
            ),
            (
                {"severity": "warning", "end_line": 2},
                "a,b:c%.html",
                "::warning title=SEC006 (url-dangerous),file=a%2Cb%3Ac%25.html,line=1,endLine=2::SEC006 wrong",
            ),
            (
                {"severity": "info", "message": "50 %\r\n::error::x", "end_line": 3},
                "a.html",
                "::notice title=SEC006 (url-dangerous),file=a.html,line=1,endLine=3::SEC006 50 %25%0D%0A::error::x",
            ),
        ],
    )
    def test_command(self, changes: dict[str, Any], path: str, line: str) -> None:
        assert github.render(of(finding(**changes), path=path)) == line + "\n"

    def test_fixed_ones_are_not_marked(self) -> None:
        assert github.render(of(finding(fixed=True))) == ""


class TestDiff:
    def apply(self, folder: Path, before: bytes, after: bytes, name: str = "mail.html") -> None:
        """Check with git itself that the diff leads from one text to the other."""
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before)
        patch = diff.unified(before, after, name)
        assert bool(patch) == (before != after)
        if patch:
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            done = subprocess.run(command, input=patch, cwd=folder, capture_output=True, check=False)
            assert done.returncode == 0, (done.stderr, patch)
        assert path.read_bytes() == after

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (b"a\n", b"b\n"),
            (b"a", b"b"),
            (b"a\n", b"a"),
            (b"a", b"a\n"),
            (b"same\n", b"same\n"),
            (b"a\r\nb\r\n", b"a\r\nc\r\n"),
            (b"a\rb\n", b"a\rc\n"),
            (b"caf\xe9\n\x0c\x85\n", b"caf\xe9!\n\x0c\x85\n"),
            (b"\n" * 50 + b"x\n", b"\n" * 48 + b"y\n"),
            (b"x\n" * 500, b"x\n" * 400 + b"y\n" + b"x\n" * 50),
        ],
    )
    def test_git_applies_it(self, tmp_path: Path, before: bytes, after: bytes) -> None:
        self.apply(tmp_path, before, after)

    @pytest.mark.parametrize("name", ["a b.html", 'q"\\.html', "tab\t.html", "日本.html", "deep/down/a.html"])
    def test_odd_names(self, tmp_path: Path, name: str) -> None:
        self.apply(tmp_path, b"a\n", b"b\n", name)

    def test_random_edits(self, tmp_path: Path) -> None:
        chance = random.Random(7)
        for _ in range(25):
            before = [chance.choice((b"a", b"b", b"", b"line %d" % index)) for index in range(chance.randrange(1, 60))]
            after = [line for line in before if chance.random() > 0.2] + [b"end"]
            chance.shuffle(after[: chance.randrange(4)])
            self.apply(tmp_path, b"\n".join(before) + b".", b"\n".join(after))

    def test_hunks_stay_small_where_lines_went_far_apart(self) -> None:
        before = [b"line %d" % index for index in range(5000)]
        after = [line for index, line in enumerate(before) if index not in (10, 2500, 4900)]
        patch = diff.unified(b"\n".join(before), b"\n".join(after), "a.html")
        assert patch.count(b"@@ -") == 3
        assert patch.count(b"\n") < 30

    def test_colour_sends_no_controls_of_the_file(self) -> None:
        patch = diff.unified(b"a\x1b[5m\r\n", b"b\n", "a.html")
        assert "\x1b[5m" not in diff.colored(patch)
        assert "␛[5m" in diff.colored(patch)
