"""JSON lines: one object a line, for `jq` and its like. The shape is ``line`` in ``report.schema.json``.

``type`` says what a line is: a ``finding``, fixed or not; a rule that is ``not_judged``; a ``note`` on how a file was
fixed; an ``error``, which kept a file from being processed; or the ``count`` of a rule.
"""

import json
from collections.abc import Mapping

from sanitizer.reports import FileReport, Run

__all__ = ["closing", "counted", "render"]


def render(file: FileReport) -> str:
    """A line for each finding, one for each rule that has not judged, and one for the note."""
    report = file.report
    head = {"type": "finding", "path": file.path, "policy": report.policy}
    lines = "".join(_line(head | finding.to_dict()) for finding in report.findings)
    lines += "".join(_line({"type": "not_judged", "path": file.path, **rule.to_dict()}) for rule in report.not_judged)
    return lines + (_line({"type": "note", "path": file.path, "message": file.note}) if file.note else "")


def closing(run: Run) -> str:
    """A line for each file that could not be processed."""
    return "".join(_line({"type": "error", **failure._asdict()}) for failure in run.failures)


def counted(run: Run) -> str:
    """A line for each rule that left something."""
    counts = run.totals.most_frequent_first()
    lines = (_line({"type": "count", "code": code, "name": name, "count": count}) for (code, name), count in counts)
    return "".join(lines) + closing(run)


def _line(data: Mapping[str, object]) -> str:
    return json.dumps(data) + "\n"
