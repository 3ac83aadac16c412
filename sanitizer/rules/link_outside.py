"""No link leaves the marketplace.

The guidelines forbid it, and mail is scanned for it since 2021 (blog.zonmaster.com). A host without which the order
cannot be completed, such as the carrier's for tracking, belongs on the policy's ``link_hosts``.
The host is the one a browser reads: ``amazon.com@shop.example`` and ``amazon.com.shop.example`` are outside.

Before::

    <p>See <a href="https://amazon.com@shop.example/">our other towels</a>.</p>

After::

    <p>See our other towels.</p>
"""

from collections.abc import Iterable

from sanitizer.contexts import Context
from sanitizer.edits import Unwrap
from sanitizer.findings import Safety
from sanitizer.html.dom import Element
from sanitizer.html.urls import WEB, host_of, matches_host, scheme_of
from sanitizer.policy import Policy
from sanitizer.rule import OnAttribute, Rule, Violation

NOTE = "a host needed to complete the order, such as a carrier's, can be added to link_hosts"


def unwraps(policy: Policy) -> bool:
    return policy.link_outside == "unwrap"


def wants(policy: Policy, tag: str, name: str) -> bool:
    return tag == "a" and name == "href" and policy.link_outside != "allow"


def is_outside(policy: Policy, name: str, value: str) -> bool:
    return scheme_of(value) in WEB and not matches_host(host_of(value), policy.link_hosts)


def check(context: Context, element: Element, name: str, value: str) -> Iterable[Violation]:
    host = host_of(value)
    if host:
        message = f"link goes to {host}, which is not on the list link_hosts"
    else:
        message = "link names no host that a browser accepts"
    safety: Safety = "safe" if unwraps(context.policy) else "unsafe"
    return (RULE.violation(element, message, Unwrap(element), part=name, note=NOTE if host else "", safety=safety),)


RULE = Rule(
    "LNK001",
    "link-outside",
    setting="link_outside",
    looks=(OnAttribute(wants, check, is_outside),),
    safety="unsafe",
    is_made_safe=unwraps,
    reads="host",
)
