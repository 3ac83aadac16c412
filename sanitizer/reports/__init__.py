"""Reports: findings in, text out. One module a format; nothing here reads or writes a file."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sanitizer.findings import Finding, Report
from sanitizer.policy import Policy

__all__ = ["Failure", "FileReport", "Format", "Run", "Totals"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a format is given of one file."""

    path: str
    report: Report
    changed: bool = False
    """Whether the output differs from the file."""
    note: str = ""
    """Why not every character outside the fixes is as the author wrote it; empty when it is."""
    text: str = ""
    """The file's text with line breaks as ``\\n``, to show the lines that findings are on."""
    unsafe_fixes: bool = False
    """Whether unsafe fixes are asked for."""
    color: bool = False
    """Whether it is for a terminal that shows colours."""
    width: int = 100
    """Characters of a long source line that are shown."""
    suppressed: tuple[Finding, ...] = ()
    """What suppression comments silence; not in the report."""
    baselined: tuple[Finding, ...] = ()
    """What the baseline has; not in the report."""
    gone: int = 0
    """How many findings the baseline has that are not there any more."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of a message, the text of each place that findings are in, by :attr:`Finding.part`."""

    def fixable(self, finding: Finding) -> bool:
        """Whether ``sanitizer fix`` would mend the finding."""
        return finding.fixable or (self.unsafe_fixes and finding.safety == "unsafe")


@dataclass(slots=True)
class Totals:
    """Counts over all files of a run, for its summary and its exit code."""

    files: int = 0
    with_findings: int = 0
    changed: int = 0
    found: int = 0
    fixed: int = 0
    failing: int = 0
    """Findings left of severity error or warning."""
    fixable: int = 0
    """Findings left that ``sanitizer fix`` would mend."""
    unsafe: int = 0
    """Findings left that only ``--unsafe-fixes`` would mend."""
    failed: int = 0
    """Files that could not be processed."""
    suppressed: int = 0
    baselined: int = 0
    gone: int = 0
    """Findings that baselines have and that are not there any more."""
    not_judged: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    """Files in which a rule, by its code, could not judge, with what it would need to know."""
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Findings left, by the code and name of their rule."""

    def add(self, file: FileReport) -> None:
        """Count a file."""
        findings = file.report.findings
        self.files += 1
        self.changed += file.changed
        self.with_findings += bool(findings)
        self.found += len(findings)
        self.suppressed += len(file.suppressed)
        self.baselined += len(file.baselined)
        self.gone += file.gone
        self.not_judged.update((rule.code, rule.missing) for rule in file.report.not_judged)
        for finding in findings:
            if finding.fixed:
                self.fixed += 1
                continue
            self.rules[finding.code, finding.name] += 1
            self.failing += finding.severity != "info"
            if file.fixable(finding):
                self.fixable += 1
            elif finding.safety == "unsafe":
                self.unsafe += 1

    def most_frequent_first(self) -> list[tuple[tuple[str, str], int]]:
        """Code and name of each rule that left something, and how often; of equal counts by code."""
        return sorted(self.rules.items(), key=lambda row: (-row[1], row[0]))

    def merge(self, other: "Totals") -> None:
        """Count what another run counted."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Failure(NamedTuple):
    """A file that could not be processed, and why."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a format is told when the last file is done."""

    policy: Policy
    """The one that holds where the command runs."""
    totals: Totals
    failures: Sequence[Failure] = ()
    printed: bool = False
    """Whether something was said of a file."""
    fixing: bool = False
    written: bool = True
    """Whether fixes, if any, were written; not so for a diff."""
    quiet: bool = False
    """Whether a summary is unwanted."""


def _nothing(_: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Format:
    """A form of report. A run is written as it goes, so that memory does not grow with the number of its files."""

    closing: Callable[[Run], str]
    """What stands behind the last file."""
    render: Callable[[FileReport], str] = _nothing
    """What is said of a file; may be empty."""
    opening: Callable[[Policy], str] = _nothing
    """What stands before the first file, given the policy that holds where the command runs."""
    between: str = ""
    """What stands between two files of which something is said."""
