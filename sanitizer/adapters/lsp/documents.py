"""A file in the editor: its text as it stands, judged under the configuration nearest to it, and its diagnostics."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lsprotocol import types

from sanitizer.adapters.judge import look, told
from sanitizer.adapters.lsp.positions import Lines
from sanitizer.adapters.sanitizers import Options, sanitizer_for
from sanitizer.config import config_for
from sanitizer.errors import ConfigError, LimitError, SanitizerError, SourceError
from sanitizer.findings import Finding, Severity
from sanitizer.pipeline import Sanitizer
from sanitizer.rules import RULES

__all__ = ["SOURCE", "Judged", "code_description", "diagnostics", "fixed", "judge", "range_of"]

SOURCE = "sanitizer"
_CHECK, _FIX = Options(mode="check"), Options(mode="fix")
_SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_SETTINGS = {rule.code: rule.setting for rule in RULES}


@dataclass(frozen=True, slots=True)
class Judged:
    """A text and what is to be said of it: findings, or the error that kept it from being judged."""

    path: Path
    """Absolute, the links of its folder resolved."""
    language: str
    """The name that the editor has for it."""
    lines: Lines
    sanitizer: Sanitizer | None = None
    """``None`` when it is not judged: left out by the configuration, or for the error."""
    findings: tuple[Finding, ...] = ()
    unsafe_fixes: bool = False
    error: str = ""
    error_code: str = ""

    @property
    def text(self) -> str:
        """The text as the editor has it."""
        return self.lines.text

    @property
    def mended(self) -> list[Finding]:
        """The findings that ``sanitizer fix`` would mend."""
        safeties = ("enforced", "safe", "unsafe") if self.unsafe_fixes else ("enforced", "safe")
        return [finding for finding in self.findings if finding.safety in safeties]

    def at(self, wanted: types.Range) -> list[Finding]:
        """The findings that a range touches, in order."""
        start, end = self.lines.offset(wanted.start), self.lines.offset(wanted.end)
        return [
            finding
            for finding in self.findings
            if self.lines.start(finding.line - 1) + finding.column - 1 <= end
            and start <= self.lines.start(finding.end_line - 1) + finding.end_column - 1
        ]


def judge(text: str, path: Path, language: str, encoding: str) -> Judged:
    """Judge a text as the command would the file at ``path``. Whatever a text holds, the answer tells of it."""
    judged = Judged(path, language, Lines(text, encoding))
    try:
        config = config_for(path)
        if config.excludes(path):
            return judged
        found = look(text, path, _CHECK).report.findings
        used = sanitizer_for(path, _CHECK)
        return replace(judged, sanitizer=used, findings=found, unsafe_fixes=config.unsafe_fixes)
    except SanitizerError as error:
        return replace(judged, error=told(error), error_code=_ERRORS.get(type(error), "error"))
    except Exception as error:  # a server outlives each of its documents
        wrong = f"internal error: {type(error).__name__}: {error}; please report it with the file"
        return replace(judged, error=wrong, error_code="internal-error")


_ERRORS = {ConfigError: "configuration", LimitError: "limit", SourceError: "source"}


def fixed(judged: Judged) -> str:
    """The text as ``sanitizer fix`` would leave it: as it is, where that cannot be proven or would lose a tag."""
    try:
        output: str = look(judged.text, judged.path, _FIX).output
    except SanitizerError:
        return judged.text
    return output


def diagnostics(judged: Judged) -> Iterator[types.Diagnostic]:
    """The findings as an editor shows them, or one on the first line for the error."""
    if judged.error:
        first = types.Range(types.Position(0, 0), judged.lines.at(0, len(judged.lines.line(0))))
        severity = types.DiagnosticSeverity.Error
        yield types.Diagnostic(first, judged.error, severity=severity, code=judged.error_code, source=SOURCE)
    for finding in judged.findings:
        yield types.Diagnostic(
            range=range_of(judged, finding),
            message=f"{finding.message}\n{finding.note}" if finding.note else finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.code,
            code_description=code_description(judged, finding),
            source=SOURCE,
            tags=[types.DiagnosticTag.Unnecessary] if finding.fixable and finding.after == "" else None,
        )


def range_of(judged: Judged, finding: Finding) -> types.Range:
    """Where the finding is."""
    lines = judged.lines
    return types.Range(
        lines.at(finding.line - 1, finding.column - 1), lines.at(finding.end_line - 1, finding.end_column - 1)
    )


def code_description(judged: Judged, finding: Finding) -> types.CodeDescription | None:
    """Where the clause that a finding rests on stands, if the policy's source is an address."""
    if judged.sanitizer is None or (setting := _SETTINGS.get(finding.code)) is None:
        return None
    source = judged.sanitizer.policy.origins[setting].source
    return types.CodeDescription(source) if source.startswith("https://") and " " not in source else None
