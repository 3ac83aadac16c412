"""GitHub Actions: workflow commands that mark the findings left in the files of a pull request.

``::error file=mail.html,line=3,col=5,title=SEC006 (url-dangerous)::href has ...``, as GitHub's page "Workflow
commands for GitHub Actions" describes them.
"""

from collections.abc import Iterator

from sanitizer.findings import Finding, Severity
from sanitizer.reports import FileReport

__all__ = ["render"]

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(file: FileReport) -> str:
    """A line for each finding left."""
    return "".join(_lines(file))


def _lines(file: FileReport) -> Iterator[str]:
    for finding in file.report.left:
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in _properties(file.path, finding))
        yield f"::{_COMMANDS[finding.severity]} {properties}::{_data(_told(finding))}\n"


def _properties(path: str, finding: Finding) -> Iterator[tuple[str, str | int]]:
    yield "title", f"{finding.code} ({finding.name})"
    yield "file", path
    if finding.part:  # its lines are not those of the file
        return
    yield "line", finding.line
    yield "endLine", finding.end_line
    if finding.line == finding.end_line:  # columns over several lines are refused
        yield "col", finding.column
        yield "endColumn", finding.end_column


def _told(finding: Finding) -> str:
    place = f"{finding.place}: " if finding.part else ""
    return f"{finding.code} {place}{finding.message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
