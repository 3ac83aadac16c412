"""How the command ends when it is stopped: no file half written, no process left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.command import BAD, COMMAND, LEFT, MENDED, POSIX, put

pytestmark = pytest.mark.usefixtures("folder")


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


@pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")
class TestEnds:
    FILES = 400

    def start(self, folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        put(folder, **{f"mail{index:03}": LEFT + BAD * 20 for index in range(self.FILES)})
        command = [COMMAND, "fix", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, start_new_session=True)

    def check_whole(self, folder: Path) -> int:
        """Every file is as it was or mended, and nothing else is there; how many are mended."""
        contents = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert len(contents) == self.FILES
        assert set(contents.values()) <= {LEFT + BAD * 20, LEFT + MENDED * 20}
        return sum(data == LEFT + MENDED * 20 for data in contents.values())

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_by_ctrl_c(self, folder: Path, jobs: str) -> None:
        process = self.start(folder, "-j", jobs)
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=30)
        assert (process.returncode, told) == (130, b"")
        assert self.check_whole(folder) < self.FILES

    def test_by_ctrl_c_while_a_class_is_made(self, folder: Path) -> None:
        """Python 3.11 raises RuntimeError then, as it does for all that goes wrong there."""
        code = (
            "import os, signal, sanitizer.adapters.cli as cli\n"
            "class Slow:\n"
            "    def __set_name__(self, *_): os.kill(os.getpid(), signal.SIGINT)\n"
            "cli.main.command('made')(lambda: type('Class', (), {'slow': Slow()}))\n"
            "cli.main(['made'])"
        )
        ended = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (130, b"")

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_by_a_closed_pipe(self, folder: Path, jobs: str) -> None:
        process = self.start(folder, "-j", jobs)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        process.stderr.close()
        assert (process.wait(timeout=30), told) == (141, b"")
        assert self.check_whole(folder) < self.FILES
