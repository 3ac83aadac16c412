"""No words offer to opt out of messages.

The marketplace has its own way to opt out, and the guidelines forbid another: ``link-opt-out`` finds the links, this
one the words. A warning where the words may be about something else.

Wrong::

    <p>To unsubscribe from these emails, write STOP.</p>

Right::

    <p>You can stop the delivery of filters in your account.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.wording import wording
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "leave it out: buyers opt out at the marketplace"


def wants(policy: Policy) -> bool:
    return policy.text_opt_out != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    for found in wording(reading).get(RULE.name, ()):
        yield RULE.of_text(reading.span(found.start, found.end), found.told, note=NOTE, severity=found.entry.grade)


RULE = Rule(
    "TXT013",
    "text-opt-out",
    setting="text_opt_out",
    looks=(OnText(wants, check),),
    safety=None,
)
