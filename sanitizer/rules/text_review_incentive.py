"""Nothing is offered for a review.

The guidelines forbid gifts, refunds, discounts and any other benefit in return for a review or for feedback, be it good
or bad. A warning where a reward and a review only meet in one sentence.

Wrong::

    <p>Leave us a review and receive a $10 gift card.</p>

Right::

    <p>We would appreciate an honest review of your purchase.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "ask for a review without offering anything, or not at all"


def wants(policy: Policy) -> bool:
    return policy.text_review_incentive != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT008",
    "text-review-incentive",
    setting="text_review_incentive",
    looks=(OnText(wants, check),),
    safety=None,
)
