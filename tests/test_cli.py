"""The command as a user meets it: exit codes and options."""

import json
import multiprocessing
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sanitizer
from sanitizer.adapters import files
from tests.command import BAD, COMMAND, GOOD, LEFT, MENDED, UNLINKED, call, on_terminal, put, run

SCHEMA = json.loads(resources.files("sanitizer").joinpath("reports", "report.schema.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.usefixtures("folder")


class TestExitCodes:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["check", "good.html"], 0),
            (["check", "bad.html"], 1),
            (["check", "good.html", "bad.html"], 1),
            (["check", "left.html", "--ignore", "LNK"], 0),
            (["check", "bad.html", "--select", "SEC007"], 0),
            (["fix", "bad.html"], 0),
            (["fix", "left.html"], 1),
            (["fix", "left.html", "--unsafe-fixes"], 0),
            (["fix", "bad.html", "--diff"], 1),
            (["fix", "good.html", "--diff"], 0),
            (["check", "nowhere.html"], 2),
            (["check", "nowhere.html", "good.html"], 2),
            (["check", "good.html", "--policy", "nope"], 2),
            (["check", "good.html", "--select", "NOPE"], 2),
            (["check", "good.html", "--frobnicate"], 2),
            (["check", "-", "good.html"], 2),
            (["fix", "good.html", "bad.html", "--stdout"], 2),
            (["fix", ".", "--stdout"], 2),
            (["fix", "good.html", "--stdout", "--diff"], 2),
            (["explain", "SEC999x"], 2),
            (["--version"], 0),
        ],
    )
    def test_table(self, folder: Path, arguments: list[str], code: int) -> None:
        put(folder, good=GOOD, bad=BAD, left=LEFT)
        assert call(*arguments).exit_code == code

    def test_installed_command(self, folder: Path) -> None:
        put(folder, good=GOOD, bad=BAD)
        assert run("check", "good.html", cwd=folder).returncode == 0
        assert run("check", "bad.html", cwd=folder).returncode == 1
        assert run("check", "none.html", cwd=folder).returncode == 2
        module = subprocess.run([sys.executable, "-m", "sanitizer", "-V"], capture_output=True, check=True, text=True)
        assert module.stdout == f"sanitizer {sanitizer.__version__}\n"

    def test_others_are_processed_when_one_fails(self, folder: Path) -> None:
        put(folder, a=b"<p>\xff\xfe", b=b"\xff\xfe\x00", c=BAD)
        done = call("fix", ".", "none.html")
        assert done.exit_code == 2
        assert "Error: none.html: No such file or directory" in done.stderr
        assert "Error: b.html: the byte order mark says utf-16-le" in done.stderr
        assert (folder / "b.html").read_bytes() == b"\xff\xfe\x00"
        assert (folder / "c.html").read_bytes() == MENDED

    def test_limit_is_told_with_what_to_do(self, folder: Path) -> None:
        (folder / "sanitizer.toml").write_text('[policy]\nextends = "amazon"\nmax_bytes = 20')
        put(folder, a=GOOD, b=BAD, c=b"x" * 200)
        done = call("check")
        assert done.exit_code == 2
        assert "Error: b.html: input is over the limit max_bytes = 20 (found 27)" in done.stderr
        assert "Error: c.html: input is over the limit max_bytes = 20 (found 200)" in done.stderr
        assert "a policy with a higher `max_bytes` would take it" in done.stderr

    def test_a_defect_in_one_file_does_not_cost_the_others(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, a=b"boom", b=BAD)
        real = files.read

        def read(path: Path, max_bytes: int) -> bytes:
            if (data := real(path, max_bytes)) == b"boom":
                raise ZeroDivisionError("boom")
            return data

        monkeypatch.setattr(files, "read", read)
        done = call("fix")
        assert done.exit_code == 2
        assert "Error: a.html: internal error: ZeroDivisionError: boom; nothing was changed" in done.stderr
        assert (folder / "b.html").read_bytes() == MENDED

    @pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the patch has to reach the processes")
    def test_a_killed_process_is_told_for_each_file(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, **{f"mail{index:03}": GOOD for index in range(200)})
        parent = os.getpid()
        real = files.read

        def read(path: Path, max_bytes: int) -> bytes:
            if path.name == "mail100.html" and os.getpid() != parent:
                os._exit(9)
            return real(path, max_bytes)

        monkeypatch.setattr(files, "read", read)
        done = call("check", "-j2")
        assert done.exit_code == 2
        assert "Error: mail100.html: a process was ended from outside" in done.stderr
        assert "All checks passed" not in done.stdout

    def test_a_crash_is_not_taken_for_findings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def crash(*_: object) -> None:
            raise ZeroDivisionError("boom")

        monkeypatch.setattr(files, "find", crash)
        done = call("check")
        assert done.exit_code == 2
        assert "ZeroDivisionError: boom" in done.stderr
        assert "please report it" in done.stderr


class TestOptions:
    def test_command_line_and_configuration(self, folder: Path) -> None:
        put(folder, a=b"<!-- x --><p onclick=x>Hello</p>\n")
        (folder / "sanitizer.toml").write_text('select = ["SEC005", "SEC007"]\nignore = ["SEC007"]')
        for options, codes in (
            ([], ["SEC005"]),
            (["--ignore", "SEC005"], []),
            (["--select", "SEC007"], ["SEC007"]),
            (["--select", "SEC005,SEC007", "--ignore", "SEC005"], ["SEC007"]),
            (["--select", "SEC005", "--select", "SEC007"], ["SEC007", "SEC005"]),
        ):
            data = json.loads(call("check", "--output-format", "json", *options).stdout)
            assert [finding["code"] for finding in data["files"][0]["findings"]] == codes, options

    def test_policy(self, folder: Path) -> None:
        put(folder, a=b'<p style="color:red">Hello</p>')
        (folder / "own.toml").write_text('extends = "amazon"\nkeep_color = true')
        assert call("check", "--policy", "email").exit_code == 0
        assert call("check", "--policy", "own.toml", "--output-format", "json").stdout.count('"policy": "amazon"') == 2

    @pytest.mark.parametrize("option", ["--unsafe-fixes", "--no-unsafe-fixes"])
    def test_unsafe_fixes_may_be_switched_either_way(self, folder: Path, option: str) -> None:
        put(folder, a=LEFT)
        (folder / "sanitizer.toml").write_text(f"unsafe_fixes = {str('no' in option).lower()}")
        call("fix", option)
        assert (folder / "a.html").read_bytes() == (LEFT if "no" in option else UNLINKED)

    def test_quiet_and_statistics(self, folder: Path) -> None:
        put(folder, a=BAD)
        assert "Found" not in call("check", "-q").stdout
        assert call("check", "--statistics", "-q").stdout == "1  SEC005  attribute-event-handler\n"

    def test_verify_strict(self, folder: Path) -> None:
        put(folder, a=BAD)
        assert call("fix", "--verify", "strict").exit_code == 0

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_json_meets_the_schema_in_path_order(self, folder: Path, jobs: str) -> None:
        put(folder, **{f"mail{index:03}": (GOOD, BAD, LEFT)[index % 3] for index in range(90)})
        done = run("fix", "--output-format", "json", "--jobs", jobs, cwd=folder)
        data = json.loads(done.stdout)
        Draft202012Validator(SCHEMA).validate(data)
        assert [file["path"] for file in data["files"]] == [f"mail{index:03}.html" for index in range(90)]
        assert [file["changed"] for file in data["files"]] == [index % 3 == 1 for index in range(90)]
        assert (done.returncode, done.stderr) == (1, b"")

    def test_one_and_two_processes_say_the_same(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": (GOOD, BAD, LEFT)[index % 3] for index in range(90)})
        one, two = (run("check", "-j", jobs, cwd=folder) for jobs in "12")
        assert (one.stdout, one.returncode) == (two.stdout, two.returncode)
        assert b"Found 60 findings in 60 of 90 files." in one.stdout

    @pytest.mark.parametrize(
        ("environment", "arguments", "colored"),
        [({}, [], True), ({"NO_COLOR": "1"}, [], False), ({}, ["--no-color"], False)],
    )
    @pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
    def test_colour_on_a_terminal(
        self, folder: Path, environment: dict[str, str], arguments: list[str], colored: bool
    ) -> None:
        put(folder, a=BAD)
        shown = on_terminal([COMMAND, "check", *arguments], folder, environment)
        assert (b"\x1b[" in shown) is colored
        assert b"SEC005" in shown

    @pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
    def test_bar_on_a_terminal_leaves_the_report_whole(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": BAD for index in range(60)})
        shown = on_terminal([COMMAND, "fix", "-j1"], folder, {"TERM": "xterm"})
        assert b"/60" in shown
        assert shown.endswith(b"Found 60 findings in 60 of 60 files (60 fixed, 0 left).\r\n")
