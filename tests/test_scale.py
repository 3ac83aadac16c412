"""The command over many files: what it remembers, how it ends, what it shows, and what it does when files change."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sanitizer.adapters import cache, judge
from sanitizer.findings import Finding

COMMAND = str(Path(sysconfig.get_path("scripts")) / "sanitizer")
GOOD = b"<p>Hello</p>\n"
BAD = b'<p onclick="x()">Hello</p>\r\n'
MENDED = b"<p>Hello</p>\r\n"
LEFT = b'<p><a href="https://shop.example/">Our shop in town</a></p>\n'
UNREADABLE = b"\xff\xfe\x00"
OWN_POLICY = "[policy]\nextends='amazon'\nmax_breaks=1"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, without what the environment says."""
    for name in ("SANITIZER_CACHE_DIR", "SANITIZER_NO_CACHE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    judge.forget()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, **contents: bytes) -> None:
    for name, data in contents.items():
        (folder / f"{name}.html").write_bytes(data)


def run(*arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [COMMAND, *arguments], cwd=cwd, capture_output=True, check=False, timeout=60, env=os.environ | environment
    )


def rows(folder: Path) -> list[tuple[bytes, int, bytes]]:
    """What the cache in a folder holds."""
    connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite")
    found = connection.execute("SELECT key, used, data FROM results ORDER BY rowid").fetchall()
    connection.close()
    return found


def change(folder: Path, statement: str, *values: object) -> None:
    """Change what the cache in a folder holds."""
    connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite")
    with connection:
        connection.execute(statement, values)
    connection.close()


MARK = cache.pack(
    cache.Judged((Finding("SEC005", "from-the-cache", "error", "told", 1, 1, 1, 2, "x", "safe", False, "<", ""),))
)
"""A result that no rule gives, by which it is seen that a result came from the cache."""


MIXED = {"good": GOOD, "bad": BAD, "left": LEFT, "unreadable": UNREADABLE, "empty": b"", "tag": b"{{ x }}" + BAD}


class TestCache:
    @pytest.mark.parametrize("form", ["text", "json", "sarif"])
    @pytest.mark.parametrize("arguments", [["check"], ["fix", "--diff"]])
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_says_the_same(self, folder: Path, arguments: list[str], form: str, jobs: str) -> None:
        put(folder, **{f"{name}{index}": data for index in range(7) for name, data in MIXED.items()})
        command = [*arguments, "-j", jobs, "--output-format", form]
        anew, first, second = (run(*command, *more, cwd=folder) for more in (["--no-cache"], [], []))
        assert len(rows(folder)) == len(MIXED)
        told = [(done.stdout, done.stderr, done.returncode) for done in (anew, first, second)]
        assert told[0] == told[1] == told[2]
        assert told[0][0]

    def test_serves_every_format_and_name(self, folder: Path) -> None:
        put(folder, a=BAD)
        run("check", "--output-format", "json", cwd=folder)
        change(folder, "UPDATE results SET data = ?", MARK)
        (folder / "a.html").rename(folder / "b.html")
        for form in (
            "text",
            "grouped",
            "json",
            "jsonl",
            "sarif",
            "github",
            "gitlab",
            "junit",
            "checkstyle",
            "markdown",
        ):
            shown = run("check", "--output-format", form, cwd=folder).stdout
            assert b"told" in shown
            assert b"b.html" in shown

    @pytest.mark.parametrize(
        ("arguments", "prepare"),
        [
            (["fix", "--diff"], None),
            (["check", "--policy", "email"], None),
            (["check", "--select", "SEC"], None),
            (["check", "--ignore", "STY"], None),
            (["check", "--unsafe-fixes"], None),
            (["check"], lambda folder: put(folder, a=BAD + b" ")),
            (["check"], lambda folder: (folder / "sanitizer.toml").write_text('ignore = ["STY"]')),
            (["check"], lambda folder: (folder / "sanitizer.toml").write_text(OWN_POLICY)),
            (["check", "--no-cache"], None),
            (["check", "--cache-dir", "other"], None),
        ],
    )  # fmt: skip
    def test_what_decides_on_a_result_is_part_of_its_key(
        self, folder: Path, arguments: list[str], prepare: Callable[[Path], None] | None
    ) -> None:
        put(folder, a=BAD)
        run("check", cwd=folder)
        change(folder, "UPDATE results SET data = ?", MARK)
        assert b"told" in run("check", cwd=folder).stdout
        if prepare is not None:
            prepare(folder)
        shown = run(*arguments, cwd=folder)
        assert shown.stdout
        assert b"told" not in shown.stdout

    def test_the_package_is_part_of_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = cache.digest({})
        monkeypatch.setattr(cache, "__version__", "99")
        cache._package.cache_clear()
        assert cache.digest({}) != one
        monkeypatch.undo()
        monkeypatch.setattr(cache, "_version", lambda _: "99")
        cache._package.cache_clear()
        assert cache.digest({}) != one
        monkeypatch.undo()
        cache._package.cache_clear()
        assert cache.digest({}) == one

    def test_fix_knows_what_it_changes_nothing_in(self, folder: Path) -> None:
        put(folder, left=LEFT, bad=BAD)
        run("fix", cwd=folder)
        assert len(rows(folder)) == 1
        assert (folder / "bad.html").read_bytes() == MENDED
        change(folder, "UPDATE results SET data = ?", MARK)
        assert b"left.html:1:1: SEC005 [*] told" in run("fix", cwd=folder).stdout

    def test_nothing_that_is_written_comes_from_it(self, folder: Path) -> None:
        put(folder, a=BAD)
        assert run("fix", "--diff", cwd=folder).stdout
        evil = cache.pack(cache.Judged(changed=True, output=b"<script>evil()</script>"))
        change(folder, "UPDATE results SET data = ?", evil)
        assert b"evil" in run("fix", "--diff", cwd=folder).stdout
        run("fix", "-o", "out", cwd=folder)
        run("fix", cwd=folder)
        assert (folder / "a.html").read_bytes() == (folder / "out/a.html").read_bytes() == MENDED

    def test_output_folder_is_filled_when_all_is_known(self, folder: Path) -> None:
        put(folder, left=LEFT)
        run("fix", cwd=folder)
        run("fix", "-o", "out", cwd=folder)
        assert (folder / "out/left.html").read_bytes() == LEFT

    def test_a_cpu_limit_is_not_remembered(self, folder: Path) -> None:
        (folder / "sanitizer.toml").write_text("[policy]\nextends='amazon'\nmax_seconds=0")
        put(folder, a=BAD)
        assert b"max_seconds" in run("check", cwd=folder).stderr
        assert not (folder / ".sanitizer_cache").exists()

    @pytest.mark.parametrize("broken", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
    def test_a_broken_one_is_made_anew(self, folder: Path, broken: bytes) -> None:
        put(folder, a=BAD)
        expected = run("check", cwd=folder)
        path = folder / ".sanitizer_cache/results-2.sqlite"
        path.write_bytes(broken)
        for _ in range(3):
            done = run("check", cwd=folder)
            assert (done.stdout, done.stderr, done.returncode) == (expected.stdout, b"", 1)
        assert len(rows(folder)) == 1

    @pytest.mark.parametrize("data", [b"", b"x", cache.zlib.compress(b"[]\n"), cache.zlib.compress(b"[[[1]],0,0,0]\n")])
    def test_a_broken_result_is_worked_out_anew(self, folder: Path, data: bytes) -> None:
        put(folder, a=BAD)
        expected = run("check", cwd=folder).stdout
        sound = rows(folder)
        change(folder, "UPDATE results SET data = ?", data)
        assert run("check", cwd=folder).stdout == expected
        assert rows(folder) == sound

    def test_one_that_cannot_be_made_is_passed_over(self, folder: Path) -> None:
        put(folder, a=BAD)
        (folder / ".sanitizer_cache").write_bytes(b"a file")
        done = run("check", cwd=folder)
        assert (done.returncode, done.stderr) == (1, b"")

    def test_one_that_is_locked_is_passed_over(self, folder: Path) -> None:
        put(folder, a=BAD)
        run("check", cwd=folder)
        connection = sqlite3.connect(folder / ".sanitizer_cache/results-2.sqlite", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        put(folder, b=BAD)
        done = run("check", cwd=folder)
        connection.close()
        assert (done.returncode, done.stderr) == (1, b"")
        assert done.stdout.count(b"SEC005") == 2

    def test_two_runs_at_once(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": BAD * (index % 40) + b"%d" % index for index in range(300)})
        runs = [
            subprocess.Popen(
                [COMMAND, "check", "-j", jobs, "--output-format", "json"], cwd=folder, stdout=subprocess.PIPE
            )
            for jobs in "1212"
        ]
        told = [process.communicate(timeout=60)[0] for process in runs]
        assert len({*told}) == 1
        assert len(rows(folder)) == 300
        assert run("check", "--output-format", "json", cwd=folder).stdout == told[0]

    def test_place(self, folder: Path) -> None:
        (folder / "sub/deep").mkdir(parents=True)
        (folder / "sub/sanitizer.toml").write_text("")
        put(folder / "sub/deep", a=BAD)
        run("check", cwd=folder / "sub/deep")
        kept = folder / "sub/.sanitizer_cache"
        assert sorted(path.name for path in kept.iterdir()) == [".gitignore", "CACHEDIR.TAG", "results-2.sqlite"]
        assert (kept / ".gitignore").read_text() == "*\n"
        assert (kept / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
        run("check", cwd=folder / "sub/deep", SANITIZER_CACHE_DIR="by-environment")
        assert (folder / "sub/deep/by-environment/CACHEDIR.TAG").exists()
        run("check", "--cache-dir", "named", cwd=folder / "sub/deep", SANITIZER_CACHE_DIR="by-environment")
        assert (folder / "sub/deep/named/CACHEDIR.TAG").exists()
        run("check", cwd=folder, SANITIZER_NO_CACHE="1")
        assert not (folder / ".sanitizer_cache").exists()

    def test_clean(self, folder: Path) -> None:
        put(folder, a=BAD)
        run("check", cwd=folder)
        done = run("clean", cwd=folder)
        assert (done.returncode, done.stderr) == (0, f"Removed the results in {folder}/.sanitizer_cache.\n".encode())
        assert not (folder / ".sanitizer_cache").exists()
        assert run("clean", cwd=folder).stderr.startswith(b"No results are kept in ")

    def test_clean_removes_nothing_else(self, folder: Path) -> None:
        put(folder, a=BAD)
        run("clean", "--cache-dir", ".", cwd=folder)
        run("check", "--cache-dir", ".", cwd=folder)
        run("clean", "--cache-dir", ".", cwd=folder)
        assert [path.name for path in folder.iterdir()] == ["a.html"]

    def test_what_nobody_asks_for_goes(self, folder: Path) -> None:
        put(folder, a=BAD, b=LEFT)
        run("check", cwd=folder)
        today = rows(folder)[0][1]
        change(folder, "UPDATE results SET used = used - 29")
        put(folder, b=GOOD, c=BAD * 2)
        run("check", cwd=folder)
        assert sorted(used for _, used, _ in rows(folder)) == [today - 29, today, today, today]
        change(folder, "UPDATE results SET used = used - 2 WHERE used < ?", today)
        put(folder, d=BAD * 3)
        run("check", cwd=folder)
        assert [used for _, used, _ in rows(folder)] == [today] * 4

    def test_size_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cache, "_LARGEST", 200_000)
        for index in range(400):
            store = cache.Store(str(tmp_path / "kept"))
            store.add(cache.Entry(b"%d" % index, os.urandom(2000)))
            store.close()
        assert (tmp_path / "kept/results-2.sqlite").stat().st_size <= 200_000 + 8192
        hits = [index for index in range(400) if _has(tmp_path / "kept", b"%d" % index)]
        assert hits == list(range(hits[0], 400))


def _has(folder: Path, key: bytes) -> bool:
    connection = sqlite3.connect(folder / "results-2.sqlite")
    found = connection.execute("SELECT 1 FROM results WHERE key = ?", (key,)).fetchall()
    connection.close()
    return bool(found)


@POSIX
class TestStopped:
    FILES = 300

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("jobs", ["1", "2"])
    @pytest.mark.parametrize("to_all", [True, False], ids=["to all", "to the parent"])
    def test_at_any_moment(self, folder: Path, jobs: str, number: signal.Signals, to_all: bool) -> None:
        """From before the first file to behind the last."""
        before, after = LEFT + BAD * 20, LEFT + MENDED * 20
        mended = []
        for moment in (0.15, 0.3, 0.4, 0.5, 0.6, 0.8):
            put(folder, **{f"mail{index:03}": before for index in range(self.FILES)})
            pipe = subprocess.PIPE
            process = subprocess.Popen(
                [COMMAND, "fix", "-j", jobs, "-q"], cwd=folder, stdout=pipe, stderr=pipe, start_new_session=True
            )
            time.sleep(moment)
            started = {each.pid for each in psutil.Process(process.pid).children(recursive=True)}
            (os.killpg if to_all else os.kill)(process.pid, number)
            sent = time.monotonic()
            _, told = process.communicate(timeout=30)
            assert time.monotonic() - sent < 20
            assert b"Traceback" not in told or b"in invoke" not in told, told  # but before the command has begun
            assert process.returncode in (128 + number, 1, -number)
            contents = {path.name: path.read_bytes() for path in folder.glob("*.html")}
            assert len(contents) == self.FILES
            assert {*contents.values()} <= {before, after}
            assert not list(folder.glob(".sanitizer-*.tmp"))
            assert not any(psutil.pid_exists(pid) for pid in started)
            mended.append(sum(data == after for data in contents.values()))
        assert mended[0] < self.FILES

    def test_processes_end_with_a_parent_that_is_killed(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": LEFT + BAD * 20 for index in range(self.FILES)})
        process = subprocess.Popen([COMMAND, "fix", "-j2"], cwd=folder, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        started = psutil.Process(process.pid).children(recursive=True)
        assert started
        process.kill()
        process.communicate(timeout=30)
        assert not psutil.wait_procs(started, timeout=10)[1]
        assert not list(folder.glob(".sanitizer-*.tmp"))


class Terminal:
    """A command on a pseudo-terminal, and what it has shown there so far."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        import pty

        self.leader, follower = pty.openpty()
        environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
        self.process = subprocess.Popen(
            [COMMAND, *arguments], cwd=cwd, stdin=follower, stdout=follower, stderr=follower, env=environment,
            start_new_session=True,
        )  # fmt: skip
        os.close(follower)
        self.shown = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.leader, 65536)
            except OSError:  # the other end is closed
                return
            if not data:
                return
            self.shown += data.decode("utf-8", errors="replace")

    def end(self) -> int:
        """The exit code, when all that was shown is read."""
        code = self.process.wait(timeout=60)
        self._reader.join(timeout=10)
        os.close(self.leader)
        return code


def screen(shown: str) -> list[str]:
    """The lines that a terminal is left with: carriage returns, erased lines and the cursor sent up are carried out."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", shown):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
            if row == len(lines):
                lines.append("")
        elif part.startswith("\x1b["):
            if part.endswith("K"):
                lines[row] = "" if part == "\x1b[2K" else lines[row][:column]
            elif part.endswith("A"):
                row -= int(part[2:-1] or 1)
        else:
            lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
            column += len(part)
    return lines


@POSIX
class TestBar:
    FILES = 200

    def test_counts_to_the_end_and_is_gone(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": GOOD + b"<p>x</p>" * index for index in range(self.FILES)})
        terminal = Terminal("check", "-j1", cwd=folder)
        assert terminal.end() == 0
        counts = [int(count) for count in re.findall(rf"(\d+)/{self.FILES}", terminal.shown)]
        assert counts == sorted(counts)
        assert counts[-1] == self.FILES
        assert "100%" in terminal.shown
        assert screen(terminal.shown) == ["All checks passed.", ""]
        assert terminal.shown.rindex("\x1b[?25h") > terminal.shown.rindex("\x1b[?25l")

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_does_not_garble_findings(self, folder: Path, jobs: str) -> None:
        put(folder, **{f"mail{index:03}": BAD if index % 7 == 0 else GOOD for index in range(self.FILES)})
        plain = run("check", "--no-cache", cwd=folder).stdout.decode()
        terminal = Terminal("check", "--no-cache", "--no-color", "-j", jobs, cwd=folder)
        assert terminal.end() == 1
        assert f"/{self.FILES}" in terminal.shown
        assert screen(terminal.shown) == plain.split("\n")

    @pytest.mark.parametrize("arguments", [["-q"], []], ids=["quiet", "piped"])
    def test_is_not_shown(self, folder: Path, arguments: list[str]) -> None:
        put(folder, **{f"mail{index:03}": GOOD for index in range(self.FILES)})
        if arguments:
            terminal = Terminal("check", *arguments, cwd=folder)
            assert terminal.end() == 0
            assert terminal.shown == ""
        else:
            assert run("check", cwd=folder).stderr == b""

    def test_cursor_is_back_after_ctrl_c(self, folder: Path) -> None:
        put(folder, **{f"mail{index:03}": GOOD + b"<p>x</p>" * 500 for index in range(2000)})
        terminal = Terminal("check", "-j1", cwd=folder)
        wait_for(lambda: "/2000" in terminal.shown)
        os.killpg(terminal.process.pid, signal.SIGINT)
        assert terminal.end() == 130
        assert terminal.shown.rindex("\x1b[?25h") > terminal.shown.rindex("\x1b[?25l")


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    stop = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < stop, "it did not happen in time"
        time.sleep(0.02)


class Watching:
    """A command that watches, and what it has said since it was last asked."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.process = subprocess.Popen(
            [COMMAND, *arguments, "--watch"], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
        )
        self._shown = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        while data := os.read(self.process.stdout.fileno(), 65536):
            self._shown += data.decode()

    def until(self, text: str) -> str:
        """What it says up to a text, and the text."""
        wait_for(lambda: text in self._shown)
        said, _, self._shown = self._shown.partition(text)
        return said + text

    def silence(self, seconds: float = 1.2) -> str:
        """What it says in a while in which nothing should be said."""
        time.sleep(seconds)
        return self._shown

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=10)
        self.close()
        return code

    def close(self) -> None:
        """After the process is over."""
        self._reader.join(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()


@POSIX
class TestWatch:
    @pytest.fixture
    def watching(self, folder: Path) -> Iterator[Callable[..., Watching]]:
        running: list[Watching] = []

        def start(*arguments: str) -> Watching:
            running.append(Watching(*arguments, cwd=folder))
            return running[-1]

        yield start
        for each in running:
            each.process.kill()
            each.process.wait()
            each.close()

    def test_check(self, folder: Path, watching: Callable[..., Watching]) -> None:
        put(folder, a=BAD, b=GOOD)
        watcher = watching("check")
        assert "a.html:1:4: SEC005" in watcher.until("Watching for changes; Ctrl-C ends.\n")
        put(folder, b=BAD)
        said = watcher.until("Found 1 finding.")
        assert re.search(r"^\d\d:\d\d:\d\d b\.html changed\nb\.html:1:4: SEC005", said, re.MULTILINE)
        assert "a.html" not in said
        assert "\x1b" not in said
        put(folder, b=GOOD)
        assert "b.html changed\n" in watcher.until("All checks passed.")
        put(folder, c=BAD)
        assert "c.html:1:4: SEC005" in watcher.until("Found 1 finding.")
        watcher.until("`sanitizer fix`.\n")
        (folder / "notes.txt").write_bytes(BAD)
        (folder / "c.html").unlink()
        assert watcher.silence() == ""
        assert watcher.end() == 130

    def test_fix_does_not_hear_itself(self, folder: Path, watching: Callable[..., Watching]) -> None:
        put(folder, a=LEFT)
        watcher = watching("fix")
        watcher.until("Ctrl-C ends.\n")
        put(folder, a=BAD)
        watcher.until("Found 1 finding (1 fixed, 0 left).\n")
        assert (folder / "a.html").read_bytes() == MENDED
        assert watcher.silence() == ""
        put(folder, a=BAD * 2)
        watcher.until("Found 2 findings (2 fixed, 0 left).\n")
        assert (folder / "a.html").read_bytes() == MENDED * 2
        assert watcher.end(signal.SIGTERM) == 143

    def test_a_file_that_an_editor_replaces(self, folder: Path, watching: Callable[..., Watching]) -> None:
        put(folder, a=GOOD, b=GOOD)
        watcher = watching("check", "a.html")
        watcher.until("Ctrl-C ends.\n")
        for _ in range(2):
            (folder / "new").write_bytes(BAD)
            (folder / "new").replace(folder / "a.html")
            assert "a.html:1:4: SEC005" in watcher.until("`sanitizer fix`.\n")
        put(folder, b=BAD)
        assert watcher.silence() == ""

    def test_settings_hold_for_all(self, folder: Path, watching: Callable[..., Watching]) -> None:
        (folder / "mail").mkdir()
        put(folder / "mail", a=BAD)
        watcher = watching("check", "mail")
        watcher.until("Ctrl-C ends.\n")
        (folder / "sanitizer.toml").write_text("selct = 1")
        assert "unknown key `selct`" in watcher.until("did you mean `select`?\n")
        (folder / "sanitizer.toml").write_text('select = ["LNK"]')
        assert "settings changed" in watcher.until("All checks passed.")
        (folder / "sanitizer.toml").unlink()
        assert "SEC005" in watcher.until("Found 1 finding.")

    def test_output_folder_is_not_watched(self, folder: Path, watching: Callable[..., Watching]) -> None:
        put(folder, a=BAD)
        watcher = watching("fix", "-o", "out")
        watcher.until("Ctrl-C ends.\n")
        assert watcher.silence() == ""
        put(folder, a=BAD * 2)
        watcher.until("(2 fixed, 0 left).\n")
        assert (folder / "out/a.html").read_bytes() == MENDED * 2
        assert watcher.silence() == ""

    @pytest.mark.parametrize("arguments", [["check", "-"], ["fix", "a.html", "--stdout"]])
    def test_needs_files(self, folder: Path, arguments: list[str]) -> None:
        put(folder, a=BAD)
        done = run(*arguments, "--watch", cwd=folder)
        assert (done.returncode, b"--watch takes files" in done.stderr) == (2, True)

    def test_without_the_library(self, folder: Path) -> None:
        code = "import sys; sys.modules['watchfiles'] = None\nfrom sanitizer.adapters.cli import main\nmain()"
        done = subprocess.run(
            [sys.executable, "-c", code, "check", "--watch"], cwd=folder, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 2
        assert b"pip install 'email-html-sanitizer[watch]'" in done.stderr


def test_json_of_a_cached_run_is_whole(folder: Path) -> None:
    put(folder, **{f"mail{index}": (GOOD, BAD, LEFT, UNREADABLE)[index % 4] for index in range(12)})
    for _ in range(2):
        data = json.loads(run("check", "--output-format", "json", cwd=folder).stdout)
        assert (len(data["files"]), len(data["errors"])) == (9, 3)
