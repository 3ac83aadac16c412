"""Nothing is advertised.

The guidelines forbid marketing: discounts on a next order, sale news, other products, newsletters and clubs. A discount
on the order that the message is about is none.

Wrong::

    <p>Use code KETTLE15 for 15% off your next order.</p>

Right::

    <p>The 15% coupon you used was taken off before tax.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "leave it out: messages are about the buyer's order alone"


def wants(policy: Policy) -> bool:
    return policy.text_promotion != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT012",
    "text-promotion",
    setting="text_promotion",
    looks=(OnText(wants, check),),
    safety=None,
)
