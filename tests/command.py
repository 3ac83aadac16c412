"""The command, in this process, in one of its own and on a terminal, and mail for it to judge."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from sanitizer.adapters import sanitizers
from sanitizer.adapters.cli import main

COMMAND = str(Path(sysconfig.get_path("scripts")) / "sanitizer")
GOOD = b"<p>Hello</p>\n"
BAD = b'<p onclick="x()">Hello</p>\r\n'
MENDED = b"<p>Hello</p>\r\n"
LEFT = b'<p><a href="https://shop.example/">Our shop in town</a></p>\n'
"""A link that only an unsafe fix takes away."""
UNLINKED = b"<p>Our shop in town</p>\n"
UNREADABLE = b"\xff\xfe\x00"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of POSIX")


def put(folder: Path, **contents: bytes) -> None:
    """Files by their path, with ``__`` for the slash; ``.html`` where a name has no ending."""
    for name, data in contents.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def call(*arguments: str, stdin: bytes | None = None) -> Result:
    """The command in this process."""
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def here(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The command in this process, as one that begins anew in a folder: what :func:`run` gives, without its start."""
    sanitizers.forget()
    with chdir(cwd), patch.dict(os.environ, environment):
        done = call(*arguments, stdin=stdin)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes)


def run(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The installed command in a process of its own."""
    return subprocess.run(
        [COMMAND, *arguments],
        input=stdin,
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | environment,
    )


def on_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> bytes:
    """What a command shows on a terminal."""
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command, cwd=folder, stdin=follower, stdout=follower, stderr=follower, env=os.environ | environment
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        shown += data
    os.close(leader)
    process.wait()
    return shown


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it is so, and fail if it never is."""
    stop = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < stop, "it did not happen in time"
        time.sleep(0.02)
