"""The command as a user meets it: files, standard input, exit codes and options."""

import json
import multiprocessing
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sanitizer
from sanitizer.adapters import files
from tests.command import BAD, COMMAND, GOOD, LEFT, MENDED, call, on_terminal, put, run

UNLINKED = b"<p>Our shop in town</p>\n"
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


class TestFix:
    def test_bytes_and_mode_stay(self, folder: Path) -> None:
        put(folder, a=b'\xef\xbb\xbf<p>caf\xc3\xa9\r\n<b onclick="x()">y</b>\r</p>')
        (folder / "a.html").chmod(0o640)
        assert call("fix", "a.html").exit_code == 0
        assert (folder / "a.html").read_bytes() == b"\xef\xbb\xbf<p>caf\xc3\xa9\r\n<b>y</b>\r</p>"
        assert stat.S_IMODE((folder / "a.html").stat().st_mode) == 0o640

    @pytest.mark.parametrize("arguments", [["check"], ["fix"], ["fix", "--diff"], ["fix", "a.html", "--stdout"]])
    def test_unchanged_file_is_not_touched(self, folder: Path, arguments: list[str]) -> None:
        put(folder, a=GOOD if arguments == ["fix"] else BAD)
        os.utime(folder / "a.html", ns=(1, 1))
        before = (folder / "a.html").stat()
        call(*arguments)
        after = (folder / "a.html").stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)

    def test_link_stays_and_its_target_is_written(self, folder: Path) -> None:
        put(folder, real__a=BAD)
        (folder / "link.html").symlink_to("real/a.html")
        assert call("fix", "link.html").exit_code == 0
        assert (folder / "link.html").is_symlink()
        assert (folder / "real/a.html").read_bytes() == MENDED

    def test_nothing_is_left_behind_when_writing_fails(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, a=BAD)

        def refuse(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", refuse)
        done = call("fix", "a.html")
        assert (done.exit_code, done.stderr.splitlines()[0]) == (2, "Error: a.html: No space left on device")
        assert [path.name for path in folder.iterdir()] == ["a.html"]
        assert (folder / "a.html").read_bytes() == BAD

    def test_read_only_file_is_refused(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, a=BAD)
        monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)  # root may write everything
        done = call("fix", "a.html")
        assert (done.exit_code, "Error: a.html: the file is read-only" in done.stderr) == (2, True)
        assert (folder / "a.html").read_bytes() == BAD

    def test_output_folder_mirrors_the_paths(self, folder: Path) -> None:
        put(folder, mail__a=BAD, mail__deep__b=GOOD, c=BAD)
        assert call("fix", "mail", "c.html", "-o", "out").exit_code == 0
        written = {str(path.relative_to("out")): path.read_bytes() for path in Path("out").rglob("*.html")}
        assert written == {"a.html": MENDED, "deep/b.html": GOOD, "c.html": MENDED}
        assert (folder / "mail/a.html").read_bytes() == BAD

    def test_output_folder_is_not_input(self, folder: Path) -> None:
        put(folder, a=BAD)
        for _ in range(2):
            call("fix", ".", "-o", "out")
        assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html")) == ["a.html", "out/a.html"]

    def test_two_files_for_one_output_are_refused(self, folder: Path) -> None:
        put(folder, x__a=BAD, y__a=GOOD)
        done = call("fix", "x", "y", "-o", "out")
        assert done.exit_code == 2
        assert f"Error: {Path('y/a.html')}: {Path('out/a.html')} is already the output of" in done.stderr
        assert (folder / "out/a.html").read_bytes() == MENDED

    def test_twice_is_once(self, folder: Path) -> None:
        put(folder, a=BAD, b=LEFT)
        call("fix")
        once = (folder / "a.html").read_bytes(), (folder / "b.html").read_bytes()
        summary = call("fix").stdout.partition("Not judged: ")[0]
        assert summary.endswith(
            "Found 1 finding in 1 of 2 files (0 fixed, 1 left).\n1 fixable with `sanitizer fix --unsafe-fixes`.\n"
        )
        assert once == ((folder / "a.html").read_bytes(), (folder / "b.html").read_bytes()) == (MENDED, LEFT)

    def test_unsafe_fixes(self, folder: Path) -> None:
        put(folder, a=LEFT)
        assert call("fix", "--unsafe-fixes").exit_code == 0
        assert (folder / "a.html").read_bytes() == UNLINKED

    def test_diff_is_taken_by_git(self, folder: Path) -> None:
        put(folder, mail__a=BAD * 9 + GOOD * 9 + b"<!-- x -->\nend", b=b"<p>caf\xe9<!-- x --></p>", c=GOOD)
        patch = run("fix", "--diff", ".", cwd=folder)
        assert patch.stderr.startswith(b"Would fix 11 findings.")
        before = (folder / "mail/a.html").read_bytes()
        assert call("fix", ".", "-o", "../out" + folder.name).exit_code == 0
        apply = ["git", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(apply, input=patch.stdout, cwd=folder, check=True)
        for name in ("mail/a.html", "b.html", "c.html"):
            assert (folder / name).read_bytes() == (folder.parent / f"out{folder.name}" / name).read_bytes()
        subprocess.run([*apply, "--reverse"], input=patch.stdout, cwd=folder, check=True)
        assert (folder / "mail/a.html").read_bytes() == before


class TestStandardInput:
    def test_check(self, folder: Path) -> None:
        done = run("check", "-", stdin=BAD, cwd=folder)
        assert (done.returncode, done.stdout[:20]) == (1, b"-:1:4: SEC005 [*] on")

    @pytest.mark.parametrize(("given", "output", "code"), [(BAD, MENDED, 0), (GOOD, GOOD, 0), (LEFT, LEFT, 1)])
    def test_fix_writes_html_to_stdout_and_the_report_to_stderr(
        self, folder: Path, given: bytes, output: bytes, code: int
    ) -> None:
        done = run("fix", "-", stdin=given, cwd=folder)
        assert (done.returncode, done.stdout) == (code, output)
        assert done.stderr.partition(b"Not judged: ")[0].endswith(
            (b"passed.\n", b"left).\n", b"`sanitizer fix --unsafe-fixes`.\n")
        )

    def test_nothing_is_written_when_it_cannot_be_proven_readable(self, folder: Path) -> None:
        done = run("fix", "-", stdin=b"\xff\xfe\x00", cwd=folder)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"Error: -: the byte order mark")

    def test_file_name_says_which_configuration_holds(self, folder: Path) -> None:
        put(folder, sub__a=GOOD)
        (folder / "sub/sanitizer.toml").write_text('select = ["SEC007"]')
        assert run("check", "-", stdin=BAD, cwd=folder).returncode == 1
        done = run(
            "check", "-", "--stdin-filename", "sub/new.html", "--output-format", "github", stdin=b"<!-- -->", cwd=folder
        )
        assert b"file=sub/new.html," in done.stdout
        assert run("check", "-", "--stdin-filename", "sub/new.html", stdin=BAD, cwd=folder).returncode == 0

    def test_stdout_of_a_file(self, folder: Path) -> None:
        put(folder, a=BAD)
        done = run("fix", "a.html", "--stdout", cwd=folder)
        assert (done.returncode, done.stdout, (folder / "a.html").read_bytes()) == (0, MENDED, BAD)

    def test_diff(self, folder: Path) -> None:
        done = run("check", "-", "--diff", "--stdin-filename", "x y.html", stdin=BAD, cwd=folder)
        assert done.stdout.startswith(b"--- a/x y.html\t\n+++ b/x y.html\t\n@@ -1,1 +1,1 @@\n-<p onclick")


class TestFolders:
    @pytest.fixture
    def found(self) -> Callable[..., list[str]]:
        def find(*paths: str) -> list[str]:
            done = call("check", *(paths or (".",)), "--output-format", "json")
            return [file["path"] for file in json.loads(done.stdout)["files"]]

        return find

    def test_html_files_in_order(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, b=GOOD, a__z=GOOD, a__b__c=GOOD, c=GOOD)
        for name in ("x.htm", "y.xhtml", "z.txt", ".hidden.html"):
            (folder / name).write_bytes(GOOD)
        put(folder, **{".git__a": GOOD, ".venv__a": GOOD})
        assert found() == [".hidden.html", "a/b/c.html", "a/z.html", "b.html", "c.html", "x.htm", "y.xhtml"]
        assert found("c.html", "a", "./a", "a/z.html") == ["c.html", "a/b/c.html", "a/z.html"]

    def test_gitignore_at_every_level(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, keep=GOOD, old=GOOD, build__a=GOOD, sub__old=GOOD, sub__new=GOOD, sub__deep__new=GOOD)
        (folder / ".gitignore").write_text("build/\nold.html\n[z-a]\n!\n")
        (folder / "sub/.gitignore").write_text("!old.html\n/new.html\n")
        assert found() == ["keep.html", "sub/deep/new.html", "sub/old.html"]

    def test_gitignore_above_up_to_the_repository(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, repo__sub__a=GOOD, repo__sub__b=GOOD)
        (folder / ".gitignore").write_text("a.html\n")
        (folder / "repo/.gitignore").write_text("b.html\n")
        assert found("repo/sub") == ["repo/sub/a.html", "repo/sub/b.html"], "no repository"
        (folder / "repo/.git").mkdir()
        assert found("repo/sub") == ["repo/sub/a.html"]

    def test_what_is_named_is_taken(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, build__a=GOOD)
        (folder / "mail.txt").write_bytes(GOOD)
        (folder / ".git").mkdir()
        (folder / ".gitignore").write_text("build/\n")
        (folder / "sanitizer.toml").write_text('exclude = ["mail.txt"]')
        assert found("build") == ["build/a.html"]
        assert found("build/a.html", "mail.txt") == ["build/a.html", "mail.txt"]

    def test_force_exclude_passes_over_what_is_named(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, a=GOOD, drafts__b=GOOD, sub__c=GOOD)
        (folder / "sanitizer.toml").write_text('exclude = ["drafts/"]')
        (folder / "sub/sanitizer.toml").write_text('exclude = ["c.html"]')
        names = "a.html", str(Path("drafts/b.html")), str(folder / "drafts/b.html"), str(Path("sub/c.html"))
        assert found(*names) == list(names)
        assert found(*names, "--force-exclude") == ["a.html"]

    def test_configuration_of_each_folder(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, a=GOOD, drafts__b=GOOD, sub__c=GOOD, sub__drafts__d=GOOD)
        (folder / "sub/e.hbs").write_bytes(GOOD)
        (folder / "sanitizer.toml").write_text('exclude = ["drafts/"]')
        (folder / "sub/sanitizer.toml").write_text('include = ["*.hbs", "drafts/*"]')
        assert found() == ["a.html", "sub/drafts/d.html", "sub/e.hbs"]

    def test_links_in_a_folder_are_passed_over(self, folder: Path, found: Callable[..., list[str]]) -> None:
        put(folder, in__a=GOOD, out=GOOD)
        (folder / "in/link.html").symlink_to("../out.html")
        (folder / "in/loop").symlink_to(".")
        assert found("in") == ["in/a.html"]

    def test_folder_that_cannot_be_read_is_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, a=BAD, locked__b=BAD, z=BAD)
        real = os.scandir

        def scandir(path: Path) -> object:
            if path.name == "locked":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        done = call("fix")
        assert (done.exit_code, done.stderr) == (2, "Error: locked: Permission denied\n")
        assert (folder / "a.html").read_bytes() == (folder / "z.html").read_bytes() == MENDED

    def test_name_that_is_too_long_is_told(self) -> None:
        done = call("check", "x" * 300)
        assert (done.exit_code, "File name too long" in done.stderr) == (2, True)

    def test_no_files_are_told(self) -> None:
        done = call("check")
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr.startswith("No HTML files and no messages found")

    def test_broken_configuration_stops_the_run(self, folder: Path) -> None:
        put(folder, a=BAD, sub__b=BAD)
        (folder / "sub/sanitizer.toml").write_text('polcy = "email"')
        done = call("fix")
        assert done.exit_code == 2
        assert "unknown key `polcy`, did you mean `policy`?" in done.stderr
        assert (folder / "a.html").read_bytes() == BAD


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
