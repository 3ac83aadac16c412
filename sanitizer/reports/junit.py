"""JUnit XML, as Jenkins, GitLab and others read it: a suite for each file, a test for each finding left in it.

Errors and warnings are failures, what is only to know is not; a file without findings is one test that passed, and one
that could not be processed is an error.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from sanitizer.findings import Finding
from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Run
from sanitizer.reports.places import readable
from sanitizer.reports.xml import DECLARATION, attributes, content

__all__ = ["closing", "opening", "render"]

_WHOLE = "sanitizer"
"""Name of the test that stands for a file as a whole."""


def opening(policy: Policy) -> str:
    """The head; without sums, which nobody knows yet and nobody needs."""
    return f"{DECLARATION}<testsuites{attributes(name=f'sanitizer ({policy.name})')}>\n"


def render(file: FileReport) -> str:
    """One suite."""
    path, left = readable(file.path), file.report.left
    tests = list(_tests(path, left)) or [f"    <testcase{_named(path, _WHOLE)}/>\n"]
    if file.note:
        tests.append(f"    <system-out>{content(file.note)}</system-out>\n")
    failures = sum(finding.severity != "info" for finding in left)
    return _suite(path, "".join(tests), tests=max(1, len(left)), failures=failures)


def closing(run: Run) -> str:
    """A suite for each file that could not be processed, and the end."""
    return "".join(_failed(readable(path), message) for path, message in run.failures) + "</testsuites>\n"


def _suite(path: str, inside: str, *, tests: int, failures: int = 0, errors: int = 0) -> str:
    head = attributes(name=path, tests=tests, failures=failures, errors=errors, skipped=0, file=path)
    return f"  <testsuite{head}>\n{inside}  </testsuite>\n"


def _tests(path: str, left: tuple[Finding, ...]) -> Iterator[str]:
    for finding in left:
        place = finding.place
        head = _named(path, f"{finding.code} {finding.name} ({place})")
        told = f"{path}:{place}: {finding.code} {finding.message}\n{finding.before}\n"
        if finding.note:
            told += f"= {finding.note}\n"
        if finding.severity == "info":
            inside = f"<system-out>{content(told)}</system-out>"
        else:
            why = attributes(type=finding.severity, message=finding.message)
            inside = f"<failure{why}>{content(told)}</failure>"
        yield f"    <testcase{head}>{inside}</testcase>\n"


def _failed(path: str, message: str) -> str:
    error = f"<error{attributes(type='error', message=message)}/>"
    return _suite(path, f"    <testcase{_named(path, _WHOLE)}>{error}</testcase>\n", tests=1, errors=1)


def _named(path: str, name: str) -> str:
    """Name and class of a test; the file's ending stays out of the class, which readers split at its dots."""
    return attributes(classname=str(PurePosixPath(path).with_suffix("")), name=name)
