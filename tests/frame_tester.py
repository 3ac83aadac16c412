"""Runs one frame rule alone on a message, a plain text or HTML, with what its sender knows of it."""

import re
from dataclasses import dataclass
from typing import Literal

from sanitizer import MessageContext, MessageSanitizer, Sanitizer
from sanitizer.findings import Finding
from sanitizer.policy import Policy
from sanitizer.rule import OnFrame, Rule

Kind = Literal["html", "text", "message"]


@dataclass(frozen=True)
class Outcome:
    """What one rule alone saw; frame rules mend nothing."""

    output: str
    findings: tuple[Finding, ...]
    fixed: bool = False

    @property
    def violations(self) -> tuple[Finding, ...]:
        return self.findings


def looks_at_the_frame(rule: Rule) -> bool:
    """Whether the rule judges what is known of a message."""
    return any(isinstance(look, OnFrame) for look in rule.looks)


def run_frame(rule: Rule, source: str, policy: Policy, kind: Kind, message: MessageContext | None) -> Outcome:
    """What the rule alone sees.

    Raises:
        AssertionError: fixing sees something else than checking, or a message that ends in a full stop.
    """
    if kind == "message":
        messages, data = MessageSanitizer(policy, select=(rule.code,)), source.encode()
        found = messages.check(data, context=message).findings
        fixed = messages.sanitize(data, context=message).report.findings
    else:
        sanitizer = Sanitizer(policy, select=(rule.code,))
        found = sanitizer.check(source, kind=kind, context=message).findings
        fixed = sanitizer.sanitize(source, kind=kind, context=message).report.findings
    assert found == tuple(finding for finding in fixed if finding.code == rule.code)
    assert all(re.search(r"[^.\s]$", finding.message) for finding in found)
    return Outcome(source, found)
