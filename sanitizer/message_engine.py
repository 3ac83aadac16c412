"""Message rules look at a message; their violations as findings with a place."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator

from sanitizer.contexts import MailContext
from sanitizer.findings import Finding, Safety
from sanitizer.mail.fields import Field
from sanitizer.mail.message import Splice
from sanitizer.mail.structure import Part
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

__all__ = ["MessageEngine", "field_label"]

_SHOWN = 240
"""Characters of a field that a finding quotes at most."""


class MessageEngine:
    """Message rules bound to a policy. Holds no state of a message; may be used from several threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        """``applied`` names the classes of fixes that are carried out."""
        self.policy = policy
        self._applied = applied
        self._looks = [
            look for rule in rules for look in rule.looks if isinstance(look, OnMessage) and look.wants(policy)
        ]

    def check(self, context: MailContext) -> list[MessageViolation]:
        """Every violation of the message as it stands."""
        return [violation for look in self._looks for violation in look.check(context)]

    def fixes(self, context: MailContext, violation: MessageViolation) -> bool:
        """Whether the violation is mended."""
        if not violation.splices or violation.safety not in self._applied:
            return False
        return self._may_alter(context, violation)

    def _may_alter(self, context: MailContext, violation: MessageViolation) -> bool:
        seal = context.mail.seal(violation.part)
        if seal in ("signed", "encrypted"):  # neither covers the header of the message
            return violation.field is not None and violation.part.parent is None
        return seal is None or self.policy.message_dkim == "alter"

    def splices(self, context: MailContext, seen: Iterable[MessageViolation]) -> list[Splice]:
        """What mends them, where it may be mended."""
        return [splice for violation in seen if self.fixes(context, violation) for splice in violation.splices]

    def findings(self, context: MailContext, seen: Collection[MessageViolation], *, fixing: bool) -> Iterator[Finding]:
        """Violations as findings; those of a field have the lines of the whole message."""
        data = context.mail.data
        last = max((violation.field.end for violation in seen if violation.field), default=0)
        places: dict[Field, tuple[tuple[int, int], tuple[int, int], str]] = {}
        breaks = [match.start() for match in re.finditer(rb"\n", data[:last])]
        for violation in seen:
            field, rule = violation.field, violation.rule
            place, end, before = (1, 1), (1, 1), ""
            if field is not None:
                if field not in places:
                    places[field] = _place_of(data, breaks, field)
                place, end, before = places[field]
            yield Finding(
                code=rule.code,
                name=rule.name,
                severity=violation.severity,
                message=violation.message,
                line=place[0],
                column=place[1],
                end_line=end[0],
                end_column=end[1],
                clause=self.policy.origins[rule.setting].clause,
                safety=violation.safety if violation.splices and self._may_alter(context, violation) else None,
                fixed=fixing and self.fixes(context, violation),
                before=before,
                after="" if violation.splices and self._may_alter(context, violation) else None,
                note=violation.note,
                part=field_label(violation.part, field) if field else violation.part.label,
            )


def field_label(part: Part, field: Field) -> str:
    """What findings call a field: ``header Subject``, ``part 1.2 header Content-Type``."""
    return f"header {field.name}" if part.parent is None else f"part {part.number} header {field.name}"


def _place_of(data: bytes, breaks: list[int], field: Field) -> tuple[tuple[int, int], tuple[int, int], str]:
    """Line and column of a field's start and end, and the field as far as it is shown."""
    text = data[field.start : field.end].decode("utf-8", "replace").rstrip("\r\n")
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return _line_and_column(data, breaks, field.start), _line_and_column(data, breaks, field.end), shown


def _line_and_column(data: bytes, breaks: list[int], offset: int) -> tuple[int, int]:
    """1-based line and column, in code points, of a byte; ``breaks`` are the places of the line breaks before it."""
    before = bisect_left(breaks, offset)
    start = breaks[before - 1] + 1 if before else 0
    return before + 1, len(data[start:offset].decode("utf-8", "replace")) + 1
