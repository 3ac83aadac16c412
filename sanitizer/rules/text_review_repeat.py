"""A review is asked for once.

A second request for the same order is forbidden, counting the marketplace's own. The words tell ("reminder", "not
yet").

Wrong::

    <p>We noticed you have not left a review yet.</p>

Right::

    <p>Your spare part has arrived.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextContext, TextViolation

NOTE = "the marketplace's own request counts too"


def wants(policy: Policy) -> bool:
    return policy.text_review_repeat != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT011",
    "text-review-repeat",
    setting="text_review_repeat",
    looks=(OnText(wants, check),),
    safety=None,
)
