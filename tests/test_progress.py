"""The progress bar on a terminal."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from tests.command import BAD, COMMAND, GOOD, POSIX, put, run, wait_for

pytestmark = pytest.mark.usefixtures("folder")


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
