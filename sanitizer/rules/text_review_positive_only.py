"""Reviews are asked of every buyer and of any kind.

Asking for a good review, asking satisfied buyers alone, or sending the others to the seller before they review steers
what is written. A warning where only the sentences together do so.

Wrong::

    <p>If you are happy with the lamp, please leave us a review.</p>

Right::

    <p>We would appreciate your honest review of the lamp.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "ask every buyer in neutral words, or not at all"


def wants(policy: Policy) -> bool:
    return policy.text_review_positive_only != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT010",
    "text-review-positive-only",
    setting="text_review_positive_only",
    looks=(OnText(wants, check),),
    safety=None,
)
