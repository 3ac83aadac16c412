"""GitHub Actions: workflow commands that mark the findings left in the files of a pull request.

``::error file=mail.html,line=3,col=5,title=SEC006 (url-dangerous)::href has ...``, as GitHub's page "Workflow
commands for GitHub Actions" describes them.
"""

from collections.abc import Iterable, Iterator

from sanitizer.findings import Finding, Severity
from sanitizer.reports import FileReport, Run
from sanitizer.reports.places import in_file, readable

__all__ = ["closing", "render"]

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(file: FileReport) -> str:
    """A line for each finding left, and one for the note."""
    return "".join(_lines(file))


def closing(run: Run) -> str:
    """A line for each file that could not be processed."""
    return "".join(_command("error", [("file", readable(path))], message) for path, message in run.failures)


def _lines(file: FileReport) -> Iterator[str]:
    path = readable(file.path)
    for finding in map(in_file, file.report.left):
        properties = _properties(path, finding)
        yield _command(_COMMANDS[finding.severity], properties, f"{finding.code} {finding.message}")
    if file.note:
        yield _command("notice", [("file", path)], file.note)


def _command(name: str, properties: Iterable[tuple[str, str | int]], message: str) -> str:
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties)
    return f"::{name} {told}::{_data(message)}\n"


def _properties(path: str, finding: Finding) -> Iterator[tuple[str, str | int]]:
    yield "title", f"{finding.code} ({finding.name})"
    yield "file", path
    yield "line", finding.line
    yield "endLine", finding.end_line
    if finding.line == finding.end_line:  # columns over several lines are refused
        yield "col", finding.column
        yield "endColumn", finding.end_column


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
