"""JSON: one object for all files of a run, written file by file. The shape is ``report.schema.json``.

ASCII only, so that neither the terminal's encoding nor an odd file name can break it.
"""

import json
from collections.abc import Iterable

from sanitizer.findings import SCHEMA_VERSION
from sanitizer.reports import FileReport

__all__ = ["closing", "opening", "render"]


def opening(policy: str) -> str:
    """What comes before the first file; ``policy`` is the one that holds where the command runs."""
    return f'{{"version": {SCHEMA_VERSION}, "policy": {json.dumps(policy)}, "files": ['


def render(file: FileReport) -> str:
    """One file; a comma goes between two."""
    report = file.report
    return json.dumps(
        {
            "path": file.path,
            "policy": report.policy,
            "ok": report.ok,
            "changed": file.changed,
            "note": file.note,
            "suppressed": len(file.suppressed),
            "baselined": len(file.baselined),
            "findings": [finding.to_dict() for finding in report.findings],
        }
    )


def closing(errors: Iterable[tuple[str, str]]) -> str:
    """What comes after the last file: the path and the message of each file that could not be processed."""
    return f'], "errors": {json.dumps([{"path": path, "message": message} for path, message in errors])}}}'
