"""A message is made clean before it is signed with DKIM, not after.

The signature (RFC 6376) covers the body: it no longer holds when a byte of it changes. ``message_dkim`` says whether a
message that has one is left as it is, altered all the same, or refused.

Wrong::

    DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=mail; h=from; bh=; b=
    From: shop@shop.example
    Content-Type: text/html

    <p>Your order is on its way.</p>

Right::

    From: shop@shop.example
    Content-Type: text/html

    <p>Your order is on its way.</p>
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

MESSAGES = {
    "leave": "the message has a DKIM signature, so nothing in it is mended",
    "alter": "the message has a DKIM signature, which ends with the first change",
    "refuse": "the message has a DKIM signature",
}


def wants(policy: Policy) -> bool:
    return True


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part, seal in context.mail.seals():
        if seal == "dkim":
            yield RULE.of_message(part, MESSAGES[context.policy.message_dkim])


RULE = Rule(
    "MSG003",
    "message-dkim",
    setting="message_dkim",
    looks=(OnMessage(wants, check),),
    severity="warning",
    safety=None,
)
