"""No link writes to or calls somebody.

Buyers are written to through the marketplace alone; its message API refuses e-mail addresses too. The words stay
when the link goes; an address or a number among them is a finding of its own.

Before::

    <p>Questions? <a href="mailto:help@shop.example">Write to us</a></p>

After::

    <p>Questions? Write to us</p>
"""

from collections.abc import Iterable

from sanitizer.contexts import Context
from sanitizer.edits import Unwrap
from sanitizer.html.dom import Element
from sanitizer.html.urls import scheme_of
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

SCHEMES = {
    "callto": "calls",
    "facetime": "calls",
    "facetime-audio": "calls",
    "im": "writes to",
    "mailto": "writes to",
    "sip": "calls",
    "sips": "calls",
    "skype": "calls",
    "sms": "writes to",
    "smsto": "writes to",
    "tel": "calls",
    "tg": "writes to",
    "viber": "writes to",
    "whatsapp": "writes to",
    "xmpp": "writes to",
}
"""Schemes that reach a person (IANA register of URI schemes), and what they do."""


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_contact != "allow"


def is_contact(policy: Policy, name: str, value: str) -> bool:
    return scheme_of(value) in SCHEMES


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    scheme = scheme_of(value)
    message = f"link {SCHEMES[scheme]} somebody outside the marketplace ({scheme}:)"
    return (RULE.violation(element, message, Unwrap(element), part=name),)


RULE = Rule(
    "LNK008",
    "link-contact",
    setting="link_contact",
    looks=(OnAttribute(wants, check, is_contact),),
    safety="unsafe",
    reads="scheme",
)
