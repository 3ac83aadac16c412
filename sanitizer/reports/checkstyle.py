"""Checkstyle's XML (version 4.3), which Jenkins, reviewdog and many editors read."""

from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Run
from sanitizer.reports.places import in_file, readable
from sanitizer.reports.xml import DECLARATION, attributes

__all__ = ["closing", "opening", "render"]


def opening(policy: Policy) -> str:
    """The head."""
    return f'{DECLARATION}<checkstyle version="4.3">\n'


def render(file: FileReport) -> str:
    """A file with its findings left."""
    return _file(
        file.path,
        "".join(
            _error(
                line=finding.line,
                column=finding.column,
                severity=finding.severity,
                message=f"{finding.code} {finding.message}",
                source=f"sanitizer.{finding.name}",
            )
            for finding in map(in_file, file.report.left)
        ),
    )


def closing(run: Run) -> str:
    """The files that could not be processed, each with why, and the end."""
    failed = (
        _file(path, _error(line=1, column=1, severity="error", message=message, source="sanitizer"))
        for path, message in run.failures
    )
    return "".join(failed) + "</checkstyle>\n"


def _file(path: str, errors: str) -> str:
    return f"  <file{attributes(name=readable(path))}>\n{errors}  </file>\n"


def _error(**values: str | int) -> str:
    return f"    <error{attributes(**values)}/>\n"
