"""No e-mail address stands in the words.

Buyers are written to through the marketplace alone: its message API refuses e-mail addresses, and so do guides for
sellers (junglescout.com, 2020). An address that is spelled out or split counts as well.

Before::

    <p>Write to help (at) shop [dot] example for a photo.</p>

After::

    <p>Write to for a photo.</p>
"""

from collections.abc import Iterable

from sanitizer.content.hosts import matches_host
from sanitizer.content.reading import Reading
from sanitizer.content.removal import removal
from sanitizer.contexts import TextContext
from sanitizer.policy import Policy
from sanitizer.rule import OnText, Rule, TextViolation

SHOWN = 60
"""Characters of an address in a message."""


def removes(policy: Policy) -> bool:
    return policy.text_email_address == "remove"


def wants(policy: Policy) -> bool:
    return policy.text_email_address != "allow"


def check(context: TextContext, reading: Reading) -> Iterable[TextViolation]:
    from sanitizer.content.contact.addresses import (
        emails,  # its patterns take longer to make than the package to import
    )

    policy = context.policy
    for email in emails(reading):
        if email.within and policy.text_url != "allow" and not matches_host(email.within, policy.link_hosts):
            continue  # the URL that it is part of is a finding of its own
        if email.is_spelled and matches_host(email.host, policy.link_hosts):
            continue  # "bought @ amazon.com" names the shop
        span = reading.span(email.start, email.end)
        yield RULE.of_text(
            span,
            f"e-mail address {email.value[:SHOWN]!r}" + ", spelled out" * email.is_spelled,
            "",
            replaced=removal(reading.shown, *span),
            severity="error" if email.is_sure else "warning",
            safety="safe" if email.is_sure and removes(policy) else "unsafe",
        )


RULE = Rule(
    "TXT002",
    "text-email-address",
    setting="text_email_address",
    looks=(OnText(wants, check),),
    safety="unsafe",
    is_made_safe=removes,
)
