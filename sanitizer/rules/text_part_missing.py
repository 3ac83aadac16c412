"""HTML comes with a text part.

Some readers show no HTML, and filters take HTML alone for bulk mail. That a marketplace wants it is our inference.
Where ``text_part`` of the policy says ``add`` or ``regenerate``, a text part is made of the clean HTML, with addresses
spelled out; then this rule has nothing to say.

Wrong::

    Subject: Your order
    Content-Type: text/html

    <p>Your order is on its way.</p>

Right::

    Subject: Your order
    Content-Type: multipart/alternative; boundary=part

    --part
    Content-Type: text/plain

    Your order is on its way.
    --part
    Content-Type: text/html

    <p>Your order is on its way.</p>
    --part--
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.alternatives import bodies
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return policy.text_part == "report"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part, text_part in bodies(context.mail):
        if text_part is None:
            yield RULE.of_message(part, "no text part goes with the HTML")


RULE = Rule(
    "MSG008",
    "text-part-missing",
    setting="text_part",
    looks=(OnMessage(wants, check),),
    severity="info",
    safety=None,
)
