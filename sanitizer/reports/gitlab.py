"""GitLab Code Quality: the subset of Code Climate's issues that GitLab's page "Code Quality report format" documents.

Fingerprints are unique in a report and stay when lines move, so that a merge request shows what is new in it.
"""

import hashlib
import json

from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Run
from sanitizer.reports.places import fingerprints, in_file, readable

__all__ = ["closing", "opening", "render"]

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}
_FAILED = "could-not-be-processed"


def opening(policy: Policy) -> str:
    """The head of the list."""
    return "["


def render(file: FileReport) -> str:
    """An issue for each finding left."""
    path = readable(file.path)
    left = tuple(map(in_file, file.report.left))
    return ",".join(
        _issue(
            path,
            f"{finding.code} {finding.message}",
            name=finding.name,
            severity=_SEVERITIES[finding.severity],
            fingerprint=fingerprint,
            lines=(finding.line, finding.end_line),
        )
        for finding, fingerprint in zip(left, fingerprints(left), strict=True)
    )


def closing(run: Run) -> str:
    """An issue for each file that could not be processed."""
    issues = (
        _issue(readable(path), message, name=_FAILED, severity="blocker", fingerprint=_FAILED, lines=(1, 1))
        for path, message in run.failures
    )
    failed = ",".join(issues)
    return ("," if run.printed and failed else "") + failed + "\n]\n"


def _issue(path: str, description: str, *, name: str, severity: str, fingerprint: str, lines: tuple[int, int]) -> str:
    whole = hashlib.sha256(f"{path}\0{fingerprint}".encode(errors="surrogatepass")).hexdigest()
    return "\n" + json.dumps(
        {
            "type": "issue",
            "description": description,
            "check_name": name,
            "fingerprint": whole,
            "severity": severity,
            "location": {"path": path, "lines": {"begin": lines[0], "end": lines[1]}},
        }
    )
