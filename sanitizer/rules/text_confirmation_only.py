"""A message does more than confirm an order or a delivery.

The marketplace confirms orders, shipments, deliveries and refunds itself. The whole body is judged, as by
``text-thanks-only``. A warning where it has but one sentence, which may be the answer to a question.

Wrong::

    <p>Your order has been shipped and will arrive on Friday.</p>

Right::

    <p>Your order has been shipped, but the second lamp follows on Monday because it was damaged here.</p>
"""

from collections.abc import Iterator

from sanitizer.content.reading import Reading
from sanitizer.content.whole import confirmation_only
from sanitizer.contexts import TextContext
from sanitizer.findings import Severity
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

NOTE = "do not send it: the marketplace does"
MESSAGE = "the message only confirms an order, a shipment, a delivery or a refund"


def wants(policy: Policy) -> bool:
    return policy.text_confirmation_only != "allow"


def check(context: TextContext, reading: Reading) -> Iterator[TextViolation]:
    if context.place == "body" and (found := confirmation_only(reading)) is not None:
        severity: Severity = "error" if found.sentences > 1 else "warning"
        yield RULE.of_text(reading.span(found.start, found.end), MESSAGE, note=NOTE, severity=severity)


RULE = Rule(
    "TXT016",
    "text-confirmation-only",
    setting="text_confirmation_only",
    looks=(OnText(wants, check),),
    safety=None,
)
