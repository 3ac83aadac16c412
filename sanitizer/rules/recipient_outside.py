"""Every recipient is at a relay address of the marketplace.

Buyers are written to through the marketplace alone, at addresses such as ``x7k2m9q4w1@marketplace.amazon.com``. Those
of the envelope are judged where the program that sends gives them, else those in ``To``, ``Cc`` and ``Bcc``. The
domains are ``relay_domains`` of the policy, and any address will do where it lists none.

Wrong::

    To: jane@mail.example
    Subject: Your order
    Content-Type: text/plain

    Your order is on its way.

Right::

    To: x7k2m9q4w1@marketplace.amazon.com
    Subject: Your order
    Content-Type: text/plain

    Your order is on its way.
"""

import re
from collections.abc import Iterator

from sanitizer.contexts import MailContext
from sanitizer.mail.fields import Field
from sanitizer.policy import Policy
from sanitizer.rule import MessageViolation, OnMessage, Rule

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"|\((?:[^()\\]|\\.)*+\)', re.DOTALL)
"""Names in quotes, and comments."""
PIECE = re.compile(r"[^,;]+")
ANGLE = re.compile(r"<([^<>]*)>")
NAMES = frozenset(("to", "cc", "bcc"))


def wants(policy: Policy) -> bool:
    return bool(policy.relay_domains)


def check(context: MailContext) -> Iterator[MessageViolation]:
    root = context.mail.root
    for address, field in recipients(context):
        domain = address.rpartition("@")[2].strip("> ").lower()
        if domain not in context.policy.relay_domains:
            yield RULE.of_message(root, f"the recipient {address[:80]} is at no relay address", field=field)


def recipients(context: MailContext) -> Iterator[tuple[str, Field | None]]:
    """Every recipient once, with the field that names it."""
    for address in dict.fromkeys(context.recipients):
        yield address, None
    if not context.recipients:
        for field in context.mail.root.fields:
            if field.key in NAMES:
                for address in addresses(field.value):
                    yield address, field


def addresses(value: str) -> Iterator[str]:
    """The addresses in a field, without names and comments; groups (RFC 5322, 3.4) are taken apart."""
    for piece in PIECE.findall(QUOTED.sub('""', value)):
        angle = ANGLE.search(piece)
        address = angle[1] if angle else piece.rpartition(":")[2]
        if address := address.strip(' "'):
            yield address


RULE = Rule(
    "MSG006",
    "recipient-outside",
    setting="relay_domains",
    looks=(OnMessage(wants, check),),
    severity="warning",
    safety=None,
)
