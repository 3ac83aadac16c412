"""The formats as their readers take them: each is written by the real command and parsed or validated for real."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote_to_bytes

import pytest
from conftest import FIXTURES
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from reported import finding

from sanitizer.adapters.options import OutputFormat
from sanitizer.findings import NotJudged, Report
from sanitizer.policy import Policy
from sanitizer.reports import Failure, FileReport, Run, Totals, xml
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here, uri

COMMAND = str(Path(sysconfig.get_path("scripts")) / "sanitizer")
AMAZON = Policy.load("amazon")
SARIF = json.loads((FIXTURES / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
OURS = json.loads((Path(xml.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
JUNIT = etree.XMLSchema(etree.parse(FIXTURES / "schemas" / "junit-10.xsd"))
FILES = {
    "good.html": "<p>Hello</p>\n",
    "sub/bad.html": (
        '<p>\U00020bb7日本<b onclick="x(\x01\x0b]]>&|`\t)">y</b>\r\n'
        '<a href="https://shop.example/@you?a=1">Our shop in town</a><!-- a\r\nb -->\r\n<br><br><br><br>x</p>'
    ),
    "odd & 'é\" #1 | `%.html": '<img src="https://x.example/a.png">' * 2 + "<img src=y.gif alt=z>",
}
FAILED = "broken.html", "nowhere.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clean file, bad ones, and one that cannot be read."""
    root = tmp_path_factory.mktemp("mail")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    (root / FAILED[0]).write_bytes(b"\xff\xfe\x00")
    return root


def run(folder: Path, *arguments: str, code: int = 2) -> str:
    """What ``check`` prints; ``code`` is the exit code that it must have."""
    command = [COMMAND, "check", ".", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": "random"}
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60, env=environment)
    assert done.returncode == code, done.stderr
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def written(folder: Path) -> Callable[[str], str]:
    """The report of the whole folder, and of a file that is not there, in a format."""
    known: dict[str, str] = {}

    def report(name: str) -> str:
        if name not in known:
            known[name] = run(folder, FAILED[1], "--output-format", name)
        return known[name]

    return report


@pytest.fixture(scope="module")
def found(written: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    """The findings of every file, by its path, as JSON tells them."""
    return {file["path"]: file["findings"] for file in json.loads(written("json"))["files"]}


def whole(name: str, *files: FileReport, failures: tuple[Failure, ...] = ()) -> str:
    """A report as the command puts it together."""
    form, totals = FORMATS[name], Totals()
    for file in files:
        totals.add(file)
    parts = [part for part in map(form.render, files) if part]
    closing = form.closing(Run(AMAZON, totals, failures, printed=bool(parts)))
    return form.opening(AMAZON) + form.between.join(parts) + closing


class TestEveryFormat:
    def test_the_option_names_them_all(self) -> None:
        assert get_args(OutputFormat) == tuple(FORMATS)
        assert set(COUNTS) <= set(FORMATS)

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_same_run_gives_the_same_bytes(self, folder: Path, written: Callable[[str], str], name: str) -> None:
        assert run(folder, FAILED[1], "--output-format", name) == written(name)

    @pytest.mark.parametrize("name", FORMATS)
    def test_files_that_failed_are_told(self, written: Callable[[str], str], name: str) -> None:
        if name in ("text", "grouped"):  # to people on standard error, as they occur
            assert written(name).endswith("\n2 files could not be processed.\n")
        else:
            assert all(file in written(name) for file in FAILED)
            assert "No such file or directory" in written(name)

    @pytest.mark.parametrize("name", FORMATS)
    def test_a_run_without_files_is_whole(self, tmp_path: Path, name: str) -> None:
        report = run(tmp_path, "--output-format", name, code=0)
        if name in ("json", "sarif", "gitlab"):
            json.loads(report)
        elif name in ("junit", "checkstyle"):
            etree.fromstring(report.encode())
        else:
            assert report == ("## Sanitizer: Amazon Buyer-Seller Messaging\n\n" if name == "markdown" else "")

    @pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "jsonl")])
    def test_what_was_fixed_is_not_told(self, name: str) -> None:
        assert "SEC006 " not in whole(name, FileReport("a.html", Report([finding(fixed=True)], "amazon")))

    @pytest.mark.parametrize("name", ["text", "grouped", "json", "jsonl", "github", "junit", "markdown"])
    def test_a_note_is_told(self, name: str) -> None:
        note = "the table was written anew"
        assert note in whole(name, FileReport("a.html", Report((), "amazon"), changed=True, note=note))

    @pytest.mark.parametrize("name", FORMATS)
    @pytest.mark.skipif(sys.platform != "linux", reason="file names that are no text")
    def test_file_names_that_are_no_text(self, tmp_path: Path, name: str) -> None:
        (tmp_path / os.fsdecode(b"caf\xe9.html")).write_text("<p onclick=x>Hello</p>")
        report = run(tmp_path, "--output-format", name, code=1)
        if name in ("json", "sarif", "gitlab"):
            json.loads(report)
        elif name in ("junit", "checkstyle"):
            etree.fromstring(report.encode())
        assert "caf" in report

    @pytest.mark.parametrize("name", FORMATS)
    def test_no_encoding_breaks_it(self, folder: Path, name: str) -> None:
        environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
        command = [COMMAND, "check", ".", "--output-format", name]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60, env=environment)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert name in ("text", "grouped", "github", "markdown") or done.stdout.isascii()


class TestSarif:
    @pytest.fixture
    def log(self, written: Callable[[str], str]) -> dict[str, Any]:
        return json.loads(written("sarif"))["runs"][0]

    def test_meets_the_schema(self, written: Callable[[str], str]) -> None:
        Draft4Validator.check_schema(SARIF)
        Draft4Validator(SARIF).validate(json.loads(written("sarif")))
        Draft4Validator(SARIF).validate(json.loads(whole("sarif")))

    def test_results_are_the_findings(self, log: dict[str, Any], found: dict[str, list[dict[str, Any]]]) -> None:
        expected = Counter(
            (path, one["code"], one["line"], one["column"], one["end_line"], one["end_column"])
            for path, findings in found.items()
            for one in findings
        )
        assert expected == Counter(
            (self.path(result), result["ruleId"], *(self.region(result)[key] for key in self.PLACE))
            for result in log["results"]
        )

    PLACE = "startLine", "startColumn", "endLine", "endColumn"

    def path(self, result: dict[str, Any]) -> str:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        return unquote_to_bytes(artifact["uri"]).decode()

    def region(self, result: dict[str, Any]) -> dict[str, Any]:
        return result["locations"][0]["physicalLocation"]["region"]

    def test_regions_count_code_points(self, folder: Path, log: dict[str, Any]) -> None:
        for result in log["results"]:
            text = (folder / self.path(result)).read_bytes().decode().replace("\r\n", "\n")
            lines, region = text.split("\n"), self.region(result)
            start, end = (
                sum(len(line) + 1 for line in lines[: region[f"{side}Line"] - 1]) + region[f"{side}Column"] - 1
                for side in ("start", "end")
            )
            assert text[start:end] == region["snippet"]["text"]

    def test_rules(self, log: dict[str, Any]) -> None:
        rules = log["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
        for result in log["results"]:
            rule = rules[result["ruleIndex"]]
            assert rule["id"] == result["ruleId"]
            assert rule["shortDescription"]["text"].endswith(".")
            assert rule["fullDescription"]["text"].startswith(rule["shortDescription"]["text"])
            assert "Before:\n" in rule["help"]["markdown"] or "Wrong:\n" in rule["help"]["markdown"]

    def test_invocation_tells_what_failed(self, log: dict[str, Any]) -> None:
        (invocation,) = log["invocations"]
        assert invocation["executionSuccessful"] is False
        notes = invocation["toolExecutionNotifications"]
        assert sorted(self.path(note) for note in notes) == list(FAILED)
        clean = json.loads(whole("sarif"))["runs"][0]["invocations"]
        assert clean == [{"executionSuccessful": True, "toolExecutionNotifications": []}]

    def test_a_snippet_that_was_cut_is_left_out(self) -> None:
        for before, there in (("x" * 240, True), ("x" * 239 + "…", False), ("", False)):
            report = whole("sarif", FileReport("a.html", Report([finding(before=before)], "amazon")))
            assert ('"snippet"' in report) is there

    @pytest.mark.parametrize("name", ["sarif", "gitlab"])
    def test_fingerprints_stay_when_lines_move(self, tmp_path: Path, name: str) -> None:
        def fingerprints() -> list[str]:
            report = run(tmp_path, "--output-format", name, code=1)
            return re.findall(r'"(?:sanitizerFinding/v1|fingerprint)": "([0-9a-f]{64})"', report)

        source = '<p onclick="x()">a</p>\n<p onclick="x()">b</p>\n<p onclick="y()">c</p>\n'
        (tmp_path / "a.html").write_text(source)
        first = fingerprints()
        assert len(set(first)) == len(first) == 3
        (tmp_path / "a.html").write_text("<p>new</p>\n\n   " + source)
        assert fingerprints() == first
        (tmp_path / "a.html").write_text('<p onclick="z()">a</p>\n' + source)
        assert fingerprints()[1:] == first


class TestGitlab:
    def test_has_the_documented_fields(self, written: Callable[[str], str], found: dict[str, Any]) -> None:
        issues = json.loads(written("gitlab"))
        assert len(issues) == sum(map(len, found.values())) + len(FAILED)
        for issue in issues:
            assert issue["description"]
            assert re.fullmatch("[a-z-]+", issue["check_name"])
            assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert issue["location"]["path"] in (*FILES, *FAILED)
            assert issue["location"]["lines"]["begin"] >= 1
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        assert [i["location"]["path"] for i in issues if i["severity"] == "blocker"] == list(FAILED)

    def test_severities(self) -> None:
        of = [finding(severity=severity, line=line) for line, severity in enumerate(("error", "warning", "info"), 1)]
        issues = json.loads(whole("gitlab", FileReport("a.html", Report(of, "amazon"))))
        assert [issue["severity"] for issue in issues] == ["major", "minor", "info"]

    def test_failures_alone(self) -> None:
        assert len(json.loads(whole("gitlab", failures=(Failure("a", "b"), Failure("c", "d"))))) == 2


class TestXml:
    def test_junit_meets_its_schema(self, written: Callable[[str], str], found: dict[str, Any]) -> None:
        root = etree.fromstring(written("junit").encode())
        JUNIT.assertValid(root)
        suites = {suite.get("name"): suite for suite in root}
        assert set(suites) == {*FILES, *FAILED}
        for name, suite in suites.items():
            assert int(suite.get("tests")) == len(suite.findall("testcase")) == max(1, len(found.get(name, ())))
            assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
            assert int(suite.get("errors")) == len(suite.findall("testcase/error")) == (name in FAILED)
        assert len(suites["good.html"].findall("testcase/*")) == 0

    def test_what_is_only_to_know_is_no_failure(self) -> None:
        root = etree.fromstring(
            whole("junit", FileReport("a.b.html", Report([finding(severity="info")], "amazon"), note="n")).encode()
        )
        JUNIT.assertValid(root)
        assert (root[0].get("failures"), root[0].get("tests"), root[0][0].get("classname")) == ("0", "1", "a.b")
        assert "wrong" in root[0][0].findtext("system-out")

    def test_checkstyle(self, written: Callable[[str], str], found: dict[str, Any]) -> None:
        root = etree.fromstring(written("checkstyle").encode())
        assert (root.tag, root.get("version")) == ("checkstyle", "4.3")
        files = {file.get("name"): file for file in root}
        assert set(files) == {*FILES, *FAILED}
        for name, findings in found.items():
            told = [
                (int(e.get("line")), int(e.get("column")), e.get("severity"), e.get("message")) for e in files[name]
            ]
            assert told == [(f["line"], f["column"], f["severity"], f"{f['code']} {f['message']}") for f in findings]
        assert {error.get("severity") for error in root.iter("error")} <= {"error", "warning", "info", "ignore"}
        assert {error.tag for file in root for error in file} == {"error"}

    def test_any_character_is_survived(self) -> None:
        text = "".join(
            map(chr, (*range(0x400), 0x2028, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10FFFF))
        )
        forbidden = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
        expected = forbidden.sub("\ufffd", text)
        made = f"{xml.DECLARATION}<a{xml.attributes(b=text)}>{xml.content(text)}]]&gt;</a>"
        assert made.isascii()
        root = etree.fromstring(made.encode())
        assert root.get("b") == expected
        assert root.text == expected + "]]>"
        assert etree.fromstring(f"<a>{xml.content(']]>')}</a>").text == "]]>"


class TestOurJson:
    def test_lines_meet_the_schema(self, written: Callable[[str], str], found: dict[str, Any]) -> None:
        lines = [json.loads(line) for line in written("jsonl").splitlines()]
        for line in lines:
            Draft202012Validator(OURS).validate(line)
        assert Counter(line["type"] for line in lines) == {"finding": sum(map(len, found.values())), "error": 2}
        unjudged = Report((), "amazon", not_judged=(NotJudged("MSG014", "reason-disallowed", ("reason",)),))
        line = json.loads(whole("jsonl", FileReport("a", unjudged)))
        Draft202012Validator(OURS).validate(line)
        assert (line["type"], line["missing"]) == ("not_judged", ["reason"])
        (note,) = whole("jsonl", FileReport("a", Report((), "amazon"), note="n")).splitlines()
        Draft202012Validator(OURS).validate(json.loads(note))

    @pytest.mark.parametrize("broken", [{"extra": 1}, {"type": "other"}, {"path": None}, {"line": 0}])
    def test_schema_refuses_other_lines(self, written: Callable[[str], str], broken: dict[str, Any]) -> None:
        line = json.loads(written("jsonl").splitlines()[0])
        assert not Draft202012Validator(OURS).is_valid(line | broken)

    def test_report_meets_the_schema(self, written: Callable[[str], str]) -> None:
        Draft202012Validator(OURS).validate(json.loads(written("json")))


class TestMarkdown:
    def html(self, report: str) -> "etree._Element":
        made = MarkdownIt("commonmark").enable("table").render(report)
        return etree.fromstring(f"<body>{made}</body>", etree.HTMLParser())

    def test_a_table_for_each_file(self, written: Callable[[str], str], found: dict[str, Any]) -> None:
        page = self.html(written("markdown"))
        assert page.findtext(".//h2") == "Sanitizer: Amazon Buyer-Seller Messaging"
        assert [head.findtext("code") for head in page.iter("h3")] == [name for name in found if found[name]] + [None]
        rows = [[cell.xpath("string()") for cell in row] for row in page.iterfind(".//tbody/tr")]
        told = [one for findings in found.values() for one in findings]
        assert len(rows) == len(told) + len(FAILED)
        for row, one in zip(rows, told, strict=False):
            assert row[:3] == [f"{one['line']}:{one['column']}", one["severity"], f"{one['code']} {one['name']}"]
            assert row[3].replace("\u200b", "").startswith(one["message"])
        assert [row[0] for row in rows[-2:]] == list(FAILED)

    @pytest.mark.parametrize(
        "message",
        [
            "a | b `c` *d* _e_ **f** ~g~ $h$ <b>i</b> &amp; \\ {j}",
            "![x](https://x.example/a.png) [y](https://y.example) <https://z.example>",
            "<img src=x onerror=y> <!-- z",
            "one\n\n| two |\r\n# three\n- four",
            "\x1b[31m red \u202e back",
        ],
    )
    def test_a_message_is_text(self, message: str) -> None:
        page = self.html(whole("markdown", FileReport("a.html", Report([finding(message=message)], "amazon"))))
        (row,) = page.iterfind(".//tbody/tr")
        assert [child.tag for child in row.iter()] == ["tr"] + ["td"] * 5
        expected = " ".join(message.split()).replace("\x1b", "␛").replace("\u202e", "\ufffd")
        assert row[3].text.replace("\u200b", "") == expected

    @pytest.mark.parametrize(
        "message",
        ["https://x.example/a", "HTTP://x.example", "www.x.example", "@somebody", "a@b.example", "#17", "mailto:a@b.c"],
    )
    def test_nothing_becomes_a_link_by_itself(self, message: str) -> None:
        report = whole("markdown", FileReport("a.html", Report([finding(message=message)], "amazon")))
        assert message not in report
        assert message in self.html(report).xpath("string(.//td[4])").replace("\u200b", "")

    def test_odd_names(self) -> None:
        name = "a``b`|c.html"
        file = FileReport(name, Report([finding()], "amazon"))
        page = self.html(whole("markdown", file, failures=(Failure(name, "why"),)))
        assert page.findtext(".//h3/code") == page.findtext(".//td/code") == name


class TestForPeople:
    def test_grouped(self) -> None:
        found = finding(line=12, column=9), finding(code="IMG004", safety=None, message="no \x1b text")
        file = FileReport("mail.html", Report(found, "amazon"))
        assert whole("grouped", file).splitlines() == [
            "mail.html",
            "  1:1   IMG004     no ␛ text",
            "  12:9  SEC006 [*] wrong",
            "",
            "Found 2 findings.",
            "[*] 1 fixable with `sanitizer fix`.",
        ]

    def test_grouped_without_a_fix_has_no_gap(self) -> None:
        file = FileReport("mail.html", Report([finding(safety=None)], "amazon"))
        assert "  1:1  SEC006 wrong\n" in whole("grouped", file)

    def test_github_tells_failures(self, written: Callable[[str], str]) -> None:
        lines = written("github").splitlines()
        assert all(re.match("::(error|warning|notice) (title|file)=", line) for line in lines)
        assert "::error file=nowhere.html::No such file or directory" in lines


class TestStatistics:
    @pytest.mark.parametrize("name", COUNTS)
    def test_most_frequent_first(self, folder: Path, found: dict[str, Any], name: str) -> None:
        report = run(folder, "--statistics", "-q", "--output-format", name)
        counts = Counter(one["code"] for findings in found.values() for one in findings)
        expected = sorted(counts, key=lambda code: (-counts[code], code))
        assert re.findall(r"\b[A-Z]{3}\d{3}\b", report) == expected
        if name == "json":
            data = json.loads(report)
            Draft202012Validator(OURS).validate(data)
            assert [row["count"] for row in data["statistics"]] == [counts[code] for code in expected]
            assert [error["path"] for error in data["errors"]] == ["broken.html"]
        elif name == "jsonl":
            for line in report.splitlines():
                Draft202012Validator(OURS).validate(json.loads(line))

    @pytest.mark.parametrize("name", sorted(set(FORMATS) - set(COUNTS)))
    def test_is_refused_where_it_has_no_place(self, folder: Path, name: str) -> None:
        done = subprocess.run(
            [COMMAND, "check", "--statistics", "--output-format", name], cwd=folder, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"only in text, grouped, json, jsonl, markdown" in done.stderr


class TestPlaces:
    @pytest.mark.parametrize(
        ("path", "address"),
        [
            ("a.html", "a.html"),
            ("./sub/a.html", "sub/a.html"),
            ("a b#c?d%e:f&é.html", "a%20b%23c%3Fd%25e%3Af%26%C3%A9.html"),
            ("-", "-"),
            ("caf\udce9.html", "caf%E9.html"),
        ],
    )
    @pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
    def test_addresses(self, path: str, address: str) -> None:
        assert uri(from_here(path)) == address

    def test_here_and_elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "in").mkdir()
        monkeypatch.chdir(tmp_path / "in")
        assert from_here(str(tmp_path / "in" / "x" / "a.html")) == "x/a.html"
        assert from_here(str(tmp_path / "a.html")) == (tmp_path / "a.html").as_posix()
        assert uri(from_here(str(tmp_path / "a b.html"))) == (tmp_path / "a b.html").as_uri()
