"""The command that watches files and judges them again when they change."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command import BAD, COMMAND, GOOD, LEFT, MENDED, POSIX, put, run, wait_for

pytestmark = pytest.mark.usefixtures("folder")


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
