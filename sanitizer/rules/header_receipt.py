"""No header asks the reader's mail program to tell when the message is opened.

A read receipt tells what a tracking image tells. The fields are those that ``tracking_headers`` of the policy lists.

Before::

    Subject: Your order
    Disposition-Notification-To: shop@shop.example
    Content-Type: text/plain

    Your order is on its way.

After::

    Subject: Your order
    Content-Type: text/plain

    Your order is on its way.
"""

from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.message import Splice
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule


def wants(policy: Policy) -> bool:
    return bool(policy.tracking_headers)


def check(context: MailContext) -> Iterator[MessageViolation]:
    names = context.policy.tracking_headers
    for part in context.mail.parts:
        for field in part.fields if part.is_root else ():
            if field.key in names:
                gone = Splice(field.start, field.end, b"")
                yield RULE.of_message(part, f"{field.name} asks for a receipt", gone, field=field)


RULE = Rule("MSG004", "header-receipt", setting="tracking_headers", looks=(OnMessage(wants, check),))
