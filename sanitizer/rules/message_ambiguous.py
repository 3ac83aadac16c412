"""All mail programs see the same parts in the message.

A header that is there twice, a boundary that is never used or an encoding that is not known is read by each program
in its own way, and one of them would show what was never judged. ``message_ambiguous`` says what happens: ``error``
refuses the message, ``quarantine`` sets it aside, ``rewrite`` writes it anew from the parts that Python's own parser
sees.

Wrong::

    Subject: Your order
    Content-Type: text/plain
    Content-Type: text/html

    <p>Your order is on its way.</p>

Right::

    Subject: Your order
    Content-Type: text/html

    <p>Your order is on its way.</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part, doubt in context.mail.doubts:
        yield RULE.of_message(part, f"mail programs may see something else: {doubt}")


RULE = Rule("MSG001", "message-ambiguous", setting="message_ambiguous", looks=(OnMessage(wants, check),), safety=None)
