"""SARIF, GitLab's, JUnit's and Checkstyle's format: each by the schema or the words of its makers."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from conftest import FIXTURES
from jsonschema import Draft4Validator
from lxml import etree

from sanitizer.findings import Report
from sanitizer.reports import Failure, FileReport, xml
from tests.reported import FAILED, FILES, finding, run, whole

SARIF = json.loads((FIXTURES / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
JUNIT = etree.XMLSchema(etree.parse(FIXTURES / "schemas" / "junit-10.xsd"))


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

    def test_regions_count_code_points(self, reported_folder: Path, log: dict[str, Any]) -> None:
        for result in log["results"]:
            text = (reported_folder / self.path(result)).read_bytes().decode().replace("\r\n", "\n")
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
