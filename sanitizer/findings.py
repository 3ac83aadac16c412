"""What was found, as plain frozen data that can be printed, pickled and sent."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from sanitizer.errors import ViolationError

__all__ = ["SCHEMA_VERSION", "Finding", "NotJudged", "Report", "Result", "Safety", "Severity"]

Severity = Literal["error", "warning", "info"]
"""``error``: the policy forbids it; ``warning``: it may be read as a violation; ``info``: to know."""

Safety = Literal["enforced", "safe", "unsafe", "suggested"]
"""What applying a fix may cost. ``enforced``: applied whatever is selected, security depends on it. ``safe``:
takes away only what the policy forbids. ``unsafe``: may take away a link, a picture or a look that the
sender wants; applied when asked for. ``suggested``: shown, never applied."""

SCHEMA_VERSION = 1
_RANK: dict[Severity, int] = {"error": 2, "warning": 1, "info": 0}


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule at one place.

    ``line`` and ``column`` are 1-based and name the first character of the attribute, declaration, tag or
    comment that is wrong; ``end_line`` and ``end_column`` the place just behind its last. Columns count code points.
    """

    code: str
    name: str
    severity: Severity
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    clause: str
    """The clause of the policy that is broken, such as ``style.breaks``."""
    safety: Safety | None
    """Class of the fix; ``None`` where only a person can mend it."""
    fixed: bool
    """Whether the output is free of it. Always false from :func:`sanitizer.check`."""
    before: str
    """The source text that is wrong."""
    after: str | None
    """What the fix puts in its place; ``None`` without a fix."""
    note: str = ""
    """Why a fix was not applied, or the evidence the finding rests on."""
    part: str = ""
    """Where in a message: ``part 1.2 text/html``, whose text the lines are counted in, or ``header Subject``, with
    lines of the whole message; empty for HTML by itself."""

    @property
    def place(self) -> str:
        """Part, line and column, as in ``part 1.2 text/html:14:3``."""
        return f"{self.part}:{self.line}:{self.column}" if self.part else f"{self.line}:{self.column}"

    @property
    def fixable(self) -> bool:
        """Whether ``sanitize`` mends it without being asked for more."""
        return self.safety in ("enforced", "safe")

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON types."""
        return asdict(self) | {"fixable": self.fixable}


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that has not judged: what it would need of the sender's context is missing."""

    code: str
    name: str
    missing: tuple[str, ...]
    """Fields of :class:`sanitizer.MessageContext` that were left out."""

    def to_dict(self) -> dict[str, Any]:
        """It as JSON types."""
        return {"code": self.code, "name": self.name, "missing": list(self.missing)}


class Report:
    """The findings of one document, in source order.

    A report is a courtesy, not a verdict on the input: send the output, which is proven, not an input that
    had no findings.
    """

    def __init__(
        self,
        findings: Iterable[Finding] | Callable[[], Iterable[Finding]],
        policy: str,
        suppressed: Iterable[Finding] | Callable[[], Iterable[Finding]] = (),
        not_judged: Iterable[NotJudged] | Callable[[], Iterable[NotJudged]] = (),
    ) -> None:
        self.policy = policy
        self._make = findings if callable(findings) else lambda: findings
        self._make_suppressed = suppressed if callable(suppressed) else lambda: suppressed
        self._make_not_judged = not_judged if callable(not_judged) else lambda: not_judged

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, by line and column; in a message part by part."""
        return _in_order(self._make())

    @cached_property
    def suppressed(self) -> tuple[Finding, ...]:
        """What comments of a template silence, in the same order; no part of the findings."""
        return _in_order(self._make_suppressed())

    @cached_property
    def not_judged(self) -> tuple[NotJudged, ...]:
        """The rules that would need to know more of the message; they have neither passed nor failed."""
        return tuple(self._make_not_judged())

    @property
    def left(self) -> tuple[Finding, ...]:
        """The findings that were not fixed."""
        return tuple(finding for finding in self.findings if not finding.fixed)

    @property
    def ok(self) -> bool:
        """Whether no error is left."""
        return not any(finding.severity == "error" for finding in self.left)

    def counts(self) -> dict[str, int]:
        """How many findings each rule code has."""
        return dict(Counter(finding.code for finding in self.findings))

    def raise_for(self, severity: Severity = "error") -> None:
        """Raise if a finding of ``severity`` or worse is left.

        Raises:
            ViolationError: its text lists them.

        """
        if left := [finding for finding in self.left if _RANK[finding.severity] >= _RANK[severity]]:
            lines = (f"{f.place} {f.code} {f.message}" for f in left)
            raise ViolationError(f"policy {self.policy}: {len(left)} left\n" + "\n".join(lines))

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON types; the shape is ``sanitizer/reports/report.schema.json``."""
        return {
            "version": SCHEMA_VERSION,
            "policy": self.policy,
            "ok": self.ok,
            "not_judged": [rule.to_dict() for rule in self.not_judged],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def to_json(self, indent: int | None = None) -> str:
        """:meth:`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def __reduce__(self) -> tuple[type["Report"], tuple[Any, ...]]:
        return type(self), (self.findings, self.policy, self.suppressed, self.not_judged)

    def __repr__(self) -> str:
        return f"Report(policy={self.policy!r}, findings={len(self.findings)}, ok={self.ok})"


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    found = list(findings)
    order = {part: index for index, part in enumerate(dict.fromkeys(finding.part for finding in found))}
    return tuple(sorted(found, key=lambda each: (order[each.part], each.line, each.column, each.code)))


_Source = TypeVar("_Source")


@dataclass(frozen=True)
class Result(Generic[_Source]):
    """What :func:`sanitizer.sanitize` gives back."""

    output: _Source
    """The clean HTML, of the same type as the source; the very same object when nothing had to change."""
    report: Report
    changed: bool
    """Whether the output differs from the source."""
    lossless: bool
    """Whether every character outside the fixes is as the author wrote it."""
    note: str = ""
    """Why it is not lossless, or why it is not in the output style asked for."""

    @property
    def ok(self) -> bool:
        """Whether no error is left for a person to mend."""
        return self.report.ok
