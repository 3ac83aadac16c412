"""The command mends files and standard input, and leaves everything else as it was."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.command import BAD, GOOD, LEFT, MENDED, UNLINKED, call, put, run

pytestmark = pytest.mark.usefixtures("folder")


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
