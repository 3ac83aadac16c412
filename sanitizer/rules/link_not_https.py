"""Links use https.

A link to a host that the policy lists is written anew with https. Any other host may not serve it, so its link is
only reported. A link without a scheme takes that of the page it is shown in, and a mail has none.

Before::

    <a href="http://www.amazon.de/gp/css/order-history">Your orders</a>

After::

    <a href="https://www.amazon.de/gp/css/order-history">Your orders</a>
"""

import re
from collections.abc import Iterable

from sanitizer.contexts import Context
from sanitizer.edits import SetAttribute
from sanitizer.html.dom import Element
from sanitizer.html.urls import has_port, host_of, matches_host, scheme_of, tidy
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

START = re.compile(r"(?:http:)?(?=//[^/\\])", re.IGNORECASE)


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_not_https != "allow"


def is_insecure(policy: Policy, name: str, value: str) -> bool:
    return scheme_of(value) in ("http", "//")


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    scheme = scheme_of(value)
    host = host_of(value)
    message = (
        f"link to {host or 'a host'} uses http" if scheme == "http" else f"link to {host or 'a host'} has no scheme"
    )
    address = tidy(value)
    start = START.match(address)
    if start is None or has_port(value) or not matches_host(host, context.policy.link_hosts):
        return (RULE.violation(element, message, part=name),)
    return (
        RULE.violation(element, message, SetAttribute(element, name, "https:" + address[start.end() :]), part=name),
    )


RULE = Rule(
    "LNK002",
    "link-not-https",
    setting="link_not_https",
    looks=(OnAttribute(wants, check, is_insecure),),
    severity="warning",
    reads="scheme",
)
