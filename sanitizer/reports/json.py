"""JSON: one object for all files of a run, written file by file. The shape is ``report.schema.json``.

ASCII only, so that neither the terminal's encoding nor an odd file name can break it.
"""

import json

from sanitizer.findings import SCHEMA_VERSION
from sanitizer.policy import Policy
from sanitizer.reports import FileReport, Run

__all__ = ["closing", "counted", "opening", "render"]


def opening(policy: Policy) -> str:
    """The head of the object."""
    return f'{{"version": {SCHEMA_VERSION}, "policy": {json.dumps(policy.name)}, "files": ['


def render(file: FileReport) -> str:
    """One file with all its findings, fixed ones too."""
    report = file.report
    return "\n" + json.dumps(
        {
            "path": file.path,
            "policy": report.policy,
            "ok": report.ok,
            "changed": file.changed,
            "note": file.note,
            "suppressed": len(file.suppressed),
            "baselined": len(file.baselined),
            "not_judged": [rule.to_dict() for rule in report.not_judged],
            "findings": [finding.to_dict() for finding in report.findings],
        }
    )


def closing(run: Run) -> str:
    """The files that could not be processed."""
    return f'\n], "errors": {json.dumps(_errors(run))}}}\n'


def counted(run: Run) -> str:
    """The findings left, counted by rule, in place of the files."""
    counts = [{"code": code, "name": name, "count": count} for (code, name), count in run.totals.most_frequent_first()]
    whole = {
        "version": SCHEMA_VERSION,
        "policy": run.policy.name,
        "files": run.totals.files,
        "statistics": counts,
        "errors": _errors(run),
    }
    return json.dumps(whole, indent=2) + "\n"


def _errors(run: Run) -> list[dict[str, str]]:
    return [failure._asdict() for failure in run.failures]
