"""Rules look at a plain text; what they see as findings with places, and the text mended."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sanitizer.content.reading import Reading
from sanitizer.contexts import TextContext
from sanitizer.edits import Span, splice
from sanitizer.errors import ProofError
from sanitizer.findings import Finding, Safety
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation
from sanitizer.spans import Lines, quoted

__all__ = ["MendedText", "TextEngine"]

_ROUNDS = 3
"""Times the text may be mended anew, where one fix makes of what is around it what another rule mends."""


class MendedText(NamedTuple):
    """A text in which rules find nothing more to mend."""

    text: str
    spans: list[Span] | None
    """The edits as spans of the source; ``None`` when it took more than one round."""


class TextEngine:
    """Rules that look at texts, bound to a policy. Holds no state of a text; may be used from several threads."""

    def __init__(self, policy: Policy, rules: Iterable[Rule], applied: frozenset[Safety]) -> None:
        """``applied`` names the classes of fixes that are carried out."""
        self.policy = policy
        self._applied = applied
        self._looks = [look for rule in rules for look in rule.looks if isinstance(look, OnText) and look.wants(policy)]

    def check(self, text: str, about: TextContext) -> list[TextViolation]:
        """Every violation of the text as it stands."""
        if not self._looks:
            return []
        reading = Reading(text)
        return [violation for look in self._looks for violation in look.check(about, reading)]

    def fixes(self, violation: TextViolation) -> bool:
        """Whether the violation is mended."""
        return violation.replacement is not None and violation.safety in self._applied

    def mended(self, text: str, seen: Iterable[TextViolation], about: TextContext) -> MendedText:
        """The text with what was seen in it mended, and looked at again.

        Raises:
            ProofError: rules go on finding something to mend.

        """
        edits: list[Span] | None = []
        for round_ in range(_ROUNDS):
            spans = sorted((*each.replaced, each.replacement or "") for each in seen if self.fixes(each))
            if not spans:
                return MendedText(text, edits)
            edits = None if round_ else spans
            text = splice(text, spans)
            seen = self.check(text, about)
        raise ProofError("text is not proven: fixes go on making something to mend")

    def findings(self, text: str, seen: Collection[TextViolation], *, fixing: bool, part: str = "") -> list[Finding]:
        """Violations as findings, whose lines are those of the text."""
        return list(self._findings(Lines(text), seen, fixing=fixing, part=part)) if seen else []

    def _findings(self, lines: Lines, seen: Iterable[TextViolation], *, fixing: bool, part: str) -> Iterator[Finding]:
        for violation in seen:
            rule = violation.rule
            line, column = lines.place(violation.start)
            end_line, end_column = lines.place(violation.end)
            yield Finding(
                code=rule.code,
                name=rule.name,
                severity=violation.severity,
                message=violation.message,
                line=line,
                column=column,
                end_line=end_line,
                end_column=end_column,
                clause=self.policy.origins[rule.setting].clause,
                safety=violation.safety if violation.replacement is not None else None,
                fixed=fixing and self.fixes(violation),
                before=quoted(lines.text[violation.start : violation.end]),
                after=violation.replacement,
                note=violation.note,
                part=part,
            )
