"""SARIF 2.1.0, which code hosts and security dashboards read: one run, written file by file.

Columns count code points, and end behind the last character, as findings have them. Paths are relative to the folder
where the command runs. Results carry no ``fixes``: a fix may be several edits, ``sanitizer fix`` makes them and proves
the outcome.
"""

import json
from functools import cache
from typing import Any

from sanitizer import __version__
from sanitizer.directives import ProblemKind
from sanitizer.findings import Finding, Severity
from sanitizer.pipeline import KNOWN
from sanitizer.policy import Policy
from sanitizer.reports import Failure, FileReport, Run
from sanitizer.reports.places import fingerprints, from_here, in_file, uri
from sanitizer.reports.rule_table import fix_class, manual, summary
from sanitizer.rule import Rule
from sanitizer.silencing import SUPPRESSION_CLAUSE

__all__ = ["closing", "opening", "render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_INFORMATION = "https://pypi.org/project/email-html-sanitizer/"
_ROOT = "%SRCROOT%"
"""Stands for the folder where the command runs; whoever reads the report knows where that is."""
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "recommendation"}
"""The words of GitHub's property ``problem.severity``."""


def opening(policy: Policy) -> str:
    """The tool with all its rules, and the head of the results."""
    driver = {
        "name": "sanitizer",
        "fullName": f"sanitizer {__version__} (email-html-sanitizer)",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _INFORMATION,
        "rules": [_descriptor(rule, policy) if isinstance(rule, Rule) else _described(rule) for rule in _rules()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder where the command ran."}}},
        "properties": {"policy": policy.name, "policyVersion": policy.version},
    }
    head = f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": ['
    return f'{head}{json.dumps(run).removesuffix("}")}, "results": ['


def render(file: FileReport) -> str:
    """A result for each finding left."""
    left = tuple(map(in_file, file.report.left))
    if not left:
        return ""
    artifact = _artifact(file.path)
    pairs = zip(left, fingerprints(left), strict=True)
    return ",".join("\n" + json.dumps(_result(finding, artifact, fingerprint)) for finding, fingerprint in pairs)


def closing(run: Run) -> str:
    """How the run went, with a notification for each file that could not be processed."""
    invocation = {
        "executionSuccessful": not run.failures,
        "toolExecutionNotifications": [_notification(failure) for failure in run.failures],
    }
    return f'\n], "invocations": [{json.dumps(invocation)}]}}]}}\n'


def _descriptor(rule: Rule, policy: Policy) -> dict[str, Any]:
    origin = policy.origins[rule.setting]
    text = manual(rule).strip().replace("::\n", ":\n")
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": f"{summary(rule)}."},
        "fullDescription": {"text": _prose(text)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"enabled": not rule.preview, "level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["email", origin.clause],
            "problem.severity": _PROBLEMS[rule.severity],
            "clause": origin.text,
            "trust": origin.trust,
            "fix": fix_class(rule),
        },
    }


def _described(problem: ProblemKind) -> dict[str, Any]:
    """The descriptor of a problem with suppression comments, of which no policy speaks."""
    return {
        "id": problem.code,
        "name": problem.name,
        "shortDescription": {"text": f"{problem.summary}."},
        "fullDescription": {"text": "\n".join(" ".join(part.split()) for part in problem.manual.split("\n\n"))},
        "help": {"text": problem.manual, "markdown": problem.manual},
        "defaultConfiguration": {"enabled": True, "level": "warning"},
        "properties": {
            "tags": ["email", SUPPRESSION_CLAUSE],
            "problem.severity": "warning",
            "clause": "Suppression comments silence what they say, and nothing else.",
            "trust": "own",
            "fix": "-",
        },
    }


def _prose(text: str) -> str:
    """The manual up to its examples, a paragraph a line."""
    paragraphs = text.partition(":\n\n    ")[0].split("\n\n")[:-1]
    return "\n".join(
        " ".join(paragraph.split()) for paragraph in paragraphs if not paragraph.startswith(("Policy: ", "Settings: "))
    )


def _result(finding: Finding, artifact: dict[str, str], fingerprint: str) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    if finding.before and not finding.before.endswith("…"):  # which says that it was cut
        region["snippet"] = {"text": finding.before}
    return {
        "ruleId": finding.code,
        "ruleIndex": _index()[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + (f" ({finding.note})" if finding.note else "")},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"sanitizerFinding/v1": fingerprint},
        "properties": {"clause": finding.clause, "fix": finding.safety or "-"},
    }


def _notification(failure: Failure) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": failure.message},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(failure.path)}}],
    }


def _artifact(path: str) -> dict[str, str]:
    address = uri(from_here(path))
    return {"uri": address} if address.startswith("file:") else {"uri": address, "uriBaseId": _ROOT}


@cache
def _rules() -> tuple[Rule | ProblemKind, ...]:
    return tuple(sorted(KNOWN, key=lambda rule: rule.code))


@cache
def _index() -> dict[str, int]:
    return {rule.code: index for index, rule in enumerate(_rules())}
