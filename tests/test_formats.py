"""The formats as their readers take them: each is written by the real command and parsed or validated for real."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt

from sanitizer.adapters.options import OutputFormat
from sanitizer.findings import NotJudged, Report
from sanitizer.reports import Failure, FileReport, xml
from sanitizer.reports.formats import COUNTS, FORMATS
from sanitizer.reports.places import from_here, uri
from tests.command import COMMAND
from tests.reported import FAILED, finding, run, whole

OURS = json.loads((Path(xml.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))


class TestEveryFormat:
    def test_the_option_names_them_all(self) -> None:
        assert get_args(OutputFormat) == tuple(FORMATS)
        assert set(COUNTS) <= set(FORMATS)

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_same_run_gives_the_same_bytes(
        self, reported_folder: Path, written: Callable[[str], str], name: str
    ) -> None:
        assert run(reported_folder, FAILED[1], "--output-format", name) == written(name)

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
    def test_no_encoding_breaks_it(self, reported_folder: Path, name: str) -> None:
        environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
        command = [COMMAND, "check", ".", "--output-format", name]
        done = subprocess.run(
            command, cwd=reported_folder, capture_output=True, check=False, timeout=60, env=environment
        )
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert name in ("text", "grouped", "github", "markdown") or done.stdout.isascii()


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
    def test_most_frequent_first(self, reported_folder: Path, found: dict[str, Any], name: str) -> None:
        report = run(reported_folder, "--statistics", "-q", "--output-format", name)
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
    def test_is_refused_where_it_has_no_place(self, reported_folder: Path, name: str) -> None:
        done = subprocess.run(
            [COMMAND, "check", "--statistics", "--output-format", name],
            cwd=reported_folder,
            capture_output=True,
            check=False,
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
