"""Reports for tests: of a folder by the real command, and of findings that tests make."""

import os
import subprocess
from pathlib import Path
from typing import Any

from sanitizer.findings import Finding
from sanitizer.policy import Policy
from sanitizer.reports import Failure, FileReport, Run, Totals
from sanitizer.reports.formats import FORMATS
from tests.command import COMMAND

AMAZON = Policy.load("amazon")
FILES = {
    "good.html": "<p>Hello</p>\n",
    "sub/bad.html": (
        '<p>\U00020bb7日本<b onclick="x(\x01\x0b]]>&|`\t)">y</b>\r\n'
        '<a href="https://shop.example/@you?a=1">Our shop in town</a><!-- a\r\nb -->\r\n<br><br><br><br>x</p>'
    ),
    "odd & 'é\" #1 | `%.html": '<img src="https://x.example/a.png">' * 2 + "<img src=y.gif alt=z>",
}
FAILED = "broken.html", "nowhere.html"
"""One that cannot be read, and one that is not there."""


def run(folder: Path, *arguments: str, code: int = 2) -> str:
    """What ``check`` prints; ``code`` is the exit code that it must have."""
    command = [COMMAND, "check", ".", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": "random"}
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60, env=environment)
    assert done.returncode == code, done.stderr
    return done.stdout.decode("utf-8")


def whole(name: str, *files: FileReport, failures: tuple[Failure, ...] = ()) -> str:
    """A report as the command puts it together."""
    form, totals = FORMATS[name], Totals()
    for file in files:
        totals.add(file)
    parts = [part for part in map(form.render, files) if part]
    closing = form.closing(Run(AMAZON, totals, failures, printed=bool(parts)))
    return form.opening(AMAZON) + form.between.join(parts) + closing


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "code": "SEC006",
        "name": "url-dangerous",
        "severity": "error",
        "message": "wrong",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 3,
        "clause": "link",
        "safety": "safe",
        "fixed": False,
        "before": "x",
        "after": "",
    }
    return Finding(**values | changes)
