"""Reports: findings in, text out. One module a format; nothing here reads or writes a file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sanitizer.findings import Finding, Report

__all__ = ["FileReport", "Totals"]


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
    parts: Mapping[str, str] = field(default_factory=dict)
    """Of a message, the text of each place that findings are in, by :attr:`Finding.part`."""

    def text_of(self, finding: Finding) -> str:
        """The text that the finding's line is one of; empty for a finding of what is no text."""
        return self.parts.get(finding.part, "") if finding.part else self.text

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
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Findings left, by the code and name of their rule."""

    def add(self, file: FileReport) -> None:
        """Count a file."""
        findings = file.report.findings
        self.files += 1
        self.changed += file.changed
        self.with_findings += bool(findings)
        self.found += len(findings)
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

    def merge(self, other: "Totals") -> None:
        """Count what another run counted."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
