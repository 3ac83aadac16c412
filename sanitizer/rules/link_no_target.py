"""A link goes somewhere: its address has a host, or names a place in the message.

A mail has no address of its own, so a relative one leads nowhere, or into the mail program's own site.

Before::

    <p><a href="/orders/17">Your order</a></p>

After::

    <p>Your order</p>
"""

from collections.abc import Iterable
from urllib.parse import unquote

from sanitizer.contexts import Context
from sanitizer.edits import Unwrap
from sanitizer.html.dom import Element
from sanitizer.html.urls import scheme_of, tidy
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

SHOWN = 60
"""Characters of an address that a message quotes."""


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href"


def is_relative(policy: Policy, name: str, value: str) -> bool:
    return not scheme_of(value)


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    address = tidy(value)
    fragment = address[1:]
    if address in ("", "#"):
        message = f"link has the address {address!r}, which leads nowhere"
    elif address[0] != "#":
        message = f"link has the relative address {address[:SHOWN]!r}, which leads nowhere in a mail"
    elif fragment.lower() == "top" or fragment in context.targets or unquote(fragment) in context.targets:
        return ()
    else:
        message = f"link goes to {address[:SHOWN]!r}, a place the message does not have"
    return (RULE.violation(element, message, Unwrap(element), part=name),)


RULE = Rule(
    "LNK010",
    "link-no-target",
    setting="link_outside",
    looks=(OnAttribute(wants, check, is_relative),),
    severity="warning",
    safety="unsafe",
)
