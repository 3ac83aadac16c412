"""Nobody is asked to change or remove a review.

The guidelines forbid it, also where the problem behind the review is solved.

Wrong::

    <p>If we solved it, would you consider updating your review?</p>

Right::

    <p>We have solved it: the refund is on its way.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "write about the problem alone; a review is the buyer's own"


def wants(policy: Policy) -> bool:
    return policy.text_review_change != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT009",
    "text-review-change",
    setting="text_review_change",
    looks=(OnText(wants, check),),
    safety=None,
)
