"""Frame rules look at what the sender knows of a message; what they see as findings, and what was not judged."""

from collections.abc import Iterable, Iterator

from sanitizer.context import MessageContext
from sanitizer.contexts import FrameContext
from sanitizer.findings import Finding, NotJudged, Report
from sanitizer.policy import Policy
from sanitizer.rule import FrameViolation, OnFrame, OnMessage, OnText, Rule
from sanitizer.spans import Lines, quoted

__all__ = ["FrameEngine"]


class FrameEngine:
    """Frame rules bound to a policy. Holds no state of a message; may be used from several threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule]) -> None:
        self.policy = policy
        self._looks = [
            (rule, look)
            for rule in rules
            for look in rule.looks
            if isinstance(look, (OnFrame, OnText, OnMessage)) and look.wants(policy)
        ]
        self._frame = [(rule, look) for rule, look in self._looks if isinstance(look, OnFrame)]
        self._needing = [(rule, look) for rule, look in self._looks if rule.needs]

    def check(self, context: FrameContext) -> list[FrameViolation]:
        """Every violation of the message as it is known."""
        return [
            violation
            for rule, look in self._frame
            if not _missing(rule, context.message) and look.applies(context)
            for violation in look.check(context)
        ]

    def completed(self, report: Report, context: FrameContext) -> Report:
        """The report of HTML or a plain text that is all there is of a message, with what its frame shows."""
        return Report(
            lambda: (*self._findings(context), *report.findings),
            report.policy,
            lambda: report.suppressed,
            lambda: self.not_judged(context),
        )

    def _findings(self, context: FrameContext) -> Iterator[Finding]:
        """Violations as findings, at the start of what is judged where no part of its text is wrong by itself."""
        seen = self.check(context)
        text = context.readings[0].shown if any(violation.span for violation in seen) else ""
        lines = Lines(text)
        for violation in seen:
            start, end = violation.span or (0, 0)
            (line, column), (end_line, end_column) = lines.place(start), lines.place(end)
            yield Finding(
                code=violation.rule.code,
                name=violation.rule.name,
                severity=violation.severity,
                message=violation.message,
                line=line,
                column=column,
                end_line=end_line,
                end_column=end_column,
                clause=self.policy.origins[violation.rule.setting].clause,
                safety=None,
                fixed=False,
                before=quoted(text[start:end]),
                after=None,
                note=violation.note,
            )

    def not_judged(self, context: FrameContext) -> tuple[NotJudged, ...]:
        """The rules that would need to know more; those about whole messages only where one is judged."""
        found: dict[str, NotJudged] = {}
        for rule, look in self._needing:
            if isinstance(look, OnMessage) and context.kind != "message":
                continue
            if (missing := _missing(rule, context.message)) and (
                not isinstance(look, OnFrame) or look.applies(context)
            ):
                found[rule.code] = NotJudged(rule.code, rule.name, missing)
        return tuple(found.values())


def _missing(rule: Rule, message: MessageContext) -> tuple[str, ...]:
    return tuple(name for name in rule.needs if getattr(message, name) is None)
