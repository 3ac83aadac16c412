"""Nothing moves the buyer off the marketplace.

Ordering from the seller directly, paying past the marketplace, settling a claim without it: all of it is forbidden.

Wrong::

    <p>Order directly from us next time and save the Amazon fee.</p>

Right::

    <p>Please answer here, so that everything stays in one place.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "keep orders, payments and claims on the marketplace"


def wants(policy: Policy) -> bool:
    return policy.text_off_marketplace != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT014",
    "text-off-marketplace",
    setting="text_off_marketplace",
    looks=(OnText(wants, check),),
    safety=None,
)
