"""No header offers to opt out of messages.

Marketplaces forbid links to opt out; mail programs make a button of a ``List-Unsubscribe`` field (RFC 2369, RFC 8058).
That it is a link like the others is our reading. Under ``email`` the field may stay: mail to many should have it.

Before::

    Subject: Your order
    List-Unsubscribe: <https://shop.example/stop?id=7>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
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

NAMES = frozenset(("list-unsubscribe", "list-unsubscribe-post"))


def wants(policy: Policy) -> bool:
    return policy.list_unsubscribe != "allow"


def mends(policy: Policy) -> bool:
    return policy.list_unsubscribe == "remove"


def check(context: MailContext) -> Iterator[MessageViolation]:
    for part in context.mail.parts:
        for field in part.fields if part.is_root else ():
            if field.key in NAMES:
                splices = (Splice(field.start, field.end, b""),) if mends(context.policy) else ()
                yield RULE.of_message(part, f"{field.name} offers to opt out of messages", *splices, field=field)


RULE = Rule(
    "MSG005",
    "header-opt-out",
    setting="list_unsubscribe",
    looks=(OnMessage(wants, check),),
    mends_under=mends,
)
