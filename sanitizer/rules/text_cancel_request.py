"""Buyers are not asked to cancel.

What cannot be sent is cancelled by the seller, with the reason; asking the buyer to do it hides the seller's fault.

Wrong::

    <p>The kettle is out of stock, please cancel your order.</p>

Right::

    <p>As you asked, we cancelled the order today.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "cancel the order yourself, with the reason"


def wants(policy: Policy) -> bool:
    return policy.text_cancel_request != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT017",
    "text-cancel-request",
    setting="text_cancel_request",
    looks=(OnText(wants, check),),
    safety=None,
)
