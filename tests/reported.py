"""A finding as reports are given one, for tests that change some of it."""

from typing import Any

from sanitizer.findings import Finding


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "code": "SEC006",
        "name": "url-dangerous",
        "severity": "error",
        "message": "wrong",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 3,
        "clause": "link",
        "safety": "safe",
        "fixed": False,
        "before": "x",
        "after": "",
    }
    return Finding(**values | changes)
