"""Frame rules look at what the sender knows of a message; their violations as findings, and what could not be judged."""

from collections.abc import Iterable, Iterator

from sanitizer.context import MessageContext
from sanitizer.findings import Finding, NotJudged
from sanitizer.policy import Policy
from sanitizer.rule import FrameContext, FrameViolation, OnFrame, OnMessage, OnText, Rule

__all__ = ["FrameEngine"]

_UNKNOWN = MessageContext()
"""Of a message of which nothing was said."""


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
            if not _missing(rule, context.message) and look.applies(context.message)
            for violation in look.check(context)
        ]

    def findings(self, seen: Iterable[FrameViolation], *, part: str = "", text: str = "") -> Iterator[Finding]:
        """Violations as findings, at the start of what is judged where no part of its text is wrong by itself."""
        for violation in seen:
            start, end = violation.span or (0, 0)
            (line, column), (end_line, end_column) = _place(text, start), _place(text, end)
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
                before=text[start:end],
                after=None,
                note=violation.note,
                part=part,
            )

    def not_judged(self, message: MessageContext | None, *, is_message: bool) -> tuple[NotJudged, ...]:
        """The rules that would need to know more; those about whole messages only where one is judged."""
        found: dict[str, NotJudged] = {}
        for rule, look in self._needing:
            if isinstance(look, OnMessage) and not is_message:
                continue
            if isinstance(look, OnFrame) and message is not None and not look.applies(message):
                continue
            if missing := _missing(rule, message or _UNKNOWN):
                found[rule.code] = NotJudged(rule.code, rule.name, missing)
        return tuple(found.values())


def _missing(rule: Rule, message: MessageContext) -> tuple[str, ...]:
    return tuple(name for name in rule.needs if getattr(message, name) is None)


def _place(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column; a rule finds few violations, so that counting costs little."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
